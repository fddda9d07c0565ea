/** A store that forgets: for tests, and for trying things out. */

import { compare } from '../order/facts.ts'
import type { Forward, Kept } from '../ledger/intake.ts'
import { noticeId, partsOf, type Notice } from './notice.ts'
import { LONGEST_WAIT, WEBHOOK, type Outgoing } from './outgoing.ts'
import type { Holder, Outcome } from '../ledger/rows.ts'
import { OPEN } from '../protocol.ts'
import { ALIVE, type OrderRecord } from '../order/record.ts'
import { newEpoch, storeOf } from './keeper.ts'
import { keeperOf, type Atomically, type Rows } from './rows.ts'
import type { Store } from './store.ts'
import type { Answer, Sighting } from './tables.ts'

/** `epoch`: the name of its history. */
export function memoryStore(epoch = newEpoch()): Store {
  const journal: (() => void)[] = []
  const atomically: Atomically = async (work) => {
    journal.length = 0
    try {
      return work()
    } catch (cause) {
      for (const undo of journal.toReversed()) undo()
      throw cause
    }
  }
  return storeOf(keeperOf(memoryRows(journal, epoch), atomically, async () => {}))
}

/** `journal`: how to take back what the step under way has done. */
export function memoryRows(journal: (() => void)[], first = newEpoch()): Rows {
  const table = <K, V>() => new Table<K, V>(journal)

  const meta = table<'epoch' | 'mark', string>().set('epoch', first)
  const orders = table<string, OrderRecord>()
  const names = table<string, Holder[]>()
  const events = table<string, number>()
  const kept = table<number, { record: Kept; waitsFor: readonly string[] }>()
  const customers = table<string, readonly string[]>()
  const notices = table<string, { number: number; notice: Notice; at: number }>()
  const sightings = table<string, Sighting>()
  const outgoing = table<number, { item: Outgoing; dueAt: number; leasedUntil: number }>()
  const forwards = table<number, Forward>()
  const requests = table<string, Request>()

  let last = 0
  const nextId = (): number => ++last
  const epoch = (): string => meta.get('epoch') ?? ''
  const inLane = (lane: string) =>
    [...outgoing.values()].filter(({ item }) => laneOf(item) === lane)
  const waitingOf = (orderId: string) =>
    [...outgoing.values()].find(({ item }) => 'orderId' in item && item.orderId === orderId)

  const rows: Rows = {
    epoch,
    replaceEpoch(from, to) {
      if (epoch() === from) meta.set('epoch', to)
      return epoch()
    },
    mark: (mark) => void meta.set('mark', mark),

    order: (id) => orders.get(id),
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

    isNew(key, now) {
      if (events.has(key)) return false
      events.set(key, now)
      return true
    },

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
    kept: ({ state, limit, before = Infinity }) =>
      sorted(kept, ([id]) => -id)
        .filter(([id, { record }]) => id < Number(before) && (!state || record.state === state))
        .map(([, { record }]) => record)
        .slice(0, limit),

    enlist: (orderId, all) => void customers.set(orderId, all),
    ordersOf: (customer, since, limit) =>
      sorted(
        orders.values(),
        ({ createdAt }) => -createdAt,
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

    announce(orderId, version, now) {
      const { item, dueAt = now, leasedUntil = 0 } = waitingOf(orderId) ?? {}
      const { id = nextId(), attempts = 0 } = item ?? {}
      outgoing.set(id, {
        item: { id, attempts, since: now, orderId, version },
        dueAt,
        leasedUntil,
      })
    },
    forward(forward, now) {
      const id = nextId()
      const { provider } = forward
      outgoing.set(id, {
        item: { id, attempts: 0, since: now, provider },
        dueAt: now,
        leasedUntil: 0,
      })
      forwards.set(id, forward)
    },
    forwarded: (id) => forwards.get(id),
    claim(lane, now, free, until) {
      const claimed = sorted(
        inLane(lane),
        ({ dueAt }) => dueAt,
        ({ item }) => item.id,
      )
        .filter(({ dueAt }) => dueAt <= now || dueAt > now + LONGEST_WAIT)
        .filter(({ leasedUntil }) => leasedUntil <= now || leasedUntil > until)
        .slice(0, free)
      for (const each of claimed) outgoing.set(each.item.id, { ...each, leasedUntil: until })
      return claimed.map(({ item }) => item)
    },
    nextOutgoing: (lane, now) =>
      least(
        inLane(lane)
          .flatMap(({ dueAt, leasedUntil }) => [dueAt, leasedUntil])
          .filter((at) => at > now),
      ),
    lanes() {
      const all = Map.groupBy(outgoing.values(), ({ item }) => laneOf(item))
      return new Map([...all].map(([lane, { length }]) => [lane, length]))
    },
    settleOutgoing(id, version, now) {
      const item = outgoing.get(id)?.item
      const isNewer = item && 'version' in item && item.version > version
      if (!isNewer) return rows.dropOutgoing(id)
      outgoing.set(id, { item: { ...item, attempts: 0 }, dueAt: now, leasedUntil: 0 })
    },
    dropOutgoing(id) {
      for (const each of [outgoing, forwards]) each.delete(id)
    },
    postponeOutgoing(id, until) {
      change(outgoing, id, ({ item }) => {
        const tried = { ...item, attempts: item.attempts + 1 }
        return { item: tried, dueAt: until, leasedUntil: 0 }
      })
    },
    releaseOutgoing: (id) => change(outgoing, id, (known) => ({ ...known, leasedUntil: 0 })),

    claimKey(key, digest, now, length) {
      const known = requests.get(key)
      if (known && known.digest !== digest) return 'other body'
      if (known?.answer) return known.answer
      const leasedUntil = now + length
      if (known && known.leasedUntil > now && known.leasedUntil <= leasedUntil) return 'under way'
      requests.set(key, { ...(known ?? { digest, at: now }), leasedUntil })
      return 'new'
    },
    outcome: (key) => requests.get(key)?.outcome,
    keepOutcome: (key, outcome) => change(requests, key, (known) => ({ ...known, outcome })),
    keepAnswer: (key, answer) => change(requests, key, (known) => ({ answer, ...known })),
    releaseKey(key) {
      const { outcome, answer } = requests.get(key) ?? {}
      if (outcome || answer) change(requests, key, (known) => ({ ...known, leasedUntil: 0 }))
      else requests.delete(key)
    },

    sweep(before, limit) {
      const isOver = (order: OrderRecord) =>
        changesAt(order) === Infinity && !ALIVE.includes(order.shown.status) && !waitingOf(order.id)
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
      }
      notices.remove(
        Infinity,
        ({ notice: { addressee } }) => addressee.to === 'order' && gone.has(addressee.id),
      )
      const unsent = outgoing.remove(
        limit,
        ({ item: { since }, dueAt }) => Math.max(since, dueAt) < before.outgoing,
      )
      for (const id of unsent) forwards.delete(id)
      const others = [
        unsent,
        events.remove(limit, (at) => at < before.kept),
        kept.remove(limit, ({ record }) => record.receivedAt < before.kept),
        requests.remove(limit, ({ at }) => at < before.kept),
        notices.remove(limit, ({ notice, at }) =>
          notice.addressee.to === 'everybody' ? at < before.broadcasts : at < before.kept,
        ),
      ]
      return others.reduce((sum, { length }) => sum + length, gone.size)
    },
  }

  return rows
}

