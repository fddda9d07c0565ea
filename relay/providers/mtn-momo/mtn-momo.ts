/**
 * MTN MoMo: what came of a request to pay (collections).
 *
 * Nothing is signed: the address, sent with the request as its `X-Callback-Url`, is the proof, and is the
 * order's own. The request's `X-Reference-Id` does not come back; what the shop chose as `externalId` does,
 * and is what an attempt is called by. It is told once, by POST or PUT.
 *
 * @see https://momodeveloper.mtn.com/api-documentation/callback
 * @see https://momodevelopercommunity.mtn.com/product-updates/reason-for-some-failed-api-responses-updated-192
 */

import * as v from 'valibot'
import type { MainState } from '../../order/update.ts'
import type { ReasonCode } from '../../protocol.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { minorUnits, stateWithAmount } from '../reading/amounts.ts'
import { AnyId, Currency, given } from '../reading/fields.ts'
import { askingMtnMomo } from './asking.ts'
import { simulatedMtnMomo } from './simulated.ts'

interface Outcome {
  state: MainState
  code?: ReasonCode
  doubt?: number
}

/** Those that wait for the payer's PIN are pending. */
const OUTCOMES = new Map<string, Outcome>([
  ['PENDING', { state: 'requires_action' }],
  ['SUCCESSFUL', { state: 'succeeded' }],
  ['FAILED', { state: 'failed', code: 'unknown' }],
  ['REJECTED', { state: 'canceled', code: 'canceled_by_customer' }],
  ['TIMEOUT', { state: 'expired', code: 'no_response' }],
])

/** What is under way, as far as we can tell. */
const UNCLEAR: Outcome = { state: 'processing' }

/** Of those that MTN refused at once, nothing more is to be expected; what timed out or broke may go on. */
const FAILURES = new Map<string | undefined, Outcome>([
  ['APPROVAL_REJECTED', { state: 'canceled', code: 'canceled_by_customer', doubt: 0 }],
  ['EXPIRED', { state: 'expired', code: 'expired' }],
  // The PIN was not entered in time.
  ['COULD_NOT_PERFORM_TRANSACTION', { state: 'expired', code: 'no_response' }],
  ['NOT_ENOUGH_FUNDS', { state: 'failed', code: 'insufficient_funds', doubt: 0 }],
  ['PAYER_LIMIT_REACHED', { state: 'failed', code: 'limit_exceeded', doubt: 0 }],
  ['PAYER_NOT_FOUND', { state: 'failed', code: 'invalid_account', doubt: 0 }],
  ['SENDER_ACCOUNT_NOT_ACTIVE', { state: 'failed', code: 'invalid_account', doubt: 0 }],
  ['NOT_ALLOWED', { state: 'failed', code: 'declined', doubt: 0 }],
  ['INTERNAL_PROCESSING_ERROR', { state: 'failed', code: 'provider_error' }],
  ['SERVICE_UNAVAILABLE', { state: 'failed', code: 'provider_error' }],
])

const MaybeId = v.fallback(v.optional(AnyId), undefined)

/** A word here, an object there. */
const Reason = v.union([
  v.pipe(
    v.string(),
    v.transform((code) => ({ code, message: code })),
  ),
  v.object({ code: v.optional(v.string()), message: v.optional(v.string()) }),
])

const RequestToPay = v.object({
  status: v.string(),
  externalId: MaybeId,
  financialTransactionId: MaybeId,
  amount: v.nullish(v.union([v.string(), v.number()])),
  currency: v.fallback(v.optional(Currency), undefined),
  reason: v.fallback(v.optional(Reason), undefined),
  payer: v.optional(v.unknown()),
  payee: v.optional(v.unknown()),
})

export const mtnMomo: Provider = {
  id: 'mtn-momo',
  name: 'MTN MoMo',
  trust: 'address',
  schemes: [{ kind: 'address' }],
  asksApart: true,

  updates(payload) {
    const request = v.parse(RequestToPay, payload)
    // Money that the merchant sends, told in the same words.
    if (request.payee !== undefined && request.payer === undefined) return UNKNOWN_EVENT

    const { status, externalId, financialTransactionId: receipt, currency, reason } = request
    const payment = receipt ?? externalId
    if (payment === undefined) throw new Error('The request to pay has no name.')

    const amount = minorUnits(request.amount, currency)
    const why = reason?.code
    const failure = status === 'FAILED' ? FAILURES.get(why) : undefined
    const { state, code, doubt } = failure ?? OUTCOMES.get(status) ?? UNCLEAR
    return [
      {
        part: 'main',
        state: stateWithAmount(state, amount),
        eventId: [externalId, status, receipt, why].join(':'),
        payment,
        // One that failed has no other name, and another attempt may have the same.
        ...(receipt && externalId && { containers: [externalId] }),
        ...given({ orderHint: externalId, receipt, amount, currency, doubt }),
        ...(code && { reason: { code, ...given({ message: reason?.message ?? why }) } }),
      },
    ]
  },

  asking: askingMtnMomo,

  ...simulatedMtnMomo,
}
