/** The tables of one SQLite file, statement by statement. */

import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite'
import type { Kept } from '../intake.ts'
import type { Addressee, Message, Notice } from '../notice.ts'
import type { Forward, Outgoing } from '../outgoing.ts'
import type { Answer, By, Rows } from '../rows.ts'
import { ALIVE, OPEN, type OrderRecord } from '../snapshot.ts'

type Row = Record<string, SQLOutputValue>

/** What we wrote ourselves. */
const json = <T>(text: SQLOutputValue | undefined): T => JSON.parse(String(text))

const number = (value: SQLOutputValue | undefined): number | undefined =>
  value === null || value === undefined ? undefined : Number(value)

const list = (words: Iterable<string>): string => [...words].map((word) => `'${word}'`).join()

export function sqliteRows(db: DatabaseSync): Rows {
  /** Prepared once. */
  function sql(text: string) {
    const statement = db.prepare(text)
    return {
      run: (...values: SQLInputValue[]) => statement.run(...values),
      get: (...values: SQLInputValue[]): Row | undefined => statement.get(...values),
      all: (...values: SQLInputValue[]): Row[] => statement.all(...values),
    }
  }

  const meta = {
    get: sql('SELECT value FROM meta WHERE name = ?'),
    set: sql('INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value'),
  }
  const orders = {
    get: sql('SELECT record FROM orders WHERE id = ?'),
    save: sql(`
      INSERT INTO orders (id, record, due_at, status, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET record = excluded.record, due_at = excluded.due_at,
        status = excluded.status, updated_at = excluded.updated_at`),
    due: sql('SELECT record FROM orders WHERE due_at <= ? ORDER BY due_at LIMIT ?'),
    nextDue: sql('SELECT min(due_at) AS due FROM orders WHERE due_at IS NOT NULL'),
    old: sql(`
      SELECT id FROM orders WHERE updated_at < ? AND due_at IS NULL
        AND status NOT IN (${list(ALIVE)})
        AND NOT EXISTS (SELECT 1 FROM outgoing WHERE order_id = orders.id) LIMIT ?`),
  }
  const names = {
    get: sql('SELECT order_id, by FROM names WHERE name = ?'),
    hold: sql('INSERT INTO names VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET by = excluded.by'),
    release: sql('DELETE FROM names WHERE name = ? AND order_id = ?'),
  }
  const events = { add: sql('INSERT OR IGNORE INTO events VALUES (?, ?)') }
  const kept = {
    add: sql('INSERT INTO kept (id, state, record, received_at) VALUES (?, ?, ?, ?)'),
    await: sql('INSERT OR IGNORE INTO kept_names VALUES (?, ?)'),
    waiting: sql('SELECT kept_id FROM kept_names WHERE name = ?'),
    get: sql('SELECT id, record FROM kept WHERE id = ?'),
    remove: sql('DELETE FROM kept WHERE id = ?'),
    list: sql(`
      SELECT id, record FROM kept WHERE (?1 IS NULL OR state = ?1) AND id < ?2
      ORDER BY id DESC LIMIT ?3`),
  }
  const customers = {
    clear: sql('DELETE FROM customers WHERE order_id = ?'),
    add: sql('INSERT OR IGNORE INTO customers VALUES (?, ?)'),
    orders: sql(`
      SELECT record FROM customers JOIN orders ON orders.id = order_id
      WHERE customer = ? AND (status IN (${list(OPEN)}) OR updated_at >= ?)
      ORDER BY created_at DESC, orders.id LIMIT ?`),
  }
  const notices = {
    add: sql(`
      INSERT INTO notices (epoch, addressee, id, message, created_at) VALUES (?, ?, ?, ?, ?)`),
    get: sql('SELECT * FROM notices WHERE number = ? AND epoch = ?'),
    to: sql('SELECT * FROM notices WHERE addressee = ? AND id = ? AND number > ?'),
    broadcasts: sql(`
      SELECT * FROM notices WHERE addressee = 'everybody' AND number > ? AND created_at >= ?`),
    remove: sql('DELETE FROM notices WHERE number = ? AND epoch = ?'),
  }
  const sightings = {
    get: sql('SELECT delivered, acknowledged FROM sightings WHERE order_id = ?'),
    save: sql(`
      INSERT INTO sightings VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET
        delivered = max(delivered, excluded.delivered),
        acknowledged = max(acknowledged, excluded.acknowledged)`),
  }
  const outgoing = {
    announce: sql(`
      INSERT INTO outgoing (order_id, version, since, due_at) VALUES (?1, ?2, ?3, ?3)
      ON CONFLICT (order_id) DO UPDATE SET version = excluded.version, since = excluded.since`),
    forward: sql('INSERT INTO outgoing (forward, body, since, due_at) VALUES (?1, ?2, ?3, ?3)'),
    due: sql('SELECT * FROM outgoing WHERE due_at <= ? ORDER BY due_at, id LIMIT ?'),
    next: sql('SELECT min(due_at) AS due FROM outgoing WHERE due_at > ?'),
    settle: sql('DELETE FROM outgoing WHERE id = ? AND version <= ?'),
    renew: sql('UPDATE outgoing SET attempts = 0, due_at = ? WHERE id = ?'),
    postpone: sql('UPDATE outgoing SET attempts = attempts + 1, due_at = ? WHERE id = ?'),
  }
  const answers = {
    get: sql('SELECT answer FROM answers WHERE key = ?'),
    add: sql('INSERT OR IGNORE INTO answers VALUES (?, ?, ?)'),
  }
  const old = {
    events: sql(
      'DELETE FROM events WHERE key IN (SELECT key FROM events WHERE received_at < ? LIMIT ?)',
    ),
    kept: sql('DELETE FROM kept WHERE id IN (SELECT id FROM kept WHERE received_at < ? LIMIT ?)'),
    answers: sql(
      'DELETE FROM answers WHERE key IN (SELECT key FROM answers WHERE kept_at < ? LIMIT ?)',
    ),
    notices: sql(`
      DELETE FROM notices WHERE number IN (
        SELECT number FROM notices
        WHERE created_at < iif(addressee = 'everybody', ?2, ?1) AND created_at < max(?1, ?2)
        LIMIT ?3)`),
  }
  const ofOrder = ['names', 'customers', 'sightings'].map((table) =>
    sql(`DELETE FROM ${table} WHERE order_id = ?`),
  )
  const noticesOfOrder = sql("DELETE FROM notices WHERE addressee = 'order' AND id = ?")
  const removeOrder = sql('DELETE FROM orders WHERE id = ?')

  const epoch = (): string => String(meta.get.get('epoch')?.value)
  const record = (row: Row): OrderRecord => json(row.record)
  const keptIn = (row: Row): Kept => ({ ...json<Kept>(row.record), id: String(row.id) })

  function takeKept(id: string): Kept | undefined {
    const row = kept.get.get(Number(id))
    if (!row) return undefined
    kept.remove.run(Number(id))
    return keptIn(row)
  }

  return {
    epoch,
    setEpoch: (value) => void meta.set.run('epoch', value),
    mark: (mark) => void meta.set.run('mark', mark),

    order(id) {
      const row = orders.get.get(id)
      return row && record(row)
    },
    save(order) {
      const { id, changesAt = null, shown, createdAt, updatedAt } = order
      orders.save.run(id, JSON.stringify(order), changesAt, shown.status, createdAt, updatedAt)
    },
    due: (now, limit) => orders.due.all(now, limit).map(record),
    nextDue: () => number(orders.nextDue.get()?.due),

    holders: (name) =>
      names.get.all(name).map(({ order_id, by }) => ({ orderId: String(order_id), by: by as By })),
    hold: (name, orderId, by) => void names.hold.run(name, orderId, by),
    release: (name, orderId) => void names.release.run(name, orderId),

    isNew: (key, now) => events.add.run(key, now).changes === 1,

    keep(record, waitingFor) {
      const { id = null, ...rest } = record
      const { lastInsertRowid } = kept.add.run(
        id === null ? null : Number(id),
        rest.state,
        JSON.stringify(rest),
        rest.receivedAt,
      )
      for (const name of waitingFor) kept.await.run(name, lastInsertRowid)
      return { ...rest, id: String(lastInsertRowid) }
    },
    takeWaiting(waitedFor) {
      const ids = new Set(
        waitedFor.flatMap((name) => kept.waiting.all(name).map(({ kept_id }) => Number(kept_id))),
      )
      return [...ids].sort((a, b) => a - b).flatMap((id) => takeKept(String(id)) ?? [])
    },
    takeKept,
    listKept: ({ state = null, limit, before = String(Number.MAX_SAFE_INTEGER) }) =>
      kept.list.all(state, Number(before), limit).map(keptIn),

    enlist(orderId, all) {
      customers.clear.run(orderId)
      for (const customer of all) customers.add.run(customer, orderId)
    },
    ordersOf: (customer, since, limit) => customers.orders.all(customer, since, limit).map(record),

    addNotice(addressee, message, now) {
      const { lastInsertRowid } = notices.add.run(
        epoch(),
        addressee.to,
        addressee.id,
        JSON.stringify(message),
        now,
      )
      return noticeIn({
        number: lastInsertRowid as number,
        epoch: epoch(),
        addressee: addressee.to,
        id: addressee.id,
        message: JSON.stringify(message),
        created_at: now,
      })
    },
    notice(id) {
      const row = notices.get.get(...numberOf(id))
      return row && noticeIn(row)
    },
    notices(to, after, since) {
      const [last, history] = numberOf(after ?? '')
      const isResumed = history === epoch()
      const rows = [
        ...to.flatMap(({ to, id }) => notices.to.all(to, id, isResumed ? last : 0)),
        ...notices.broadcasts.all(isResumed ? last : 0, isResumed ? 0 : since),
      ]
      return rows.sort((a, b) => Number(a.number) - Number(b.number)).map(noticeIn)
    },
    dropNotice: (id) => void notices.remove.run(...numberOf(id)),

    sighting(orderId) {
      const row = sightings.get.get(orderId)
      return {
        delivered: number(row?.delivered) ?? 0,
        acknowledged: number(row?.acknowledged) ?? 0,
      }
    },
    saw: (orderId, { delivered, acknowledged }) =>
      void sightings.save.run(orderId, delivered, acknowledged),

    announce: (orderId, version, now) => void outgoing.announce.run(orderId, version, now),
    forward({ body, ...rest }, now) {
      outgoing.forward.run(JSON.stringify(rest), body, now)
    },
    outgoing: (now, limit) => outgoing.due.all(now, limit).map(outgoingIn),
    nextOutgoing: (now) => number(outgoing.next.get(now)?.due),
    settleOutgoing(id, version, now) {
      if (outgoing.settle.run(id, version).changes === 0) outgoing.renew.run(now, id)
    },
    postponeOutgoing: (id, until) => void outgoing.postpone.run(until, id),

    answer(key) {
      const row = answers.get.get(key)
      return row && json<Answer>(row.answer)
    },
    keepAnswer: (key, answer, now) => void answers.add.run(key, JSON.stringify(answer), now),

    sweep(before, limit) {
      const ids = orders.old.all(before.orders, limit).map(({ id }) => String(id))
      for (const id of ids) {
        for (const each of [...ofOrder, noticesOfOrder, removeOrder]) each.run(id)
      }
      const removed = [
        old.events.run(before.kept, limit),
        old.kept.run(before.kept, limit),
        old.answers.run(before.kept, limit),
        old.notices.run(before.kept, before.broadcasts, limit),
      ]
      return removed.reduce((sum, { changes }) => sum + Number(changes), ids.length)
    },
  }
}

/** The parts of a notification's id: its number, and the history that gave it. */
function numberOf(id: string): [number: number, epoch: string] {
  const [, epoch = '', digits = '0'] = /^(.+)-(\d{1,15})$/.exec(id) ?? []
  return [Number(digits), epoch]
}

const noticeIn = (row: Row): Notice => ({
  addressee: { to: row.addressee, id: row.id } as Addressee,
  notification: {
    id: `${String(row.epoch)}-${String(row.number)}`,
    ...json<Message>(row.message),
    createdAt: new Date(Number(row.created_at)).toISOString(),
  },
})

const outgoingIn = ({ id, attempts, since, order_id, version, forward, body }: Row): Outgoing => ({
  id: Number(id),
  attempts: Number(attempts),
  since: Number(since),
  ...(order_id === null
    ? { forward: { ...json<Omit<Forward, 'body'>>(forward), body: body as Uint8Array } }
    : { orderId: String(order_id), version: Number(version) }),
})
