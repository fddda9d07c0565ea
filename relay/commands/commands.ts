/** The commands, in the order in which they are needed. */

import { backup } from './backup.ts'
import { check } from './check.ts'
import type { Command } from './command.ts'
import { consoleCommand } from './console.ts'
import { copy } from './copy.ts'
import { init } from './init.ts'
import { restore } from './restore.ts'
import { serve } from './serve.ts'
import { simulate } from './simulate.ts'
import { tail } from './tail.ts'
import { token } from './token.ts'

/** By name. Help, the README's table and the tests are made of it. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map(
  [serve, init, check, token, simulate, tail, consoleCommand, backup, restore, copy].map((each) => [
    each.name,
    each,
  ]),
)
