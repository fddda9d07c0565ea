/**
 * Coinbase Commerce, spoken: a charge, by its code or its id. Who has a key of the Developer Platform asks
 * coinbase-business.ts.
 *
 * @see https://docs.cdp.coinbase.com/commerce/reference/getcharge
 */

import type { MainState } from '../../order/update.ts'
import { decimal } from '../../providers/reading/amounts.ts'
import { simulatedId } from '../../providers/simulated-id.ts'
import { uuidOf } from '../ids.ts'
import { idIn } from '../request.ts'
import { isoSeconds } from '../times.ts'
import type { Asked, Reply, Tongue, Truth } from '../tongue.ts'

const CHARGE = /^\/charges\/([^/]+)$/

const fault = (status: number, type: string, message: string): Reply => ({
  status,
  body: { error: { type, message } },
})

/** As its timeline has it, one after the other. */
const TIMELINES: { [State in MainState]?: readonly string[] } = {
  pending: ['NEW'],
  processing: ['NEW', 'PENDING'],
  succeeded: ['NEW', 'PENDING', 'COMPLETED'],
  canceled: ['NEW', 'CANCELED'],
  expired: ['NEW', 'EXPIRED'],
}

export const coinbaseTongue: Tongue = {
  credentials: 'bank-of-nowhere-coinbase',
  states: ['pending', 'processing', 'succeeded', 'canceled', 'expired'],

  payment: (unique) => simulatedId(unique, 8).toUpperCase(),
  asks: ({ payment }) => [payment],

  refuses({ headers }, { parts }) {
    const key = headers.get('x-cc-api-key')
    if (!key) return fault(401, 'authentication_error', 'No such API key')
    if (key !== parts['key']) return fault(401, 'authentication_error', 'Invalid API key')
    const version = headers.get('x-cc-version') ?? VERSION
    return version === VERSION
      ? undefined
      : fault(400, 'invalid_request', `Unknown API version ${version}`)
  },

  asksFor: (asked) => (asked.method === 'GET' ? idIn(asked, CHARGE) : undefined),

  isNamed: ({ payment }, name) => name === payment || name === uuidOf(payment),

  says: (truth, { headers }) => ({
    status: 200,
    body: { data: chargeOf(truth), ...warned(headers) },
  }),

  absent: ({ headers }) => ({
    status: 404,
    body: { error: { type: 'not_found', message: 'Not found' }, ...warned(headers) },
  }),

  tooMuch: fault(429, 'rate_limit_exceeded', 'Rate limit exceeded'),

  moods: {
    internal_error: () => fault(500, 'internal_server_error', 'Internal server error'),
    unavailable: () => fault(503, 'service_unavailable', 'Service temporarily unavailable'),
  },
}

const VERSION = '2018-03-22'

const warned = (headers: Asked['headers']) =>
  headers.get('x-cc-version') === null && {
    warnings: [`Missing version header; serving latest API version (${VERSION})`],
  }

function chargeOf({ payment, orderId, amount, currency, state, at, begunAt, refunded }: Truth) {
  const local = { amount: decimal(amount, currency), currency }
  const past = TIMELINES[state] ?? []
  const statuses = refunded === amount ? [...past, 'REFUNDED'] : past
  const hasCome = state === 'processing' || state === 'succeeded'
  return {
    id: uuidOf(payment),
    code: payment,
    name: 'An order',
    pricing_type: 'fixed_price',
    pricing: { local },
    metadata: { order_id: orderId },
    timeline: statuses.map((status) => ({
      status,
      time: isoSeconds(status === 'NEW' && state !== 'pending' ? begunAt : at),
    })),
    payments: hasCome ? [paid(payment, state, local)] : [],
    created_at: isoSeconds(begunAt),
    expires_at: isoSeconds(begunAt + LIFE),
    hosted_url: `https://commerce.coinbase.com/pay/${payment}`,
  }
}

/** For so long a charge may be paid. In ms. */
const LIFE = 48 * 3_600_000

const paid = (payment: string, state: MainState, local: object) => ({
  network: 'base',
  transaction_id: `0x${simulatedId(payment, 24)}`,
  status: state === 'succeeded' ? 'CONFIRMED' : 'PENDING',
  value: { local },
  block: {
    confirmations_accumulated: state === 'succeeded' ? 8 : 2,
    confirmations_required: 8,
  },
})
