/** What a page says to the relay of what it follows, over a socket or by post. Pure. */

import { OPEN, type Known, type PageFrame } from '../../relay/protocol.ts'
import { isDoubtful, type Latest } from './latest.ts'
import { expiryOf } from './tokens.ts'

/** An order, or a customer with all of theirs. */
export interface Topic {
  readonly order?: string | undefined
  readonly customer?: string | undefined
}

/** One that follows a topic, and what it has of it. */
export interface Informed {
  readonly topic: Topic
  /** Without one, it waits. */
  readonly token?: string | undefined
  /** By order. */
  readonly known: ReadonlyMap<string, Latest>
  /** Notifications that it has told of, oldest first. */
  readonly notified: readonly string[]
  /** Wants the relay to ask the provider. */
  readonly isAsking: boolean
}

/** The relay takes frames of 16 KiB: of so many orders, whatever they are called; and of so much that was shown. */
const ORDERS = 60
const SHOWN = 100

/** Of all tokens for a topic, the one that lasts longest. What it is refused for is no other one's fault. */
export function tokenFor(topic: Topic, all: readonly Informed[]): string | undefined {
  const lasts = (token: string) => expiryOf(token) || 0
  return all
    .flatMap((other) => (other.token && isSame(topic, other.topic) ? other.token : []))
    .sort((one, other) => lasts(other) - lasts(one))[0]
}

interface Subscribe {
  type: 'subscribe'
  orders: Known[]
  token: string
  customer?: string
  after?: string
}

/**
 * What they follow and have: each topic once, and in as few frames as it takes. Who follows an order that another one
 * has already says so as well: or it would not be told.
 */
export function subscribing(those: readonly Informed[], all: readonly Informed[]): PageFrame[] {
  const asked: Record<string, Subscribe> = {}
  for (const { topic, known, notified } of those) {
    const token = tokenFor(topic, all)
    if (!token) continue
    const { order, customer } = topic
    const after = notified[notified.length - 1]
    const frame = (asked[`${customer} ${token}`] ??= {
      type: 'subscribe',
      orders: [],
      token,
      ...(customer && { customer }),
      ...(after && { after }),
    })
    // Who was told less of notifications is told again; the others know what they have told.
    if (frame.after !== after) delete frame.after
    if (known.size) frame.orders.push(...lastChanged(known))
    else if (order) frame.orders.push({ id: order })
    else frame.orders = []
  }
  return Object.values(asked).flatMap(split)
}

/** Of a customer, the relay tells what changed last: so that is what it needs to know of. */
const lastChanged = (known: Informed['known']): Known[] =>
  [...known.values()]
    .map(({ snapshot }) => snapshot)
    .sort((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1))
    .map(({ id, epoch, version, seal }) => ({ id, epoch, version, seal }))

function split(frame: Subscribe): PageFrame[] {
  const { orders, customer } = frame
  if (customer) return [{ ...frame, orders: orders.slice(0, ORDERS) }]
  return inParts(orders, ORDERS).map((part) => ({ ...frame, orders: part }))
}

const inParts = <Item>([...items]: readonly Item[], size: number): Item[][] =>
  items.length > size
    ? [items.slice(0, size), ...inParts(items.slice(size), size)]
    : items[0] === undefined
      ? []
      : [items]

/**
 * What they have shown, and the relay should know: how it ended, and notifications. `acknowledged`: what it was told
 * of that before, and from now on this.
 */
export function acknowledging(those: readonly Informed[], acknowledged: Set<string>): PageFrame[] {
  const isNew = (shown: string) => !acknowledged.has(shown) && acknowledged.add(shown)
  const orders: [id: string, version: number][] = []
  const notifications: string[] = []
  for (const { known, notified } of those) {
    for (const latest of known.values()) {
      const { id, epoch, version, status } = latest.snapshot
      const isFinal = !OPEN.includes(status) && !isDoubtful(latest)
      if (isFinal && isNew(`${epoch} ${id} ${version}`)) orders.push([id, version])
    }
    notifications.push(...notified.filter(isNew))
  }

  const frames: PageFrame[] = []
  for (let from = 0; from < Math.max(orders.length, notifications.length); from += SHOWN) {
    frames.push({
      type: 'ack',
      orders: Object.fromEntries(orders.slice(from, from + SHOWN)),
      notifications: notifications.slice(from, from + SHOWN),
    })
  }
  return frames
}

/** Has the relay ask about the orders of those who want it. */
export function asking(those: readonly Informed[]): PageFrame[] {
  const orders = new Set(
    those.flatMap(({ topic: { order }, isAsking }) => (isAsking && order ? order : [])),
  )
  return inParts([...orders], ORDERS).map((part) => ({ type: 'ask', orders: part }))
}

/** For what nobody follows any longer who is `left`. */
export function unsubscribing(gone: readonly Informed[], left: readonly Informed[]): PageFrame[] {
  const ended = gone
    .map(({ topic }) => topic)
    .filter((topic) => !left.some((other) => isSame(topic, other.topic)))
  const orders = ended.flatMap(({ order }) => order ?? [])
  const customers = ended.flatMap(({ customer }) => customer ?? [])
  return [
    ...(orders[0] ? [{ type: 'unsubscribe', orders } as const] : []),
    ...customers.map((customer) => ({ type: 'unsubscribe', customer }) as const),
  ]
}

const isSame = (one: Topic, other: Topic): boolean =>
  one.order === other.order && one.customer === other.customer
