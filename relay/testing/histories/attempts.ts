import {
  adyen,
  btcpay,
  cashfree,
  coinbase,
  DAY,
  EUR,
  gateway,
  hand,
  INR,
  midtrans,
  mollie,
  paypal,
  put,
  razorpay,
  razorpayOrder,
  shows,
  stripe,
  USD,
  type History,
} from '../history.ts'

export const ATTEMPTS: History[] = [
  {
    says: 'nothing happened yet',
    steps: [EUR],
    shown: shows('pending', { registered: true, amount: 50_00, currency: 'EUR' }),
  },
  {
    says: 'the merchant speaks of an order, and not yet of money',
    steps: [put({ merchant: 'Kikoy House' })],
    shown: shows('pending', {
      registered: true,
      amount: null,
      currency: null,
      merchant: 'Kikoy House',
    }),
  },
  {
    says: 'Stripe: an intent is made, confirmed and paid',
    steps: [
      EUR,
      stripe('11:00:00', 'pi_3QeF', 'pending', { amount: 50_00 }),
      stripe('11:00:09', 'pi_3QeF', 'processing', { amount: 50_00 }),
      stripe('11:00:11', 'pi_3QeF', 'succeeded', { amount: 50_00, references: ['ch_3QeF'] }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, provider: 'stripe', test: false }),
  },
  {
    says: 'Stripe: a declined card, tried again on the same intent, which wants 3-D Secure',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'failed', { doubt: 0, reason: { code: 'declined' } }),
      stripe('11:02', 'pi_3QeF', 'requires_action'),
    ],
    shown: shows('requires_action'),
  },
  {
    says: 'Stripe: a declined card, tried again on the same intent, and paid',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'failed', { doubt: 0, references: ['ch_1'] }),
      stripe('11:02', 'pi_3QeF', 'requires_action'),
      stripe('11:03', 'pi_3QeF', 'succeeded', { amount: 50_00, references: ['ch_2'] }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Stripe: a declined card is certain, and another may be tried',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'requires_action'),
      stripe('11:01', 'pi_3QeF', 'failed', {
        doubt: 0,
        reason: { code: 'insufficient_funds', message: 'Your card has insufficient funds.' },
      }),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'insufficient_funds' } }),
  },
  {
    says: 'Stripe: session, intent and charge tell of the same money',
    steps: [
      EUR,
      stripe('11:00', 'cs_live_a1', 'processing', { amount: 50_00 }),
      stripe('11:02', 'pi_3QeF', 'succeeded', { amount: 50_00, references: ['ch_3QeF'] }),
      stripe('11:02:01', 'pi_3QeF', 'succeeded', { amount: 50_00, containers: ['cs_live_a1'] }),
      hand('11:02:02', { status: 'succeeded', payment: 'ch_3QeF', provider: 'stripe' }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Stripe: the session was paid before anybody named the intent inside it',
    steps: [
      EUR,
      stripe('11:00', 'cs_live_a1', 'succeeded', { amount: 50_00 }),
      stripe('11:00', 'pi_3QeF', 'processing', { containers: ['cs_live_a1'] }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Stripe: the session runs out while a SEPA debit inside it is confirmed',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'processing', { containers: ['cs_live_a1'] }),
      stripe('11:30', 'cs_live_a1', 'expired', { doubt: 0 }),
    ],
    shown: shows('processing'),
  },
  {
    says: 'Stripe: the session runs out, and nothing is inside it',
    steps: [EUR, stripe('11:30', 'cs_live_a1', 'expired', { doubt: 0 })],
    shown: shows('expired', { safeToRetry: true }),
  },
  {
    says: 'Stripe: a SEPA debit comes back days after it was sent',
    steps: [
      EUR,
      stripe('2026-11-16 11:00', 'pi_3QeF', 'processing', { amount: 50_00 }),
      stripe('11:00', 'pi_3QeF', 'failed', { doubt: 0, reason: { code: 'invalid_account' } }),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'invalid_account' } }),
  },
  {
    says: 'Stripe: the shopper calls the intent off',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'requires_action'),
      stripe('11:05', 'pi_3QeF', 'canceled', {
        doubt: 0,
        reason: { code: 'canceled_by_customer' },
      }),
    ],
    shown: shows('canceled', { safeToRetry: true, reason: { code: 'canceled_by_customer' } }),
  },
  {
    says: 'Stripe: the money is held, and taken when the goods leave',
    steps: [EUR, stripe('11:00', 'pi_3QeF', 'authorized', { amount: 50_00 })],
    shown: shows('authorized'),
  },
  {
    says: 'Stripe: test money is told as such, by one event of three',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'processing', { test: true }),
      stripe('11:01', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      mollie('11:02', 'tr_7UhSN1zuXS', 'pending'),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, test: true }),
  },
  {
    says: 'Stripe: one intent failed for certain, another is under way',
    steps: [
      EUR,
      stripe('11:05', 'pi_1', 'failed', { doubt: 0 }),
      stripe('11:00', 'pi_2', 'processing'),
    ],
    shown: shows('processing'),
  },
  {
    says: 'of two that wait for the shopper and one that is confirmed, the furthest is shown',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'processing'),
      stripe('11:05', 'pi_2', 'requires_action'),
      mollie('11:06', 'tr_7UhSN1zuXS', 'pending'),
    ],
    shown: shows('processing', { provider: 'stripe' }),
  },
  {
    says: 'what is held has come further than what is confirmed',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      stripe('11:05', 'pi_1', 'processing'),
    ],
    shown: shows('authorized', { provider: 'adyen' }),
  },
  {
    says: 'an attempt waits for the shopper, and another one failed after it',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'requires_action'),
      mollie('11:05', 'tr_7UhSN1zuXS', 'failed', { doubt: 0 }),
    ],
    shown: shows('requires_action', { provider: 'stripe' }),
  },
  {
    says: 'of two that failed, the latest is shown, and both must be certain',
    steps: [
      EUR,
      stripe('11:10', 'pi_1', 'failed', { doubt: 0, reason: { code: 'declined' } }),
      mollie('11:05', 'tr_7UhSN1zuXS', 'canceled', { reason: { code: 'canceled_by_customer' } }),
    ],
    shown: shows('failed', { reason: { code: 'declined' } }),
    later: {
      '2026-11-24 11:04': shows('failed', { reason: { code: 'declined' } }),
      '2026-11-24 11:05': shows('failed', { reason: { code: 'declined' }, safeToRetry: true }),
    },
  },
  {
    says: 'Razorpay: order.paid and payment.captured, after an attempt that failed',
    steps: [
      put({ amount: 500_00, currency: 'INR', references: ['order_NXhj67'] }),
      razorpayOrder('11:00', 'pay_Q1', 'failed', { containers: ['order_NXhj67'], doubt: 0 }),
      razorpayOrder('11:02', 'pay_Q2', 'authorized', { containers: ['order_NXhj67'] }),
      razorpayOrder('11:03', 'pay_Q2', 'succeeded', { amount: 500_00, eventId: 'captured' }),
      razorpayOrder('11:03', 'pay_Q2', 'succeeded', {
        amount: 500_00,
        containers: ['order_NXhj67'],
        eventId: 'order.paid',
      }),
    ],
    shown: shows('succeeded', { amountReceived: 500_00, provider: 'razorpay' }),
  },
  {
    says: 'Razorpay: payment.captured comes before payment.authorized',
    steps: [
      INR,
      razorpay('11:00:01', 'pay_Q1', 'succeeded', { amount: 500_00 }),
      razorpay('11:00:02', 'pay_Q1', 'authorized', { amount: 500_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 500_00 }),
  },
  {
    says: 'Razorpay: a failed payment is authorized late, and captured',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'failed', { doubt: 3 * DAY, reason: { code: 'no_response' } }),
      razorpay('11:20', 'pay_Q1', 'authorized', { amount: 500_00 }),
      razorpay('11:21', 'pay_Q1', 'succeeded', { amount: 500_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 500_00 }),
  },
  {
    says: 'Razorpay: a UPI payment without an answer may be captured for three days',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'failed', { doubt: 3 * DAY, reason: { code: 'no_response' } }),
    ],
    shown: shows('failed', { reason: { code: 'no_response' } }),
    later: {
      '2026-11-24 10:59:59': shows('failed', { reason: { code: 'no_response' } }),
      '2026-11-24 11:00': shows('failed', { reason: { code: 'no_response' }, safeToRetry: true }),
    },
  },
  {
    says: 'Razorpay: the merchant tells of the order it opened, the provider of the payment in it',
    steps: [
      put({ amount: 500_00, currency: 'INR', references: ['order_NXhj67'] }),
      hand('11:00', { status: 'requires_action', payment: 'order_NXhj67', provider: 'razorpay' }),
      razorpayOrder('11:01', 'pay_Q1', 'processing', { containers: ['order_NXhj67'] }),
      hand('11:02', { status: 'succeeded', payment: 'order_NXhj67', provider: 'razorpay' }),
    ],
    shown: shows('succeeded', { amountReceived: 500_00 }),
  },
  {
    says: 'Razorpay: what the merchant says of the order leaves the payment in it to act on',
    steps: [
      put({ amount: 500_00, currency: 'INR', references: ['order_NXhj67'] }),
      hand('11:00', {
        status: 'requires_action',
        payment: 'order_NXhj67',
        action: { type: 'open_url', url: 'https://rzp.io/i/nxrHnLJ' },
      }),
      razorpayOrder('11:01', 'pay_Q1', 'requires_action', { containers: ['order_NXhj67'] }),
      hand('11:05', { status: 'processing', payment: 'order_NXhj67' }),
    ],
    shown: shows('requires_action', {
      action: { type: 'open_url', url: 'https://rzp.io/i/nxrHnLJ' },
    }),
  },
  {
    says: 'Razorpay: the order is disputed by hand: the payment in it that was captured is',
    steps: [
      put({ amount: 500_00, currency: 'INR', references: ['order_NXhj67'] }),
      razorpayOrder('11:00', 'pay_Q1', 'succeeded', {
        amount: 500_00,
        containers: ['order_NXhj67'],
      }),
      razorpayOrder('11:05', 'pay_Q2', 'processing', { containers: ['order_NXhj67'] }),
      hand('11:30', { status: 'disputed', payment: 'order_NXhj67' }),
    ],
    shown: shows('disputed', { amountReceived: 500_00 }),
  },
  {
    says: 'Razorpay: a part is paid of the order, by the payment in it that has come furthest',
    steps: [
      put({ amount: 500_00, currency: 'INR', references: ['order_NXhj67'] }),
      razorpayOrder('11:00', 'pay_Q1', 'processing', { containers: ['order_NXhj67'] }),
      razorpayOrder('11:05', 'pay_Q2', 'failed', { containers: ['order_NXhj67'], doubt: 0 }),
      razorpayOrder('11:10', 'order_NXhj67', 'succeeded', { amount: 200_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 200_00, safeToRetry: true }),
  },
  {
    says: 'Razorpay: a part is paid of the order, by the latest of the payments that failed',
    steps: [
      put({ amount: 500_00, currency: 'INR', references: ['order_NXhj67'] }),
      razorpayOrder('11:00', 'pay_Q1', 'failed', { containers: ['order_NXhj67'], doubt: 0 }),
      razorpayOrder('11:05', 'pay_Q2', 'failed', { containers: ['order_NXhj67'] }),
      razorpayOrder('11:10', 'order_NXhj67', 'succeeded', { amount: 200_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 200_00, safeToRetry: true }),
  },
  {
    says: 'Razorpay: a payment link is called off',
    steps: [
      INR,
      razorpay('11:00', 'plink_Mz1', 'pending', { containers: ['order_NXhj67'] }),
      razorpay('11:40', 'plink_Mz1', 'canceled', { doubt: 0 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'Razorpay: a payment that was never captured is let go',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'authorized', { amount: 500_00 }),
      razorpay('11:45', 'pay_Q1', 'canceled', { amount: 500_00, doubt: 0 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'Midtrans: denied, and settled all the same',
    steps: [
      put({ amount: 100_000_00, currency: 'IDR' }),
      midtrans('11:00', 'b3a40398', 'failed', { reason: { code: 'declined' } }),
      midtrans('11:09', 'b3a40398', 'succeeded', { amount: 100_000_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 100_000_00 }),
  },
  {
    says: 'Cashfree: the shopper leaves, and the bank confirms it all the same',
    steps: [
      INR,
      cashfree('11:00', '5114911', 'processing'),
      cashfree('11:04', '5114911', 'canceled', { reason: { code: 'canceled_by_customer' } }),
      cashfree('11:05', '5114911', 'succeeded', { amount: 500_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 500_00 }),
  },
  {
    says: 'BTCPay: expired, and paid after that: it is confirmed',
    steps: [
      EUR,
      btcpay('11:00', 'Hj6UkZV8', 'pending'),
      btcpay('11:15', 'Hj6UkZV8', 'expired', { reason: { code: 'expired' } }),
      btcpay('11:20', 'Hj6UkZV8', 'processing', { confirmations: { count: 0, required: 3 } }),
      btcpay('11:40', 'Hj6UkZV8', 'processing', { confirmations: { count: 2, required: 3 } }),
    ],
    shown: shows('processing', { confirmations: { count: 2, required: 3 } }),
  },
  {
    says: 'BTCPay: expired, paid after that, settled; nobody says how much',
    steps: [
      EUR,
      btcpay('11:15', 'Hj6UkZV8', 'expired', { reason: { code: 'expired' } }),
      btcpay('11:20', 'Hj6UkZV8', 'processing'),
      btcpay('11:50', 'Hj6UkZV8', 'succeeded'),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Coinbase: a charge that ran out is paid late, and resolved',
    steps: [
      USD,
      coinbase('11:00', '66BEOV2A', 'pending'),
      coinbase('11:15', '66BEOV2A', 'expired'),
      coinbase('11:16', '66BEOV2A', 'processing', { amount: 49_00 }),
      coinbase('11:50', '66BEOV2A', 'succeeded', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'success after failed, canceled and expired, and before them by the clock',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'succeeded', { amount: 50_00 }),
      gateway('11:01', 'p-1', 'failed'),
      gateway('11:02', 'p-1', 'canceled'),
      gateway('11:03', 'p-1', 'expired'),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'PayPal: approved is not paid; what was captured is, once',
    steps: [
      USD,
      paypal('11:00', '5O190127TN364715T', 'requires_action', { amount: 50_00 }),
      paypal('11:01', '3C679366HH908993F', 'succeeded', {
        amount: 50_00,
        containers: ['5O190127TN364715T'],
        receipt: '3C679366HH908993F',
      }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, receipt: '3C679366HH908993F' }),
  },
  {
    says: 'a gateway names one payment twice, each time by the other name too',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'processing', { references: ['txn-9'] }),
      gateway('11:01', 'txn-9', 'succeeded', { amount: 50_00, references: ['p-1'] }),
      gateway('11:02', 'p-1', 'succeeded', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'a gateway names one payment twice, and by its second name it failed',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'processing', { references: ['txn-9'] }),
      gateway('11:01', 'txn-9', 'failed', { doubt: 0, references: ['p-1'] }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
]
