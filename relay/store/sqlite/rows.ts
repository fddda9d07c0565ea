/** What one SQLite file keeps, table by table. */

import type { DatabaseSync } from 'node:sqlite'
import type { Rows } from '../rows.ts'
import { asks } from './tables/asks.ts'
import { customers } from './tables/customers.ts'
import { figures } from './tables/figures.ts'
import { kept } from './tables/kept.ts'
import { meta } from './tables/meta.ts'
import { names } from './tables/names.ts'
import { notices } from './tables/notices.ts'
import { orders } from './tables/orders.ts'
import { outgoing } from './tables/outgoing.ts'
import { requests } from './tables/requests.ts'
import { sightings } from './tables/sightings.ts'
import { sqlOf } from './sql.ts'
import { sweep } from './tables/sweep.ts'
import { webFiles } from './tables/web-files.ts'

export function sqliteRows(db: DatabaseSync): Rows {
  const sql = sqlOf(db)
  const history = meta(sql)
  return {
    ...history,
    ...orders(sql),
    ...names(sql),
    ...kept(sql),
    ...customers(sql),
    ...notices(sql, history.epoch),
    ...sightings(sql),
    ...outgoing(sql),
    ...requests(sql),
    ...asks(sql),
    ...figures(sql),
    ...webFiles(sql),
    ...sweep(sql),
  }
}
