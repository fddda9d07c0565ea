/** Which providers are to be asked about which orders, and how fast. */

import type { Ask } from '../../../ledger/asks.ts'
import { LONGEST_STEP } from '../../../reconciliation/queue.ts'
import type { AsksRows } from '../../rows.ts'
import { json, number, type Row, type Sql } from '../sql.ts'

export function asks(sql: Sql): AsksRows {
  const ofOrder = sql('SELECT record FROM asks WHERE order_id = ? ORDER BY provider')
  const forget = sql('DELETE FROM asks WHERE order_id = ?')
  const save = sql(
    'INSERT INTO asks (order_id, provider, waits, due_at, record) VALUES (?, ?, ?, ?, ?)',
  )
  const due = sql(`
    SELECT record FROM asks WHERE provider = ? AND waits = ? AND due_at > ? AND due_at <= ?
    ORDER BY due_at, order_id LIMIT +?`)
  const next = sql('SELECT min(due_at) AS next FROM asks WHERE provider = ? AND waits = ?')
  const pace = sql('SELECT record FROM paces WHERE provider = ?')
  const savePace = sql(`
    INSERT INTO paces VALUES (?, ?) ON CONFLICT DO UPDATE SET record = excluded.record`)

  return {
    asksOf: (orderId) => ofOrder.all(orderId).map(askIn),
    saveAsks(orderId, all) {
      forget.run(orderId)
      for (const ask of all) {
        save.run(orderId, ask.provider, ask.waits, ask.dueAt, JSON.stringify(ask))
      }
    },
    dueAsks: (provider, waits, now, limit) =>
      [
        ...due.all(provider, waits, -Infinity, now, limit),
        ...due.all(provider, waits, now + LONGEST_STEP, Infinity, limit),
      ]
        .slice(0, limit)
        .map(askIn),
    nextAsk: (provider, waits) => number(next.get(provider, waits)?.next),
    paceOf(provider) {
      const row = pace.get(provider)
      return row && json(row.record)
    },
    savePace: (provider, of) => void savePace.run(provider, JSON.stringify(of)),
  }
}

const askIn = ({ record }: Row): Ask => json(record)
