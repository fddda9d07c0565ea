/** What has been gathered of an order's payments, claim by claim: for whoever asks why it stands as it does. Pure. */

import { standingOf, type Claim, type PaymentFacts } from './facts.ts'
import type { OrderFacts } from './order.ts'

/** One word on one part of a payment. Of each part, only the greatest words are kept: see facts.ts. */
export interface Told extends Pick<Claim, 'state' | 'amount' | 'currency' | 'reason'> {
  payment: string
  /** As its callbacks or the merchant name it. */
  provider: string | null
  by: 'provider' | 'merchant'
  part: string
  receipt?: string
  /** Of several words on one part, whether this is the one that stands. */
  counts: boolean
  /** In ms since 1970. Null: nobody said when it happened. */
  occurredAt: number | null
  receivedAt: number
}

/** In the order in which they came. */
export const claimsOf = ({ payments }: Pick<OrderFacts, 'payments'>): Told[] =>
  Object.values(payments)
    .flatMap(claimsOfPayment)
    .toSorted((one, other) => one.receivedAt - other.receivedAt)

function claimsOfPayment(facts: PaymentFacts): Told[] {
  const { id, provider, parts, notes } = facts
  const byHand = notes.byHand?.value
  const isByHand = (part: string, { eventId }: Claim) =>
    provider === undefined || part.endsWith(':hand') || eventId === byHand?.eventId

  const told = (part: string, claim: Claim, counts: boolean): Told => {
    const { state, amount, currency, reason, time, receivedAt, eventId } = claim
    return {
      payment: id,
      provider: provider ?? notes.provider?.value ?? null,
      by: isByHand(part, claim) ? 'merchant' : 'provider',
      part: part.replace(/:hand$/, ''),
      state,
      ...(amount !== undefined && { amount }),
      ...(currency !== undefined && { currency }),
      ...(reason && { reason }),
      ...(notes.receipt?.eventId === eventId && { receipt: notes.receipt.value }),
      counts,
      occurredAt: time ?? null,
      receivedAt,
    }
  }

  const kept = Object.entries(parts).flatMap(([part, register]) => {
    const standing = standingOf(register)
    return [register.byRank, ...(register.byTime ? [register.byTime] : [])]
      .filter((claim) => !isUndoing(part, claim))
      .map((claim) => told(part, claim, claim === standing))
  })
  // The merchant's latest word stands beside a greater one that nobody believes any more.
  const isThere =
    byHand &&
    Object.values(parts).some(({ byRank, byTime }) =>
      [byRank, byTime].some((claim) => claim?.eventId === byHand.eventId),
    )
  return byHand && !isThere ? [...kept, told('main', byHand, provider === undefined)] : kept
}

/** What a word by hand takes back beside what it says: facts.ts makes these of it. */
const isUndoing = (part: string, { state, amount }: Claim): boolean =>
  (part === 'refunds:hand' && amount === 0) || (part === 'dispute:hand' && state === 'none')
