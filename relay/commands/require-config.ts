/** The settings, or a refusal that tells every mistake in them. */

import type { Config, Environment } from '../config/config.ts'
import { readConfig } from '../config/read-config.ts'
import { inWords, lineOf } from '../config/settings.ts'
import { Refusal } from './refusal.ts'

interface Settings {
  config: Config
  /** What is worth a look, a line each. */
  warnings: string[]
  /** The names in the environment that are no settings. */
  unread: string[]
}

export function requireConfig(env: Environment): Settings {
  const { config, warnings, unread, mistakes } = readConfig(env)
  if (config) return { config, unread, warnings: warnings.map(lineOf) }
  throw new Refusal(
    `${inWords(mistakes)}\n\n` +
      'Nothing was started. "payment-status-relay init" writes a .env to begin with.',
    78,
  )
}
