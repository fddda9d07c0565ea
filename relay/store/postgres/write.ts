/** Writes what a step has done: sent at once, table by table. */

import { kindOf } from '../kind.ts'
import type { Changes } from '../loaded.ts'
import { WEBHOOK } from '../outgoing.ts'
import { escaped, keyed, list, rowsOf, type Row, type Session } from './sql.ts'

/** Whatever fails of it is told of by the commit that comes after. */
export function write({ query }: Session, changes: Changes): void {
  const { orders, names, kept, customers, asks, paces, announced, forwards, outcomes } = changes
  const send = (text: string, rows: readonly Row[]) => {
    if (rows.length > 0) void query(text, rowsOf(rows))
  }
  const forget = (text: string, keys: readonly (string | number)[]) => {
    if (keys.length > 0) void query(text, list(keys))
  }

  send(
    SAVE_ORDERS,
    orders.map((order) => ({
      id: escaped(order.id),
      record: JSON.stringify(order),
      version: order.version,
      due_at: order.changesAt,
      status: order.shown.status,
      kind: kindOf(order),
      created_at: order.createdAt,
      updated_at: order.updatedAt,
    })),
  )
  const led = names.map(({ name, orderId, by }) => ({
    ...{ name: keyed(name), order_id: escaped(orderId), by },
  }))
  send(
    RELEASE,
    led.filter(({ by }) => by === null),
  )
  send(
    HOLD,
    led.filter(({ by }) => by !== null),
  )
  forget(
    'DELETE FROM $.kept WHERE id = ANY($1::bigint[])',
    kept.map(({ id }) => id),
  )
  const left = kept.flatMap(({ id, record, names: waitsFor }) =>
    record ? [{ id, record, waitsFor }] : [],
  )
  send(
    KEEP,
    left.map(({ id, record: { id: _, ...record } }) => ({
      ...{ id, key: keyed(record.key), state: record.state, code: record.code },
      order_key: record.order === null ? null : keyed(record.order),
      record: JSON.stringify(record),
      received_at: record.receivedAt,
    })),
  )
  send(
    WAIT_FOR,
    left.flatMap(({ id, waitsFor }) =>
      waitsFor.map((name) => ({ name: keyed(name), kept_id: id })),
    ),
  )
  forget(
    'DELETE FROM $.customers WHERE order_id = ANY($1::text[])',
    customers.map(({ orderId }) => escaped(orderId)),
  )
  send(
    ENLIST,
    customers.flatMap(({ orderId, customers: all }) =>
      all.map((customer) => ({ customer: keyed(customer), order_id: escaped(orderId) })),
    ),
  )
  forget(
    'DELETE FROM $.asks WHERE order_id = ANY($1::text[])',
    asks.map(({ orderId }) => escaped(orderId)),
  )
  send(
    ASK,
    asks
      .flatMap(({ asks: all }) => all)
      .map((ask) => ({
        ...{ order_id: escaped(ask.orderId), provider: keyed(ask.provider), waits: ask.waits },
        ...{ due_at: ask.dueAt, record: JSON.stringify(ask) },
      })),
  )
  send(
    SAVE_PACES,
    paces.map(({ provider, pace }) => ({
      ...{ provider: keyed(provider), record: JSON.stringify(pace) },
    })),
  )
  send(
    ANNOUNCE,
    announced.map(({ order, at }) => ({
      ...{ order_id: escaped(order.id), version: order.version, record: JSON.stringify(order), at },
    })),
  )
  for (const { forward, at } of forwards) {
    const { provider, headers, body } = forward
    void query(FORWARD, escaped(provider), at, JSON.stringify(headers), body)
  }
  send(
    KEEP_OUTCOMES,
    outcomes.map(({ name, outcome }) => ({
      ...{ key: keyed(name), outcome: JSON.stringify(outcome) },
    })),
  )
}

const given = (columns: string): string => `json_to_recordset($1::text::json) AS given (${columns})`

const SAVE_ORDERS = `
  INSERT INTO $.orders (id, record, version, due_at, status, kind, created_at, updated_at)
  SELECT id, record, version, due_at, status, kind, created_at, updated_at FROM ${given('id text, record text, version bigint, due_at bigint, status text, kind text, created_at bigint, updated_at bigint')}
  ON CONFLICT (id) DO UPDATE SET record = excluded.record, version = excluded.version,
    due_at = excluded.due_at, status = excluded.status, kind = excluded.kind,
    updated_at = excluded.updated_at`

const RELEASE = `
  DELETE FROM $.names USING ${given('name text, order_id text')}
  WHERE names.name = given.name AND names.order_id = given.order_id`

const HOLD = `
  INSERT INTO $.names (name, order_id, by) SELECT name, order_id, by FROM ${given('name text, order_id text, by text')}
  ON CONFLICT (name, order_id) DO UPDATE SET by = excluded.by`

const KEEP = `
  INSERT INTO $.kept (id, key, order_key, state, code, record, received_at)
  SELECT id, key, order_key, state, code, record, received_at FROM ${given('id bigint, key text, order_key text, state text, code text, record text, received_at bigint')}`

const WAIT_FOR = `
  INSERT INTO $.kept_names (name, kept_id) SELECT name, kept_id FROM ${given('name text, kept_id bigint')}
  ON CONFLICT DO NOTHING`

const ENLIST = `
  INSERT INTO $.customers (customer, order_id) SELECT customer, order_id FROM ${given('customer text, order_id text')}
  ON CONFLICT DO NOTHING`

const ASK = `
  INSERT INTO $.asks (order_id, provider, waits, due_at, record)
  SELECT order_id, provider, waits, due_at, record FROM ${given('order_id text, provider text, waits text, due_at bigint, record text')}`

const SAVE_PACES = `
  INSERT INTO $.paces (provider, record) SELECT provider, record FROM ${given('provider text, record text')}
  ON CONFLICT (provider) DO UPDATE SET record = excluded.record`

const ANNOUNCE = `
  INSERT INTO $.outgoing (lane, order_id, version, record, since, due_at)
  SELECT '${WEBHOOK}', order_id, version, record, at, at FROM ${given('order_id text, version bigint, record text, at bigint')}
  ON CONFLICT (order_id) DO UPDATE SET version = excluded.version, record = excluded.record,
    since = excluded.since`

const FORWARD = `
  WITH added AS (
    INSERT INTO $.outgoing (lane, since, due_at) VALUES ($1, $2, $2) RETURNING id
  ) INSERT INTO $.forwards (id, headers, body) SELECT id, $3, $4 FROM added`

const KEEP_OUTCOMES = `
  UPDATE $.requests SET outcome = given.outcome FROM ${given('key text, outcome text')}
  WHERE requests.key = given.key`
