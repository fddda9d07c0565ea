/** What the metrics count of each happening. Every label is a word of a closed list; any other word is "other". */

import { KEPT_CODES } from '../ledger/intake.ts'
import { problemOf } from '../access/token-faults.ts'
import { CLOSE_CODES, ORIGIN_NOT_ALLOWED, STATUSES } from '../protocol.ts'
import { PROVIDERS } from '../providers/index.ts'
import { WEBHOOK } from '../store/outgoing.ts'
import { ASK_OUTCOMES, type Happening, type Tell } from './happening.ts'
import { ENDED, NOT_WAITED_FOR, VERDICTS } from './lines.ts'
import type { Metrics } from './metrics.ts'

type Of<Type extends Happening['type']> = Extract<Happening, { type: Type }>

/** A series is kept for ever, and strangers could make millions of them. */
const oneOf = (words: Iterable<string | number>) => {
  const known = new Set(words)
  return (word: string | number): string => (known.has(word) ? String(word) : 'other')
}

const KEPT: readonly string[] = Object.values(KEPT_CODES).flat()

const provider = oneOf(PROVIDERS.keys())
const lane = oneOf([WEBHOOK, ...PROVIDERS.keys()])
const status = oneOf(STATUSES)
const closeCode = oneOf(CLOSE_CODES)
const keptFor = oneOf(KEPT)
const askOutcome = oneOf(ASK_OUTCOMES)
const OUTCOMES = ['delivered', 'failed', 'given_up'] as const
const REFUSALS = [
  ...['origin', 'provider_off', 'unauthorized', 'token_invalid', 'token_expired', 'forbidden'],
  ...['poll_instead', 'too_many_subscriptions'],
]
const LIMITS = [
  ...['connections_all', 'connections_address'],
  ...Object.keys(ENDED).map((why) => `connection_${why}`),
  ...Object.keys(NOT_WAITED_FOR).map((why) => `body_${why}`),
]
const refusal = oneOf(REFUSALS)
const by = (who: string): string => (PROVIDERS.has(who) ? 'provider' : WHO(who))
const WHO = oneOf(['merchant', 'time'])

const COUNTS: {
  [Type in Happening['type']]?: (metrics: Metrics, happening: Of<Type>) => void
} = {
  started: ({ build }, { version, node, store }) => build.labels(version, node, store).set(1),
  history_lost: ({ historyLost }) => historyLost.inc(),
  request_failed: ({ requestsFailed }) => requestsFailed.inc(),
  store_failed: ({ storeFailures }) => storeFailures.inc(),

  callback_refused: ({ callbacks }, { provider: id, why }) =>
    callbacks.labels(provider(id), 'refused', why).inc(),
  provider_off: ({ refusals }) => refusals.labels('provider_off').inc(),
  provider_unknown: ({ refusals }) => refusals.labels('provider_off').inc(),
  callback_not_stored({ callbacks, storeFailures }, { provider: id, lacks }) {
    callbacks.labels(provider(id), 'not_stored', lacks).inc()
    if (lacks === 'store') storeFailures.inc()
  },
  callback_accepted({ callbacks, callbackToPage }, { provider: id, outcome, ms }) {
    callbacks.labels(provider(id), outcome, '').inc()
    if (outcome === 'applied') callbackToPage.observe(ms / 1_000)
  },
  callback_kept: ({ callbacks }, { provider: id, code }) =>
    callbacks.labels(provider(id), 'kept', keptFor(code)).inc(),

  order_changed: ({ orders }, { to, by: who }) => orders.labels(status(to), by(who)).inc(),

  origin_refused({ refusals, closed }, { over }) {
    refusals.labels('origin').inc()
    if (over === 'socket') closed.labels(String(ORIGIN_NOT_ALLOWED)).inc()
  },
  request_refused: ({ refusals }, { code }) => countUnlessToken(refusals, code),
  subscription_refused: ({ refusals }, { code }) => countUnlessToken(refusals, code),
  token_refused: ({ refusals }, { fault }) => refusals.labels(problemOf(fault)).inc(),

  limit_reached: ({ limits }, { limit }) => limits.labels(`connections_${limit}`).inc(),
  connection_ended: ({ limits }, { why }) => limits.labels(`connection_${why}`).inc(),
  body_refused: ({ limits }, { why }) => limits.labels(`body_${why}`).inc(),

  connected: ({ opened }) => opened.inc(),
  closed: ({ closed }, { code }) => closed.labels(closeCode(code)).inc(),
  reader_dropped: ({ dropped }) => dropped.inc(),
  told: ({ told }, { pages }) => told.inc(pages),
  acknowledged: ({ acknowledged }) => acknowledged.inc(),

  delivered: ({ deliveries }, { lane: id }) => deliveries.labels(lane(id), 'delivered').inc(),
  not_delivered: ({ deliveries }, { lane: id }) => deliveries.labels(lane(id), 'failed').inc(),
  given_up: ({ deliveries }, { lane: id }) => deliveries.labels(lane(id), 'given_up').inc(),

  asked({ asks, askSeconds }, { provider: id, outcome, ms }) {
    asks.labels(provider(id), askOutcome(outcome)).inc()
    askSeconds.labels(provider(id)).observe(ms / 1_000)
  },
  ask_settled: ({ askSettled }, { provider: id }) => askSettled.labels(provider(id)).inc(),
  provider_unreachable: ({ providerReachable }, { provider: id }) =>
    providerReachable.labels(provider(id)).set(0),
  provider_reachable: ({ providerReachable }, { provider: id }) =>
    providerReachable.labels(provider(id)).set(1),
}

/** What is wrong with a token is told by whoever reads it, once. */
function countUnlessToken(refusals: Metrics['refusals'], code: string): void {
  if (!code.startsWith('token_')) refusals.labels(refusal(code)).inc()
}

export const countIn =
  (metrics: Metrics): Tell =>
  <H extends Happening>(happening: H) => {
    // Of each type, the table has its own.
    const count = COUNTS[happening.type] as ((metrics: Metrics, happening: H) => void) | undefined
    count?.(metrics, happening)
  }

/** Shows what may happen before it does: an alert cannot see a series begin, only rise. */
export function begin(
  metrics: Metrics,
  providers: Iterable<string>,
  lanes: Iterable<string>,
  asked: Iterable<string>,
): void {
  const { callbacks, refusals, limits, deliveries, closed } = metrics
  for (const id of providers) {
    for (const outcome of ['applied', 'repeated', 'silent']) callbacks.inc(of(id, outcome, ''), 0)
    for (const why of Object.keys(VERDICTS)) callbacks.inc(of(id, 'refused', why), 0)
    for (const code of KEPT) callbacks.inc(of(id, 'kept', code), 0)
    for (const lacks of ['store', 'certificate']) callbacks.inc(of(id, 'not_stored', lacks), 0)
  }
  for (const id of lanes) {
    for (const outcome of OUTCOMES) deliveries.inc({ lane: id, outcome }, 0)
  }
  for (const id of asked) {
    for (const outcome of ASK_OUTCOMES) metrics.asks.inc({ provider: id, outcome }, 0)
    metrics.askSeconds.zero({ provider: id })
    metrics.askSettled.inc({ provider: id }, 0)
    metrics.providerReachable.set({ provider: id }, 1)
  }
  for (const limit of LIMITS) limits.inc({ limit }, 0)
  for (const reason of REFUSALS) refusals.inc({ reason }, 0)
  for (const code of CLOSE_CODES) closed.inc({ code }, 0)
}

const of = (provider: string, outcome: string, reason: string) => ({ provider, outcome, reason })
