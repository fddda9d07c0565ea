#!/usr/bin/env node
/** Reads the command line, and does what it says. */

import { existsSync } from 'node:fs'
import { backup } from './commands/backup.ts'
import { check } from './commands/check.ts'
import { init } from './commands/init.ts'
import { serve } from './commands/serve.ts'
import { simulate } from './commands/simulate.ts'
import { tail } from './commands/tail.ts'
import { token } from './commands/token.ts'
import { Refusal } from './commands/refusal.ts'

const COMMANDS = new Map([
  ['serve', serve],
  ['init', init],
  ['check', check],
  ['token', token],
  ['simulate', simulate],
  ['tail', tail],
  ['backup', backup],
])

const USAGE = `payment-status-relay <command>

  serve               take callbacks, tell pages (the default)
    --demo            with a store and secrets of its own, and the demo page
    --new-epoch       name the store's history anew: for a copy that "backup" did not make
  init                write a .env with fresh secrets
  check               tell the settings, masked, and the address to give each provider
  token --order ID    print a token for an order's page [--customer ID] [--ttl 1h]
  simulate PROVIDER --order ID --status S [--amount N --currency C]
                      send this relay a callback, signed as the provider signs it
  tail                show what changes, live [--json] [--url URL]
  backup FILE         copy the store while the relay runs
`

async function main(args: string[]): Promise<void> {
  const isNamed = args[0] !== undefined && !args[0].startsWith('-')
  const name = isNamed ? args[0] : 'serve'
  if (args.includes('--help') || name === 'help') return void process.stdout.write(USAGE)

  const command = COMMANDS.get(name ?? '')
  if (!command) throw new Refusal(`There is no command "${name}".\n\n${USAGE}`, 64)
  // What `init` wrote. The environment itself goes first; the demo has secrets of its own.
  if (existsSync('.env') && !args.includes('--demo')) process.loadEnvFile('.env')
  await command(args.slice(isNamed ? 1 : 0), process.env)
}

/** What `parseArgs` throws. */
const isUsage = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof Refusal) {
    process.stderr.write(`${error.message}\n`)
    process.exit(error.exitCode)
  }
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(isUsage(error) ? 64 : 1)
})
