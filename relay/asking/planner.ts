/** Which providers are asked about an order, and when; and what of their callbacks counts until they were. Pure. */

import type { Ask, Planner } from '../ledger/asks.ts'
import type { OrderRecord } from '../order/record.ts'
import { openQuestion, type OpenQuestion } from '../reconciliation/open-question.ts'
import { nextAsk } from '../reconciliation/schedule.ts'
import { heldBack, isHeldBack } from '../reconciliation/unproven.ts'
import type { Askable } from './askable.ts'

/** The answer to a question that is asked so much later is later than the callback for sure. In ms. */
const VERIFIED_AFTER = 2_000

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

export function planner({ providers, verifies, isWatched }: Parts): Planner {
  function planOf(
    askable: Askable,
    order: OrderRecord,
    known: Omit<Ask, 'dueAt'>,
    now: number,
  ): Ask[] {
    const question = questionOf(askable, order, now)
    if (!question || askable.questions(order).length === 0) return []
    const due = dueAt(askable, known, question, isWatched(order))
    return due === undefined ? [] : [{ ...known, dueAt: due }]
  }

  return {
    believed(heard, order) {
      const askable = providers.get(heard.provider ?? '')
      if (!askable) return heard
      const { provider, asking } = askable
      const canBeAsked = askable.canVerify(heard, order)
      return isHeldBack(provider.trust, { verifies, canBeAsked }) ? heldBack(heard, asking) : heard
    },

    plan(order, all, { now, speakers, toVerify }) {
      if (!order.registration) return []
      return [...providers].flatMap(([provider, askable]) => {
        const known = all.find((each) => each.provider === provider)
        const isNews = !known || speakers.has(provider) || speakers.has('merchant')
        return planOf(
          askable,
          order,
          {
            ...(known ?? { orderId: order.id, provider }),
            ...(isNews ? { silentSince: now, run: {} } : known),
            ...(toVerify.has(provider) && { verifyAt: now + VERIFIED_AFTER }),
          },
          now,
        )
      })
    },
  }
}

/** What nobody knows of the order, and this provider tells. */
function questionOf(
  { provider, asking }: Askable,
  order: OrderRecord,
  now: number,
): OpenQuestion | undefined {
  const question = openQuestion(order, provider.id, now)
  return question?.is === 'incomplete' && !asking.tells.includes('amount') ? undefined : question
}

function dueAt(
  askable: Askable,
  { orderId, silentSince, askedAt, verifyAt }: Omit<Ask, 'dueAt'>,
  question: OpenQuestion,
  isWatched: boolean,
): number | undefined {
  const { cadence, first } = askable.asking
  const next = nextAsk({
    ...{ cadence, order: orderId, question, silentSince, isWatched },
    ...(first !== undefined && { first }),
    ...(askedAt !== undefined && { askedAt }),
  })
  if (verifyAt === undefined) return next
  return Math.min(Math.max(verifyAt, (askedAt ?? 0) + gapOf(askable)), next ?? Infinity)
}
