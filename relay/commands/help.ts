/** What `help` says, of all commands and of each. */

import { styleText } from 'node:util'
import { PROGRAM, type Command } from './command.ts'

const SETTINGS = `Settings are environment variables. A .env in the working directory is read, too; the environment goes first.`

/** A heading: bold on a terminal, unless NO_COLOR says otherwise. */
const heading = (text: string): string => styleText('bold', text, { stream: process.stdout })

const columns = (rows: readonly (readonly [left: string, right: string])[]): string[] => {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}

export const helpOfAll = (commands: Iterable<Command>): string =>
  [
    `${heading('Usage')}  ${PROGRAM} [COMMAND] [OPTIONS]`,
    '',
    ...columns([
      ...[...commands].map(({ name, summary }) => [name, summary] as const),
      ['help [COMMAND]', 'tells what there is, or all about one command. So do -h and --help'],
      ['--version, -v', 'tells which version this is'],
    ]),
    '',
    SETTINGS,
    `"${PROGRAM} init" writes one to begin with, and "${PROGRAM} check" tells what is set, and what is wrong.`,
    '',
  ].join('\n')

export function helpOf({ name, summary, usage, details = [], options, example }: Command): string {
  const rows = Object.entries(options).map(([option, { value, help, default: unless }]) => {
    const otherwise = typeof unless === 'string' ? ` (default: ${unless})` : ''
    return [`--${option}${value === undefined ? '' : ` ${value}`}`, `${help}${otherwise}`] as const
  })
  return [
    `${heading('Usage')}  ${`${PROGRAM} ${name} ${usage}`.trimEnd()}`,
    '',
    `It ${summary}.`,
    ...details,
    '',
    ...columns([...rows, ['-h, --help', 'tells this']]),
    '',
    `${heading('Example')}  ${PROGRAM} ${example}`,
    '',
    SETTINGS,
    '',
  ].join('\n')
}
