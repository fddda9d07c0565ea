import { Stripe } from 'stripe'
import { MAIN_STATES, type Update } from '../../order/update.ts'
import { describeProvider, recording } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { stripe } from './stripe.ts'

const SECRET = 'whsec_test'

/** What all of the recordings have in common. */
const told = (eventId: string) => ({ eventId, time: 1_795_219_200_000, test: true })

const ofIntent = {
  part: 'main',
  payment: 'pi_1PgafyB7WZ01zgkWSjxsAJo3',
  orderId: 'order-42',
  amount: 1099,
  currency: 'USD',
} as const

const ofSession = {
  ...ofIntent,
  containers: ['cs_test_a1YS1URlnyQCN5fUUduORoQ7Pw41PJqDWkIVQCpJPqkfIhd6tVY8XB1OLY'],
}

const ofCharge = {
  payment: 'pi_1PgafyB7WZ01zgkWSjxsAJo3',
  references: ['ch_1PgafuB7WZ01zgkWXYmPNZs8'],
  amount: 1099,
  currency: 'USD',
}

const event = (type: string, object: object) => ({
  id: 'evt_1',
  object: 'event',
  created: 1_795_219_200,
  livemode: true,
  type,
  data: { object },
})

const intent = (type: string, status: string, more: object = {}) =>
  event(`payment_intent.${type}`, {
    id: 'pi_1',
    object: 'payment_intent',
    status,
    amount: 5000,
    amount_received: 0,
    currency: 'eur',
    metadata: { order_id: 'A-1' },
    ...more,
  })

const session = (type: string, payment_status: string, more: object = {}) =>
  event(`checkout.session.${type}`, {
    id: 'cs_1',
    object: 'checkout.session',
    mode: 'payment',
    payment_status,
    payment_intent: 'pi_1',
    amount_total: 5000,
    currency: 'eur',
    client_reference_id: null,
    metadata: { order_id: 'A-1' },
    ...more,
  })

const refund = (type: string, status: string, more: object = {}) =>
  event(type, {
    id: 're_1',
    object: 'refund',
    status,
    amount: 2000,
    currency: 'eur',
    charge: 'ch_1',
    payment_intent: 'pi_1',
    metadata: {},
    ...more,
  })

const live = { eventId: 'evt_1', time: 1_795_219_200_000 }

const main = (state: Extract<Update, { part: 'main' }>['state'], more: Partial<Update> = {}) => ({
  ...live,
  ...{ payment: 'pi_1', orderId: 'A-1', amount: 5000, currency: 'EUR' },
  ...more,
  part: 'main' as const,
  state,
})

const refunded = (state: 'pending' | 'done' | 'failed', more: Partial<Update> = {}) => ({
  ...live,
  ...{ payment: 'pi_1', references: ['ch_1'], amount: 2000, currency: 'EUR' },
  ...more,
  part: 'refund:re_1' as const,
  state,
})

const nameless = { ...live, payment: 'pi_1', amount: 5000, currency: 'EUR' } as const

const ofInvoice = { ...live, payment: 'in_1', currency: 'EUR' } as const

const ofChargeOf1 = { ...nameless, references: ['ch_1'] }

const withoutAmount = ({ amount: _, ...update }: Update) => update as Update

/** Nobody knows of how much. */
const unclear = withoutAmount(main('processing'))

const charge = (type: string, more: object = {}) =>
  event(`charge.${type}`, {
    ...{ id: 'ch_1', object: 'charge', status: 'succeeded', captured: true },
    ...{ amount: 5000, amount_captured: 5000, amount_refunded: 0, currency: 'eur' },
    ...{ payment_intent: 'pi_1', metadata: {} },
    ...more,
  })

const invoice = (type: string, more: object = {}) =>
  event(`invoice.${type}`, {
    ...{ id: 'in_1', object: 'invoice', amount_paid: 0, subtotal: 5000, currency: 'eur' },
    ...{ metadata: {}, ...more },
  })

const failed = (error: object) =>
  intent('payment_failed', 'requires_payment_method', { last_payment_error: error })

