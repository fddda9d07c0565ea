import { createHmac } from 'node:crypto'
import type { Update } from '../../order/update.ts'
import { describeProvider, recording } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { btcpay } from './btcpay.ts'

const SECRET = 'HelloWorld'

const signatureOf = (body: string) =>
  `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`

const ofRecording = {
  ...{ eventId: 'TqyJ6F1D7uDG5Yp9qE6KEt', time: 1_795_219_200_000 },
  ...{ payment: 'E1xKtSGc2VjUAnzTxTZkSp', orderId: 'order-42' },
}

const event = (type: string, more: object = {}) => ({
  ...{ deliveryId: 'd_1', webhookId: 'w_1', originalDeliveryId: 'd_1', isRedelivery: false },
  ...{ type, timestamp: 1_795_219_200, storeId: 's_1', invoiceId: 'i_1' },
  ...{ metadata: { orderId: 'A-1' } },
  ...more,
})

const main = (state: Extract<Update, { part: 'main' }>['state'], more: Partial<Update> = {}) => ({
  ...{ eventId: 'd_1', time: 1_795_219_200_000, payment: 'i_1', orderId: 'A-1' },
  ...more,
  part: 'main' as const,
  state,
})

const settled = main('succeeded', { complete: true })

const { orderId: _, ...nameless } = settled

const reason = { code: 'amount_mismatch' } as const

describeProvider({
  provider: btcpay,
  secret: SECRET,
  otherSecret: 'HelloMoon',
  signature: 'btcpay-sig',
  sentTwice: 'mismatch',

  sign: (body) => ({ 'btcpay-sig': signatureOf(body) }),
  accepts: (body, headers) => headers['btcpay-sig'] === signatureOf(body),

  simulates: ['pending', 'processing', 'succeeded', 'failed', 'expired'],

  recordings: [
    {
      says: 'an invoice was made',
      body: recording('btcpay/InvoiceCreated.json'),
      updates: [{ ...ofRecording, part: 'main', state: 'pending' }],
    },
    {
      says: 'it is paid in full, and not confirmed',
      body: recording('btcpay/InvoiceProcessing.json'),
      updates: [{ ...ofRecording, part: 'main', state: 'processing' }],
    },
    {
      says: 'one payment of perhaps several is confirmed',
      body: recording('btcpay/InvoicePaymentSettled.json'),
      updates: [{ ...ofRecording, part: 'main', state: 'processing' }],
    },
    {
      says: 'it is paid in full: as much as the order asks',
      body: recording('btcpay/InvoiceSettled.json'),
      updates: [{ ...ofRecording, part: 'main', state: 'succeeded', complete: true }],
    },
    {
      says: 'it was never confirmed',
      body: recording('btcpay/InvoiceInvalid.json'),
      updates: [{ ...ofRecording, part: 'void', state: 'failed' }],
    },
    {
      says: 'it was paid too late, and waits for the shop',
      body: recording('btcpay/InvoicePaidAfterExpiration.json'),
      updates: [{ ...ofRecording, part: 'main', state: 'processing' }],
    },
    {
      says: 'the money back was offered',
      body: recording('btcpay/InvoiceRefund.json'),
      updates: [{ ...ofRecording, part: 'refund:pp1', state: 'pending' }],
    },

    {
      says: 'money is on the chain',
      body: event('InvoiceReceivedPayment', {
        ...{ afterExpiration: false, paymentMethodId: 'BTC-CHAIN' },
        payment: { id: 'tx-0', value: '0.0001', fee: '0', status: 'Processing' },
      }),
      updates: [main('processing')],
    },
    {
      says: 'nobody paid in time',
      body: event('InvoiceExpired', { partiallyPaid: false }),
      updates: [main('expired')],
    },
    {
      says: 'somebody paid in part, and the shop has it',
      body: event('InvoiceExpired', { partiallyPaid: true }),
      updates: [main('processing', { reason })],
    },
    {
      says: 'somebody paid in part, and too late',
      body: event('InvoiceExpiredPaidPartial', { afterExpiration: true }),
      updates: [main('processing', { reason })],
    },
    {
      says: 'the shop took it for settled',
      body: event('InvoiceSettled', { manuallyMarked: true, overPaid: false }),
      updates: [settled],
    },
    {
      says: 'more came than was asked, and nobody says how much',
      body: event('InvoiceSettled', { manuallyMarked: false, overPaid: true }),
      updates: [{ ...settled, overpaid: true }],
    },
    {
      says: 'the shop took it for invalid, after it was settled',
      body: event('InvoiceInvalid', { manuallyMarked: true }),
      updates: [{ ...main('failed'), part: 'void', state: 'failed' }],
    },
    {
      says: 'the first delivery names itself only',
      body: event('InvoiceSettled', { originalDeliveryId: null }),
      updates: [settled],
    },
    {
      says: 'an event of tomorrow: kept for somebody to look at',
      body: event('InvoiceOfTomorrow'),
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'a payment request, of which invoices tell',
      body: event('PaymentRequestCompleted', { invoiceId: undefined }),
      updates: [],
    },
    {
      says: 'it is told once more, which is no news',
      body: event('InvoiceSettled', { deliveryId: 'd_2', isRedelivery: true }),
      updates: [settled],
    },
    {
      says: 'somebody paid at the counter, where all invoices are called the same',
      body: event('InvoiceSettled', { metadata: { orderId: 'pos-app_346KRC5B' } }),
      updates: [nameless],
    },
    {
      says: 'somebody backed a campaign, as many do',
      body: event('InvoiceSettled', { metadata: { orderId: 'crowdfund-app_346KRC5B' } }),
      updates: [nameless],
    },
    {
      says: 'a name that no order can have is mentioned',
      body: event('InvoiceSettled', { metadata: { orderId: '#1' } }),
      updates: [{ ...nameless, mentions: ['#1'] }],
    },
    {
      says: 'somebody tries the webhook: no payment',
      body: event('InvoiceSettled', { invoiceId: '__test__4f1c__test__', metadata: undefined }),
      updates: [],
    },
    {
      says: 'a payout: none of our business',
      body: event('PayoutUpdated', { payoutId: 'p_1', pullPaymentId: 'pp1', invoiceId: undefined }),
      updates: [],
    },
  ],
})
