/**
 * From what is heard to what is known: which order an update speaks of, and what becomes of it.
 *
 * Works on rows, whatever keeps them; a store runs each function as one atomic step. Pure but for them.
 */

import { MANUAL } from './containers.ts'
import { standing, type OrderFacts, type Registration } from './order.ts'
import { revise, type OrderRecord } from './snapshot.ts'
import { factsOf, join } from './facts.ts'
import type { Heard } from './update.ts'
import { isOrderId } from './protocol.ts'

/** What arrived in one request. */
export interface Intake {
  /** Names the event, for all time: the same again changes nothing. */
  key: string
  updates: Heard[]
  /** The order of the address it came to, or that the merchant named. */
  orderId?: string
}

/** What is kept until somebody tells which order it speaks of. */
export interface Parked extends Intake {
  state: 'unmatched' | 'too_old'
}

/** The rows that a store keeps. */
export interface Rows {
  order(id: string): OrderRecord | undefined
  save(order: OrderRecord): void
  /** Those that time has changed by then. */
  due(now: number, limit: number): OrderRecord[]
  /** The order that a reference leads to, and whether the merchant says so or an event taught us. */
  orderOf(reference: string): { orderId: string; registered: boolean } | undefined
  refer(reference: string, orderId: string, registered: boolean): void
  /** Whether an event of this key was applied before. */
  knows(key: string): boolean
  remember(key: string, now: number): void
  park(parked: Parked, references: string[], now: number): void
  /** Takes out what waits for one of the references. */
  unpark(references: string[]): Parked[]
}

/** What a merchant registers that only speaks of a payment. */
const NOTHING: Registration = { customers: [], references: [] }

export interface Context {
  /** In ms since 1970. */
  now: number
  /** An event older than this makes no order of its own. In ms. */
  retention: number
}

/** What the merchant says of an order. What is left out stays as it is. */
export type RegistrationChange = Partial<Registration> & {
  /** In ms; counts from the first time that it is said. */
  expiresIn?: number
  /** Addresses at which providers that do not sign may tell of the order. */
  addresses?: string[]
}

export type Registered =
  | { order: OrderRecord; created: boolean; changed: OrderRecord[] }
  | { conflict: 'amount' | 'currency' }
  | { conflict: 'reference'; reference: string; orderId: string }

/** Applies what arrived, and whatever waited for what it taught. Returns the orders that changed. */
export function apply(rows: Rows, intakes: readonly Intake[], context: Context): OrderRecord[] {
  const fresh = intakes.filter(({ key }) => !rows.knows(key))
  const changed = settle(rows, fresh, context)
  for (const { key } of fresh) rows.remember(key, context.now)
  return changed
}

/** Registers an order, or more of it. */
export function register(
  rows: Rows,
  id: string,
  change: RegistrationChange,
  context: Context,
): Registered {
  const known = rows.order(id)
  const before = known?.registration

  if (known && before && standing(known, context.now).payments.some(({ settled }) => settled)) {
    for (const field of ['amount', 'currency'] as const) {
      const said = before[field] !== undefined && change[field] !== undefined
      if (said && before[field] !== change[field]) return { conflict: field }
    }
  }
  for (const reference of change.references ?? []) {
    const owner = rows.orderOf(reference)
    if (owner && owner.orderId !== id && rows.order(owner.orderId)?.registration) {
      return { conflict: 'reference', reference, orderId: owner.orderId }
    }
  }

  const registration = merge(before, change, context.now)
  const references = [...registration.references, ...(change.addresses ?? [])]
  const { payments, left } = claim(rows, id, known?.payments ?? {}, references, context.now)
  const order = revise(id, known, { payments, registration }, context.now)
  for (const reference of references) rows.refer(reference, id, true)
  rows.save(order)

  const changed = settle(rows, rows.unpark([id, ...references]), context)
  const latest = changed.find((each) => each.id === id) ?? order
  const isNewVersion = latest.version !== known?.version
  return {
    order: latest,
    created: !before,
    changed: [
      ...left,
      ...changed.filter((each) => each.id !== id),
      ...(isNewVersion ? [latest] : []),
    ],
  }
}

/**
 * What events have taught of the references so far, under an order that nobody registered, is the order's
 * for which they are registered: whichever came first.
 */
function claim(
  rows: Rows,
  id: string,
  payments: OrderFacts['payments'],
  references: readonly string[],
  now: number,
): { payments: OrderFacts['payments']; left: OrderRecord[] } {
  const claimed = { ...payments }
  const left: OrderRecord[] = []
  for (const reference of references) {
    const owner = rows.orderOf(reference)
    const other = owner && owner.orderId !== id ? rows.order(owner.orderId) : undefined
    if (!other || other.registration) continue

    const named = Object.values(other.payments).filter(
      (each) => each.id === reference || each.containers.includes(reference),
    )
    const names = new Set(named.flatMap((each) => [each.id, ...each.containers]))
    const staying = { ...other.payments }
    for (const name of names) {
      const facts = Object.hasOwn(staying, name) ? staying[name] : undefined
      if (facts) claimed[name] = join(claimed[name], facts)
      delete staying[name]
      rows.refer(name, id, true)
    }
    const rest = revise(other.id, other, { payments: staying }, now)
    rows.save(rest)
    if (rest.version !== other.version) left.push(rest)
  }
  return { payments: claimed, left }
}