describeProvider({
  provider: stripe,
  secret: SECRET,
  otherSecret: 'whsec_other',
  signature: 'stripe-signature',
  tolerance: { past: 300 },
  sentTwice: 'valid',

  sign: (payload, timestamp) => ({
    'stripe-signature': Stripe.webhooks.generateTestHeaderString({
      payload,
      timestamp,
      secret: SECRET,
    }),
  }),

  accepts(body, headers, timestamp) {
    const header = headers['stripe-signature'] ?? ''
    try {
      const receivedAt = timestamp * 1000
      Stripe.webhooks.constructEvent(body, header, SECRET, 300, undefined, receivedAt)
      return true
    } catch {
      return false
    }
  },

  decisions: {
    'header/spaces-after-comma': 'harmless: the signature is as good as without them',
  },

  simulates: [...MAIN_STATES, 'refunded', 'partially_refunded', 'disputed'],

  recordings: [
    {
      says: 'an intent was created',
      body: recording('stripe/payment_intent.created.json'),
      updates: [{ ...ofIntent, ...told('evt_1SVfixture0001'), state: 'pending' }],
    },
    {
      says: 'the shopper must act',
      body: recording('stripe/payment_intent.requires_action.json'),
      updates: [{ ...ofIntent, ...told('evt_1SVfixture0002'), state: 'requires_action' }],
    },
    {
      says: 'funds are held',
      body: recording('stripe/payment_intent.amount_capturable_updated.json'),
      updates: [{ ...ofIntent, ...told('evt_1SVfixture0004'), state: 'authorized' }],
    },
    {
      says: 'the card was declined',
      body: recording('stripe/payment_intent.payment_failed.json'),
      updates: [
        {
          ...ofIntent,
          ...told('evt_1SVfixture0006'),
          state: 'failed',
          reason: { code: 'declined', message: 'Your card was declined.' },
          doubt: 0,
        },
      ],
    },
    {
      says: 'yen were paid, which have no decimals',
      body: recording('stripe/payment_intent.succeeded-jpy.json'),
      updates: [
        { ...ofIntent, ...told('evt_1SVfixture0018'), state: 'succeeded', currency: 'JPY' },
      ],
    },
    {
      says: 'the checkout is complete, the money under way',
      body: recording('stripe/checkout.session.completed-unpaid.json'),
      updates: [
        { ...ofSession, ...told('evt_1SVfixture0009'), state: 'processing', complete: true },
      ],
    },
    {
      says: 'the money of a checkout came later',
      body: recording('stripe/checkout.session.async_payment_succeeded.json'),
      updates: [
        { ...ofSession, ...told('evt_1SVfixture0010'), state: 'succeeded', complete: true },
      ],
    },
    {
      says: 'a checkout expired',
      body: recording('stripe/checkout.session.expired.json'),
      updates: [{ ...ofSession, ...told('evt_1SVfixture0012'), state: 'expired', doubt: 0 }],
    },
    {
      says: 'all was refunded so far',
      body: recording('stripe/charge.refunded-full.json'),
      updates: [
        {
          ...ofCharge,
          ...told('evt_1SVfixture0013'),
          part: 'refunds',
          state: 'total',
          orderId: 'order-42',
        },
      ],
    },
    {
      says: 'a dispute was opened, and names no order',
      body: recording('stripe/charge.dispute.created.json'),
      updates: [
        {
          ...ofCharge,
          ...told('evt_1SVfixture0015'),
          part: 'dispute:dp_1Pgc71B7WZ01zgkWMevJiAUx',
          state: 'open',
        },
      ],
    },
    {
      says: 'the dispute was won',
      body: recording('stripe/charge.dispute.closed-won.json'),
      updates: [
        {
          ...ofCharge,
          ...told('evt_1SVfixture0016'),
          part: 'dispute:dp_1Pgc71B7WZ01zgkWMevJiAUx',
          state: 'won',
        },
      ],
    },
    {
      says: 'the dispute was lost',
      body: recording('stripe/charge.dispute.closed-lost.json'),
      updates: [
        {
          ...ofCharge,
          ...told('evt_1SVfixture0017'),
          part: 'dispute:dp_1Pgc71B7WZ01zgkWMevJiAUx',
          state: 'lost',
        },
      ],
    },

    {
      says: 'the bank is confirming, with real money',
      body: intent('processing', 'processing'),
      updates: [main('processing')],
    },
    {
      says: 'nobody knows whether it is real money: then it is',
      body: { ...intent('processing', 'processing'), livemode: null },
      updates: [main('processing')],
    },
    {
      says: 'less was captured than authorized',
      body: intent('succeeded', 'succeeded', { amount_received: 3000, latest_charge: 'ch_1' }),
      updates: [main('succeeded', { amount: 3000, references: ['ch_1'] })],
    },
    {
      says: 'the shopper called it off',
      body: intent('canceled', 'canceled', { cancellation_reason: 'requested_by_customer' }),
      updates: [main('canceled', { doubt: 0, reason: { code: 'canceled_by_customer' } })],
    },
    {
      says: 'the intent was given up, by nobody in particular',
      body: intent('canceled', 'canceled', { cancellation_reason: 'abandoned' }),
      updates: [main('canceled', { doubt: 0 })],
    },
    {
      says: 'it failed, without saying why',
      body: intent('payment_failed', 'requires_payment_method'),
      updates: [main('failed', { doubt: 0 })],
    },
    {
      says: 'the decline code is more exact than the error code',
      body: failed({ code: 'card_declined', decline_code: 'insufficient_funds', message: 'Low.' }),
      updates: [
        main('failed', { doubt: 0, reason: { code: 'insufficient_funds', message: 'Low.' } }),
      ],
    },
    {
      says: 'by UPI a decline may not be the last word',
      body: failed({ code: 'card_declined', payment_method: { type: 'upi' } }),
      updates: [main('failed', { doubt: 3 * 24 * 3_600_000, reason: { code: 'declined' } })],
    },
    {
      says: 'an unknown decline code is still a decline',
      body: failed({ type: 'card_error', code: 'card_declined', decline_code: 'of_tomorrow' }),
      updates: [main('failed', { doubt: 0, reason: { code: 'declined' } })],
    },
    {
      says: 'the shopper did not authenticate',
      body: failed({ code: 'payment_intent_authentication_failure' }),
      updates: [main('failed', { doubt: 0, reason: { code: 'authentication_failed' } })],
    },
    {
      says: 'an error of tomorrow',
      body: failed({ type: 'of_tomorrow', code: 'of_tomorrow' }),
      updates: [main('failed', { doubt: 0, reason: { code: 'unknown' } })],
    },
    {
      says: 'the intent has moved on since the event was made',
      body: intent('requires_action', 'succeeded', { amount_received: 5000 }),
      updates: [main('succeeded')],
    },
    {
      says: 'a status of tomorrow is no failure',
      body: intent('payment_failed', 'of_tomorrow'),
      updates: [main('processing')],
    },
    {
      says: 'without a status the event tells by its name',
      body: intent('canceled', '', {}),
      updates: [main('canceled', { doubt: 0 })],
    },
    {
      says: 'an old API version calls it a source',
      body: intent('requires_action', 'requires_source_action'),
      updates: [main('requires_action')],
    },
    {
      says: 'the order is called otherwise, and is a number',
      body: intent('processing', 'processing', { metadata: { woocommerce_order_id: 1205 } }),
      updates: [main('processing', { orderId: '1205' })],
    },
    {
      says: 'what cannot be the id of an order is a reference',
      body: event('payment_intent.processing', {
        ...{ id: 'pi_1', status: 'processing', amount: 1, currency: 'eur' },
        metadata: { order: 'No. 17/2026' },
      }),
      updates: [
        {
          ...live,
          ...{ part: 'main', state: 'processing', payment: 'pi_1', amount: 1, currency: 'EUR' },
          mentions: ['No. 17/2026'],
        },
      ],
    },
    {
      says: 'shillings of Uganda, in hundredths that do not exist',
      body: intent('processing', 'processing', { amount: 500_000, currency: 'ugx' }),
      updates: [main('processing', { amount: 5000, currency: 'UGX' })],
    },
    {
      says: 'ariary, whole at Stripe and not in ISO 4217',
      body: intent('processing', 'processing', { amount: 50, currency: 'mga' }),
      updates: [main('processing', { amount: 5000, currency: 'MGA' })],
    },
    {
      says: 'dinars of Kuwait, in thousandths',
      body: intent('processing', 'processing', { amount: 5000, currency: 'kwd' }),
      updates: [main('processing', { amount: 5000, currency: 'KWD' })],
    },

    {
      says: 'the checkout is complete and paid',
      body: session('completed', 'paid'),
      updates: [main('succeeded', { containers: ['cs_1'] })],
    },
    {
      says: 'a coupon pays for everything, and there is no intent',
      body: session('completed', 'no_payment_required', { payment_intent: null, amount_total: 0 }),
      updates: [main('succeeded', { payment: 'cs_1', amount: 0 })],
    },
    {
      says: 'the money of a checkout never came',
      body: session('async_payment_failed', 'unpaid'),
      updates: [main('failed', { containers: ['cs_1'], doubt: 0 })],
    },
    {
      says: 'a checkout expired for which nothing was to be paid',
      body: session('expired', 'no_payment_required'),
      updates: [main('expired', { containers: ['cs_1'], doubt: 0 })],
    },
    {
      says: 'the session names the order by itself',
      body: session('completed', 'paid', { metadata: {}, client_reference_id: 'B-2' }),
      updates: [main('succeeded', { containers: ['cs_1'], orderId: 'B-2' })],
    },
    {
      says: 'a card is kept for later: no payment',
      body: session('completed', 'no_payment_required', { mode: 'setup', amount_total: null }),
      updates: [],
    },

    {
      says: 'some was refunded so far, of a charge without an intent',
      body: event('charge.refunded', {
        ...{ id: 'ch_1', object: 'charge', captured: true, refunded: false },
        ...{ amount: 5000, amount_refunded: 2000, currency: 'eur', payment_intent: null },
        metadata: { orderId: 'A-1' },
      }),
      updates: [
        {
          ...live,
          ...{ part: 'refunds', state: 'total', payment: 'ch_1', orderId: 'A-1' },
          ...{ amount: 2000, currency: 'EUR' },
        },
      ],
    },
    {
      says: 'held funds were let go: no refund, and nothing is held any more',
      body: event('charge.refunded', {
        ...{ id: 'ch_1', object: 'charge', captured: false, refunded: true },
        ...{ amount: 5000, amount_refunded: 5000, currency: 'eur', payment_intent: 'pi_1' },
      }),
      updates: [
        {
          ...live,
          ...{ part: 'void', state: 'canceled', payment: 'pi_1', references: ['ch_1'], doubt: 0 },
          ...{ amount: 5000, currency: 'EUR' },
        },
      ],
    },
    {
      says: 'a refund is under way',
      body: refund('refund.created', 'pending'),
      updates: [refunded('pending')],
    },
    {
      says: 'a refund waits for the shopper',
      body: refund('refund.updated', 'requires_action'),
      updates: [refunded('pending')],
    },
    {
      says: 'a refund is done',
      body: refund('charge.refund.updated', 'succeeded'),
      updates: [refunded('done')],
    },
    {
      says: 'a refund bounced',
      body: refund('refund.failed', 'failed'),
      updates: [refunded('failed')],
    },
    {
      says: 'a refund was called off',
      body: refund('refund.updated', 'canceled'),
      updates: [refunded('failed')],
    },
    {
      says: 'a refund of a charge without an intent',
      body: refund('refund.created', 'succeeded', { payment_intent: null }),
      updates: [
        {
          ...live,
          ...{ part: 'refund:re_1', state: 'done', payment: 'ch_1' },
          ...{ amount: 2000, currency: 'EUR' },
        },
      ],
    },
    {
      says: 'a refund of no payment',
      body: refund('refund.created', 'succeeded', { payment_intent: null, charge: null }),
      updates: [],
    },
    {
      says: 'an inquiry ended without a dispute',
      body: event('charge.dispute.closed', {
        ...{ id: 'dp_1', status: 'warning_closed', amount: 5000, currency: 'eur' },
        ...{ payment_intent: 'pi_1', charge: 'ch_1' },
      }),
      updates: [
        {
          ...live,
          ...{ part: 'dispute:dp_1', state: 'none', payment: 'pi_1', references: ['ch_1'] },
          ...{ amount: 5000, currency: 'EUR' },
        },
      ],
    },
    {
      says: 'the disputed money was withdrawn, and nothing is decided',
      body: event('charge.dispute.funds_withdrawn', {
        ...{ id: 'dp_1', status: 'under_review', amount: 5000, currency: 'eur' },
        ...{ payment_intent: 'pi_1', charge: 'ch_1' },
      }),
      updates: [
        {
          ...live,
          ...{ part: 'dispute:dp_1', state: 'open', payment: 'pi_1', references: ['ch_1'] },
          ...{ amount: 5000, currency: 'EUR' },
        },
      ],
    },

    {
      says: 'a code takes all of it off, and the checkout is complete',
      body: session('completed', 'no_payment_required', {
        ...{ payment_intent: null, status: 'complete', amount_subtotal: 5000, amount_total: 0 },
        total_details: { amount_discount: 5000, amount_shipping: 0, amount_tax: 0 },
      }),
      updates: [main('succeeded', { payment: 'cs_1', amount: 0, waived: 5000, complete: true })],
    },
    {
      says: 'a tax came on top',
      body: session('completed', 'paid', {
        ...{ status: 'complete', amount_subtotal: 4202, amount_total: 5000 },
        total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 798 },
      }),
      updates: [main('succeeded', { containers: ['cs_1'], waived: -798, complete: true })],
    },
    {
      says: 'a code took something off, and a tax came on top, of which nobody says who knew',
      body: session('completed', 'paid', {
        ...{ status: 'complete', amount_subtotal: 5202, amount_total: 5000 },
        total_details: { amount_discount: 1000, amount_shipping: 0, amount_tax: 798 },
      }),
      updates: [main('succeeded', { containers: ['cs_1'], waived: 1000, complete: true })],
    },
    {
      says: 'a subscription begins with an invoice',
      body: session('completed', 'paid', {
        ...{ mode: 'subscription', payment_intent: null, invoice: 'in_1' },
      }),
      updates: [main('succeeded', { payment: 'in_1', containers: ['cs_1'] })],
    },
    {
      says: 'an intent lies in an invoice',
      body: intent('processing', 'processing', { invoice: 'in_1', metadata: {} }),
      updates: [{ ...nameless, part: 'main', state: 'processing', containers: ['in_1'] }],
    },
    {
      says: 'of late, only this says which intent paid an invoice',
      body: event('invoice_payment.paid', {
        ...{ id: 'inpay_1', invoice: 'in_1', amount_paid: 5000, currency: 'eur', status: 'paid' },
        payment: { type: 'payment_intent', payment_intent: 'pi_1' },
      }),
      updates: [{ ...nameless, part: 'main', state: 'succeeded', containers: ['in_1'] }],
    },
    {
      says: 'the first invoice of a subscription is paid, less a credit',
      body: invoice('paid', {
        ...{ amount_paid: 5000, subtotal: 5500, billing_reason: 'subscription_create' },
        parent: { subscription_details: { metadata: { order_id: 'A-1' } } },
      }),
      updates: [main('succeeded', { payment: 'in_1', waived: 500, complete: true })],
    },
    {
      says: 'a renewal is another matter than the order that the subscription began with',
      body: invoice('payment_succeeded', {
        ...{ amount_paid: 5000, subtotal: 5000, billing_reason: 'subscription_cycle' },
        ...{ payment_intent: 'pi_1', charge: 'ch_1' },
        subscription_details: { metadata: { order_id: 'A-1' } },
      }),
      updates: [
        {
          ...{ ...nameless, payment: 'in_1', references: ['pi_1', 'ch_1'] },
          ...{ part: 'main', state: 'succeeded', complete: true },
        },
      ],
    },
    {
      says: 'an invoice could not be collected, and Stripe tries again',
      body: invoice('payment_failed', { next_payment_attempt: 1_795_300_000 }),
      updates: [{ ...ofInvoice, part: 'main', state: 'failed', doubt: 60 * 86_400_000 }],
    },
    {
      says: 'an invoice could not be collected, and may still be paid',
      body: invoice('payment_failed', { next_payment_attempt: null }),
      updates: [{ ...ofInvoice, part: 'main', state: 'failed' }],
    },
    {
      says: 'an invoice waits for the shopper',
      body: invoice('payment_action_required'),
      updates: [{ ...ofInvoice, part: 'main', state: 'requires_action' }],
    },
    {
      says: 'an invoice is asked for no more',
      body: invoice('voided'),
      updates: [{ ...ofInvoice, part: 'main', state: 'canceled', doubt: 0 }],
    },
    {
      says: 'whoever opens a payment link names the order in its address',
      body: session('completed', 'paid', {
        ...{ metadata: {}, client_reference_id: 'A-1', payment_link: 'plink_1' },
      }),
      updates: [
        main('succeeded', { containers: ['cs_1'], mentions: ['plink_1'], namedBy: 'shopper' }),
      ],
    },
    {
      says: 'the order stands in a description only',
      body: intent('processing', 'processing', { metadata: {}, description: 'A-1' }),
      updates: [{ ...nameless, part: 'main', state: 'processing', orderHint: 'A-1' }],
    },
    ...([null, '50.00', -5000, 0.5] as const).map((amount) => ({
      says: `a success of nobody knows how much is not believed yet: ${JSON.stringify(amount)}`,
      body: intent('succeeded', 'succeeded', { amount, amount_received: amount }),
      updates: [unclear],
    })),
    {
      says: 'hundredths of a shilling that do not exist',
      body: intent('succeeded', 'succeeded', { amount_received: 500_050, currency: 'ugx' }),
      updates: [{ ...unclear, currency: 'UGX' }],
    },
    {
      says: 'a refund of nobody knows how much is not believed yet',
      body: refund('refund.created', 'succeeded', { amount: -2000 }),
      updates: [withoutAmount(refunded('pending'))],
    },
    {
      says: 'a charge succeeded, all of it taken',
      body: charge('succeeded'),
      updates: [{ ...ofChargeOf1, part: 'main', state: 'succeeded' }],
    },
    {
      says: 'a charge succeeded of which nothing is taken yet: it is held',
      body: charge('succeeded', { captured: false, amount_captured: 0 }),
      updates: [{ ...ofChargeOf1, part: 'main', state: 'authorized' }],
    },
    {
      says: 'some of what was held was taken, and some of that went back',
      body: charge('captured', { amount_captured: 3000, amount_refunded: 2500 }),
      updates: [
        { ...ofChargeOf1, part: 'main', state: 'succeeded', amount: 3000 },
        { ...ofChargeOf1, part: 'refunds', state: 'total', amount: 500 },
      ],
    },
    {
      says: 'a charge of before there were intents is under way',
      body: charge('pending', { status: 'pending', payment_intent: null }),
      updates: [
        {
          ...live,
          ...{ part: 'main', state: 'processing', payment: 'ch_1' },
          ...{ amount: 5000, currency: 'EUR' },
        },
      ],
    },
    {
      says: 'a charge failed',
      body: charge('failed', {
        ...{ status: 'failed', captured: false, failure_code: 'card_declined' },
        ...{ failure_message: 'No.', outcome: { reason: 'insufficient_funds' } },
      }),
      updates: [
        {
          ...{ ...ofChargeOf1, part: 'main', state: 'failed', doubt: 0 },
          reason: { code: 'insufficient_funds', message: 'No.' },
        },
      ],
    },
    {
      says: 'a charge is updated of which nothing was ever taken, and which was let go',
      body: charge('updated', { captured: false, amount_captured: 0, amount_refunded: 5000 }),
      updates: [{ ...ofChargeOf1, part: 'main', state: 'canceled', doubt: 0 }],
    },
    {
      says: 'a hold ran out',
      body: charge('expired', { captured: false }),
      updates: [{ ...ofChargeOf1, part: 'main', state: 'canceled', doubt: 0 }],
    },
    {
      says: 'what was never taken of a hold is no refund',
      body: charge('refunded', { amount_captured: 4000, amount_refunded: 1500 }),
      updates: [{ ...ofChargeOf1, part: 'refunds', state: 'total', amount: 500 }],
    },
    {
      says: 'a dispute was prevented before it began: it is none',
      body: event('charge.dispute.created', {
        ...{ id: 'dp_1', status: 'prevented', amount: 5000, currency: 'eur' },
        ...{ payment_intent: 'pi_1', charge: 'ch_1' },
      }),
      updates: [{ ...ofChargeOf1, part: 'dispute:dp_1', state: 'none' }],
    },

    {
      says: 'a fraud warning: kept for somebody to look at',
      body: event('radar.early_fraud_warning.created', { id: 'issfr_1', charge: 'ch_1' }),
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'a thin event about money: kept for somebody to look at',
      body: { id: 'evt_1', object: 'v2.core.event', type: 'v1.payment_intent.succeeded' },
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'a payout to the shop: none of our business',
      body: event('payout.paid', { id: 'po_1', object: 'payout' }),
      updates: [],
    },
    {
      says: 'a customer: none of our business',
      body: event('customer.created', { id: 'cus_1', object: 'customer' }),
      updates: [],
    },
    {
      says: 'a thin event: none of our business',
      body: { id: 'evt_1', object: 'v2.core.event', type: 'v1.billing.meter.no_meter_found' },
      updates: [],
    },
  ],
})
