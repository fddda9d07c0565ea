/** What the log says of each happening. Its fields stand beside the message. */

import { wordsFor } from '../access/token-faults.ts'
import { settingOf } from '../config/config.ts'
import type { Happening } from './happening.ts'

export interface Line {
  level: 'debug' | 'info' | 'warn' | 'error' | 'fatal'
  message: string
  /** For what strangers can cause without end: of each such kind, ten a minute are told. A word of a closed list. */
  sampledBy?: string
  /** What stands beside it. */
  about: object
}

type Of<Type extends Happening['type']> = Extract<Happening, { type: Type }>

/** `about`: where it is not all that the happening tells. */
type Saying = Omit<Line, 'about'> & { about?: object }

const LINES: { [Type in Happening['type']]: Saying | ((happening: Of<Type>) => Saying) } = {
  started: { level: 'info', message: 'started' },
  draining: {
    level: 'info',
    message: 'stopping: no new requests, and pages are told when to come back',
  },
  stopped: { level: 'info', message: 'stopped' },
  history_lost: {
    level: 'fatal',
    message:
      'HISTORY LOST: a page has seen a newer version of an order than the store has. ' +
      'Was an old copy of it restored?',
  },
  fanout_lost: {
    level: 'warn',
    message:
      'other nodes are NOT HEARD; trying again. Until then pages hear of what comes to those nodes within 25 s',
    sampledBy: 'fanout_lost',
  },
  fanout_back: { level: 'info', message: 'other nodes are heard again' },
  request_failed: { level: 'error', message: 'a request failed', sampledBy: 'request_failed' },
  store_failed: ({ at }) => ({
    level: 'fatal',
    sampledBy: `store_failed ${at}`,
    message:
      at === 'request'
        ? 'a request NOT STORED: whoever sent it is asked to repeat'
        : 'THE STORE CANNOT BE WRITTEN TO: callbacks are refused with 503',
  }),

  callback_refused: ({ provider, why, address, proxies }) => ({
    level: 'warn',
    message: `callback refused: ${VERDICTS[why]}${adviceOn(proxies)}`,
    sampledBy: `callback_refused ${provider} ${why}`,
    about: {
      provider,
      verdict: why,
      address,
      ...settingFor(provider, why),
      ...(proxies && { proxies }),
    },
  }),
  provider_off: ({ provider }) => ({
    level: 'warn',
    message: 'callback refused: this provider is not on',
    sampledBy: `provider_off ${provider}`,
    about: { provider, setting: `CALLBACK_SECRET_${settingOf(provider)}` },
  }),
  provider_unknown: ({ meant, address }) => ({
    level: 'warn',
    message: `callback refused: there is no provider of the name in its address${meant ? `, which is nearly ${meant}` : ''}`,
    sampledBy: 'provider_unknown',
    about: { ...(meant && { meant }), address },
  }),
  callback_not_stored: ({ lacks }) => ({
    level: 'fatal',
    sampledBy: `callback_not_stored ${lacks}`,
    message: `callback NOT STORED${lacks === 'store' ? '' : ', FOR WANT OF A CERTIFICATE'}: the provider is asked to repeat`,
  }),
  callback_accepted: ({ provider, outcome, events, orders, ms }) => ({
    level: 'info',
    message: OUTCOMES[outcome],
    about: { provider, ...namesOf(orders), events, outcome, ms: Math.round(ms * 10) / 10 },
  }),
  callback_kept: ({ provider, state, code }) => ({
    ...(KEPT[code] ?? KEPT[state] ?? { level: 'warn', message: 'a verified callback is kept' }),
    sampledBy: `callback_kept ${provider} ${code}`,
  }),

  order_changed: { level: 'info', message: 'order changed' },

  origin_refused: ({ origin, over, address }) => ({
    level: 'warn',
    message: 'page refused: add its origin to ALLOWED_ORIGINS, if it is your shop’s',
    sampledBy: 'origin_refused',
    about: { origin, setting: 'ALLOWED_ORIGINS', over, address },
  }),

  limit_reached: ({ limit, address }) => ({
    level: 'warn',
    message:
      limit === 'all'
        ? 'there are MAX_CONNECTIONS: who comes now is answered, and not kept'
        : 'an address has MAX_PER_ADDRESS without a valid token: who comes from it now is answered, and not kept',
    sampledBy: `limit_reached ${limit}`,
    about: { address },
  }),
  connection_ended: ({ why, address }) => ({
    level: 'warn',
    message: `a connection was ended: ${ENDED[why]}`,
    sampledBy: `connection_ended ${why}`,
    about: { address },
  }),
  proxy_not_trusted: ({ address }) => ({
    level: 'warn',
    message:
      'a proxy passes requests on, and TRUST_PROXY is 0: addresses are the proxy’s, so CALLBACK_IPS refuses its callbacks ' +
      'and MAX_PER_ADDRESS is off. Set TRUST_PROXY to how many proxies in front write X-Forwarded-For',
    about: { address },
  }),
  body_refused: ({ why, address }) => ({
    level: 'warn',
    message: `a request’s body was not waited for: ${NOT_WAITED_FOR[why]}`,
    sampledBy: `body_refused ${why}`,
    about: { address },
  }),
  broken_off: () => ({
    level: 'debug',
    message: 'whoever asked has gone before the answer',
    about: {},
  }),
  token_refused: ({ fault }) => ({
    level: 'info',
    message: `a token is refused. ${wordsFor(fault)}`,
    sampledBy: `token_refused ${fault}`,
  }),
  request_refused: ({ code, setting }) => ({
    level: 'warn',
    message: `request refused: ${REFUSED[code] ?? 'not allowed'}`,
    sampledBy: `request_refused ${code} ${setting}`,
  }),

  connected: { level: 'debug', message: 'connected' },
  closed: { level: 'debug', message: 'closed' },
  reader_dropped: {
    level: 'info',
    message: 'a page that does not read was dropped; it comes again',
    sampledBy: 'reader_dropped',
  },

  subscribed: { level: 'debug', message: 'subscribed' },
  subscribed_to_many: { level: 'debug', message: 'subscribed' },
  subscription_refused: ({ code }) =>
    code in REFUSED
      ? {
          level: 'warn',
          message: `page refused: ${REFUSED[code]}`,
          sampledBy: `subscription_refused ${code}`,
        }
      : { level: 'debug', message: 'page refused' },
  told: { level: 'debug', message: 'told' },
  acknowledged: { level: 'debug', message: 'acknowledged' },

  asked: ({ type: _, ms, late, ...asked }) => ({
    ...wordOnAsked(asked),
    about: {
      ...asked,
      ...(asked.outcome === 'refused' && { setting: `ASK_${settingOf(asked.provider)}` }),
      ...{ ms: Math.round(ms), late: Math.round(late) },
    },
  }),
  ask_settled: { level: 'info', message: 'money found by asking: no callback had told of it' },
  callback_unverified: {
    level: 'warn',
    message:
      'a callback that proves little is NOT VERIFIED after minutes: asked, the provider does not say that it is so. ' +
      'Its order shows as being checked until it does, or you say what is so',
  },
  provider_unreachable: {
    level: 'warn',
    message: 'the provider does not answer, and is asked less often until it does',
  },
  provider_reachable: { level: 'info', message: 'the provider answers again' },
  asks_all_absent: ({ provider }) => ({
    level: 'warn',
    message:
      'the provider knows none of the payments that it was asked about, and is asked once a minute from now on. ' +
      `Is ASK_${settingOf(provider)} of the account that takes the payments, and of its live mode?`,
  }),
  caught_up: {
    level: 'info',
    message: 'what the provider told while nobody was here is looked up',
  },
  found_missed: { level: 'debug', message: 'found what nobody heard' },
  not_caught_up: ({ provider, why, ...found }) => ({
    level: 'warn',
    message:
      `what the provider told while nobody was here is not all looked up: ${NOT_LOOKED_UP[why]}. ` +
      'It is asked about each open order instead',
    about: {
      ...{ provider, why, ...found },
      ...((why === 'credentials' || why === 'permission') && {
        setting: `ASK_${settingOf(provider)}`,
      }),
    },
  }),

  delivered: { level: 'debug', message: 'delivered' },
  not_delivered: ({ lane }) => ({
    level: 'warn',
    message: 'not delivered; trying again',
    sampledBy: `not_delivered ${lane}`,
  }),
  delivery_recovered: {
    level: 'info',
    message: 'delivered again: what waits goes out now',
  },
  given_up: { level: 'error', message: 'NOT DELIVERED: given up' },
}

