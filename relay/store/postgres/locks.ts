/**
 * Locks on what a step reads, whether it is there or not: whoever writes it has read it. Held to the end of the
 * transaction.
 */

import { escaped } from './sql.ts'

export const lockKey = (schema: string, of: string, key: string): string =>
  `${schema} ${of} ${escaped(key)}`

/** Of `$1`, in their order. */
export const WAIT = `
  SELECT bool_and(pg_advisory_xact_lock(hashtextextended(key, 0))::text IS NOT NULL) AS held
  FROM unnest($1::text[]) AS key`

/** Whether there was no need to wait. */
export const TRY = `
  SELECT bool_and(pg_try_advisory_xact_lock(hashtextextended(key, 0))) AS held
  FROM unnest($1::text[]) AS key`
