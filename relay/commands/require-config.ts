/** The settings, or a refusal that tells every mistake in them. */

import type { Config, Environment } from '../config/config.ts'
import { readConfig } from '../config/read-config.ts'
import type { Mistake } from '../config/settings.ts'
import { Refusal } from './refusal.ts'

interface Settings {
  config: Config
  /** What is worth a look, a line each. */
  warnings: string[]
  /** The names in the environment that are no settings. */
  unread: string[]
}

const line = ({ name, problem }: Mistake) => `  ${name} ${problem}.`

export function requireConfig(env: Environment): Settings {
  const read = readConfig(env)
  if (read.config) {
    const { config, warnings, unread } = read
    return { config, unread, warnings: warnings.map(line) }
  }

  const { mistakes } = read
  const heading =
    mistakes.length === 1 ? 'One setting is wrong:' : `${mistakes.length} settings are wrong:`
  throw new Refusal(
    `${heading}\n\n${mistakes.map(line).join('\n')}\n\n` +
      'Nothing was started. "payment-status-relay init" writes a .env to begin with.',
    78,
  )
}
