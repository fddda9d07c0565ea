/** Reads the command line, and does what it says. */

import { didYouMean } from '../nearest.ts'
import { VERSION } from '../version.ts'
import { PROGRAM } from './command.ts'
import { COMMANDS } from './commands.ts'
import { readEnvFile } from './env-file.ts'
import { helpOf, helpOfAll } from './help.ts'
import { Refusal } from './refusal.ts'

/** Runs to the end of the command; a server's end is that of the process. */
export async function run(args: readonly string[]): Promise<void> {
  try {
    await obey(args)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(error instanceof Refusal ? error.exitCode : 1)
  }
}

async function obey(args: readonly string[]): Promise<void> {
  const [first, ...rest] = args
  const isNamed = first !== undefined && !first.startsWith('-')
  if (first === 'help') return say(helpOn(rest.find((word) => word !== 'help' && !isHelp(word))))
  if (first === '--version' || first === '-v') return say(`${VERSION}\n`)
  if (asksForHelp(args)) return say(isNamed ? helpOn(first) : helpOfAll(COMMANDS.values()))

  const command = commandOf(isNamed ? first : 'serve')
  // What `init` wrote. The environment itself goes first; the demo has secrets of its own.
  if (!args.includes('--demo')) Object.assign(process.env, { ...readEnvFile(), ...process.env })
  await command.start(isNamed ? rest : [...args], process.env)
}

const isHelp = (arg: string): boolean => arg === '--help' || arg === '-h'

const say = (text: string): void => void process.stdout.write(text)

/** What comes after `--` is no option. */
const asksForHelp = (args: readonly string[]): boolean => {
  const end = args.indexOf('--')
  return args.slice(0, end < 0 ? args.length : end).some(isHelp)
}

const helpOn = (name: string | undefined): string =>
  name === undefined ? helpOfAll(COMMANDS.values()) : helpOf(commandOf(name))

function commandOf(name: string) {
  const command = COMMANDS.get(name)
  if (command) return command
  const known = [...COMMANDS.keys(), 'help']
  throw new Refusal(
    `There is no command "${name}".${didYouMean(name, [...known, '--version'])} "${PROGRAM} help" tells what there is: ${known.join(', ')}.`,
    64,
  )
}
