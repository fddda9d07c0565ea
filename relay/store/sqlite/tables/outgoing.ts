/** What waits for the merchant's own backend. What is to be passed on lies apart: it may be large. */

import type { Forward } from '../../../ledger/intake.ts'
import { APART } from '../../../order/clocks.ts'
import {
  LONGEST_WAIT,
  WEBHOOK,
  type Announced,
  type Delivery,
  type Outgoing,
} from '../../outgoing.ts'
import type { OutgoingRows } from '../../rows.ts'
import { json, number, type Row, type Sql } from '../sql.ts'

export function outgoing(sql: Sql): OutgoingRows {
  const announce = sql(`
    INSERT INTO outgoing (lane, order_id, version, record, since, due_at)
    VALUES ('${WEBHOOK}', ?, ?, ?, ?, ?)
    ON CONFLICT (order_id) DO UPDATE SET
      version = excluded.version, record = excluded.record, since = excluded.since`)
  const announced = sql(`
    SELECT outgoing.record, since, delivered FROM outgoing JOIN orders ON orders.id = order_id
    WHERE outgoing.id = ? AND outgoing.record IS NOT NULL`)
  const waits = sql(
    'SELECT version, attempts, since, due_at AS dueAt FROM outgoing WHERE order_id = ?',
  )
  const last = sql('SELECT delivered FROM orders WHERE id = ?')
  const deliver = sql(`
    UPDATE orders SET delivered = ? WHERE id = (SELECT order_id FROM outgoing WHERE id = ?)`)
  const add = sql('INSERT INTO outgoing (lane, since, due_at) VALUES (?, ?, ?)')
  const forward = sql('INSERT INTO forwards VALUES (?, ?, ?)')
  const forwarded = sql(
    'SELECT lane AS provider, headers, body FROM forwards JOIN outgoing USING (id) WHERE id = ?',
  )
  const due = sql(`
    SELECT id, lane, attempts, since, order_id, version FROM outgoing WHERE lane = ? AND due_at > ? AND due_at <= ?
      AND NOT (leased_until > ? AND leased_until <= ? + ${APART})
    ORDER BY due_at, id LIMIT +?`)
  const lease = sql('UPDATE outgoing SET leased_until = ? WHERE id = ?')
  const nextDue = sql('SELECT min(due_at) AS next FROM outgoing WHERE lane = ? AND due_at > ?')
  const nextFree = sql(`
    SELECT min(leased_until) AS next FROM outgoing
    WHERE lane = ? AND leased_until > 0 AND leased_until > ?`)
  const lanes = sql('SELECT lane, count(*) AS waiting FROM outgoing GROUP BY lane')
  const settle = sql('DELETE FROM outgoing WHERE id = ? AND version <= ?')
  const drop = sql('DELETE FROM outgoing WHERE id = ?')
  const renew = sql('UPDATE outgoing SET attempts = 0, due_at = ?, leased_until = 0 WHERE id = ?')
  const postpone = sql(`
    UPDATE outgoing SET attempts = attempts + 1, due_at = ?, leased_until = 0 WHERE id = ?`)

  return {
    announce: (order, now) =>
      void announce.run(order.id, order.version, JSON.stringify(order), now, now),
    announced(id) {
      const row = announced.get(id)
      return row && announcedIn(row)
    },
    deliveryOf(orderId) {
      const waiting = waits.get(orderId)
      const delivered = last.get(orderId)?.delivered ?? null
      return {
        waiting: waiting ? waitingIn(waiting) : null,
        delivered: delivered === null ? null : json(delivered),
      }
    },
    forward({ provider, headers, body }, now) {
      const { id } = add.run(provider, now, now)
      forward.run(id, JSON.stringify(headers), body)
    },
    forwarded(id) {
      const row = forwarded.get(id)
      return row && forwardIn(row)
    },
    claim(lane, now, free, until) {
      const claimed = [
        ...due.all(lane, -Infinity, now, now, until, free),
        ...due.all(lane, now + LONGEST_WAIT, Infinity, now, until, free),
      ]
        .slice(0, free)
        .map(outgoingIn)
      for (const { id } of claimed) lease.run(until, id)
      return claimed
    },
    nextOutgoing(lane, now) {
      const times = [nextDue, nextFree].flatMap((next) => number(next.get(lane, now)?.next) ?? [])
      return times.length > 0 ? Math.min(...times) : undefined
    },
    lanes: () => new Map(lanes.all().map((row) => [String(row.lane), Number(row.waiting)])),
    settleOutgoing(id, version, now, gist) {
      if (gist) deliver.run(JSON.stringify(gist), id)
      if (settle.run(id, version).changes === 0) renew.run(now, id)
    },
    dropOutgoing: (id) => void drop.run(id),
    releaseOutgoing: (id) => void lease.run(0, id),
    postponeOutgoing: (id, until) => void postpone.run(until, id),
  }
}

const outgoingIn = ({ id, lane, attempts, since, order_id, version }: Row): Outgoing => ({
  id: Number(id),
  attempts: Number(attempts),
  since: Number(since),
  ...(order_id === null
    ? { provider: String(lane) }
    : { orderId: String(order_id), version: Number(version) }),
})

const announcedIn = ({ record, since, delivered }: Row): Announced => ({
  order: json(record),
  since: Number(since),
  previous: delivered === null ? null : json(delivered),
})

const waitingIn = ({ version, attempts, since, dueAt }: Row): Delivery['waiting'] => ({
  version: Number(version),
  attempts: Number(attempts),
  since: Number(since),
  dueAt: Number(dueAt),
})

const forwardIn = ({ provider, headers, body }: Row): Forward => ({
  provider: String(provider),
  headers: json(headers),
  body: body as Uint8Array,
})