/** A map that tells how to take back what is done to it. */
class Table<K, V> extends Map<K, V> {
  readonly #journal: (() => void)[]

  constructor(journal: (() => void)[]) {
    super()
    this.#journal = journal
  }

  override set(key: K, value: V): this {
    this.#record(key)
    return super.set(key, value)
  }

  override delete(key: K): boolean {
    this.#record(key)
    return super.delete(key)
  }

  /** Removes at most `limit` of those of which it is true; which they were. */
  remove(limit: number, isOld: (value: V) => boolean): K[] {
    const found = [...this].filter(([, value]) => isOld(value)).slice(0, limit)
    return found.map(([key]) => {
      this.delete(key)
      return key
    })
  }

  #record(key: K): void {
    const before = this.get(key)
    this.#journal.push(() => (before === undefined ? super.delete(key) : super.set(key, before)))
  }
}

/** A request of the merchant's, that may be sent again. */
interface Request {
  digest: string
  at: number
  leasedUntil: number
  outcome?: Outcome
  answer?: Answer
}

/** Of what is not there, nothing changes. */
function change<K, V>(table: Map<K, V>, key: K, changed: (value: V) => V): void {
  const known = table.get(key)
  if (known !== undefined) table.set(key, changed(known))
}

const laneOf = (item: Outgoing): string => ('provider' in item ? item.provider : WEBHOOK)

const changesAt = ({ changesAt = Infinity }: OrderRecord): number => changesAt

const least = (times: number[]): number | undefined => {
  const first = times.reduce((a, b) => Math.min(a, b), Infinity)
  return first === Infinity ? undefined : first
}

/** By the first key, then by the next. */
const sorted = <T>(all: Iterable<T>, ...by: ((each: T) => string | number)[]): T[] =>
  [...all].sort(
    (a, b) => by.map((key) => compare(key(a), key(b))).find((order) => order !== 0) ?? 0,
  )
