/** What a command is: its help, its options, and what it does. The table of them is commands.ts. */

import { parseArgs } from 'node:util'
import type { Environment } from '../config/config.ts'
import { didYouMean } from '../nearest.ts'
import { Refusal } from './refusal.ts'

/** What it is called, wherever it is spoken of. */
export const PROGRAM = 'payment-status-relay'

interface Option {
  type: 'string' | 'boolean'
  default?: string | boolean
  /** What stands for the value of a text, such as ID. */
  value?: string
  help: string
}

type Options = Readonly<Record<string, Option>>

interface Definition<O extends Options> {
  name: string
  /** In a list of commands. */
  summary: string
  /** What follows the name. */
  usage: string
  /** What else there is to know, in lines of at most 100 characters. */
  details?: readonly string[]
  /** How many words it takes besides its options. */
  words: number
  options: O
  /** What follows the program's name. */
  example: string
  run(given: Given<O>, env: Environment): Promise<void>
}

type Given<O extends Options> = Pick<
  ReturnType<typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>>,
  'values' | 'positionals'
>

export interface Command extends Omit<Definition<Options>, 'run'> {
  /** Throws a Refusal where the arguments are none that it knows. */
  start(args: string[], env: Environment): Promise<void>
}

export function command<const O extends Options>({ run, ...told }: Definition<O>): Command {
  return { ...told, start: async (args, env) => run(given(told, args), env) }
}

function given<const O extends Options>(
  { name, usage, words, options }: Omit<Definition<O>, 'run'>,
  args: string[],
): Given<O> {
  const help = `Usage: ${PROGRAM} ${name} ${usage}`.trimEnd()
  const { tokens } = parseArgs({
    args,
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  for (const token of tokens) {
    if (token.kind !== 'option' || Object.hasOwn(options, token.name)) continue
    const known = [...Object.keys(options), 'help', 'version'].map((option) => `--${option}`)
    throw new Refusal(
      `There is no option ${token.rawName} of "${name}".${didYouMean(token.rawName, known)} ${help}`,
      64,
    )
  }
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const extra = positionals[words]
    if (extra === undefined) return { values, positionals }
    throw new Refusal(`"${extra}" is one word too many. ${help}`, 64)
  } catch (error) {
    if (error instanceof Refusal || !(error instanceof TypeError)) throw error
    throw new Refusal(`${error.message}. ${help}`, 64)
  }
}
