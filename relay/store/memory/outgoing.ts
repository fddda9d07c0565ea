/** What waits for the merchant's own backend. */

import type { Forward } from '../../ledger/intake.ts'
import { APART } from '../../order/clocks.ts'
import type { Gist, OrderRecord } from '../../order/record.ts'
import { LONGEST_WAIT, WEBHOOK, type Outgoing } from '../outgoing.ts'
import type { OutgoingRows } from '../rows.ts'
import type { Queue } from '../tables.ts'
import { change, least, queues, sorted, type NewTable, type Sweep } from './table.ts'

interface Waiting {
  item: Outgoing
  /** Of which it tells. */
  order?: OrderRecord
  dueAt: number
  leasedUntil: number
}

export function memoryOutgoing(
  table: NewTable,
  nextId: () => number,
): OutgoingRows & {
  isAnnounced(orderId: string): boolean
  forget(orderId: string): void
  sweepOutgoing: Sweep
  queues(): Map<string, Queue>
} {
  const outgoing = table<number, Waiting>()
  const forwards = table<number, Forward>()
  const delivered = table<string, Gist>()

  const inLane = (lane: string) =>
    [...outgoing.values()].filter(({ item }) => laneOf(item) === lane)
  const waitingOf = (orderId: string) =>
    [...outgoing.values()].find(({ item }) => 'orderId' in item && item.orderId === orderId)

  function drop(id: number): void {
    for (const each of [outgoing, forwards]) each.delete(id)
  }

  return {
    announce(order, now) {
      const { id: orderId, version } = order
      const { item, dueAt = now, leasedUntil = 0 } = waitingOf(orderId) ?? {}
      const { id = nextId(), attempts = 0 } = item ?? {}
      outgoing.set(id, {
        item: { id, attempts, since: now, orderId, version },
        order,
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
    announced(id) {
      const { item, order } = outgoing.get(id) ?? {}
      if (!item || !order) return undefined
      return { order, since: item.since, previous: delivered.get(order.id) ?? null }
    },
    deliveryOf(orderId) {
      const waits = waitingOf(orderId)
      const gist = delivered.get(orderId) ?? null
      if (!waits || !('version' in waits.item)) return { waiting: null, delivered: gist }
      const { version, attempts, since } = waits.item
      return { waiting: { version, attempts, since, dueAt: waits.dueAt }, delivered: gist }
    },
    claim(lane, now, free, until) {
      const claimed = sorted(
        inLane(lane),
        ({ dueAt }) => dueAt,
        ({ item }) => item.id,
      )
        .filter(({ dueAt }) => dueAt <= now || dueAt > now + LONGEST_WAIT)
        .filter(({ leasedUntil }) => leasedUntil <= now || leasedUntil > until + APART)
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
    settleOutgoing(id, version, now, gist) {
      const { item, order } = outgoing.get(id) ?? {}
      if (gist && order) delivered.set(order.id, gist)
      const isNewer = item && 'version' in item && item.version > version
      if (!isNewer) return drop(id)
      change(outgoing, id, (known) => ({
        ...known,
        item: { ...item, attempts: 0 },
        dueAt: now,
        leasedUntil: 0,
      }))
    },
    dropOutgoing: drop,
    postponeOutgoing(id, until) {
      change(outgoing, id, (known) => {
        const item = { ...known.item, attempts: known.item.attempts + 1 }
        return { ...known, item, dueAt: until, leasedUntil: 0 }
      })
    },
    releaseOutgoing: (id) => change(outgoing, id, (known) => ({ ...known, leasedUntil: 0 })),
    queues: () => queues(outgoing.values(), ({ item }) => [laneOf(item), item.since]),
    forget: (orderId) => void delivered.delete(orderId),
    isAnnounced: (orderId) => waitingOf(orderId) !== undefined,
    sweepOutgoing(before, limit) {
      const unsent = outgoing.remove(
        limit,
        ({ item: { since }, dueAt }) => Math.max(since, dueAt) < before,
      )
      for (const id of unsent) forwards.delete(id)
      return unsent.length
    },
  }
}

const laneOf = (item: Outgoing): string => ('provider' in item ? item.provider : WEBHOOK)
