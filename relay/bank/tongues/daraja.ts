/**
 * M-Pesa by Daraja: what came of a prompt (STK push query). It tells neither amount nor receipt, and of a prompt that
 * it does not know no more than of one that is under way.
 *
 * @see https://developer.safaricom.co.ke/APIs/MpesaExpressQuery
 */

import * as v from 'valibot'
import { authorizationOf, hasBasic, membersOf, pathOf } from '../request.ts'
import type { Asked, Lost, Reply, Tongue, Vault } from '../tongue.ts'
import { byReason, wording } from '../wording.ts'

const TOKEN = '/oauth/v1/generate'
const QUERY = '/mpesa/stkpushquery/v1/query'
const PULL = '/pulltransactions/v1/query'

const error = (status: number, errorCode: string, errorMessage: string): Reply => ({
  status,
  body: { requestId: 'fake-bank', errorCode, errorMessage },
})

/** The same code for all that is not clear, and for what is wrong with the shortcode. */
const unclear = (errorMessage: string, status = 500): Reply =>
  error(status, '500.001.1001', errorMessage)

type Result = [code: string, description: string]

const WAITS: Result = ['4999', 'The transaction is still under processing']

const RESULTS = wording<Result>({
  requires_action: WAITS,
  failed: byReason<Result>({
    insufficient_funds: ['1', 'The balance is insufficient for the transaction.'],
    authentication_failed: ['2001', 'The initiator information is invalid.'],
    limit_exceeded: ['17', 'Rule limited.'],
    provider_error: ['1025', 'An error occurred while sending a push request.'],
  }),
  expired: byReason<Result>({
    no_response: ['1037', 'DS timeout user cannot be reached.'],
    unreachable: ['1036', 'SMSC ACK timeout.'],
    expired: ['1019', 'Transaction has expired.'],
  }),
  canceled: ['1032', 'Request Cancelled by user.'],
  succeeded: ['0', 'The service request is processed successfully.'],
})

export const darajaTongue: Tongue = {
  credentials: 'fakeConsumerKey:fakeConsumerSecret:174379:fakePasskey',
  states: RESULTS.states,
  payment: (unique) => `ws_CO_${unique}`,
  asks: ({ payment }) => [payment],

  refuses(asked, { parts, token, now }) {
    const { consumerKey = '', consumerSecret = '' } = parts
    if (pathOf(asked) === TOKEN) {
      if (hasBasic(asked, consumerKey, consumerSecret)) return undefined
      return error(400, '400.008.01', 'Invalid Authentication passed')
    }
    if (authorizationOf(asked, 'Bearer') !== token) {
      return error(404, '404.001.03', 'Invalid Access Token')
    }
    return pathOf(asked) === QUERY ? fault(asked, parts, now) : undefined
  },

  token(asked, { token }) {
    if (pathOf(asked) !== TOKEN) return undefined
    return { status: 200, body: { access_token: token, expires_in: '3599' } }
  },

  lists(asked, lost) {
    if (pathOf(asked) !== PULL) return undefined
    return { status: 200, body: pulled(membersOf(asked), lost) }
  },

  asksFor(asked) {
    const { CheckoutRequestID: id } = membersOf(asked)
    return pathOf(asked) === QUERY && typeof id === 'string' ? id : undefined
  },

  isNamed: ({ payment }, name) => payment === name,
  says: (truth) => result(truth.payment, RESULTS.of(truth)),
  absent: () => unclear('The transaction does not Exist'),

  tooMuch: {
    status: 429,
    body: {
      fault: {
        faultstring: 'Spike arrest violation. Allowed rate : 5pm',
        detail: { errorcode: 'policies.ratelimit.SpikeArrestViolation' },
      },
    },
  },

  // Also of a prompt that was answered before, about one in five.
  moods: {
    waits: (asked) => result(String(membersOf(asked).CheckoutRequestID), WAITS),
    under_way: () => unclear('The transaction is being processed'),
    under_way_with_200: () => unclear('The transaction is being processed', 200),
    wordless: () => unclear('', 200),
    unknown: () => unclear('The transaction does not Exist'),
  },
}

/** Of what came of a prompt, only this is told of a payment to a shortcode: what came, and under which receipt. */
const Paid = v.object({
  Body: v.object({
    stkCallback: v.object({
      CallbackMetadata: v.object({
        Item: v.array(v.object({ Name: v.string(), Value: v.optional(v.unknown()) })),
      }),
    }),
  }),
})

/** In rows. */
const PAGE = 100

function pulled(
  { StartDate, EndDate, OffSetValue }: ReturnType<typeof membersOf>,
  lost: readonly Lost[],
): object {
  const [from, to] = [timeOf(StartDate), timeOf(EndDate)]
  const rows = lost
    .filter(({ at }) => at >= from && at <= to)
    .flatMap(({ payload, orderId }) => (v.is(Paid, payload) ? [rowOf(payload, orderId)] : []))
    .slice(Number(OffSetValue), Number(OffSetValue) + PAGE)
  return { ResponseCode: rows.length > 0 ? '1000' : '1001', Response: [rows] }
}

/** `account`: what the shop has for the prompt's reference. */
function rowOf({ Body }: v.InferOutput<typeof Paid>, account: string): object {
  const { Item } = Body.stkCallback.CallbackMetadata
  const items = new Map(Item.map(({ Name, Value }) => [Name, Value]))
  const amount = String(items.get('Amount'))
  return { transactionId: items.get('MpesaReceiptNumber'), amount, billreference: account }
}

const result = (id: string, [ResultCode, ResultDesc]: Result): Reply => ({
  status: 200,
  body: {
    ResponseCode: '0',
    ResponseDescription: 'The service request has been accepted successsfully',
    MerchantRequestID: `fake-${id}`,
    CheckoutRequestID: id,
    ResultCode,
    ResultDesc,
  },
})

/** What is wrong with what the body has to vouch for it: the shortcode, and a password with the time in it. */
function fault(asked: Asked, { shortcode = '', passkey = '' }: Vault['parts'], now: number) {
  const { BusinessShortCode, Password, Timestamp, CheckoutRequestID } = membersOf(asked)
  if (!CheckoutRequestID || !isSane(Timestamp, now)) {
    return error(400, '400.002.02', 'Bad Request - Invalid Timestamp')
  }
  if (String(BusinessShortCode) !== shortcode) return unclear('Merchant does not exist')
  const password = Buffer.from(shortcode + passkey + String(Timestamp)).toString('base64')
  return Password === password ? undefined : unclear('Wrong credentials')
}

const DATE = /^(\d{4})-?(\d\d)-?(\d\d) ?(\d\d):?(\d\d):?(\d\d)$/

/** `20261121113105` or `2026-11-21 11:31:05`, in Nairobi, as ms since 1970. */
const timeOf = (text: unknown): number =>
  Date.parse(String(text).replace(DATE, '$1-$2-$3T$4:$5:$6+03:00'))

/** Nobody's clock is off by more. In ms. */
const TOLERANCE = 3_600_000

/** About now. */
const isSane = (timestamp: unknown, now: number): boolean =>
  /^\d{14}$/.test(String(timestamp)) && Math.abs(timeOf(timestamp) - now) < TOLERANCE
