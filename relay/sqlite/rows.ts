/** What one SQLite file keeps, table by table. */

import type { DatabaseSync } from 'node:sqlite'
import type { Rows } from '../rows.ts'
import { answers } from './answers.ts'
import { customers } from './customers.ts'
import { events } from './events.ts'
import { kept } from './kept.ts'
import { meta } from './meta.ts'
import { names } from './names.ts'
import { notices } from './notices.ts'
import { orders } from './orders.ts'
import { outgoing } from './outgoing.ts'
import { sightings } from './sightings.ts'
import { sqlOf } from './sql.ts'
import { sweep } from './sweep.ts'

export function sqliteRows(db: DatabaseSync): Rows {
  const sql = sqlOf(db)
  const history = meta(sql)
  return {
    ...history,
    ...orders(sql),
    ...names(sql),
    ...events(sql),
    ...kept(sql),
    ...customers(sql),
    ...notices(sql, history.epoch),
    ...sightings(sql),
    ...outgoing(sql),
    ...answers(sql),
    ...sweep(sql),
  }
}
