/** The settings, or a refusal that tells every mistake in them. */

import type { Config, Environment } from '../config/config.ts'
import { readConfig } from '../config/read-config.ts'
import type { Mistake } from '../config/settings.ts'
import { Refusal } from './refusal.ts'

const line = ({ name, problem }: Mistake) => `  ${name} ${problem}.`

export function requireConfig(env: Environment): { config: Config; warnings: string[] } {
  const read = readConfig(env)
  if (read.config) return { config: read.config, warnings: read.warnings.map(line) }

  const { mistakes } = read
  const heading =
    mistakes.length === 1 ? 'One setting is wrong:' : `${mistakes.length} settings are wrong:`
  throw new Refusal(
    `${heading}\n\n${mistakes.map(line).join('\n')}\n\n` +
      'Nothing was started. "payment-status-relay init" writes a .env to begin with.',
    78,
  )
}
