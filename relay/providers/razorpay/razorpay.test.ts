import { createHmac } from 'node:crypto'
import type { Update } from '../../order/update.ts'
import { describeProvider, recording } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { razorpay } from './razorpay.ts'

const SECRET = '123456'

/** Of the event; the recordings come from its documentation, of many years. */
const at = (seconds: number) => ({ eventId: 'digest', time: seconds * 1000 })

const ofPayment = {
  ...at(1567674606),
  part: 'main' as const,
  payment: 'pay_DESlfW9H8K9uqM',
  containers: ['order_DESlLckIVRkHWj'],
  amount: 100,
  currency: 'INR',
}

const ofRefund = {
  ...at(1597734071),
  part: 'refund:rfnd_FS8TWyPrCsa0OB' as const,
  payment: 'pay_FPoJKWQQ8lK13n',
  containers: ['order_FPoIeimWki9j8A'],
  amount: 50000,
  currency: 'INR',
}

const ofDispute = {
  part: 'dispute:disp_EsIAlDcoUr8CaQ' as const,
  payment: 'pay_EFtmUsbwpXwBHI',
  containers: ['order_EFtkA6f5jdkfud'],
  amount: 39000,
  currency: 'INR',
}

const payment = (status: string, more: object = {}) => ({
  payment: {
    entity: {
      ...{ id: 'pay_1', entity: 'payment', amount: 50000, currency: 'INR', status },
      ...{ order_id: 'order_1', method: 'card', captured: status === 'captured' },
      ...{ notes: { order_id: 'A-1' }, error_code: null, error_reason: null },
      ...more,
    },
  },
})

const order = (more: object = {}) => ({
  order: {
    entity: {
      ...{ id: 'order_1', entity: 'order', amount: 50000, amount_paid: 50000, currency: 'INR' },
      ...{ receipt: 'receipt#1', notes: [] },
      ...more,
    },
  },
})

const link = (more: object = {}) => ({
  payment_link: {
    entity: {
      ...{ id: 'plink_1', amount: 50000, amount_paid: 20000, currency: 'INR' },
      ...{ order_id: 'order_1', reference_id: 'A-1', notes: null },
      ...more,
    },
  },
})

const refund = (status: string) => ({
  refund: {
    entity: {
      ...{ id: 'rfnd_1', entity: 'refund', amount: 20000, currency: 'INR', payment_id: 'pay_1' },
      ...{ notes: [], status },
    },
  },
})

const event = (name: string, payload: object) => ({
  ...{ entity: 'event', account_id: 'acc_1', event: name, contains: Object.keys(payload) },
  ...{ payload, created_at: 1567674606 },
})

const failed = (more: object) =>
  event(
    'payment.failed',
    payment('failed', { error_code: 'BAD_REQUEST_ERROR', error_description: 'No.', ...more }),
  )

const ours = {
  ...at(1567674606),
  payment: 'pay_1',
  containers: ['order_1'],
  orderId: 'A-1',
  // The notes of a payment are set by the page that asks for it.
  namedBy: 'shopper' as const,
  amount: 50000,
  currency: 'INR',
}

const main = (state: Extract<Update, { part: 'main' }>['state'], more: Partial<Update> = {}) => ({
  ...ours,
  ...more,
  part: 'main' as const,
  state,
})

const failure = (code: NonNullable<Update['reason']>['code'], more: Partial<Update> = {}) =>
  main('failed', { reason: { code, message: 'No.' }, ...more })

const disputed = (more: object) => ({
  dispute: {
    entity: { id: 'disp_1', payment_id: 'pay_1', amount: 20000, currency: 'INR', ...more },
  },
})

const ofDispute1 = (state: 'none' | 'won' | 'lost') => ({
  ...at(1567674606),
  ...{ part: 'dispute:disp_1' as const, state, payment: 'pay_1', amount: 20000, currency: 'INR' },
})

const ofRefund1 = { ...ours, part: 'refund:rfnd_1', amount: 20000 } as const

const THREE_DAYS = 259_200_000

/**
 * As Razorpay's library computes it; a vector of its own says so. That one was made with razorpay 2.9.8,
 * whose `Razorpay.validateWebhookSignature(body, signature, SECRET)` answered true.
 */
const signatureOf = (body: string) => createHmac('sha256', SECRET).update(body).digest('hex')

