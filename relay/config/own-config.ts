/** The settings of this process's own environment, for a relay in a server of the merchant's. */

import { readConfig } from './read-config.ts'
import type { Config } from './config.ts'
import { inWords, lineOf } from './settings.ts'

/** Warns of what is worth a look. Throws one Error that tells every mistake. */
export function ownConfig(): Config {
  const { config, warnings, mistakes } = readConfig(process.env)
  if (mistakes) throw new Error(`${inWords(mistakes)}\n`)
  for (const warning of warnings) {
    process.emitWarning(lineOf(warning).trim(), { type: 'PaymentStatusSetting' })
  }
  return config
}
