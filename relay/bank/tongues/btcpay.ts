/**
 * BTCPay Server, spoken: an invoice, also by the merchant's order.
 *
 * @see https://docs.btcpayserver.org/API/Greenfield/v1/#operation/Invoices_GetInvoice
 * @see https://docs.btcpayserver.org/API/Greenfield/v1/#operation/Invoices_GetInvoices
 */

import type { MainState } from '../../order/update.ts'
import { decimal } from '../../providers/reading/amounts.ts'
import { simulatedId } from '../../providers/simulated-id.ts'
import { authorizationOf, idIn, pathOf, queryOf } from '../request.ts'
import type { Asked, Reply, Tongue, Truth } from '../tongue.ts'

const STORE = /^\/api\/v1\/stores\/([^/]+)\/invoices(?:\/[^/]+)?$/
const INVOICE = /^\/api\/v1\/stores\/[^/]+\/invoices\/([^/]+)$/
const ALL = /^\/api\/v1\/stores\/[^/]+\/invoices$/

const fault = (status: number, code: string, message: string, more: object = {}): Reply => ({
  status,
  body: { code, message, ...more },
})

const STATES: { [State in MainState]?: string } = {
  pending: 'New',
  processing: 'Processing',
  succeeded: 'Settled',
  failed: 'Invalid',
  expired: 'Expired',
}

/** For so long the shopper may pay, and the server goes on to look. In ms. */
const OPEN = 15 * 60_000
const WATCHED = 24 * 3_600_000

const orderIn = (asked: Asked): string | undefined =>
  ALL.test(pathOf(asked)) ? (queryOf(asked).get('orderId') ?? undefined) : undefined

export const btcpayTongue: Tongue = {
  credentials:
    'https://btcpay.nowhere.example/9CiNzKoANXxmk5ayZngSXrHTiVvvgCrwrpFQd4m2K776:bankOfNowhere',
  states: ['pending', 'processing', 'succeeded', 'failed', 'expired'],

  // In base 58.
  payment: (unique) => simulatedId(unique, 22).replaceAll('0', 'Z').replaceAll('l', 'L'),

  refuses(asked, { parts }) {
    if (authorizationOf(asked, 'token') !== parts['key']) {
      return fault(401, 'unauthenticated', 'Authentication is required for accessing this endpoint')
    }
    if (idIn(asked, STORE) === parts['store']) return undefined
    const missingPermission = 'btcpay.store.canviewinvoices'
    const why = `Insufficient API Permissions. Please use an API key with permission "${missingPermission}".`
    return fault(403, 'missing-permission', why, { missingPermission })
  },

  asksFor: (asked) =>
    asked.method === 'GET' ? (idIn(asked, INVOICE) ?? orderIn(asked)) : undefined,

  isNamed: ({ payment, orderId }, name) => name === payment || name === orderId,

  says(truth, asked) {
    if (orderIn(asked) === truth.orderId) return { status: 200, body: [invoiceOf(truth)] }
    return idIn(asked, INVOICE) === truth.payment
      ? { status: 200, body: invoiceOf(truth) }
      : absent(asked)
  },

  absent,

  tooMuch: { status: 429, body: '' },
}

function absent(asked: Asked): Reply {
  if (orderIn(asked) !== undefined) return { status: 200, body: [] }
  return fault(404, 'invoice-not-found', 'The invoice was not found')
}

function invoiceOf({ payment, orderId, amount, currency, state, at, begunAt }: Truth) {
  const ends = state === 'expired' ? at : begunAt + OPEN
  return {
    id: payment,
    amount: decimal(amount, currency),
    currency,
    type: 'Standard',
    checkoutLink: `https://btcpay.nowhere.example/i/${payment}`,
    createdTime: seconds(begunAt),
    expirationTime: seconds(ends),
    monitoringExpiration: seconds(ends + WATCHED),
    status: STATES[state],
    additionalStatus: 'None',
    availableStatusesForManualMarking: [],
    archived: false,
    metadata: { orderId },
  }
}

const seconds = (time: number): number => Math.floor(time / 1000)