/** Only what somebody should mend is no everyday matter: it is told ten times a minute at most. */
function wordOnAsked({
  provider,
  outcome,
  why = '',
}: Pick<Of<'asked'>, 'provider' | 'outcome' | 'why'>): Omit<Saying, 'about'> {
  const fault = outcome === 'refused' ? REFUSES[why] : MISHEARD[outcome]
  if (fault === undefined) {
    return { level: 'debug', message: `provider asked: ${outcome}${why && ` (${why})`}` }
  }
  return {
    level: 'warn',
    message: `provider asked: ${fault}`,
    sampledBy: `asked ${provider} ${outcome}`,
  }
}

/** What a provider finds wrong. */
const REFUSES: Readonly<Record<string, string>> = {
  credentials: 'it REFUSES OUR CREDENTIALS. Do they belong to this account, and to its live mode?',
  permission: 'our credentials may not read what it was asked about',
  request: 'it does not take the question',
}

/** What is wrong with an answer. */
const MISHEARD: Readonly<Record<string, string>> = {
  unread: 'its answer is not understood, and counts for nothing',
  other_payment: 'it tells of other money than the order’s, which counts for nothing',
}

/** Why events are not looked up. */
const NOT_LOOKED_UP = {
  too_long: 'that was for longer than its events are kept',
  too_much: 'there are too many',
  credentials: 'it refuses our credentials',
  permission: 'our credentials may not read its events',
  unread: 'its list of them cannot be read',
} as const

