/** Callbacks that led to nothing, as whoever looks at them sees them. */

import type { KeptCallback } from '../../../ledger/intake.ts'
import type { Tables } from '../../tables.ts'
import { json, keyed, ourNumber, type Database, type Row } from '../sql.ts'

export const kept = ({ query }: Database): Pick<Tables, 'kept' | 'keptAs'> => ({
  async kept({ state = null, order, limit, before }) {
    const last = before === undefined ? Number.MAX_SAFE_INTEGER : (ourNumber(before) ?? 0)
    const found =
      order === undefined
        ? await query(NEWEST, state, last, limit)
        : await query(NEWEST_OF, state, last, limit, keyed(order))
    return found.map(keptIn)
  },
  async keptAs(key) {
    const [row] = await query(
      'SELECT id, record FROM $.kept WHERE key = $1 ORDER BY id LIMIT 1',
      keyed(key),
    )
    return row && keptIn(row)
  },
})

const NEWEST = `
  SELECT id, record FROM $.kept WHERE ($1::text IS NULL OR state = $1) AND id < $2
  ORDER BY id DESC LIMIT $3`

const NEWEST_OF = `
  SELECT id, record FROM $.kept
  WHERE order_key = $4 AND ($1::text IS NULL OR state = $1) AND id < $2
  ORDER BY id DESC LIMIT $3`

const keptIn = ({ id, record }: Row): KeptCallback => ({
  ...json<KeptCallback>(record),
  id: String(id),
})
