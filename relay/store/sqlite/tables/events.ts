/** The keys of events that have come already. */

import type { Rows } from '../../rows.ts'
import type { Sql } from '../sql.ts'

export function events(sql: Sql): Pick<Rows, 'isNew'> {
  const add = sql('INSERT OR IGNORE INTO events VALUES (?, ?)')
  return { isNew: (key, now) => add.run(key, now).changes === 1 }
}