/** Why a callback is not believed. */
export const VERDICTS = {
  missing: 'not signed as the provider signs',
  too_large: 'more would have to be read to find its signature than the provider sends',
  certificate: 'the certificate that it names cannot be had, and was never known',
  mismatch: 'not verified. Compare the secret with the provider’s dashboard',
  stale: 'its signature is too old. Is the clock of this machine right?',
  early: 'its signature is from the future. Is the clock of this machine right?',
  address: 'the address of no order',
  callback_ips: 'not from CALLBACK_IPS',
} as const

/** What would mend it, if it is the provider all the same. */
function settingFor(provider: string, why: Of<'callback_refused'>['why']): { setting?: string } {
  if (why === 'callback_ips') return { setting: `CALLBACK_IPS_${settingOf(provider)}` }
  return why === 'mismatch' ? { setting: `CALLBACK_SECRET_${settingOf(provider)}` } : {}
}

/** `order`, as everywhere, where it is one. */
const namesOf = (orders: readonly string[]): object =>
  orders.length > 1 ? { orders } : { order: orders[0] }

const OUTCOMES = {
  applied: 'callback accepted',
  repeated: 'callback accepted: it says nothing new',
  silent: 'callback accepted: it speaks of no payment',
} as const

/** By code, else by state. */
const KEPT: Readonly<Record<string, Pick<Line, 'level' | 'message'>>> = {
  other_shop: {
    level: 'info',
    message: 'a callback of another shop’s is kept: see GET /callbacks',
  },
  test_money: {
    level: 'warn',
    message:
      'a verified callback speaks of TEST MONEY, which TEST_MONEY refuses, and is kept: see GET /callbacks. ' +
      'An order that is a test is registered with test: true',
  },
  unmatched: {
    level: 'warn',
    message: 'a verified callback has found NO ORDER, and is kept: see GET /callbacks',
  },
  too_old: {
    level: 'warn',
    message: 'a verified callback is too old to make an order, and is kept: see GET /callbacks',
  },
  unknown_event: {
    level: 'warn',
    message: 'a callback of a kind that this version does not know is kept: see GET /callbacks',
  },
  unread: {
    level: 'error',
    message: 'callback VERIFIED, BUT NOT UNDERSTOOD: kept, see GET /callbacks',
  },
}

const REFUSED: Readonly<Record<string, string>> = {
  unauthorized: 'neither a key nor a token that opens it',
  token_invalid: 'the token is not valid. What is wrong with it, "a token is refused" says',
  token_expired: 'the token has expired',
  forbidden: 'the token does not open this',
}

/** Why a connection was ended. */
export const ENDED = {
  requests: 'too many requests under way on it',
  unread: 'nobody reads its answers',
}

/** Why a body was not waited for. */
export const NOT_WAITED_FOR = {
  room: 'there is none for more',
  late: 'it was too slow',
  pieces: 'it came in too many pieces',
}

/** What about TRUST_PROXY may be the reason. */
function adviceOn(proxies: { seen: number; trusted: number } | undefined): string {
  if (!proxies || proxies.seen === proxies.trusted) return ''
  const { seen, trusted } = proxies
  return seen < trusted
    ? `. X-Forwarded-For has ${seen} addresses, and TRUST_PROXY is ${trusted}: its address is not known`
    : `. X-Forwarded-For has ${seen} addresses, and TRUST_PROXY is ${trusted}: is that how many proxies are in front?`
}

export function lineOf<H extends Happening>(happening: H): Line {
  // Of each type, the table has its own.
  const saying = LINES[happening.type] as Saying | ((happening: H) => Saying)
  const { type: _, ...about } = happening
  return { about, ...(typeof saying === 'function' ? saying(happening) : saying) }
}