/** Looks again at orders that time has changed, at most `limit` of them. Returns those that changed. */
export function elapse(rows: Rows, { now }: Context, limit: number): OrderRecord[] {
  return rows.due(now, limit).flatMap((known) => {
    const order = revise(known.id, known, factsIn(known), now)
    rows.save(order)
    return order.version === known.version ? [] : [order]
  })
}

function settle(rows: Rows, intakes: readonly Intake[], context: Context): OrderRecord[] {
  const changed = new Map<string, OrderRecord>()
  const open = [...intakes]

  for (let intake = open.shift(); intake; intake = open.shift()) {
    const waiting = new Map<Parked['state'], Heard[]>()
    for (const heard of intake.updates) {
      const found = whereTo(rows, heard, intake, context)
      if (typeof found === 'string') {
        waiting.set(found, [...(waiting.get(found) ?? []), heard])
        continue
      }
      const before = rows.order(found.orderId)
      const order = tell(rows, found.orderId, before, heard, context.now)
      if (order.version !== before?.version) changed.set(order.id, order)
      open.push(...rows.unpark(namesIn(heard)))
    }
    for (const [state, updates] of waiting) {
      rows.park({ ...intake, updates, state }, updates.flatMap(mentionedIn), context.now)
    }
  }
  return [...changed.values()]
}

function tell(
  rows: Rows,
  id: string,
  known: OrderRecord | undefined,
  heard: Heard,
  now: number,
): OrderRecord {
  const { registration, payments } = factsIn(known)
  // A payment may be called whatever its provider likes, `constructor` too.
  const before = Object.hasOwn(payments, heard.payment) ? payments[heard.payment] : undefined
  const facts: OrderFacts = {
    // An order of which the merchant spoke is the merchant's.
    ...((registration || heard.by === 'merchant') && { registration: registration ?? NOTHING }),
    payments: { ...payments, [heard.payment]: join(before, factsOf(heard)) },
  }
  const order = revise(id, known, facts, now)
  for (const name of namesIn(heard)) rows.refer(name, id, heard.by === 'merchant')
  rows.save(order)
  return order
}

/**
 * The order of a registered reference, else of a registered id, else of its payment, else a new one
 * under the id that the merchant gave the provider.
 */
function whereTo(
  rows: Rows,
  heard: Heard,
  { orderId: bound }: Intake,
  { now, retention }: Context,
): { orderId: string } | Parked['state'] {
  if (bound !== undefined) {
    return heard.by === 'merchant' || fitsAddress(rows.order(bound), heard)
      ? { orderId: bound }
      : 'unmatched'
  }

  const { orderId } = heard
  const owners = mentionedIn(heard).map((name) => rows.orderOf(name))
  const registered = owners.find((owner) => owner?.registered)
  if (registered) return registered
  if (orderId !== undefined && rows.order(orderId)?.registration) return { orderId }

  const [learned] = namesIn(heard).flatMap((name) => rows.orderOf(name) ?? [])
  if (learned) return learned

  if (!isOrderId(orderId)) return 'unmatched'
  return heard.time !== undefined && heard.time < now - retention ? 'too_old' : { orderId }
}

/**
 * Who knows an order's address may tell of it only what fits the ids that we know already: an address
 * stands in the logs of proxies.
 */
function fitsAddress(order: OrderRecord | undefined, heard: Heard): boolean {
  if (!order) return false
  const known = new Set(order.registration?.references)
  for (const { id, containers, provider, notes } of Object.values(order.payments)) {
    const speaker = provider ?? notes.provider?.value ?? heard.provider
    if (id === MANUAL || speaker !== heard.provider) continue
    for (const name of [id, ...containers]) known.add(name)
  }
  return known.size === 0 || namesIn(heard).some((name) => known.has(name))
}

/** The ids of the payment: what an event teaches, and is found by. */
const namesIn = ({ payment, containers = [], references = [] }: Heard): string[] =>
  [...new Set([payment, ...containers, ...references])].filter((name) => name !== MANUAL)

/** All by which the merchant may have registered it. */
const mentionedIn = (heard: Heard): string[] => [
  ...namesIn(heard),
  ...(heard.mentions ?? []),
  ...(heard.orderId === undefined ? [] : [heard.orderId]),
]

const factsIn = (order: OrderRecord | undefined): OrderFacts => ({
  ...(order?.registration && { registration: order.registration }),
  payments: order?.payments ?? {},
})

function merge(
  before: Registration | undefined,
  { expiresIn, addresses: _, ...change }: RegistrationChange,
  now: number,
): Registration {
  const expiresAt =
    change.expiresAt ?? before?.expiresAt ?? (expiresIn === undefined ? undefined : now + expiresIn)
  return {
    ...before,
    ...change,
    customers: change.customers ?? before?.customers ?? [],
    references: [...new Set([...(before?.references ?? []), ...(change.references ?? [])])],
    ...(expiresAt !== undefined && { expiresAt }),
  }
}
