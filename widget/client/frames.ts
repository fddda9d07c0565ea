/** What a page says to the relay of what it follows, over a socket or by post. Pure. */

import { isRecord, OPEN, type Known, type PageFrame } from '../../relay/protocol.ts'
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
  /** Those of a customer's that changed while nobody listened, among more than the relay tells of at once. */
  readonly missed: ReadonlySet<string>
  /** Notifications that it has told of, oldest first. */
  readonly notified: readonly string[]
  /** Those of them that nobody has seen yet. */
  readonly held: ReadonlySet<string>
  /** Wants the relay to ask the provider. */
  readonly isAsking: boolean
}

/** The relay takes so many orders in a frame. */
const MOST = 100

/** And 16 KiB, of which a token may need a third. In characters. */
const ROOM = 11_000

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
  for (const { topic, known, missed, notified } of those) {
    const token = tokenFor(topic, all)
    if (!token) continue
    const { order, customer } = topic
    const after = notified.slice(-1)[0]
    const frameOf = (customer: string | undefined) =>
      (asked[`${customer} ${token}`] ??= {
        type: 'subscribe',
        orders: [],
        token,
        ...(customer && { customer }),
        ...(after && { after }),
      })
    const frame = frameOf(customer)
    // Who was told less of notifications is told again; the others know what they have told.
    if (frame.after !== after) delete frame.after
    if (known.size) frame.orders.push(...lastChanged(known))
    else if (order) frame.orders.push({ id: order })
    else frame.orders = []
    if (missed.size) {
      frameOf('').orders.push(...lastChanged(known).filter(({ id }) => missed.has(id)))
    }
  }
  return Object.values(asked).flatMap((frame) => {
    const parts = inParts(frame.orders)
    // Of a customer, the relay tells what changed last: so that is what it needs to know of.
    return (frame.customer ? [parts[0] ?? []] : parts).map((orders) => ({ ...frame, orders }))
  })
}

const lastChanged = (known: Informed['known']): Known[] =>
  [...known.values()]
    .map(({ snapshot }) => snapshot)
    .sort((one, other) => (one.updatedAt < other.updatedAt ? 1 : -1))
    .map(({ id, epoch, version, seal }) => ({ id, epoch, version, seal }))

/** In lists as long as a frame may hold. */
function inParts<Item>(items: readonly Item[]): Item[][] {
  const parts: Item[][] = []
  let part: Item[] = []
  let room = 0
  for (const item of items) {
    const size = wireText(item).length
    room -= size
    if (room < 0 || part.length === MOST) {
      parts.push((part = []))
      room = ROOM - size
    }
    part.push(item)
  }
  return parts
}

/** As JSON, whatever an old library of the page's has put into the prototypes for others to use. */
export const wireText = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(wireText)}]`
    : isRecord(value)
      ? `{${Object.entries(value).flatMap(([name, each]) =>
          each === undefined ? [] : `${JSON.stringify(name)}:${wireText(each)}`,
        )}}`
      : JSON.stringify(value)

/**
 * What they have shown, and the relay should know: how it ended, and notifications. `acknowledged`: what it was told
 * of that before, and from now on this: so much at the most.
 */
export function showing(
  those: readonly Informed[],
  acknowledged: Set<string>,
  most: number,
): PageFrame[] {
  const isNew = (shown: string) =>
    most > 0 && !acknowledged.has(shown) && acknowledged.add(shown) && most--
  const orders: [id: string, version: number][] = []
  const notifications: string[] = []
  for (const { known, notified, held } of those) {
    for (const latest of known.values()) {
      const { id, epoch, version, status } = latest.snapshot
      const isFinal = !OPEN.includes(status) && !isDoubtful(latest)
      if (isFinal && isNew(`${epoch} ${id} ${version}`)) orders.push([id, version])
    }
    notifications.push(...notified.filter((id) => !held.has(id) && isNew(id)))
  }
  return [
    ...inParts(orders).map((part) => ack(Object.fromEntries(part), [])),
    ...inParts(notifications).map((part) => ack({}, part)),
  ]
}

const ack = (orders: Record<string, number>, notifications: string[]): PageFrame => ({
  type: 'ack',
  orders,
  notifications,
})

/** Has the relay ask about the orders of those who want it. */
export function asking(those: readonly Informed[]): PageFrame[] {
  const orders = those.flatMap(({ topic: { order }, isAsking }) => (isAsking && order ? order : []))
  return inParts([...new Set(orders)]).map((part) => ({ type: 'ask', orders: part }))
}

/** For what nobody follows any longer who is `left`. */
export function unsubscribing(gone: readonly Informed[], left: readonly Informed[]): PageFrame[] {
  const ended = gone
    .map(({ topic }) => topic)
    .filter((topic) => !left.some((other) => isSame(topic, other.topic)))
  const customers = ended.flatMap(({ customer }) => customer || [])
  return [
    ...inParts(ended.flatMap(({ order }) => order || [])).map(
      (orders) => ({ type: 'unsubscribe', orders }) as const,
    ),
    ...customers.map((customer) => ({ type: 'unsubscribe', customer }) as const),
  ]
}

const isSame = (one: Topic, other: Topic): boolean =>
  one.order === other.order && one.customer === other.customer
