/** Which providers are asked about an order, and when; and what of their callbacks counts until they were. Pure. */

import type { Ask, Planner } from '../ledger/asks.ts'
import { attemptOf, type Claim, type PaymentFacts } from '../order/facts.ts'
import type { OrderRecord } from '../order/record.ts'
import { isAnswer } from '../reconciliation/answer.ts'
import { openQuestion, type OpenQuestion } from '../reconciliation/open-question.ts'
import { isLeased } from '../reconciliation/queue.ts'
import { nextAsk } from '../reconciliation/schedule.ts'
import { heldBack, isHeldBack, VERIFIED_AFTER } from '../reconciliation/unproven.ts'
import type { Askable } from './askable.ts'

/** Of two questions about one order at the least, where the provider's is no other. In ms. */
const GAP = 5_000

export const gapOf = ({ asking }: Askable): number => asking.gap ?? GAP

interface Parts {
  providers: ReadonlyMap<string, Askable>
  /** ASK_VERIFY. */
  verifies: boolean
  /** Whether a page follows it now. */
  isWatched(order: OrderRecord): boolean
}

/** What is known of an asking, whenever it comes. */
type Known = Omit<Ask, 'dueAt' | 'waits'>

export function planner({ providers, verifies, isWatched }: Parts): Planner {
  function planOf(askable: Askable, order: OrderRecord, known: Known, now: number): Ask[] {
    const question = questionOf(askable, order, now)
    if (!question || askable.questions(order).length === 0) return []
    const isSeen = isWatched(order)
    const waits = known.verifyAt !== undefined ? 'callback' : isSeen ? 'page' : 'nobody'
    // Whoever asks it now plans it anew then.
    if (known.leasedUntil !== undefined) return [{ ...known, waits, dueAt: known.leasedUntil }]
    const due = dueAt(askable, known, question, isSeen)
    return due === undefined ? [] : [{ ...known, waits, dueAt: due }]
  }

  return {
    believed(heard, order, isAddressed) {
      const askable = providers.get(heard.provider ?? '')
      if (!askable) return heard
      const { provider, asking } = askable
      const canBeAsked = askable.canVerify(heard, order, isAddressed)
      return isHeldBack(provider.trust, { verifies, canBeAsked }) ? heldBack(heard, asking) : heard
    },

    plan(order, all, { now, speakers, toVerify }) {
      if (!order.registration) return []
      return [...providers].flatMap(([provider, askable]) => {
        const before = all.find((each) => each.provider === provider)
        const known = before ? rightly(before, now) : unknown(order, provider, now)
        const isNews = speakers.has(provider) || speakers.has('merchant')
        // One that comes before another was verified puts nothing off: or who sends many is never found out.
        const { verifyAt = toVerify.has(provider) ? now + VERIFIED_AFTER : undefined } = known
        return planOf(
          askable,
          order,
          {
            ...known,
            ...(isNews && { silentSince: now, run: {} }),
            ...(verifyAt !== undefined && { verifyAt }),
          },
          now,
        )
      })
    },
  }
}

/** Of which nothing was planned: it was not registered, could not be asked about, or was certain; or all was asked. */
function unknown(order: OrderRecord, provider: string, now: number): Known {
  const all = Object.values(order.payments)
  const its = all.filter((facts) => facts.provider === provider)
  const isUnverified = its.some((facts) => attemptOf(facts)?.unproven)
  const told = all.flatMap(claimsOf).filter(({ eventId }) => !isAnswer(eventId))
  const answers = its.flatMap(claimsOf).filter(({ eventId }) => isAnswer(eventId))
  return {
    ...{ orderId: order.id, provider, run: {} },
    silentSince: Math.min(Math.max(order.createdAt, latestOf(told)), now),
    ...(answers.length > 0 && { askedAt: Math.min(latestOf(answers), now) }),
    ...(isUnverified && { verifyAt: now + VERIFIED_AFTER }),
  }
}

const claimsOf = ({ parts }: PaymentFacts): Claim[] =>
  Object.values(parts).flatMap(({ byRank, byTime }) => (byTime ? [byRank, byTime] : [byRank]))

const latestOf = (claims: readonly Claim[]): number =>
  Math.max(0, ...claims.map(({ receivedAt }) => receivedAt))

/** What is noted, but for what only a clock that was wrong can have noted. */
function rightly({ dueAt: _, waits: __, ...ask }: Ask, now: number): Known {
  const { leasedUntil, verifyAt, askedAt, ...known } = ask
  return {
    ...known,
    silentSince: Math.min(known.silentSince, now),
    ...(askedAt !== undefined && { askedAt: Math.min(askedAt, now) }),
    ...(verifyAt !== undefined && { verifyAt: Math.min(verifyAt, now + VERIFIED_AFTER) }),
    ...(leasedUntil !== undefined && isLeased(ask, now) && { leasedUntil }),
  }
}

/** What nobody knows of the order, and this provider tells. */
export function questionOf(
  { provider, asking }: Askable,
  order: OrderRecord,
  now: number,
): OpenQuestion | undefined {
  const question = openQuestion(order, provider.id, now)
  return question?.is === 'incomplete' && !asking.tells.includes('amount') ? undefined : question
}

function dueAt(
  askable: Askable,
  { orderId, silentSince, askedAt, verifyAt }: Known,
  question: OpenQuestion,
  isWatched: boolean,
): number | undefined {
  const { cadence, first } = askable.asking
  const next = nextAsk({
    ...{ cadence, order: orderId, question, silentSince, isWatched },
    ...(first !== undefined && { first }),
    ...(askedAt !== undefined && { askedAt }),
  })
  const due = Math.min(verifyAt ?? Infinity, next ?? Infinity)
  if (due === Infinity) return undefined
  return Math.max(due, (askedAt ?? -Infinity) + gapOf(askable))
}
