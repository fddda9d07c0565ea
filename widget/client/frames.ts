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
}

/** Of so many notifications, the newest, the relay is told each time that they have been shown. */
const REMEMBERED = 20

/** Of all tokens for a topic, the one that lasts longest. What it is refused for is no other one's fault. */
export function tokenFor(topic: Topic, all: readonly Informed[]): string | undefined {
  const lasts = (token: string) => expiryOf(token) || 0
  return all
    .flatMap((other) => (other.token && isSame(topic, other.topic) ? other.token : []))
    .sort((one, other) => lasts(other) - lasts(one))[0]
}

/**
 * What they follow and have, in one frame for each token. Who follows an order that another one has already
 * says so as well: or it would not be told.
 */
export function subscribing(those: readonly Informed[], all: readonly Informed[]): PageFrame[] {
  const frames: Record<string, PageFrame & { orders: Known[] }> = {}
  for (const { topic, known, notified } of those) {
    const token = tokenFor(topic, all)
    if (!token) continue
    const { order, customer } = topic
    const after = notified.at(-1)
    const { orders } = (frames[`${customer} ${after} ${token}`] ??= {
      type: 'subscribe',
      orders: [],
      token,
      ...(customer && { customer }),
      ...(after && { after }),
    })
    if (order && !known.size) orders.push({ id: order })
    for (const { snapshot } of known.values()) {
      const { id, epoch, version } = snapshot
      orders.push({ id, epoch, version })
    }
  }
  return Object.values(frames)
}

/** What they have shown, and the relay should know: how it ended, and notifications. */
export function acknowledging(those: readonly Informed[]): PageFrame[] {
  const orders: Record<string, number> = {}
  for (const latest of those.flatMap(({ known }) => [...known.values()])) {
    const { id, version, status } = latest.snapshot
    if (!OPEN.includes(status) && !isDoubtful(latest)) orders[id] = version
  }
  const notifications = those.flatMap(({ notified }) => notified.slice(-REMEMBERED))
  return Object.keys(orders)[0] || notifications[0] ? [{ type: 'ack', orders, notifications }] : []
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
