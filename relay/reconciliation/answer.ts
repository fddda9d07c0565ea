/**
 * What a provider that was asked has said, as facts. An event says when something changed; an answer says how it
 * stood when the provider looked. So it gets a place in time that never lies: `until`, before which the provider
 * cannot have looked. Pure.
 */

import { hash } from 'node:crypto'
import type { Run } from '../ledger/asks.ts'
import type { Intake } from '../ledger/intake.ts'
import type { Heard, Told } from '../order/update.ts'
import type { Clock } from '../providers/asking.ts'

/** The asking that was answered. Times in ms since 1970. */
export interface Asked {
  provider: string
  orderId: string
  /** By our clock: when the question left, and when the answer was here. */
  askedAt: number
  answeredAt: number
  /** What the answer's `Date` says: when the provider sent it, by its own clock. */
  date?: number
  clock: Clock
  /** For so long what is read there may lag behind, in ms. Default: 2 s. */
  lag?: number
  /** Its callbacks are dated by us: see unproven.ts. */
  datesCallbacks?: boolean
  /** When that was handed to the shopper of which this is told: nobody can have looked at it before. In ms since 1970. */
  handedOutAt?(word: Told): number | undefined
}

/** Reads lag behind, and `Date` has no fractions of a second. In ms. */
export const LAG = 2_000

/** A `Date` that is off by more is nobody's clock. In ms. */
const DATE_TOLERANCE = 5 * 60_000

/** Before then the provider cannot have looked, in ms since 1970, by its own clock where it tells it. */
export function asOf({
  askedAt,
  answeredAt,
  date = answeredAt,
  lag = LAG,
}: Pick<Asked, 'askedAt' | 'answeredAt' | 'date' | 'lag'>): number {
  const isBelieved = Math.abs(date - answeredAt) <= DATE_TOLERANCE
  const sent = isBelieved ? Math.min(date, answeredAt) : answeredAt
  // Our clock may have been set back in between.
  return sent - Math.max(answeredAt - askedAt, 0) - lag
}

/**
 * What was answered, to be taken in, also where it says what stands already: it says so of a later time. With the run
 * that goes on from `before`.
 */
export function answered(
  told: readonly Told[],
  asked: Asked,
  before: Run = {},
): { intake: Intake; run: Run } {
  const { provider, orderId, answeredAt } = asked
  // Where the callbacks have no clock of the provider's, all that is dated is so by ours.
  const { date: _, ...byOurs } = asked
  const until = asOf(asked.clock === 'none' ? byOurs : asked)
  const run: Record<string, Run[string]> = {}
  const updates = told.map((word): Heard => {
    const said = { ...word, by: 'provider', provider, receivedAt: answeredAt } as const
    const eventId = eventIdOf(word)
    const part = JSON.stringify([word.payment, word.part])
    const last = Object.hasOwn(before, part) ? before[part] : undefined
    // Not `until`: a doubt that begins before the change would end too soon.
    const since = last?.eventId === eventId ? last.since : answeredAt
    run[part] = { eventId, since }
    const seenAt = Math.max(until, asked.handedOutAt?.(word) ?? until)
    return { ...said, eventId, ...timesOf(word, asked, { since, until: seenAt }) }
  })
  const key = () => JSON.stringify(['ask', provider, orderId, until, updates.map(idOf)])
  return { intake: { key, updates, orderId, isAnswer: true }, run }
}

function timesOf(
  { time }: Told,
  { clock, datesCallbacks }: Asked,
  { since, until }: { since: number; until: number },
): Pick<Heard, 'time' | 'until'> {
  // An answer that was dated would outrank all that comes after it under the time at which the attempt began.
  if (clock === 'attempt' && !datesCallbacks) return time === undefined ? {} : { time }
  return { time: time ?? since, until }
}

const ANSWER = 'ask:'

/** Whether it is the event of an answer. */
export const isAnswer = (eventId: string): boolean => eventId.startsWith(ANSWER)

/** By what it means, without any time: the same answer again, or another node's, is the same event. */
const eventIdOf = ({ part, state, payment, amount, currency, reason, receipt }: Told): string =>
  `${ANSWER}${hash('sha256', JSON.stringify([part, state, payment, amount, currency, reason?.code, receipt]))}`

const idOf = ({ eventId }: Heard): string => eventId
