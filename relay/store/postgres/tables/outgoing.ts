/** What waits for the merchant's own backend. */

import { APART } from '../../../order/clocks.ts'
import { LONGEST_WAIT, type Announced, type Delivery, type Outgoing } from '../../outgoing.ts'
import type { Tables } from '../../tables.ts'
import { escaped, json, number, unescaped, type Database, type Row } from '../sql.ts'

type Names =
  | 'claim'
  | 'nextOutgoing'
  | 'lanes'
  | 'forwarded'
  | 'announced'
  | 'deliveryOf'
  | 'settleOutgoing'
  | 'dropOutgoing'
  | 'postponeOutgoing'
  | 'releaseOutgoing'

export const outgoing = ({ query, transaction }: Database): Pick<Tables, Names> => ({
  async claim(lane, now, free, until) {
    const claimed = await query(CLAIM, escaped(lane), now, free, until)
    return claimed.map(outgoingIn)
  },
  async nextOutgoing(lane, now) {
    const [row] = await query(NEXT, escaped(lane), now)
    return number(row?.next)
  },
  async lanes() {
    const found = await query('SELECT lane, count(*) AS waiting FROM $.outgoing GROUP BY lane')
    return new Map(found.map(({ lane, waiting }) => [unescaped(lane), Number(waiting)]))
  },
  async forwarded(id) {
    const [row] = await query(
      'SELECT lane, headers, body FROM $.forwards JOIN $.outgoing USING (id) WHERE id = $1',
      id,
    )
    if (!row || !(row.body instanceof Uint8Array)) return undefined
    return {
      provider: unescaped(row.lane),
      headers: json(row.headers),
      body: new Uint8Array(row.body),
    }
  },
  async announced(id) {
    const [row] = await query(ANNOUNCED, id)
    return row && announcedIn(row)
  },
  async deliveryOf(orderId) {
    const [row] = await query(DELIVERY, escaped(orderId))
    return {
      waiting: typeof row?.version === 'string' ? waitingIn(row) : null,
      delivered: typeof row?.gist === 'string' ? json(row.gist) : null,
    }
  },
  settleOutgoing: (id, version, now, gist) =>
    transaction(async ({ query: send, commit }) => {
      if (gist) void send(DELIVER, id, JSON.stringify(gist))
      void send('DELETE FROM $.outgoing WHERE id = $1 AND version <= $2', id, version)
      // What is there still is a newer version.
      void send(
        'UPDATE $.outgoing SET attempts = 0, due_at = $2, leased_until = 0 WHERE id = $1',
        ...[id, now],
      )
      await commit()
    }),
  async dropOutgoing(id) {
    await query('DELETE FROM $.outgoing WHERE id = $1', id)
  },
  async postponeOutgoing(id, until) {
    await query(
      `UPDATE $.outgoing SET attempts = attempts + 1, due_at = $2, leased_until = 0
      WHERE id = $1`,
      ...[id, until],
    )
  },
  async releaseOutgoing(id) {
    await query('UPDATE $.outgoing SET leased_until = 0 WHERE id = $1', id)
  },
})

/** What is due; then what no clock that is right can have put off. What another node has in hand is left to it. */
const CLAIM = `
  WITH due AS MATERIALIZED (
    SELECT id, due_at FROM $.outgoing WHERE lane = $1 AND due_at <= $2
      AND NOT (leased_until > $2 AND leased_until <= $4::bigint + ${APART})
    ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
  ), far AS MATERIALIZED (
    SELECT id, due_at FROM $.outgoing WHERE lane = $1 AND due_at > $2::bigint + ${LONGEST_WAIT}
      AND NOT (leased_until > $2 AND leased_until <= $4::bigint + ${APART})
    ORDER BY due_at, id LIMIT $3 - (SELECT count(*) FROM due) FOR UPDATE SKIP LOCKED
  ), claimed AS (
    UPDATE $.outgoing SET leased_until = $4
    WHERE id IN (SELECT id FROM due UNION ALL SELECT id FROM far)
    RETURNING id, lane, attempts, since, order_id, version, due_at
  )
  SELECT * FROM claimed ORDER BY due_at, id`

const NEXT = `
  SELECT least(
    (SELECT min(due_at) FROM $.outgoing WHERE lane = $1 AND due_at > $2),
    (SELECT min(leased_until) FROM $.outgoing
      WHERE lane = $1 AND leased_until > 0 AND leased_until > $2)
  ) AS next`

const ANNOUNCED = `
  SELECT record, since, gist FROM $.outgoing LEFT JOIN $.delivered USING (order_id)
  WHERE id = $1 AND record IS NOT NULL`

const DELIVERY = `
  SELECT version, attempts, since, due_at, gist
  FROM (SELECT * FROM $.outgoing WHERE order_id = $1) AS waiting
  FULL JOIN (SELECT * FROM $.delivered WHERE order_id = $1) AS told USING (order_id)`

const DELIVER = `
  INSERT INTO $.delivered (order_id, gist)
  SELECT order_id, $2 FROM $.outgoing WHERE id = $1 AND order_id IS NOT NULL
  ON CONFLICT (order_id) DO UPDATE SET gist = excluded.gist`

const outgoingIn = ({ id, lane, attempts, since, order_id, version }: Row): Outgoing => ({
  id: Number(id),
  attempts: Number(attempts),
  since: Number(since),
  ...(order_id === null
    ? { provider: unescaped(lane) }
    : { orderId: unescaped(order_id), version: Number(version) }),
})

const announcedIn = ({ record, since, gist }: Row): Announced => ({
  order: json(record),
  since: Number(since),
  previous: gist === null ? null : json(gist),
})

const waitingIn = ({ version, attempts, since, due_at }: Row): Delivery['waiting'] => ({
  version: Number(version),
  attempts: Number(attempts),
  since: Number(since),
  dueAt: Number(due_at),
})
