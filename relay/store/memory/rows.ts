/** What a store that forgets keeps, table by table. */

import type { KeptCallback } from '../../ledger/intake.ts'
import type { Holder } from '../../ledger/rows.ts'
import { ALIVE, type OrderRecord } from '../../order/record.ts'
import { OPEN } from '../../protocol.ts'
import { newEpoch } from '../keeper.ts'
import { noticeId, partsOf, type Notice } from '../notice.ts'
import type { Rows } from '../rows.ts'
import type { Sighting } from '../tables.ts'
import { memoryAsks } from './asks.ts'
import { memoryOutgoing } from './outgoing.ts'
import { memoryRequests } from './requests.ts'
import { least, queues, sorted, Table } from './table.ts'

/** `journal`: how to take back what the step under way has done. */
export function memoryRows(journal: (() => void)[], first = newEpoch()): Rows {
  const table = <K, V>() => new Table<K, V>(journal)

  const meta = table<'epoch' | 'mark', string>().set('epoch', first)
  const orders = table<string, OrderRecord>()
  const names = table<string, Holder[]>()
  const kept = table<number, { record: KeptCallback; waitsFor: readonly string[] }>()
  const customers = table<string, readonly string[]>()
  const notices = table<string, { number: number; notice: Notice; at: number }>()
  const sightings = table<string, Sighting>()
  const certificates = table<'all', ReadonlyMap<string, string>>()
  const webFiles = table<string, { body: Uint8Array; hadAt: number }>()

  let last = 0
  const nextId = (): number => ++last
  const epoch = (): string => meta.get('epoch') ?? ''
  const outbox = memoryOutgoing(table, nextId)
  const requests = memoryRequests(table)
  const asks = memoryAsks(table)

  const rows: Rows = {
    epoch,
    replaceEpoch(from, to) {
      if (epoch() === from) meta.set('epoch', to)
      return epoch()
    },
    certificates: () => certificates.get('all') ?? new Map<string, string>(),
    keepCertificates: (all) => void certificates.set('all', new Map(all)),
    mark: (mark) => void meta.set('mark', mark),
    keepWebFiles(all, now) {
      for (const [name, body] of all) {
        const known = webFiles.get(name) ?? { body, hadAt: now }
        webFiles.set(name, { ...known, hadAt: Math.max(known.hadAt, now) })
      }
    },
    webFile: (name) => webFiles.get(name)?.body,

    order: (id) => orders.get(id),
    versions: (ids) =>
      new Map(
        ids.flatMap((id): [string, number][] => {
          const order = orders.get(id)
          return order ? [[id, order.version]] : []
        }),
      ),
    save: (order) => void orders.set(order.id, order),
    due: (now, limit) =>
      sorted(orders.values(), changesAt)
        .filter((order) => changesAt(order) <= now)
        .slice(0, limit),
    nextDue: () => least([...orders.values()].map(changesAt)),

    holders: (name) => names.get(name) ?? [],
    registeredOrder: (reference) =>
      rows.holders(reference).find(({ by }) => by === 'merchant')?.orderId,
    hold(name, orderId, by) {
      rows.release(name, orderId)
      const all = [...rows.holders(name), { orderId, by }]
      names.set(
        name,
        sorted(all, (holder) => holder.orderId),
      )
    },
    release(name, orderId) {
      const others = rows.holders(name).filter((holder) => holder.orderId !== orderId)
      if (others.length > 0) names.set(name, others)
      else names.delete(name)
    },

    isKept: (key) => rows.keptAs(key) !== undefined,
    keptAs: (key) => [...kept.values()].find(({ record }) => record.key === key)?.record,
    keep({ id = String(nextId()), ...rest }, waitsFor) {
      const record = { ...rest, id }
      kept.set(Number(id), { record, waitsFor })
      return record
    },
    takeWaiting: (waitedFor) =>
      sorted(kept, ([id]) => id)
        .filter(([, { waitsFor }]) => waitsFor.some((name) => waitedFor.includes(name)))
        .flatMap(([id]) => rows.takeKept(String(id)) ?? []),
    takeKept(id) {
      const found = kept.get(Number(id))
      kept.delete(Number(id))
      return found?.record
    },
    kept: ({ state, order, limit, before = Infinity }) =>
      sorted(kept, ([id]) => -id)
        .filter(([id, { record }]) => id < Number(before) && (!state || record.state === state))
        .filter(([, { record }]) => order === undefined || record.order === order)
        .map(([, { record }]) => record)
        .slice(0, limit),

    enlist: (orderId, all) => void customers.set(orderId, all),
    orders: ({ registered, status, customer, names: sought, limit, before }) =>
      sorted(
        orders.values(),
        ({ updatedAt }) => -updatedAt,
        ({ id }) => id,
      )
        .filter((order) => registered === undefined || isOfKind(order, registered))
        .filter(({ shown }) => status === undefined || shown.status === status)
        .filter(({ id }) => customer === undefined || customers.get(id)?.includes(customer))
        .filter(
          ({ id }) =>
            !sought ||
            sought.id === id ||
            sought.names.some((name) => rows.holders(name).some(({ orderId }) => orderId === id)),
        )
        .filter(
          ({ updatedAt, id }) =>
            !before ||
            updatedAt < before.updatedAt ||
            (updatedAt === before.updatedAt && id > before.id),
        )
        .slice(0, limit),
    ordersOf: (customer, since, limit) =>
      sorted(
        orders.values(),
        ({ updatedAt }) => -updatedAt,
        ({ id }) => id,
      )
        .filter(({ id }) => customers.get(id)?.includes(customer))
        .filter(({ shown, updatedAt }) => OPEN.includes(shown.status) || updatedAt >= since)
        .slice(0, limit),

    notify(addressee, message, at) {
      const number = nextId()
      const id = noticeId(epoch(), number)
      const createdAt = new Date(at).toISOString()
      const notice = { addressee, notification: { id, ...message, createdAt } }
      notices.set(id, { number, notice, at })
      return notice
    },
    notice: (id) => notices.get(id)?.notice,
    notices(to, after = '', since, limit = 100) {
      const last = partsOf(after)
      const isResumed = last?.epoch === epoch()
      const isMeant = ({ notice: { addressee }, at }: { notice: Notice; at: number }) =>
        addressee.to === 'everybody'
          ? isResumed || at >= since
          : to.some((each) => each.to === addressee.to && each.id === addressee.id)
      return sorted(notices.values(), (each) => each.number)
        .filter((each) => !isResumed || each.number > last.number)
        .filter(isMeant)
        .map(({ notice }) => notice)
        .slice(-limit)
    },

    sighting: (orderId) => sightings.get(orderId) ?? { delivered: 0, acknowledged: 0 },
    saw(orders, shown) {
      for (const [orderId, seen] of orders) {
        const { delivered, acknowledged } = rows.sighting(orderId)
        sightings.set(orderId, {
          delivered: Math.max(delivered, seen.delivered),
          acknowledged: Math.max(acknowledged, seen.acknowledged),
        })
      }
      for (const id of shown) notices.delete(id)
    },

    ...outbox,
    ...requests,
    ...asks,

    figures: () => ({
      kept: queues(kept.values(), ({ record: { code, receivedAt } }) => [code, receivedAt]),
      outbox: outbox.queues(),
      asks: asks.waiting(),
      bytes: 0,
    }),

    sweep(before, limit) {
      const isOver = (order: OrderRecord) =>
        changesAt(order) === Infinity &&
        !ALIVE.includes(order.shown.status) &&
        !outbox.isAnnounced(order.id)
      const removed = orders.remove(
        limit,
        (order) => order.updatedAt < before.orders && isOver(order),
      )
      const gone = new Set(removed)
      for (const [name, holders] of names) {
        for (const { orderId } of holders) if (gone.has(orderId)) rows.release(name, orderId)
      }
      for (const id of gone) {
        customers.delete(id)
        sightings.delete(id)
        outbox.forget(id)
        rows.saveAsks(id, [])
      }
      notices.remove(
        Infinity,
        ({ notice: { addressee } }) => addressee.to === 'order' && gone.has(addressee.id),
      )
      const others = [
        kept.remove(limit, ({ record }) => record.receivedAt < before.kept),
        notices.remove(limit, ({ notice, at }) =>
          notice.addressee.to === 'everybody' ? at < before.broadcasts : at < before.kept,
        ),
        webFiles.remove(limit, ({ hadAt }) => hadAt < before.webFiles),
      ]
      return (
        others.reduce((sum, { length }) => sum + length, gone.size) +
        outbox.sweepOutgoing(before.outgoing, limit) +
        requests.sweepRequests(before.kept, limit)
      )
    },
  }

  return rows
}

const changesAt = ({ changesAt = Infinity }: OrderRecord): number => changesAt

/** Registered; or not, and it holds payments. */
const isOfKind = ({ registration, payments }: OrderRecord, registered: boolean): boolean =>
  registered ? registration !== undefined : !registration && Object.keys(payments).length > 0
