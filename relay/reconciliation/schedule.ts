/**
 * When a provider is asked about an order next: after a silence, more often while a page watches, ever more rarely
 * after that. A table, and two functions that read it. Pure.
 */

import type { Cadence } from '../providers/asking.ts'
import type { OpenQuestion } from './open-question.ts'

/** What decides when to ask. Times in ms since 1970. */
export interface Asking {
  cadence: Cadence
  /** The first silence, in ms, where the provider's is another one than its cadence's. */
  first?: number
  /** The order's id: by it, times are spread. */
  order: string
  question: OpenQuestion
  /** Since when nobody has told anything of the order, but a provider that was asked. */
  silentSince: number
  /** When the provider was asked about it last. */
  askedAt?: number
  isWatched: boolean
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Until so long after the silence began, or until the shopper's time to act ends, a question every so often. In ms. */
interface Row {
  until: number | 'deadline'
  every: number
  /** Each silence is twice the one before, up to `every`. */
  doubles?: true
}

interface Plan {
  first: number
  watched: readonly Row[]
  alone: readonly Row[]
  /** So long after the payment was closed, while it is in doubt; then again and again every `then`. */
  doubt: readonly number[]
  then?: number
}

const PLANS: Readonly<Record<Cadence, Plan>> = {
  prompt: {
    first: 25 * SECOND,
    watched: [
      { until: 2 * MINUTE, every: 10 * SECOND },
      { until: 10 * MINUTE, every: 30 * SECOND },
    ],
    // A prompt that nobody takes up waits for hours, and of each hour it would cost six questions.
    alone: [
      { until: HOUR, every: 10 * MINUTE, doubles: true },
      { until: DAY, every: HOUR },
    ],
    doubt: [2 * MINUTE, 5 * MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY],
  },
  // PhonePe prescribes the watched rows; of v1 it requires them.
  upi: {
    first: 22 * SECOND,
    watched: [
      { until: 52 * SECOND, every: 3 * SECOND },
      { until: 112 * SECOND, every: 6 * SECOND },
      { until: 172 * SECOND, every: 10 * SECOND },
      { until: 232 * SECOND, every: 30 * SECOND },
      { until: 'deadline', every: MINUTE },
    ],
    alone: [
      { until: 'deadline', every: MINUTE },
      { until: HOUR, every: 10 * MINUTE },
      { until: DAY, every: HOUR },
    ],
    doubt: [15 * MINUTE, HOUR, 6 * HOUR],
    then: 12 * HOUR,
  },
  // A page that comes back from the bank's asks by itself.
  card: {
    first: MINUTE,
    watched: [
      { until: 5 * MINUTE, every: 30 * SECOND },
      { until: 15 * MINUTE, every: 2 * MINUTE },
    ],
    alone: [
      { until: HOUR, every: 5 * MINUTE },
      { until: DAY, every: HOUR },
    ],
    doubt: [],
  },
  slow: {
    first: MINUTE,
    watched: [
      { until: 5 * MINUTE, every: 15 * SECOND },
      { until: HOUR, every: MINUTE },
    ],
    alone: [
      { until: HOUR, every: 15 * MINUTE },
      { until: 3 * DAY, every: HOUR },
      { until: 30 * DAY, every: DAY },
    ],
    doubt: [],
    then: DAY,
  },
}

/** Where the provider itself called it under way: that ends one day, however late. */
const UNDER_WAY: Row = { until: 30 * DAY, every: DAY }

/** How long the shopper may act, where nobody said; and at most, as far as questions go. In ms. */
const USUAL_DEADLINE = 15 * MINUTE
const LONGEST_DEADLINE = HOUR

/** The answer that ends a doubt should be there before the doubt ends. In ms. */
const BEFORE_END = 15 * SECOND

/** A step is longer or shorter by so much: what began together does not stay together. */
const JITTER = 0.15

/** After an outage, what fell due meanwhile is asked within so many ms. */
const RAMP = 2 * MINUTE

/** When to ask next, in ms since 1970; in the past: now. Undefined: never again, unless something happens. */
export function nextAsk(asking: Asking): number | undefined {
  const { question, silentSince, askedAt = -Infinity } = asking
  if (question.is === 'in_doubt') return inDoubt(asking, question)
  if (askedAt < silentSince) return firstOf(asking)
  return question.is === 'incomplete' ? undefined : again(asking, question, askedAt)
}

function firstOf(asking: Asking): number {
  const { cadence, silentSince } = asking
  return silentSince + jittered(asking.first ?? PLANS[cadence].first, asking, silentSince)
}

function again(
  asking: Asking,
  { deadline, isUnderWay }: Extract<OpenQuestion, { is: 'open' }>,
  askedAt: number,
): number | undefined {
  const { cadence, silentSince, isWatched } = asking
  const { watched, alone } = PLANS[cadence]
  const rows = [...(isWatched ? watched : []), ...alone, ...(isUnderWay ? [UNDER_WAY] : [])]
  const silence = askedAt - silentSince
  const most =
    deadline === undefined ? USUAL_DEADLINE : Math.min(deadline - silentSince, LONGEST_DEADLINE)
  const row = rows.find(({ until }) => silence < (until === 'deadline' ? most : until))
  if (!row) return undefined
  const step = row.doubles ? Math.min(silence, row.every) : row.every
  // Somebody may have asked ahead of it.
  return Math.max(askedAt + jittered(step, asking, askedAt), firstOf(asking))
}

function inDoubt(
  asking: Asking,
  { closedAt, endsAt, until }: Extract<OpenQuestion, { is: 'in_doubt' }>,
): number | undefined {
  const askedAt = Math.max(asking.askedAt ?? closedAt, closedAt)
  const end = Math.round(endsAt - BEFORE_END * (1 + share(asking.order)))
  const moments = momentsOf(PLANS[asking.cadence], endsAt - closedAt)
    .map((after) => closedAt + jittered(after, asking, closedAt))
    .filter((at) => at < end)
  const next = [...moments, Math.max(end, closedAt)].find((at) => at > askedAt)
  if (next !== undefined) return next
  // That was the last question, and nobody answered it: each silence is twice the one before.
  const step = Math.min(Math.max(askedAt - end, MINUTE), HOUR)
  const again = askedAt + jittered(step, asking, askedAt)
  return again < until ? again : undefined
}

function momentsOf({ doubt, then }: Plan, length: number): number[] {
  const moments = [...doubt]
  if (then === undefined) return moments
  for (let next = (doubt.at(-1) ?? 0) + then; next < length; next += then) moments.push(next)
  return moments
}

/** What fell due before we were back, at a moment of its own soon after. In ms since 1970. */
export const afterOutage = (due: number, order: string, backAt: number): number =>
  due >= backAt ? due : Math.round(backAt + share(order) * RAMP)

const jittered = (step: number, { order }: Asking, from: number): number =>
  Math.round(step * (1 + JITTER * (2 * share(`${order} ${from}`) - 1)))

/** From 0 up to 1: FNV-1a, mixed, so that orders that are numbered one after the other lie far apart. */
function share(name: string): number {
  let hash = 0x811c9dc5
  for (const char of name) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32
}
