/** What the promises of a store are told with. */

import type { Intake } from '../../ledger/intake.ts'
import type { RegistrationChange } from '../../ledger/ledger.ts'
import type { Context } from '../../ledger/step.ts'
import type { OrderRecord } from '../../order/record.ts'
import type { Store } from '../store.ts'
import type { Heard } from '../../order/update.ts'

export const NOW = Date.UTC(2026, 10, 21, 12)
export const DAY = 86_400_000

export const context = (now = NOW): Context => ({ now, retention: 30 * DAY })

export type Fresh = () => Promise<Store>

export type Word = { [K in Exclude<keyof Heard, 'part' | 'state'>]?: Heard[K] | undefined } & {
  part?: string
  state?: string
}

/** An event of a provider's, or the merchant's word where it says so. */
export function intake(word: Word = {}, orderId?: string): [Intake] {
  const heard = {
    part: 'main',
    state: 'succeeded',
    payment: 'pi_1',
    amount: 1000,
    currency: 'KES',
    by: 'provider',
    provider: 'stripe',
    time: NOW - 60_000,
    receivedAt: NOW,
    ...word,
  }
  const eventId = word.eventId ?? JSON.stringify(heard)
  const key = `${heard.provider}:${orderId ?? ''}:${eventId}`
  const updates = [{ ...heard, eventId } as Heard]
  const callback = {
    provider: heard.provider ?? 'stripe',
    receivedAt: heard.receivedAt ?? NOW,
    evidence: () => ({ body: '{}', headers: {}, digest: eventId }),
  }
  return [{ key: () => key, updates, ...(orderId !== undefined && { orderId }), callback }]
}

/** One callback that brought several events. */
export function together(...words: Word[]): [Intake] {
  const all = words.map((word) => intake(word)[0])
  const [first] = intake(words[0])
  return [{ ...first, updates: all.flatMap(({ updates }) => updates) }]
}

export const towels: RegistrationChange = { amount: 1000, currency: 'KES' }

/** Registers what cannot be refused. */
export async function registered(
  store: Store,
  id: string,
  change: RegistrationChange = towels,
  now = NOW,
): Promise<OrderRecord> {
  return expectOrder(await store.register(id, change, context(now))).order
}

type Result = Awaited<ReturnType<Store['register']>>

export function expectOrder(result: Result): Extract<Result, { order: unknown }> {
  if ('conflict' in result) throw new Error(`Refused: ${result.conflict}.`)
  return result
}

/** The only one. */
export function only<T>(all: readonly T[]): T {
  const [first] = all
  if (first === undefined || all.length > 1)
    throw new Error(`${all.length} where one was expected.`)
  return first
}
