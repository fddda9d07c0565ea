/** Where a store is, as STORE or an argument says it. */

import type { Environment } from '../config/config.ts'
import { Refusal } from './refusal.ts'
import { requireConfig } from './require-config.ts'

export type Place =
  { kind: 'sqlite'; path: string } | { kind: 'postgres'; url: string } | { kind: 'memory' }

/** `what`: as it is called to whoever wrote it. Its text is told to nobody: it may have a password. */
export function placeOf(what: string, text: string | undefined, env: Environment): Place {
  if (text === undefined || !/^postgres(ql)?:/.test(text)) {
    return requireConfig(text === undefined ? env : { ...env, STORE: text }).config.store
  }
  if (URL.canParse(text)) return { kind: 'postgres', url: text }
  throw new Refusal(
    `${what} must be written as postgres://USER:PASSWORD@HOST/DATABASE; of a password, what is no letter or digit as %XX.`,
    64,
  )
}