/** The same, named by what only the merchant can set. */
const byMerchant = <Told extends object>({ namedBy: _, ...update }: Told & { namedBy?: unknown }) =>
  update

/** The same, of an amount and at a time that nobody tells. */
const ofUnknown = <Told extends object>({ amount: _, ...update }: Told & { amount?: unknown }) =>
  update
const timeless = ({ time: _, ...update }: ReturnType<typeof ofDispute1>) => update

/** The same, of an order that nothing names for certain. */
const unnamed = <Told extends object>({ orderId: _, ...update }: Told & { orderId?: unknown }) =>
  update

/** What was held was never taken. */
const letGo = (({ amount: _, currency: __, ...of }) => of)({
  ...ours,
  part: 'void' as const,
  state: 'canceled' as const,
  doubt: 0,
})

/** The same, lying in nothing. */
const ofNothing = <Told extends object>({
  containers: _,
  ...update
}: Told & { containers?: unknown }) => update

describeProvider({
  provider: razorpay,
  secret: SECRET,
  otherSecret: '1234567',
  signature: 'x-razorpay-signature',
  sentTwice: 'mismatch',

  sign: (body) => ({
    'x-razorpay-event-id': 'evt_1',
    'x-razorpay-signature': signatureOf(body),
  }),
  accepts: (body, headers) => headers['x-razorpay-signature'] === signatureOf(body),

  simulates: [
    'pending',
    'authorized',
    'succeeded',
    'failed',
    'canceled',
    'expired',
    'refunded',
    'partially_refunded',
    'disputed',
  ],

  recordings: [
    {
      says: 'the bank holds the money',
      body: recording('razorpay/payment.authorized.json'),
      updates: [{ ...ofPayment, state: 'authorized' }],
    },
    {
      says: 'the payment was captured',
      body: recording('razorpay/payment.captured.json'),
      updates: [{ ...ofPayment, state: 'succeeded' }],
    },
    {
      says: 'the order is paid, by that payment',
      body: recording('razorpay/order.paid.json'),
      updates: [{ ...ofPayment, state: 'succeeded', mentions: ['rcptid #1'], complete: true }],
    },
    {
      says: 'netbanking failed, and may yet turn out paid',
      body: recording('razorpay/payment.failed.json'),
      updates: [
        {
          ...at(1567610215),
          part: 'main',
          state: 'failed',
          payment: 'pay_DEAU825sJlCbGa',
          containers: ['order_DEATVTRRctwEGb'],
          amount: 50000,
          currency: 'INR',
          reason: { code: 'unknown', message: 'Payment failed' },
        },
      ],
    },
    {
      says: 'a link was called off',
      body: recording('razorpay/payment_link.cancelled.json'),
      updates: [
        {
          ...at(1748425318),
          part: 'main',
          state: 'canceled',
          payment: 'plink_QaIrRSjWiIuxAO',
          orderId: 'NewTestPayment4',
          amount: 1000,
          currency: 'INR',
          doubt: 0,
        },
      ],
    },
    {
      says: 'a link expired',
      body: recording('razorpay/payment_link.expired.json'),
      updates: [
        {
          ...at(1748424975),
          part: 'main',
          state: 'expired',
          payment: 'plink_QaIlOGFf8KZNF8',
          orderId: 'NewTestPayment',
          amount: 1000,
          currency: 'INR',
          doubt: 0,
        },
      ],
    },
    {
      says: 'a refund was created, and is done',
      body: recording('razorpay/refund.created.json'),
      updates: [{ ...ofRefund, state: 'done' }],
    },
    {
      says: 'a refund is done',
      body: recording('razorpay/refund.processed.json'),
      updates: [{ ...ofRefund, state: 'done' }],
    },
    {
      says: 'a refund bounced',
      body: recording('razorpay/refund.failed.json'),
      updates: [{ ...ofRefund, state: 'failed' }],
    },
    {
      says: 'a refund takes the slow way',
      body: recording('razorpay/refund.speed_changed.json'),
      updates: [
        {
          // The time of this one lies elsewhere, and is not looked for: refunds have no clock.
          eventId: 'digest',
          part: 'refund:rfnd_EcPN8eJuzH5Yaz',
          state: 'done',
          containers: ['order_FPoIeimWki9j8A'],
          currency: 'INR',
          payment: 'pay_EcPJsxu8cSzOK6',
          amount: 200,
        },
      ],
    },
    {
      says: 'a dispute was opened',
      body: recording('razorpay/payment.dispute.created.json'),
      updates: [{ ...ofDispute, ...at(1589907977), state: 'open' }],
    },
    {
      says: 'a dispute waits for the merchant',
      body: recording('razorpay/payment.dispute.action_required.json'),
      updates: [{ ...ofDispute, ...at(1589907977), state: 'open', amount: 390000 }],
    },
    {
      says: 'the dispute was lost',
      body: recording('razorpay/payment.dispute.lost.json'),
      updates: [{ ...ofDispute, ...at(1589908238), state: 'lost' }],
    },
    {
      says: 'a dispute of a payment without an order was won',
      body: recording('razorpay/payment.dispute.won.json'),
      updates: [
        {
          ...at(1589909172),
          part: 'dispute:disp_EsIUyp8XlaZOUt',
          state: 'won',
          payment: 'pay_EsIStomuIwFQ6U',
          amount: 130000,
          currency: 'INR',
        },
      ],
    },
    {
      says: 'an inquiry about fraud was closed: no dispute',
      body: recording('razorpay/payment.dispute.closed.json'),
      updates: [
        {
          ...at(1589908856),
          part: 'dispute:disp_EsIMubKldQtcu5',
          state: 'none',
          payment: 'pay_EsIKS2bpFiWghA',
          amount: 10000,
          currency: 'INR',
        },
      ],
    },
    {
      says: 'a QR code was made: no payment',
      body: recording('razorpay/qr_code.created.json'),
      updates: [],
    },
    {
      says: 'a QR code was closed: no payment',
      body: recording('razorpay/qr_code.closed.json'),
      updates: [],
    },

    {
      says: 'cash on delivery',
      body: event('payment.pending', payment('pending')),
      updates: [main('pending')],
    },
    {
      says: 'the payment has moved on since the event was made',
      body: event('payment.failed', payment('captured')),
      updates: [main('succeeded')],
    },
    {
      says: 'the payment was captured, and refunded since',
      body: event('payment.captured', payment('refunded', { captured: true })),
      updates: [main('succeeded')],
    },
    {
      says: 'the payment was let go, and never captured',
      body: event('payment.authorized', payment('refunded', { captured: false })),
      updates: [main('canceled')],
    },
    {
      says: 'a status of tomorrow is no failure',
      body: event('payment.failed', payment('of_tomorrow')),
      updates: [main('processing')],
    },
    {
      says: 'without a status the event tells by its name',
      body: event('payment.captured', payment('captured', { status: null })),
      updates: [main('succeeded')],
    },
    {
      says: 'whatever the bank said, the shopper may try again in the UPI app',
      body: failed({ error_reason: 'insufficient_funds', method: 'upi' }),
      updates: [failure('insufficient_funds', { doubt: THREE_DAYS })],
    },
    {
      says: 'nobody answered in the UPI app',
      body: failed({ error_reason: 'payment_timed_out', method: 'upi' }),
      updates: [failure('no_response', { doubt: THREE_DAYS })],
    },
    {
      says: 'UPI failed for whatever reason',
      body: failed({ error_reason: 'payment_failed', method: 'upi' }),
      updates: [failure('unknown', { doubt: THREE_DAYS })],
    },
    {
      says: 'whoever left the UPI page may have approved before',
      body: failed({ error_reason: 'payment_cancelled', method: 'upi' }),
      updates: [failure('canceled_by_customer', { doubt: THREE_DAYS })],
    },
    {
      says: 'the shopper called a card payment off',
      body: failed({ error_reason: 'payment_cancelled' }),
      updates: [failure('canceled_by_customer', { doubt: 0 })],
    },
    {
      says: 'nobody knows how long a broken gateway takes',
      body: failed({ error_code: 'GATEWAY_ERROR' }),
      updates: [failure('provider_error')],
    },

    {
      says: 'a link is paid: the payment lies in its order and in the link',
      body: event('payment_link.paid', { ...payment('captured'), ...order(), ...link() }),
      updates: [
        byMerchant(
          main('succeeded', {
            containers: ['plink_1', 'order_1'],
            mentions: ['receipt#1'],
            complete: true,
          }),
        ),
      ],
    },
    {
      says: 'a link is paid in part, by this payment',
      body: event('payment_link.partially_paid', {
        ...payment('captured', { amount: 20000 }),
        ...link(),
      }),
      updates: [
        byMerchant(main('succeeded', { containers: ['plink_1', 'order_1'], amount: 20000 })),
      ],
    },
    {
      says: 'a link is paid in part, by what is not named',
      body: event('payment_link.partially_paid', link()),
      updates: [byMerchant(main('processing', { payment: 'plink_1' }))],
    },
    {
      says: 'an order is paid, by what is not named',
      body: event('order.paid', order({ notes: { order_id: 1205 }, amount_paid: 49000 })),
      updates: [
        {
          ...at(1567674606),
          ...{ part: 'main', state: 'succeeded', payment: 'order_1', orderId: '1205' },
          ...{ amount: 49000, currency: 'INR', mentions: ['receipt#1'], complete: true },
        },
      ],
    },
    {
      says: 'the receipt names the order where nothing else does',
      body: event('order.paid', {
        ...payment('captured', { notes: [] }),
        ...order({ receipt: 'B-2' }),
      }),
      updates: [byMerchant(main('succeeded', { orderId: 'B-2', complete: true }))],
    },
    {
      says: 'the receipt is a reference where the notes name the order',
      body: event('order.paid', { ...payment('captured'), ...order({ receipt: 'B-2' }) }),
      updates: [main('succeeded', { orderAliases: ['B-2'], namedBy: 'shopper', complete: true })],
    },
    {
      says: 'a QR code was paid',
      body: event('qr_code.credited', {
        ...payment('captured', { order_id: null, notes: [], method: 'upi' }),
        qr_code: { entity: { id: 'qr_1', entity: 'qr_code', notes: { order: 'A-1' } } },
      }),
      updates: [byMerchant(main('succeeded', { containers: ['qr_1'] }))],
    },
    {
      says: 'somebody paid the QR code on the counter, which many do',
      body: event('qr_code.credited', {
        ...payment('captured', { order_id: null, notes: [], method: 'upi' }),
        qr_code: { entity: { id: 'qr_1', usage: 'multiple_use', notes: { order: 'A-1' } } },
      }),
      updates: [byMerchant(ofNothing(main('succeeded', { mentions: ['qr_1'] })))],
    },
    {
      says: 'a refund is under way',
      body: event('refund.created', { ...refund('pending'), ...payment('captured') }),
      updates: [{ ...ofRefund1, state: 'pending' }],
    },
    {
      says: 'a refund names its payment by itself',
      body: event('refund.processed', refund('processed')),
      updates: [
        {
          ...at(1567674606),
          ...{ part: 'refund:rfnd_1', state: 'done', payment: 'pay_1' },
          ...{ amount: 20000, currency: 'INR' },
        },
      ],
    },
    {
      says: 'held money was let go: no refund',
      body: event('refund.processed', {
        ...refund('processed'),
        ...payment('refunded', { captured: false }),
      }),
      updates: [letGo],
    },
    {
      says: 'held money will be let go, and is held yet',
      body: event('refund.created', {
        ...refund('pending'),
        ...payment('authorized', { captured: false }),
      }),
      updates: [],
    },

    {
      says: 'an offer took something off the order, which is paid',
      body: event('order.paid', {
        ...payment('captured', { amount: 42000 }),
        ...order({ attempts: 1, status: 'paid' }),
      }),
      updates: [
        main('succeeded', { amount: 42000, waived: 8000, complete: true, mentions: ['receipt#1'] }),
      ],
    },
    ...[
      { given: payment('captured', { amount: 42000, offer_id: 'offer_1' }), more: {} },
      { given: payment('captured', { amount: 42000 }), more: { partial_payment: false } },
    ].map(({ given, more }, index) => ({
      says: `an offer took something off the order, which was tried twice: ${index}`,
      body: event('order.paid', { ...given, ...order({ attempts: 2, amount_due: 0, ...more }) }),
      updates: [
        main('succeeded', { amount: 42000, waived: 8000, complete: true, mentions: ['receipt#1'] }),
      ],
    })),
    {
      says: 'several paid the order: this is only the last of them',
      body: event('order.paid', {
        ...payment('captured', { amount: 42000 }),
        ...order({ attempts: 2, amount_due: 0 }),
      }),
      updates: [main('succeeded', { amount: 42000, complete: true, mentions: ['receipt#1'] })],
    },
    {
      says: 'a fee came on top of the order',
      body: event('order.paid', {
        ...payment('captured', { amount: 51180, fee: 1180, fee_bearer: 'customer' }),
        ...order({ status: 'paid' }),
      }),
      updates: [
        main('succeeded', {
          ...{ amount: 51180, waived: -1180, complete: true, mentions: ['receipt#1'] },
        }),
      ],
    },
    {
      says: 'the shopper bore the fee',
      body: event('payment.captured', payment('captured', { fee: 1180, fee_bearer: 'customer' })),
      updates: [main('succeeded', { waived: -1180, complete: true })],
    },
    {
      says: 'the shop bore the fee',
      body: event('payment.captured', payment('captured', { fee: 1180, fee_bearer: 'platform' })),
      updates: [main('succeeded')],
    },
    {
      says: 'with an offer, what was paid is all',
      body: event('payment.captured', payment('captured', { offer_id: 'offer_1' })),
      updates: [main('succeeded', { complete: true })],
    },
    ...[null, -50000, 'all', 500.5].map((amount) => ({
      says: `an amount of ${amount} is not all of it`,
      body: event('payment.captured', payment('captured', { amount })),
      updates: [ofUnknown(main('processing'))],
    })),
    {
      says: 'digits are an amount',
      body: event('payment.captured', payment('captured', { amount: '50000' })),
      updates: [main('succeeded')],
    },
    {
      says: 'an empty id is none',
      body: event('payment.captured', payment('captured', { order_id: '', invoice_id: '' })),
      updates: [ofNothing(main('succeeded'))],
    },

    {
      says: 'a virtual account was paid: it links the payment and the order',
      body: recording('razorpay/virtual_account.credited.json'),
      updates: [
        {
          ...at(1772618405),
          ...{ part: 'main', state: 'succeeded', payment: 'pay_Q8vTmLr2KxWc4d', amount: 124500 },
          ...{ currency: 'INR', orderId: 'ORD-3301', mentions: ['va_Q8vSzYt6HnPb1a'] },
        },
      ],
    },
    {
      says: 'an invoice was paid',
      body: event('invoice.paid', {
        ...payment('captured', { invoice_id: 'inv_1', notes: [] }),
        invoice: { entity: { id: 'inv_1', receipt: 'A-1', order_id: 'order_1', status: 'paid' } },
      }),
      updates: [
        byMerchant(main('succeeded', { containers: ['inv_1', 'order_1'], complete: true })),
      ],
    },
    {
      says: 'an invoice expired',
      body: event('invoice.expired', {
        invoice: { entity: { id: 'inv_1', receipt: 'A-1', amount: 50000, currency: 'INR' } },
      }),
      updates: [byMerchant(ofNothing(main('expired', { payment: 'inv_1', doubt: 0 })))],
    },
    {
      says: 'a description may be the order’s name, and is set by the page',
      body: event(
        'payment.captured',
        payment('captured', { notes: [], description: 'A-1', order_id: null }),
      ),
      updates: [unnamed(ofNothing(main('succeeded', { orderHint: 'A-1' })))],
    },

    {
      says: 'a bank that only asks contests nothing',
      body: event('payment.dispute.created', disputed({ status: 'open', phase: 'retrieval' })),
      updates: [ofDispute1('none')],
    },
    {
      says: 'a dispute was closed, and no money was taken: what was lost before stays lost',
      body: event('payment.dispute.closed', disputed({ status: 'closed', phase: 'chargeback' })),
      updates: [timeless(ofDispute1('won'))],
    },
    {
      says: 'a dispute was closed, and the money taken',
      body: event(
        'payment.dispute.closed',
        disputed({ status: 'closed', phase: 'chargeback', amount_deducted: 20000 }),
      ),
      updates: [ofDispute1('lost')],
    },

    {
      says: 'a subscription: none of our business',
      body: event('subscription.charged', { subscription: { entity: { id: 'sub_1' } } }),
      updates: [],
    },
    {
      says: 'an event of tomorrow is kept',
      body: event('payment.of_tomorrow', payment('captured')),
      updates: UNKNOWN_EVENT,
    },
  ],
})
