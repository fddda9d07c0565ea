/** The settings, or a refusal that tells every mistake in them. */

import type { Config, Environment } from '../config/config.ts'
import { readConfig } from '../config/read-config.ts'
import { inWords, lineOf } from '../config/settings.ts'
import { Refusal } from './refusal.ts'

export function requireConfig(env: Environment): { config: Config; warnings: string[] } {
  const { config, warnings, mistakes } = readConfig(env)
  if (config) return { config, warnings: warnings.map(lineOf) }
  throw new Refusal(
    `${inWords(mistakes)}\n\n` +
      'Nothing was started. "payment-status-relay init" writes a .env to begin with.',
    78,
  )
}
