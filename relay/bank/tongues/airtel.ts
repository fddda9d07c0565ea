/**
 * Airtel Money: what came of a transaction, by the shop's own id for it. No amount is told, and that there is no such
 * transaction is told with HTTP 200.
 *
 * @see https://developers.airtel.africa/documentation
 */

import { authorizationOf, idIn, membersOf, pathOf } from '../request.ts'
import type { Reply, Tongue } from '../tongue.ts'
import { byReason, wording } from '../wording.ts'

const TOKEN = '/auth/oauth2/token'
const PAYMENT = /^\/standard\/v1\/payments\/([^/]+)$/

type Outcome = [status: string, code: string, message: string]

/** Airtel does not know: it may take days. */
const AMBIGUOUS: Outcome = ['TA', 'DP00800001000', 'Ambiguous']

const OUTCOMES = wording<Outcome>({
  requires_action: ['TIP', 'DP00800001006', 'Transaction in progress'],
  processing: AMBIGUOUS,
  succeeded: ['TS', 'DP00800001001', 'success'],
  failed: byReason<Outcome>({
    insufficient_funds: ['TF', 'DP00800001007', 'Not enough balance'],
    authentication_failed: ['TF', 'DP00800001002', 'Incorrect PIN'],
    limit_exceeded: ['TF', 'DP00800001003', 'Exceeds withdrawal amount limit'],
    declined: ['TF', 'DP00800001009', 'Do not honor'],
  }),
  expired: byReason<Outcome>({
    expired: ['TE', 'DP00800001029', 'Transaction Expired'],
    // No PIN was entered.
    no_response: ['TF', 'DP00800001005', 'Transaction ID is invalid'],
  }),
})

export const airtelTongue: Tongue = {
  credentials: 'fakeClientId:fakeClientSecret:KE:KES',
  states: OUTCOMES.states,
  asks: ({ payment }) => [payment],

  refuses(asked, { parts: { clientId, clientSecret, country, currency }, token }) {
    if (pathOf(asked) === TOKEN) {
      const { client_id, client_secret, grant_type } = membersOf(asked)
      const isKnown = client_id === clientId && client_secret === clientSecret
      if (isKnown && grant_type === 'client_credentials') return undefined
      const error_description = 'Client authentication failed'
      return { status: 401, body: { error: 'invalid_client', error_description } }
    }
    if (authorizationOf(asked, 'Bearer') !== token) {
      return { status: 401, body: { error: 'invalid_token' } }
    }
    const isOurs =
      asked.headers.get('x-country') === country && asked.headers.get('x-currency') === currency
    return isOurs ? undefined : fault(403, 'DP00800001026', 'Forbidden')
  },

  token(asked, { token }) {
    if (pathOf(asked) !== TOKEN) return undefined
    return {
      status: 200,
      body: { token_type: 'bearer', expires_in: '180', access_token: token },
    }
  },

  asksFor: (asked) => idIn(asked, PAYMENT),
  isNamed: ({ payment }, name) => payment === name,
  says: (truth) => transaction(truth.payment, OUTCOMES.of(truth)),
  absent: () => fault(200, 'DP00800001025', 'Transaction Not Found'),

  moods: {
    ambiguous: (asked) => transaction(idIn(asked, PAYMENT) ?? '', AMBIGUOUS),
    unanswered: () => fault(500, 'ROUTER117', 'Gateway timeout'),
  },
}

const transaction = (id: string, [status, code, message]: Outcome): Reply => ({
  status: 200,
  body: {
    data: {
      transaction: { id, message, status, ...(status === 'TS' && { airtel_money_id: `MP.${id}` }) },
    },
    status: statusOf('ESB000010', code, 'SUCCESS'),
  },
})

const fault = (status: number, code: string, message: string): Reply => ({
  status,
  body: { data: {}, status: statusOf('ESB000014', code, message) },
})

const statusOf = (result_code: string, response_code: string, message: string): object => ({
  ...{ code: '200', message, result_code, response_code },
  success: result_code === 'ESB000010',
})
