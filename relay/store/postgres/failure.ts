/** What went wrong in Postgres, or on the way there, and what that means. */

import { StoreFailure } from '../store.ts'

/** Nothing can be asked of it now: it is away, or it is no more the one that can be written to. */
export class Unreachable extends StoreFailure {}

/** It cannot be written, whoever tries. */
export class Unwritable extends StoreFailure {}

/** Two transactions were in each other's way: it is done again. */
export class Entangled extends StoreFailure {}

const ENTANGLED = new Set(['40001', '40P01'])

/** It was a primary, and is none any more; or it is going, or has gone, or is coming. */
const AWAY = /^(25006|57P0\d|08\w{3}|53300|3D000|28\w{3})$/

/** A value; or too much at once: of locks, or of anything. */
const UNWRITABLE = /^(22|23|54)\w{3}$|^53200$/

const POOLED = new Set(['26000', '42P05'])

/**
 * By a code of Postgres' or Node's. Neither values nor passwords stand in what is told of it: for the cause of it,
 * which may have both, see Postgres' own log.
 */
export function failureOf(cause: unknown): StoreFailure {
  if (cause instanceof StoreFailure) return cause
  const { code, message, severity } = factsOf(cause)
  if (POOLED.has(code)) {
    return new StoreFailure(
      'The pooler before Postgres knows no prepared statements. Set max_prepared_statements in PgBouncer 1.21 or newer, or end STORE with ?prepare=false',
    )
  }
  if (ENTANGLED.has(code)) return new Entangled(`Postgres ended a transaction (${code}).`)
  // Whatever is not Postgres' own word came in between.
  const isAway = severity === undefined || severity !== 'ERROR' || AWAY.test(code)
  if (isAway) return new Unreachable(`Postgres cannot be reached: ${message} (${code}).`)
  // Its own words tell the value.
  if (UNWRITABLE.test(code)) return new Unwritable(`Postgres refuses a value (${code}).`)
  return new StoreFailure(`Postgres cannot do what it is asked: ${message} (${code}).`)
}

function factsOf(cause: unknown): { code: string; message: string; severity: string | undefined } {
  if (!(cause instanceof Error)) return { code: '', message: String(cause), severity: undefined }
  const code = 'code' in cause ? String(cause.code) : ''
  const severity = 'severity' in cause ? String(cause.severity) : undefined
  return { code, message: cause.message || code, severity }
}
