/**
 * From what is heard to what is known: what becomes of the orders that events speak of.
 *
 * Works on rows, whatever keeps them; a store runs each function as one atomic step. Pure but for them.
 */

import type { Intake, KeptCallback } from './intake.ts'
import { standing, type Asks, type Registration } from '../order/order.ts'
import type { StepRows } from './rows.ts'
import type { OrderRecord } from '../order/record.ts'
import { Step, type Context } from './step.ts'
import type { Heard } from '../order/update.ts'

/** What the merchant says of an order. What is left out stays as it is. */
export type RegistrationChange = Partial<Registration> & {
  /** In ms; counts from the first time that it is said. */
  expiresIn?: number
  /** Addresses at which providers that do not sign may tell of the order. */
  addresses?: string[]
}

export type Registered =
  | {
      order: OrderRecord
      created: boolean
      changed: OrderRecord[]
      /** Customers whose order it was not before. */
      joined: string[]
    }
  | { conflict: 'amount' | 'currency' }
  | { conflict: 'reference'; reference: string; orderId: string }

/** Applies what arrived, and whatever waited for what it taught. Returns the orders that changed. */
export function apply(rows: StepRows, intakes: readonly Intake[], context: Context): OrderRecord[] {
  const step = new Step(rows, context)
  step.take(intakes)
  return step.finish()
}

/** Registers an order, or more of it. */
export function register(
  rows: StepRows,
  id: string,
  change: RegistrationChange,
  context: Context,
): Registered {
  const known = rows.order(id)
  const conflict = conflictOf(rows, id, known, change, context.now)
  if (conflict) return conflict

  const step = new Step(rows, context)
  const registration = merge(known?.registration, change, context.now)
  const names = [...registration.references, ...idsIn(registration.asks)]
  step.register(id, registration, [...names, ...(change.addresses ?? [])])
  const changed = step.finish()
  const before = known?.registration?.customers ?? []
  return {
    order: changed.find((each) => each.id === id) ?? rows.order(id) ?? missing(id),
    created: !known?.registration,
    changed,
    joined: registration.customers.filter((customer) => !before.includes(customer)),
  }
}

/** Looks again at orders that time has changed, at most `limit` of them. Returns those that changed. */
export function elapse(rows: StepRows, context: Context, limit: number): OrderRecord[] {
  const step = new Step(rows, context)
  for (const order of rows.due(context.now, limit)) step.touch(order)
  return step.finish()
}

/** What came of trying again what had led to nothing. */
export interface Replayed {
  changed: OrderRecord[]
  /** What leads to nothing still. */
  left?: KeptCallback
}

/**
 * Tries again what was kept. `read` understands what could not be understood; who asks for it vouches for
 * its age. Undefined where there is nothing of this id.
 */
export function replay(
  rows: StepRows,
  id: string,
  read: (kept: KeptCallback) => Heard[] | undefined,
  context: Context,
): Replayed | undefined {
  const kept = rows.takeKept(id)
  if (!kept) return undefined
  const step = new Step(rows, { ...context, retention: Infinity })
  const updates = kept.state === 'unread' ? read(kept) : kept.updates
  const left = step.retry(kept, updates)
  return { changed: step.finish(), ...(left && { left }) }
}

function conflictOf(
  rows: StepRows,
  id: string,
  known: OrderRecord | undefined,
  change: RegistrationChange,
  now: number,
): Extract<Registered, { conflict: unknown }> | undefined {
  const before = known?.registration
  if (before && standing(known, now).payments.some(({ settled }) => settled)) {
    const { amount, currency } = { ...before, ...change }
    // A lower amount is taken: that was all.
    if (before.amount !== undefined && amount !== undefined && amount > before.amount) {
      return { conflict: 'amount' }
    }
    if (before.currency !== undefined && currency !== before.currency) {
      return { conflict: 'currency' }
    }
  }
  for (const reference of [...(change.references ?? []), ...idsIn(change.asks)]) {
    const other = rows
      .holders(reference)
      .find(
        ({ orderId, by }) =>
          orderId !== id && by !== 'mention' && rows.order(orderId)?.registration !== undefined,
      )
    if (other) return { conflict: 'reference', reference, orderId: other.orderId }
  }
  return undefined
}

function merge(
  before: Registration | undefined,
  { expiresIn, addresses: _, asks: more, ...change }: RegistrationChange,
  now: number,
): Registration {
  const expiresAt =
    change.expiresAt ?? before?.expiresAt ?? (expiresIn === undefined ? undefined : now + expiresIn)
  const asks = mergeAsks(before?.asks, more)
  return {
    ...before,
    ...change,
    customers: change.customers ?? before?.customers ?? [],
    references: [...new Set([...(before?.references ?? []), ...(change.references ?? [])])],
    ...(asks && { asks }),
    ...(expiresAt !== undefined && { expiresAt }),
  }
}

/** Grows as references do, provider by provider. */
function mergeAsks(before: Asks | undefined, more: Asks = {}): Asks | undefined {
  const grown = Object.entries(more).map(([provider, ids]) => {
    const known = before && Object.hasOwn(before, provider) ? before[provider] : undefined
    return [provider, [...new Set([...(known ?? []), ...ids])]] as const
  })
  return grown.length > 0 ? { ...before, ...Object.fromEntries(grown) } : before
}

const idsIn = (asks: Asks = {}): string[] => Object.values(asks).flat()

function missing(id: string): never {
  throw new Error(`The store has lost ${id}.`)
}
