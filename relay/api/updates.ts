/** The merchant's own word on a payment: `POST /orders/:id/updates`, and `update` when embedded. */

import { hash, randomUUID } from 'node:crypto'
import type { PaymentStatus } from '../protocol.ts'
import type { Dispatch } from '../dispatch.ts'
import type { Store } from '../store/store.ts'
import { viewOf, type OrderView } from '../order/view.ts'
import { trustOf } from '../providers/index.ts'
import type { Heard, Said } from '../order/update.ts'
import type { WordByHand } from './word-by-hand.ts'

const REFUNDS: Said = { part: 'refunds', state: 'total' }

/** Which part of a payment a status by hand speaks of. */
const SAID: Readonly<Record<PaymentStatus, Said>> = {
  pending: { part: 'main', state: 'pending' },
  requires_action: { part: 'main', state: 'requires_action' },
  processing: { part: 'main', state: 'processing' },
  authorized: { part: 'main', state: 'authorized' },
  partially_paid: { part: 'main', state: 'succeeded' },
  succeeded: { part: 'main', state: 'succeeded' },
  failed: { part: 'main', state: 'failed' },
  canceled: { part: 'main', state: 'canceled' },
  expired: { part: 'main', state: 'expired' },
  partially_refunded: REFUNDS,
  refunded: REFUNDS,
  disputed: { part: 'dispute:hand', state: 'open' },
}

const CLOSED: ReadonlySet<PaymentStatus> = new Set(['failed', 'canceled', 'expired'])

/** Nothing can come of an attempt that the shop itself calls closed for one of these. */
const CERTAIN: ReadonlySet<string | undefined> = new Set([
  'canceled_by_customer',
  'insufficient_funds',
  'declined',
  'authentication_failed',
])

export interface UpdateParts {
  store: Pick<Store, 'epoch' | 'order'>
  dispatch: Pick<Dispatch, 'apply'>
  /** In ms since 1970. */
  now(): number
}

/** Applies the merchant's word on an order, and tells all who wait. `once`: see the step's Context. */
export async function applyByHand(
  { store, now, dispatch }: UpdateParts,
  id: string,
  word: WordByHand,
  once?: string,
): Promise<{ order: OrderView; changed: boolean }> {
  const heard = heardByHand(word, now(), randomUUID())
  const key = () => `merchant:${id}:${heard.eventId}`
  const changed = await dispatch.apply([{ key, updates: [heard], orderId: id }], { once })

  const order = changed.find((each) => each.id === id)
  const known = order ?? (await store.order(id))
  if (!known) throw new Error(`The store has lost ${id}.`)
  return { order: viewOf(known, store.epoch, now(), trustOf), changed: order !== undefined }
}

/**
 * The merchant's word as an update. `now` in ms since 1970; `unique` tells it from the same words said again.
 * Unless it tells of something earlier, the ledger says when it is said.
 */
export function heardByHand(word: WordByHand, now: number, unique: string): Heard {
  const { status, occurredAt, expiresIn, final, ...said } = word
  // The shop's clock may run fast; what it will say next must not seem to be earlier.
  const time = occurredAt === undefined ? undefined : Math.min(occurredAt, now)
  // That money came is told as the latest word whenever it came; other words may be late ones.
  const isLate = time !== undefined && SAID[status].state !== 'succeeded'
  return {
    ...said,
    ...SAID[status],
    by: 'merchant',
    ...(time !== undefined && { time }),
    ...(isLate && { saidAt: time }),
    receivedAt: now,
    ...(expiresIn !== undefined && { deadline: (time ?? now) + expiresIn * 1000 }),
    ...(CLOSED.has(status) && CERTAIN.has(said.reason?.code) && { doubt: 0 }),
    ...(final && { final }),
    ...(final && status === 'succeeded' && { isAll: true }),
    eventId: isLate ? hash('sha256', JSON.stringify([word, time])) : unique,
  }
}
