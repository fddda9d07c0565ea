/**
 * How orders go, as providers and merchants tell it, and what the shopper sees in the end.
 *
 * Data for tests. Each history holds in every order of arrival: histories.test.ts tells it so. Times are
 * those of one day, by the clock of whoever speaks; `~10:02` is when we heard of it, from somebody who
 * names no time. It is noon when the shopper looks.
 */

import { heardByHand, type WordByHand } from '../api/updates.ts'
import type { Intake } from '../ledger/intake.ts'
import type { RegistrationChange } from '../ledger/ledger.ts'
import type { Shown } from '../order/order.ts'
import type { PaymentStatus } from '../protocol.ts'
import type { Heard, MainState, Said } from '../order/update.ts'

export const ORDER = 'ORD-1205'

/** `10:02`, `10:02:30`; another day as `2026-11-24 10:02`. In ms since 1970. */
export function clock(time: string): number {
  const [day, hour] = time.includes(' ') ? time.split(' ') : ['2026-11-21', time]
  return Date.parse(`${day}T${hour}Z`)
}

export const NOON = clock('12:00')

/**
 * What happens in one go: the merchant registers an order, or more of it; or somebody tells. The
 * merchant's registrations keep their order, all else comes when it likes.
 */
export type Step = { order: string; put: RegistrationChange } | { told: Intake[] }

/** What the shopper sees, complete as far as money goes. */
export type Promised = { [Field in keyof Shown]?: Shown[Field] | undefined } & Pick<
  Shown,
  'status' | 'amountReceived' | 'amountRefunded' | 'overpaid' | 'safeToRetry'
>

export interface History {
  says: string
  steps: Step[]
  shown: Promised
  /** And what time makes of it, when nothing else is heard. */
  later?: Record<string, Promised>
  /** Test money counts for no order but those that are registered for it. */
  refusesTestMoney?: boolean
}

const put = (change: RegistrationChange): Step => ({ order: ORDER, put: change })

/** The merchant's word, as its server posts it. */
function hand(at: string, word: Omit<WordByHand, 'payment'> & { payment?: string }): Step {
  const time = clock(at)
  const said = { payment: 'manual', ...word, occurredAt: time }
  const heard = { ...heardByHand(said, time, JSON.stringify(said)), saidAt: time }
  return { told: [{ key: () => `merchant:${heard.eventId}`, updates: [heard], orderId: ORDER }] }
}

type Saying =
  | MainState
  | 'refunds'
  | `${'capture' | 'refund'} ${string} ${'pending' | 'done' | 'failed'}`
  | `void ${'canceled' | 'failed'}`
  | `dispute ${string} ${'none' | 'open' | 'won' | 'lost'}`

/** `capture C1 done` as the part of a payment, and how it stands. */
function saidIn(saying: Saying): Said {
  const [kind = '', id, state] = saying.split(' ')
  if (kind === 'void') return { part: 'void', state: id } as Said
  if (id !== undefined) return { part: `${kind}:${id}`, state } as Said
  return kind === 'refunds'
    ? { part: 'refunds', state: 'total' }
    : { part: 'main', state: kind as MainState }
}

type More = { [K in Exclude<keyof Heard, keyof Said>]?: Heard[K] | undefined }

/** Of what it says, a provider names the merchant's order in all, in attempts only, or in nothing; or hints. */
type Naming = 'all' | 'attempts' | 'nothing' | 'hint'

const provider =
  (name: string, currency: string, naming: Naming, isAddressed = false) =>
  (at: string, payment: string, saying: Saying, more: More = {}): Step => {
    const said = saidIn(saying)
    const isNamed = naming === 'all' || (naming === 'attempts' && said.part === 'main')
    const eventId = `${payment} ${saying} ${at}`
    const isTimed = !at.startsWith('~')
    const heard = {
      ...said,
      eventId,
      payment,
      currency,
      by: 'provider',
      provider: name,
      receivedAt: clock(at.replace('~', '')),
      ...(isTimed && { time: clock(at) }),
      ...(isNamed && { orderId: ORDER }),
      ...(naming === 'hint' && { orderHint: ORDER.toLowerCase() }),
      ...more,
    } as Heard
    const key = `${name}:${heard.eventId}`
    return { told: [{ key: () => key, updates: [heard], ...(isAddressed && { orderId: ORDER }) }] }
  }

// Refunds and disputes name the payment intent, and none of our metadata.
const stripe = provider('stripe', 'EUR', 'attempts')
const razorpay = provider('razorpay', 'INR', 'attempts')
const razorpayOrder = provider('razorpay', 'INR', 'nothing')
const adyen = provider('adyen', 'EUR', 'all')
const paypal = provider('paypal', 'USD', 'all')
const webhooks = provider('standard-webhooks', 'USD', 'attempts')
const lemonsqueezy = provider('lemonsqueezy', 'USD', 'attempts')
const square = provider('square', 'USD', 'attempts')
const mollie = provider('mollie', 'EUR', 'all')
const paystack = provider('paystack', 'NGN', 'all')
const flutterwave = provider('flutterwave-v3', 'NGN', 'all')
const cashfree = provider('cashfree', 'INR', 'all')
const midtrans = provider('midtrans', 'IDR', 'all')
const xendit = provider('xendit', 'IDR', 'all')
const checkout = provider('checkoutcom', 'GBP', 'all')
const coinbase = provider('coinbase', 'USD', 'all')
const btcpay = provider('btcpay', 'EUR', 'all')
const momo = provider('mtn-momo', 'UGX', 'nothing', true)
const gateway = provider('standard-webhooks', 'EUR', 'all')
/** The payer types what the order is called. */
const paybill = provider('daraja', 'KES', 'hint')
/** Names no order: it comes to an address that was made for this one. */
const daraja = provider('daraja', 'KES', 'nothing', true)

/** A prompt on the phone, of which the shop tells as it sends it: 90 seconds to act. */
const prompt = (at: string, payment: string, more: Partial<WordByHand> = {}): Step =>
  hand(at, {
    status: 'requires_action',
    payment,
    provider: 'daraja',
    action: { type: 'approve_on_phone', hint: '07•• ••• 678' },
    expiresIn: 90,
    ...more,
  })

const shows = (status: PaymentStatus, more: Partial<Promised> = {}): Promised => ({
  status,
  amountReceived: 0,
  amountRefunded: 0,
  overpaid: false,
  safeToRetry: false,
  reason: undefined,
  ...more,
})

const DAY = 24 * 3_600_000

const EUR = put({ amount: 50_00, currency: 'EUR' })
const USD = put({ amount: 50_00, currency: 'USD' })
const INR = put({ amount: 500_00, currency: 'INR' })
const KES = put({ amount: 1_000_00, currency: 'KES' })
const NGN = put({ amount: 5_000_00, currency: 'NGN' })
const ESCROW = put({ amount: 50_00, currency: 'EUR', flow: 'escrow' })

const ATTEMPTS: History[] = [
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

const PROMPTS: History[] = [
  {
    says: 'M-Pesa: the shop tells of the prompt, Safaricom of the receipt',
    steps: [
      KES,
      prompt('11:58', 'ws_CO_1'),
      daraja('11:59', 'NLJ7RT61SV', 'succeeded', {
        containers: ['ws_CO_1'],
        references: ['29115-34620561-1'],
        amount: 1_000_00,
        receipt: 'NLJ7RT61SV',
      }),
      hand('11:59:10', { status: 'succeeded', payment: 'ws_CO_1', provider: 'daraja' }),
    ],
    shown: shows('succeeded', { amountReceived: 1_000_00, receipt: 'NLJ7RT61SV' }),
  },
  {
    says: 'M-Pesa: a prompt that is out has the shopper’s attention',
    steps: [KES, prompt('11:59:30', 'ws_CO_1')],
    shown: shows('requires_action', {
      provider: 'daraja',
      action: { type: 'approve_on_phone', hint: '07•• ••• 678' },
      expiresAt: '2026-11-21T12:01:00.000Z',
    }),
    later: {
      '12:00:59': shows('requires_action'),
      '12:01': shows('expired', { reason: { code: 'expired' } }),
      '2026-11-22 12:00:59': shows('expired', { reason: { code: 'expired' } }),
      '2026-11-22 12:01': shows('expired', { reason: { code: 'expired' }, safeToRetry: true }),
    },
  },
  {
    says: 'M-Pesa: a prompt that was sent and never heard of again is in doubt for a day',
    steps: [KES, prompt('11:50', 'ws_CO_1')],
    shown: shows('expired', { reason: { code: 'expired' } }),
    later: {
      '2026-11-22 11:51:29': shows('expired', { reason: { code: 'expired' } }),
      '2026-11-22 11:51:30': shows('expired', { reason: { code: 'expired' }, safeToRetry: true }),
    },
  },
  {
    says: 'M-Pesa: the shopper declines the prompt',
    steps: [
      KES,
      prompt('11:59', 'ws_CO_1'),
      daraja('~11:59:20', 'ws_CO_1', 'canceled', {
        doubt: 0,
        reason: { code: 'canceled_by_customer' },
      }),
    ],
    shown: shows('canceled', {
      safeToRetry: true,
      reason: { code: 'canceled_by_customer' },
      action: undefined,
    }),
  },
  {
    says: 'M-Pesa: a shop’s clock that is two minutes ahead does not outlive the shopper’s no',
    steps: [
      KES,
      prompt('12:02', 'ws_CO_1'),
      daraja('~11:59:20', 'ws_CO_1', 'canceled', {
        doubt: 0,
        reason: { code: 'canceled_by_customer' },
      }),
    ],
    shown: shows('canceled', { safeToRetry: true, reason: { code: 'canceled_by_customer' } }),
  },
  {
    says: 'M-Pesa: no answer to the prompt (1037), which may turn out paid for ten minutes',
    steps: [
      KES,
      prompt('11:53', 'ws_CO_1'),
      daraja('~11:55', 'ws_CO_1', 'expired', {
        doubt: 10 * 60_000,
        reason: { code: 'no_response', message: 'DS timeout user cannot be reached.' },
      }),
    ],
    shown: shows('expired', { reason: { code: 'no_response' } }),
    later: {
      '12:04:59': shows('expired', { reason: { code: 'no_response' } }),
      '12:05': shows('expired', { reason: { code: 'no_response' }, safeToRetry: true }),
    },
  },
  {
    says: 'M-Pesa: no answer to the prompt (1037), and the money came all the same',
    steps: [
      KES,
      prompt('11:53', 'ws_CO_1'),
      daraja('~11:55', 'ws_CO_1', 'expired', { doubt: 600_000, reason: { code: 'no_response' } }),
      daraja('11:54', 'NLJ7RT61SV', 'succeeded', {
        containers: ['ws_CO_1'],
        amount: 1_000_00,
        receipt: 'NLJ7RT61SV',
      }),
    ],
    shown: shows('succeeded', { amountReceived: 1_000_00 }),
  },
  {
    says: 'M-Pesa: a wrong PIN, and a second prompt that is paid',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      daraja('~11:51', 'ws_CO_1', 'failed', {
        doubt: 0,
        reason: { code: 'authentication_failed' },
      }),
      prompt('11:52', 'ws_CO_2'),
      daraja('11:53', 'NLJ7RT61SV', 'succeeded', { containers: ['ws_CO_2'], amount: 1_000_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 1_000_00 }),
  },
  {
    says: 'M-Pesa: a card was declined, then a prompt: it is the latest, though its no has no time',
    steps: [
      KES,
      stripe('11:50', 'pi_3QeF', 'failed', {
        currency: 'KES',
        doubt: 0,
        reason: { code: 'declined' },
      }),
      prompt('11:55', 'ws_CO_1'),
      daraja('~11:56', 'ws_CO_1', 'canceled', {
        doubt: 0,
        reason: { code: 'canceled_by_customer' },
      }),
    ],
    shown: shows('canceled', { safeToRetry: true, reason: { code: 'canceled_by_customer' } }),
  },
  {
    says: 'M-Pesa: a code of tomorrow is under way, and no failure',
    steps: [KES, prompt('11:59', 'ws_CO_1'), daraja('~11:59:20', 'ws_CO_1', 'processing')],
    shown: shows('processing'),
    later: { '13:00': shows('processing') },
  },
  {
    says: 'M-Pesa: two prompts, both of them paid',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      prompt('11:52', 'ws_CO_2'),
      daraja('11:51', 'NLJ7RT61SV', 'succeeded', { containers: ['ws_CO_1'], amount: 1_000_00 }),
      daraja('11:53', 'NLJ7RT62AB', 'succeeded', { containers: ['ws_CO_2'], amount: 1_000_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 2_000_00, overpaid: true }),
  },
  {
    says: 'M-Pesa: paid twice, and one goes back by hand',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      prompt('11:52', 'ws_CO_2'),
      daraja('11:51', 'NLJ7RT61SV', 'succeeded', { containers: ['ws_CO_1'], amount: 1_000_00 }),
      daraja('11:53', 'NLJ7RT62AB', 'succeeded', { containers: ['ws_CO_2'], amount: 1_000_00 }),
      hand('11:55', { status: 'refunded', payment: 'NLJ7RT62AB' }),
    ],
    shown: shows('succeeded', { amountReceived: 2_000_00, amountRefunded: 1_000_00 }),
  },
  {
    says: 'M-Pesa: another prompt on the same payment, sent without words, has nothing of the first',
    steps: [
      KES,
      prompt('11:30', 'ws_CO_1'),
      hand('11:40', { status: 'requires_action', payment: 'ws_CO_1', provider: 'daraja' }),
    ],
    shown: shows('requires_action', { action: undefined, expiresAt: undefined }),
  },
  {
    says: 'M-Pesa: Paybill, in two parts, typed by the payer',
    steps: [
      KES,
      paybill('11:00', 'NLJ7RT61SV', 'succeeded', { amount: 400_00, receipt: 'NLJ7RT61SV' }),
      paybill('11:10', 'NLJ7RT62AB', 'succeeded', { amount: 600_00, receipt: 'NLJ7RT62AB' }),
    ],
    shown: shows('succeeded', { amountReceived: 1_000_00, receipt: 'NLJ7RT62AB' }),
  },
  {
    says: 'M-Pesa: Paybill, a part of it; the rest may come',
    steps: [KES, paybill('11:00', 'NLJ7RT61SV', 'succeeded', { amount: 400_00 })],
    shown: shows('partially_paid', { amountReceived: 400_00, safeToRetry: true }),
  },
  {
    says: 'M-Pesa: a prompt is paid, and the Paybill confirms the same money',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      daraja('11:51', 'NLJ7RT61SV', 'succeeded', { containers: ['ws_CO_1'], amount: 1_000_00 }),
      paybill('11:51', 'NLJ7RT61SV', 'succeeded', { amount: 1_000_00, eventId: 'NLJ7RT61SV' }),
    ],
    shown: shows('succeeded', { amountReceived: 1_000_00, overpaid: false }),
  },
  {
    says: 'M-Pesa: a part of it, and a prompt for the rest is out',
    steps: [
      KES,
      paybill('11:00', 'NLJ7RT61SV', 'succeeded', { amount: 400_00 }),
      prompt('11:59', 'ws_CO_1', { amount: 600_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 400_00 }),
    later: {
      '2026-11-22 12:00:29': shows('partially_paid', { amountReceived: 400_00 }),
      '2026-11-22 12:00:30': shows('partially_paid', { amountReceived: 400_00, safeToRetry: true }),
    },
  },
  {
    says: 'M-Pesa: one shilling before the order is registered has paid one shilling',
    steps: [
      paybill('11:00', 'NLJ7RT61SV', 'succeeded', { amount: 1_00, mentions: ['No. 1205'] }),
      KES,
    ],
    shown: shows('partially_paid', { amountReceived: 1_00, amount: 1_000_00, safeToRetry: true }),
  },
  {
    says: 'Paystack: one naira, and the merchant has not spoken',
    steps: [paystack('11:00', '4099490251', 'succeeded', { amount: 1_00 })],
    shown: shows('succeeded', {
      amountReceived: 1_00,
      registered: false,
      amount: null,
      currency: 'NGN',
    }),
  },
  {
    says: 'MTN MoMo: a provider without times says that it failed, and that it was under way',
    steps: [
      put({ amount: 20_000, currency: 'UGX' }),
      momo('~11:01', '947354', 'failed', { doubt: 0, reason: { code: 'insufficient_funds' } }),
      momo('~11:02', '947354', 'processing'),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'insufficient_funds' } }),
  },
  {
    says: 'MTN MoMo: a provider without times; the shop’s own words have some, and none decide',
    steps: [
      put({ amount: 20_000, currency: 'UGX' }),
      hand('11:00', { status: 'requires_action', payment: '947354', provider: 'MTN' }),
      momo('~11:01', '947354', 'canceled', { doubt: 0 }),
      hand('11:03', { status: 'processing', payment: '947354', provider: 'MTN' }),
    ],
    shown: shows('canceled', { safeToRetry: true, provider: 'mtn-momo' }),
  },
  {
    says: 'Flutterwave: no times, failed and successful of one transaction',
    steps: [
      NGN,
      flutterwave('~11:01', '285959875', 'succeeded', { amount: 5_000_00 }),
      flutterwave('~11:02', '285959875', 'failed'),
    ],
    shown: shows('succeeded', { amountReceived: 5_000_00 }),
  },
]

const MONEY: History[] = [
  {
    says: 'Adyen: held',
    steps: [EUR, adyen('11:00', '881613', 'authorized', { amount: 50_00 })],
    shown: shows('authorized', { provider: 'adyen' }),
  },
  {
    says: 'Adyen: captured in two parts',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 done', { amount: 30_00 }),
      adyen('11:20', '881613', 'capture A2 done', { amount: 20_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Adyen: captured in part',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 pending', { amount: 30_00 }),
      adyen('11:11', '881613', 'capture A1 done', { amount: 30_00 }),
      adyen('11:20', '881613', 'capture A2 pending', { amount: 20_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 30_00, safeToRetry: true }),
  },
  {
    says: 'Adyen: captured in part, and the rest of what was held expired',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 done', { amount: 30_00 }),
      adyen('11:50', '881613', 'expired', { amount: 50_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 30_00, safeToRetry: true }),
  },
  {
    says: 'Adyen: a capture that failed after its success: the money is still held',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 done', { amount: 50_00 }),
      adyen('11:40', '881613', 'capture A1 failed', { amount: 50_00 }),
    ],
    shown: shows('authorized'),
  },
  {
    says: 'Adyen: a capture that failed is taken again under its name',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:30', '881613', 'capture A1 done', { amount: 50_00 }),
      adyen('11:20', '881613', 'capture A1 failed', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Adyen: an instant payment’s capture failed: what success took is taken back',
    steps: [
      EUR,
      adyen('11:00', '881613', 'succeeded', { amount: 50_00 }),
      adyen('11:40', '881613', 'capture A1 failed', { amount: 50_00 }),
    ],
    shown: shows('authorized'),
  },
  {
    says: 'Adyen: an instant payment’s capture failed in part',
    steps: [
      EUR,
      adyen('11:00', '881613', 'succeeded', { amount: 50_00 }),
      adyen('11:40', '881613', 'capture A1 failed', { amount: 20_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 30_00, safeToRetry: true }),
  },
  {
    says: 'Adyen: a capture failed, the next one worked',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 failed', { amount: 50_00 }),
      adyen('11:20', '881613', 'capture A2 done', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Adyen: a capture failed of a payment that succeeded, the next one worked',
    steps: [
      EUR,
      adyen('11:00', '881613', 'succeeded', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 failed', { amount: 50_00 }),
      adyen('11:20', '881613', 'capture A2 done', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'success says how much: a capture beside it adds nothing, and takes nothing',
    steps: [
      EUR,
      adyen('11:00', '881613', 'succeeded', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 done', { amount: 30_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Adyen: a capture failed, and what was held is let go',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 failed', { amount: 50_00 }),
      adyen('11:20', '881613', 'canceled', { doubt: 0 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'Checkout.com: success is taken back by a capture of which nobody says how much',
    steps: [
      put({ amount: 50_00, currency: 'GBP' }),
      checkout('11:00', 'pay_mbabiz', 'succeeded', { amount: 50_00 }),
      checkout('11:10', 'pay_mbabiz', 'capture act_1 failed'),
    ],
    shown: shows('authorized'),
  },
  {
    says: 'Stripe: a voucher pays for all of it, and nothing is left to pay',
    steps: [
      put({ amount: 0, currency: 'EUR' }),
      stripe('11:00', 'cs_live_a1', 'succeeded', { amount: 0 }),
    ],
    shown: shows('succeeded'),
  },
  {
    says: 'Checkout.com: captured, and nobody can read how much: it is never all of it',
    steps: [
      put({ amount: 80_00, currency: 'GBP' }),
      checkout('11:00', 'pay_mbabiz', 'authorized', { amount: 50_00 }),
      checkout('11:10', 'pay_mbabiz', 'capture act_1 done'),
    ],
    shown: shows('authorized'),
  },
  {
    says: 'Checkout.com: a capture is declined, and the money stays held',
    steps: [
      put({ amount: 50_00, currency: 'GBP' }),
      checkout('11:00', 'pay_mbabiz', 'authorized', { amount: 50_00 }),
      checkout('11:10', 'pay_mbabiz', 'capture act_1 failed', { amount: 50_00 }),
    ],
    shown: shows('authorized'),
  },
  {
    says: 'Stripe: refunded in parts, told one by one and as a running total: once',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00, references: ['ch_3QeF'] }),
      stripe('11:10', 'pi_3QeF', 'refund re_1 done', { amount: 15_00 }),
      stripe('11:10', 'pi_3QeF', 'refunds', { amount: 15_00, references: ['ch_3QeF'] }),
      stripe('11:20', 'pi_3QeF', 'refund re_2 done', { amount: 10_00 }),
      stripe('11:20', 'pi_3QeF', 'refunds', { amount: 25_00, references: ['ch_3QeF'] }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 25_00 }),
  },
  {
    says: 'Stripe: refunds told as a total, of which single ones are missing',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_3QeF', 'refund re_1 done', { amount: 15_00 }),
      stripe('11:20', 'pi_3QeF', 'refunds', { amount: 50_00 }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'Stripe: a refund that is pending has not gone back',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_3QeF', 'refund re_1 pending', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Stripe: a refund that bounced, and the total that shrank with it',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_3QeF', 'refund re_1 done', { amount: 50_00 }),
      stripe('11:10', 'pi_3QeF', 'refunds', { amount: 50_00 }),
      stripe('11:40', 'pi_3QeF', 'refund re_1 failed', { amount: 50_00 }),
      stripe('11:40', 'pi_3QeF', 'refunds', { amount: 0 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Adyen: a refund that bounced is sent again under its name',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:01', '881613', 'capture A1 done', { amount: 50_00 }),
      adyen('11:30', '881613', 'refund R1 done', { amount: 50_00 }),
      adyen('11:20', '881613', 'refund R1 failed', { amount: 50_00 }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'Razorpay: two refunds in parts that make all of it',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 500_00 }),
      razorpay('11:10', 'pay_Q1', 'refund rfnd_1 done', { amount: 200_00 }),
      razorpay('11:20', 'pay_Q1', 'refund rfnd_2 done', { amount: 300_00 }),
    ],
    shown: shows('refunded', { amountReceived: 500_00, amountRefunded: 500_00 }),
  },
  {
    says: 'Razorpay: of two refunds one fails',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 500_00 }),
      razorpay('11:10', 'pay_Q1', 'refund rfnd_1 done', { amount: 200_00 }),
      razorpay('11:20', 'pay_Q1', 'refund rfnd_2 done', { amount: 300_00 }),
      razorpay('11:30', 'pay_Q1', 'refund rfnd_2 failed', { amount: 300_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 500_00, amountRefunded: 200_00 }),
  },
  {
    says: 'Mollie: it stays paid, the running total of refunds tells',
    steps: [
      EUR,
      mollie('11:00', 'tr_7UhSN1zuXS', 'succeeded', { amount: 50_00 }),
      mollie('11:30', 'tr_7UhSN1zuXS', 'refunds', { amount: 20_00 }),
      mollie('11:30', 'tr_7UhSN1zuXS', 'succeeded', { amount: 50_00, eventId: 'again' }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
  {
    says: 'Paystack: a refund is told before the payment, and does not say of which day',
    steps: [
      NGN,
      paystack('~11:10', '4099260516', 'refund 3018284 done', { amount: 5_000_00 }),
      paystack('11:00', '4099260516', 'succeeded', { amount: 5_000_00 }),
    ],
    shown: shows('refunded', { amountReceived: 5_000_00, amountRefunded: 5_000_00 }),
  },
  {
    says: 'Paystack: a refund of which nobody can read how much is never all of it',
    steps: [
      NGN,
      paystack('11:00', '4099260516', 'succeeded', { amount: 5_000_00 }),
      paystack('~11:10', '4099260516', 'refund 3018284 done'),
    ],
    shown: shows('succeeded', { amountReceived: 5_000_00 }),
  },
  {
    says: 'a gateway without times: some went back, all went back',
    steps: [
      EUR,
      gateway('~11:00', 'p-1', 'succeeded', { amount: 50_00 }),
      gateway('~11:10', 'p-1', 'refunds', { amount: 20_00 }),
      gateway('~11:20', 'p-1', 'refunds'),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'a refund is all that we ever hear: so it was paid',
    steps: [EUR, adyen('11:10', '881613', 'refund R1 done', { amount: 20_00 })],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
  {
    says: 'more goes back than came: what came',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'succeeded', { amount: 50_00 }),
      gateway('11:10', 'p-1', 'refund r-1 done', { amount: 60_00 }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'nobody knows what the order asks, and some of it goes back',
    steps: [
      gateway('11:00', 'p-1', 'succeeded', { amount: 50_00 }),
      gateway('11:10', 'p-1', 'refund r-1 done', { amount: 20_00 }),
    ],
    shown: shows('partially_refunded', {
      amountReceived: 50_00,
      amountRefunded: 20_00,
      registered: false,
    }),
  },
  {
    says: 'paid twice, by two providers',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      mollie('11:05', 'tr_7UhSN1zuXS', 'succeeded', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 100_00, overpaid: true, provider: 'mollie' }),
  },
  {
    says: 'paid twice, and one goes back',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      mollie('11:05', 'tr_7UhSN1zuXS', 'succeeded', { amount: 50_00 }),
      mollie('11:20', 'tr_7UhSN1zuXS', 'refunds', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 100_00, amountRefunded: 50_00 }),
  },
  {
    says: 'paid twice, and a part of one goes back: still too much',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      mollie('11:05', 'tr_7UhSN1zuXS', 'succeeded', { amount: 50_00 }),
      mollie('11:20', 'tr_7UhSN1zuXS', 'refunds', { amount: 49_99 }),
    ],
    shown: shows('succeeded', { amountReceived: 100_00, amountRefunded: 49_99, overpaid: true }),
  },
  {
    says: 'one cent is missing',
    steps: [EUR, stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 49_99 })],
    shown: shows('partially_paid', { amountReceived: 49_99, safeToRetry: true }),
  },
  {
    says: 'one cent is too much',
    steps: [EUR, stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_01 })],
    shown: shows('succeeded', { amountReceived: 50_01, overpaid: true }),
  },
  {
    says: 'a part is paid, another attempt failed for certain',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 20_00 }),
      stripe('11:10', 'pi_2', 'failed', { amount: 30_00, doubt: 0, reason: { code: 'declined' } }),
    ],
    shown: shows('partially_paid', { amountReceived: 20_00, safeToRetry: true }),
  },
  {
    says: 'a part is paid, and the rest is under way',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 20_00 }),
      stripe('11:10', 'pi_2', 'processing', { amount: 30_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 20_00 }),
  },
  {
    says: 'a part is paid, of another attempt nobody knows for three days',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 20_00 }),
      gateway('11:10', 'p-2', 'failed', { amount: 30_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 20_00 }),
    later: {
      '2026-11-24 11:09:59': shows('partially_paid', { amountReceived: 20_00 }),
      '2026-11-24 11:10': shows('partially_paid', { amountReceived: 20_00, safeToRetry: true }),
    },
  },
  {
    says: 'Xendit: paid in another currency than asked',
    steps: [
      put({ amount: 100_000_00, currency: 'IDR' }),
      xendit('11:00', '579c8d61f23fa4ca', 'succeeded', { amount: 100_000_00, currency: 'USD' }),
    ],
    shown: shows('processing', { currency: 'IDR', reason: { code: 'currency_mismatch' } }),
  },
  {
    says: 'Stripe: foreign money came, and went back: pay again in ours',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00, currency: 'USD' }),
      stripe('11:30', 'pi_3QeF', 'refund re_1 done', { amount: 50_00, currency: 'USD' }),
    ],
    shown: shows('pending', { currency: 'EUR' }),
  },
  {
    says: 'Stripe: foreign money came, and a part of it is kept',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00, currency: 'USD' }),
      stripe('11:30', 'pi_3QeF', 'refund re_1 done', { amount: 49_00, currency: 'USD' }),
    ],
    shown: shows('processing', { reason: { code: 'currency_mismatch' } }),
  },
  {
    says: 'foreign money beside all of ours, in a currency that comes first in the alphabet',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, currency: 'AUD' }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, currency: 'EUR' }),
  },
  {
    says: 'a part is paid, and foreign money came too: nobody pays again until that is sorted out',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 20_00 }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 30_00, currency: 'USD' }),
    ],
    shown: shows('partially_paid', { amountReceived: 20_00 }),
  },
  {
    says: 'foreign money came, and another attempt waits for the shopper',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, currency: 'USD' }),
      stripe('11:10', 'pi_2', 'requires_action', { amount: 50_00 }),
    ],
    shown: shows('processing', { reason: { code: 'currency_mismatch' } }),
  },
  {
    says: 'an attempt failed for certain, and foreign money came too',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'failed', { doubt: 0, reason: { code: 'declined' } }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 30_00, currency: 'USD' }),
    ],
    shown: shows('processing', { reason: { code: 'currency_mismatch' } }),
  },
  {
    says: 'the merchant says what the order asks after it was paid',
    steps: [
      put({ description: '2 × towel', number: '№ 1205' }),
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 20_00 }),
      EUR,
    ],
    shown: shows('partially_paid', {
      amountReceived: 20_00,
      safeToRetry: true,
      description: '2 × towel',
      number: '№ 1205',
    }),
  },
  {
    says: 'the merchant says in which currency after it was paid in two',
    steps: [
      put({ amount: 50_00 }),
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, currency: 'EUR' }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 30_00, currency: 'USD' }),
      put({ currency: 'USD' }),
    ],
    shown: shows('partially_paid', { amountReceived: 30_00, currency: 'USD' }),
  },
  {
    says: 'nobody said in which currency, and it was paid in two: they are not added up',
    steps: [
      put({ amount: 80_00 }),
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, currency: 'USD' }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 30_00, currency: 'EUR' }),
    ],
    shown: shows('partially_paid', { amountReceived: 30_00, currency: 'EUR' }),
  },
]

const VOIDS: History[] = [
  {
    says: 'Midtrans: captured, and canceled before it settles: nothing is paid',
    steps: [
      put({ amount: 100_000_00, currency: 'IDR' }),
      midtrans('11:00', 'b3a40398', 'succeeded', { amount: 100_000_00 }),
      midtrans('11:30', 'b3a40398', 'void canceled', { doubt: 0 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'Midtrans: captured and canceled, and nobody says when',
    steps: [
      put({ amount: 100_000_00, currency: 'IDR' }),
      midtrans('~11:00', 'b3a40398', 'succeeded', { amount: 100_000_00 }),
      midtrans('~11:30', 'b3a40398', 'void canceled', { doubt: 0 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'Midtrans: the void has a time, and the success has none',
    steps: [
      put({ amount: 100_000_00, currency: 'IDR' }),
      midtrans('~11:40', 'b3a40398', 'succeeded', { amount: 100_000_00 }),
      midtrans('11:30', 'b3a40398', 'void canceled', { doubt: 0 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'BTCPay: settled, marked as invalid, and marked as settled again',
    steps: [
      EUR,
      btcpay('11:00', 'Hj6UkZV8', 'succeeded'),
      btcpay('11:10', 'Hj6UkZV8', 'void failed', { doubt: 0 }),
      btcpay('11:20', 'Hj6UkZV8', 'succeeded', { eventId: 'again' }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'BTCPay: settled, and marked as invalid in the same second',
    steps: [
      EUR,
      btcpay('11:00:05', 'Hj6UkZV8', 'succeeded'),
      btcpay('11:00:05', 'Hj6UkZV8', 'void failed', { doubt: 0, reason: { code: 'unknown' } }),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'unknown' } }),
  },
  {
    says: 'Checkout.com: the bank returns it after its success, and nobody knows whether it tries again',
    steps: [
      put({ amount: 50_00, currency: 'GBP' }),
      checkout('11:00', 'pay_mbabiz', 'succeeded', { amount: 50_00 }),
      checkout('11:30', 'pay_mbabiz', 'void failed', { reason: { code: 'insufficient_funds' } }),
    ],
    shown: shows('failed', { reason: { code: 'insufficient_funds' } }),
    later: {
      '2026-11-24 11:30': shows('failed', {
        reason: { code: 'insufficient_funds' },
        safeToRetry: true,
      }),
    },
  },
  {
    says: 'Checkout.com: captured in two parts, and voided: nothing is left of either',
    steps: [
      put({ amount: 50_00, currency: 'GBP' }),
      checkout('11:00', 'pay_mbabiz', 'authorized', { amount: 50_00 }),
      checkout('11:05', 'pay_mbabiz', 'capture act_1 done', { amount: 30_00 }),
      checkout('11:10', 'pay_mbabiz', 'capture act_2 done', { amount: 20_00 }),
      checkout('11:30', 'pay_mbabiz', 'void canceled', { doubt: 0 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'Adyen: returned by the bank, and captured once more after that',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:05', '881613', 'capture A1 done', { amount: 50_00 }),
      adyen('11:10', '881613', 'void failed'),
      adyen('11:20', '881613', 'capture A2 done', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 100_00, overpaid: true }),
  },
  {
    says: 'Flutterwave: refunded and voided: nothing came, and nothing went back',
    steps: [
      NGN,
      flutterwave('11:00', '285959875', 'succeeded', { amount: 5_000_00 }),
      flutterwave('11:10', '285959875', 'refund R1 done', { amount: 5_000_00 }),
      flutterwave('11:20', '285959875', 'void canceled', { doubt: 0 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'voided, and disputed all the same',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'succeeded', { amount: 50_00 }),
      gateway('11:10', 'p-1', 'void failed', { doubt: 0 }),
      gateway('11:20', 'p-1', 'dispute d-1 open'),
    ],
    shown: shows('disputed'),
  },
  {
    says: 'a void is all that we ever hear',
    steps: [EUR, gateway('11:10', 'p-1', 'void canceled', { doubt: 0 })],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'two voids at one time: the one that failed counts',
    steps: [
      EUR,
      gateway('11:10', 'p-1', 'void canceled', { doubt: 0 }),
      gateway('11:10', 'p-1', 'void failed', { doubt: 0 }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'one payment is voided, and another one paid',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_1', 'void canceled', { doubt: 0 }),
      stripe('11:20', 'pi_2', 'succeeded', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'PayPal: the approval of an order is reversed, whose money was only held',
    steps: [
      USD,
      paypal('11:00', '3C679366HH908993F', 'authorized', {
        amount: 50_00,
        containers: ['5O190127TN364715T'],
      }),
      paypal('11:10', '5O190127TN364715T', 'void canceled', { doubt: 0 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'PayPal: an authorization is voided after a part of it was captured: that part was taken',
    steps: [
      USD,
      paypal('11:00', '9T287484DP554682S', 'authorized', { amount: 50_00 }),
      paypal('11:05', '3C679366HH908993F', 'succeeded', {
        amount: 30_00,
        containers: ['9T287484DP554682S'],
      }),
      paypal('11:10', '9T287484DP554682S', 'void canceled', { doubt: 0 }),
    ],
    shown: shows('partially_paid', { amountReceived: 30_00, safeToRetry: true }),
  },
  {
    says: 'a container is voided, is at it again, and what is inside it is held',
    steps: [
      USD,
      paypal('11:00', '3C679366HH908993F', 'authorized', { containers: ['5O190127TN364715T'] }),
      paypal('11:10', '5O190127TN364715T', 'void canceled', { doubt: 0 }),
      paypal('11:20', '5O190127TN364715T', 'processing'),
    ],
    shown: shows('authorized'),
  },
  {
    says: 'a gateway names one payment twice, and voids it by its second name',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'succeeded', { amount: 50_00, references: ['txn-9'] }),
      gateway('11:01', 'txn-9', 'void canceled', { doubt: 0, references: ['p-1'] }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
]

const LAPSES: History[] = [
  {
    says: 'Adyen: the offer is closed after the money was held, which it says nothing of',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:30', '881613', 'expired'),
    ],
    shown: shows('authorized'),
    later: { '2026-11-25 12:00': shows('authorized') },
  },
  {
    says: 'Adyen: the offer is closed, and nobody says when',
    steps: [
      EUR,
      adyen('11:00', '881613', 'requires_action'),
      adyen('~11:30', '881613', 'expired', { doubt: 0, reason: { code: 'expired' } }),
    ],
    shown: shows('expired', { safeToRetry: true, reason: { code: 'expired' } }),
  },
  {
    says: 'Mollie: it expired in the second in which it was made',
    steps: [
      EUR,
      mollie('11:00', 'tr_7UhSN1zuXS', 'requires_action'),
      mollie('11:00', 'tr_7UhSN1zuXS', 'expired', { doubt: 0 }),
    ],
    shown: shows('expired', { safeToRetry: true }),
  },
  {
    says: 'Mollie: an attempt that was called off has not expired, whatever a timer says later',
    steps: [
      EUR,
      mollie('11:00', 'tr_7UhSN1zuXS', 'canceled', {
        doubt: 0,
        reason: { code: 'canceled_by_customer' },
      }),
      mollie('11:15', 'tr_7UhSN1zuXS', 'expired'),
    ],
    shown: shows('canceled', { safeToRetry: true, reason: { code: 'canceled_by_customer' } }),
  },
  {
    says: 'nobody acted in time, as the shop hears of it, on what the provider waits for',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'requires_action'),
      hand('11:10', { status: 'expired', payment: 'p-1', final: true }),
    ],
    shown: shows('expired', { safeToRetry: true }),
  },
  {
    says: 'nobody acted in time, says the shop of no payment: what the provider waits for is another',
    steps: [EUR, gateway('11:00', 'p-1', 'requires_action'), hand('11:10', { status: 'expired' })],
    shown: shows('requires_action'),
  },
  {
    says: 'nobody acted in time, as the shop hears of it, and the provider is at it again',
    steps: [
      EUR,
      hand('11:10', { status: 'expired', payment: 'p-1', final: true }),
      gateway('11:20', 'p-1', 'processing'),
    ],
    shown: shows('processing'),
  },
  {
    says: 'said by hand: expired; and paid, which was a mistake: the latest word stands',
    steps: [
      EUR,
      hand('11:00', { status: 'succeeded' }),
      hand('11:10', { status: 'expired', final: true }),
    ],
    shown: shows('expired', { safeToRetry: true }),
  },
  {
    says: 'said by hand: expired, and paid after all',
    steps: [EUR, hand('11:00', { status: 'expired' }), hand('11:10', { status: 'succeeded' })],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
]

const LET_GO: History[] = [
  {
    says: 'Stripe: a hold is let go, which it tells as a refund of what never came',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'authorized', { amount: 50_00 }),
      stripe('11:30', 'pi_3QeF', 'refund re_1 done', { amount: 50_00 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'Stripe: a canceled intent, and the refund of what never came',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'authorized', { amount: 50_00 }),
      stripe('11:30', 'pi_3QeF', 'canceled', { doubt: 0 }),
      stripe('11:30', 'pi_3QeF', 'refund re_1 done', { amount: 50_00 }),
      stripe('11:30', 'pi_3QeF', 'refunds', { amount: 50_00 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'Razorpay: it failed, was authorized late, and let go: no doubt is left',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'failed', { doubt: 3 * DAY, reason: { code: 'no_response' } }),
      razorpay('11:30', 'pay_Q1', 'refund rfnd_1 done', { amount: 500_00 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'Razorpay: a refund of what was held is under way, so it is held still',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'authorized', { amount: 500_00 }),
      razorpay('11:30', 'pay_Q1', 'refund rfnd_1 pending', { amount: 500_00 }),
    ],
    shown: shows('authorized'),
  },
  {
    says: 'Adyen: a part of what was held is captured, and a refund of it is one',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      adyen('11:10', '881613', 'capture A1 done', { amount: 30_00 }),
      adyen('11:20', '881613', 'refund R1 done', { amount: 10_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 30_00, amountRefunded: 10_00 }),
  },
  {
    says: 'Adyen: an instant payment’s capture failed, and what was held goes back',
    steps: [
      EUR,
      adyen('11:00', '881613', 'succeeded', { amount: 50_00 }),
      adyen('11:40', '881613', 'capture A1 failed', { amount: 50_00 }),
      adyen('11:50', '881613', 'refund R1 done', { amount: 50_00 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'a refund of what the provider still confirms: so it was paid',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'processing', { amount: 50_00 }),
      gateway('11:30', 'p-1', 'refund r-1 done', { amount: 20_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
  {
    says: 'a dispute about what was refunded and never seen to come: so it was paid',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'authorized', { amount: 50_00 }),
      gateway('11:30', 'p-1', 'refund r-1 done', { amount: 50_00 }),
      gateway('11:40', 'p-1', 'dispute d-1 won'),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'what the shop holds by its own word, it refunds by its own word',
    steps: [EUR, hand('11:00', { status: 'authorized' }), hand('11:30', { status: 'refunded' })],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'refunded by hand what the provider only held: it is let go',
    steps: [
      EUR,
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
      hand('11:30', { status: 'refunded' }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
]

const WAIVED: History[] = [
  {
    says: 'Razorpay: the bank’s offer takes 50 off, as one event of two says',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 450_00, waived: 50_00, eventId: 'paid' }),
      razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 450_00, eventId: 'z captured' }),
    ],
    shown: shows('succeeded', { amountReceived: 450_00, waived: 50_00 }),
  },
  {
    says: 'Razorpay: a fee on top is none too much',
    steps: [INR, razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 510_00, waived: -10_00 })],
    shown: shows('succeeded', { amountReceived: 510_00, waived: -10_00 }),
  },
  {
    says: 'a fee on top, of which one cent is missing',
    steps: [INR, razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 509_99, waived: -10_00 })],
    shown: shows('partially_paid', { amountReceived: 509_99, waived: -10_00, safeToRetry: true }),
  },
  {
    says: 'a tax on top, which the merchant had in its amount: the provider calls its own order complete',
    steps: [
      EUR,
      stripe('11:00', 'cs_1', 'succeeded', { amount: 50_00, waived: -8_00, complete: true }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, waived: -8_00 }),
  },
  {
    says: 'a code that the merchant had taken off its amount: none too much',
    steps: [
      EUR,
      stripe('11:00', 'cs_1', 'succeeded', { amount: 50_00, waived: 10_00, complete: true }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, waived: 10_00 }),
  },
  {
    says: 'a tax on top of a complete order, of which some went back: the rest is less than was asked',
    steps: [
      EUR,
      stripe('11:00', 'cs_1', 'succeeded', { amount: 58_00, waived: -8_00, complete: true }),
      stripe('11:30', 'cs_1', 'refunds', { amount: 8_00 }),
    ],
    shown: shows('partially_refunded', {
      ...{ amountReceived: 58_00, amountRefunded: 8_00, waived: -8_00 },
    }),
  },
  {
    says: 'Stripe: a code takes all of it off',
    steps: [EUR, stripe('11:00', 'cs_live_a1', 'succeeded', { amount: 0, waived: 50_00 })],
    shown: shows('succeeded', { waived: 50_00 }),
  },
  {
    says: 'Stripe: a code takes all of it off, and what came besides goes back',
    steps: [
      EUR,
      stripe('11:00', 'cs_live_a1', 'succeeded', { amount: 0, waived: 50_00 }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 50_00 }),
      stripe('11:20', 'pi_2', 'refund re_1 done', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, amountRefunded: 50_00, waived: 50_00 }),
  },
  {
    says: 'nothing was asked, and what came all the same went back',
    steps: [
      put({ amount: 0, currency: 'EUR' }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 50_00 }),
      stripe('11:20', 'pi_2', 'refund re_1 done', { amount: 50_00 }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'Stripe: the session knows of the code, the intent inside it of the money',
    steps: [
      EUR,
      stripe('11:00', 'cs_live_a1', 'succeeded', { amount: 40_00, waived: 10_00 }),
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 40_00, containers: ['cs_live_a1'] }),
    ],
    shown: shows('succeeded', { amountReceived: 40_00, waived: 10_00 }),
  },
  {
    says: 'Stripe: a code takes some off, which is taken back before the shopper pays',
    steps: [
      EUR,
      stripe('11:00', 'cs_live_a1', 'processing', { waived: 10_00 }),
      stripe('11:05', 'cs_live_a1', 'succeeded', { amount: 50_00, waived: 0 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, waived: undefined }),
  },
  {
    says: 'what is waived of an attempt that brought nothing is waived of nothing',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'failed', { doubt: 0, waived: 50_00, reason: { code: 'declined' } }),
    ],
    shown: shows('failed', {
      safeToRetry: true,
      waived: undefined,
      reason: { code: 'declined' },
    }),
  },
  {
    says: 'more comes than was asked less what was waived',
    steps: [EUR, stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00, waived: 10_00 })],
    shown: shows('succeeded', { amountReceived: 50_00, waived: 10_00, overpaid: true }),
  },
  {
    says: 'paid at a discount, and a part goes back',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 40_00, waived: 10_00 }),
      stripe('11:10', 'pi_3QeF', 'refund re_1 done', { amount: 5_00 }),
    ],
    shown: shows('partially_refunded', {
      amountReceived: 40_00,
      amountRefunded: 5_00,
      waived: 10_00,
    }),
  },
  {
    says: 'paid at a discount, all of it goes back, and it is paid in full',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 40_00, waived: 10_00 }),
      stripe('11:10', 'pi_1', 'refund re_1 done', { amount: 40_00 }),
      stripe('11:20', 'pi_2', 'succeeded', { amount: 50_00 }),
    ],
    shown: shows('succeeded', {
      amountReceived: 90_00,
      amountRefunded: 40_00,
      waived: undefined,
    }),
  },
  {
    says: 'foreign money at a discount: nothing of ours is waived',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 40_00, currency: 'USD', waived: 10_00 }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 45_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 45_00, waived: undefined }),
  },
  {
    says: 'the provider calls its own order complete: nobody pays the rest of what we ask',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'succeeded', {
        amount: 450_00,
        complete: true,
        eventId: 'order.paid',
      }),
      razorpay('11:01', 'pay_Q1', 'succeeded', { amount: 450_00, eventId: 'captured' }),
    ],
    shown: shows('partially_paid', { amountReceived: 450_00 }),
  },
  {
    says: 'the provider’s order is complete for nothing, and another attempt failed for certain',
    steps: [
      EUR,
      stripe('11:00', 'cs_live_a1', 'succeeded', { amount: 0, complete: true }),
      stripe('11:10', 'pi_2', 'failed', { doubt: 0, reason: { code: 'declined' } }),
    ],
    shown: shows('failed', { reason: { code: 'declined' } }),
  },
  {
    says: 'the provider calls its order complete, and the bank returns the money',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, complete: true }),
      stripe('11:10', 'pi_1', 'void failed', { doubt: 0 }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'BTCPay: more came than was asked, and nobody says how much',
    steps: [EUR, btcpay('11:00', 'Hj6UkZV8', 'succeeded', { overpaid: true })],
    shown: shows('succeeded', { amountReceived: 50_00, overpaid: true }),
  },
  {
    says: 'BTCPay: more came than was asked, and something went back',
    steps: [
      EUR,
      btcpay('11:00', 'Hj6UkZV8', 'succeeded', { amount: 51_00, overpaid: true }),
      btcpay('11:10', 'Hj6UkZV8', 'refund R1 done', { amount: 1_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 51_00, amountRefunded: 1_00 }),
  },
  {
    says: 'BTCPay: more came of one invoice than it asked, and less than the order does',
    steps: [EUR, btcpay('11:00', 'Hj6UkZV8', 'succeeded', { amount: 20_00, overpaid: true })],
    shown: shows('partially_paid', { amountReceived: 20_00, safeToRetry: true }),
  },
  {
    says: 'an attempt of nothing is no part of it',
    steps: [EUR, adyen('11:00', '881613', 'succeeded', { amount: 0 })],
    shown: shows('pending'),
  },
]

const NAMED_BY_SHOPPERS: History[] = [
  {
    says: 'Razorpay: a stranger’s attempt of one rupee, under a name that is easily guessed',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'failed', { amount: 1_00, doubt: 0, namedBy: 'shopper' }),
    ],
    shown: shows('pending', { provider: undefined }),
  },
  {
    says: 'a stranger’s attempt in another currency, which is in doubt',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'failed', { amount: 500_00, doubt: 0, namedBy: 'shopper' }),
      razorpay('11:10', 'pay_Q2', 'failed', {
        amount: 500_00,
        currency: 'USD',
        namedBy: 'shopper',
        reason: { code: 'provider_error' },
      }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'an attempt of the order’s own amount is heeded, whoever names it',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'failed', {
        amount: 500_00,
        doubt: 0,
        namedBy: 'shopper',
        reason: { code: 'declined' },
      }),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'declined' } }),
  },
  {
    says: 'an attempt of which nobody says how much is heeded',
    steps: [INR, razorpay('11:00', 'pay_Q1', 'failed', { namedBy: 'shopper' })],
    shown: shows('failed'),
  },
  {
    says: 'an attempt of another amount is heeded once the merchant’s own field names it, too',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'processing', { amount: 1_00 }),
      razorpay('11:05', 'pay_Q1', 'failed', { amount: 1_00, doubt: 0, namedBy: 'shopper' }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'an attempt of another amount is heeded where the merchant registered what it lies in',
    steps: [
      put({ amount: 500_00, currency: 'INR', references: ['order_NXhj67'] }),
      razorpay('11:00', 'pay_Q1', 'failed', {
        amount: 1_00,
        doubt: 0,
        containers: ['order_NXhj67'],
        namedBy: 'shopper',
      }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'a dispute about what a stranger paid, and the bank returned, is one',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'failed', { amount: 1_00, doubt: 0, namedBy: 'shopper' }),
      razorpay('11:10', 'pay_Q1', 'void failed', { doubt: 0 }),
      razorpay('11:20', 'pay_Q1', 'dispute disp_1 open'),
    ],
    shown: shows('disputed'),
  },
  {
    says: 'one rupee that came has come, whoever sent it',
    steps: [INR, razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 1_00, namedBy: 'shopper' })],
    shown: shows('partially_paid', { amountReceived: 1_00, safeToRetry: true }),
  },
  {
    says: 'the order has a number beside its id, and the number is registered',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', {
        amount: 50_00,
        orderId: '4711',
        orderAliases: [ORDER],
      }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, registered: true }),
  },
  {
    says: 'the order has a number beside its id, and nobody has registered either',
    steps: [stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00, orderAliases: ['4711'] })],
    shown: shows('succeeded', { amountReceived: 50_00, registered: false }),
  },
]

const TEST_MONEY: History[] = [
  {
    says: 'Stripe: test money for a live order, after a decline',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'failed', { doubt: 0, reason: { code: 'declined' } }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 50_00, test: true }),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'declined' }, test: false }),
  },
  {
    says: 'Stripe: test money for an order that was registered for it',
    steps: [
      put({ amount: 50_00, currency: 'EUR', test: true }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 50_00, test: true }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, test: true }),
  },
  {
    says: 'Stripe: test money for an order of which we hear only later that it is for it',
    steps: [
      EUR,
      put({ test: true }),
      stripe('11:10', 'pi_2', 'processing', { test: true }),
      stripe('11:11', 'pi_2', 'succeeded', { amount: 50_00, test: true, orderId: undefined }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, test: true }),
  },
  {
    says: 'Stripe: test money of which nobody says whose it is',
    steps: [stripe('11:10', 'pi_2', 'succeeded', { amount: 50_00, test: true }), KES],
    shown: shows('pending', { amount: 1_000_00, test: false }),
  },
]

const DISPUTES: History[] = [
  {
    says: 'Stripe: a dispute names the intent only, and may come before anything else does',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:30', 'pi_3QeF', 'dispute du_1 open', { amount: 50_00 }),
    ],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
  {
    says: 'Stripe: a dispute that names nothing but the charge',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00, references: ['ch_3QeF'] }),
      stripe('11:30', 'ch_3QeF', 'dispute du_1 open', { amount: 50_00 }),
    ],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
  {
    says: 'Stripe: a dispute is won',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:30', 'pi_3QeF', 'dispute du_1 open', { amount: 50_00 }),
      stripe('11:40', 'pi_3QeF', 'dispute du_1 won', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'Stripe: a dispute is lost',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:30', 'pi_3QeF', 'dispute du_1 open', { amount: 50_00 }),
      stripe('11:40', 'pi_3QeF', 'dispute du_1 lost', { amount: 50_00 }),
    ],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
  {
    says: 'Razorpay: two disputes, one of them won',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 500_00 }),
      razorpay('11:10', 'pay_Q1', 'dispute disp_1 open'),
      razorpay('11:20', 'pay_Q1', 'dispute disp_2 open'),
      razorpay('11:30', 'pay_Q1', 'dispute disp_1 won'),
    ],
    shown: shows('disputed', { amountReceived: 500_00 }),
  },
  {
    says: 'Razorpay: two disputes, both of them won',
    steps: [
      INR,
      razorpay('11:00', 'pay_Q1', 'succeeded', { amount: 500_00 }),
      razorpay('11:10', 'pay_Q1', 'dispute disp_1 open'),
      razorpay('11:20', 'pay_Q1', 'dispute disp_2 open'),
      razorpay('11:30', 'pay_Q1', 'dispute disp_1 won'),
      razorpay('11:40', 'pay_Q1', 'dispute disp_2 won'),
    ],
    shown: shows('succeeded', { amountReceived: 500_00 }),
  },
  {
    says: 'Flutterwave: a dispute without times, and that it was won',
    steps: [
      NGN,
      flutterwave('~11:00', '285959875', 'succeeded', { amount: 5_000_00 }),
      flutterwave('~11:10', '285959875', 'dispute 90871 won'),
      flutterwave('~11:20', '285959875', 'dispute 90871 open'),
    ],
    shown: shows('succeeded', { amountReceived: 5_000_00 }),
  },
  {
    says: 'Adyen: a chargeback, reversed, and charged back a second time',
    steps: [
      EUR,
      adyen('11:00', '881613', 'succeeded', { amount: 50_00 }),
      adyen('11:10', '881613', 'dispute D1 open'),
      adyen('11:20', '881613', 'dispute D1 won'),
      adyen('11:30', '881613', 'dispute D1 open'),
    ],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
  {
    says: 'PayPal: a dispute ends with the money back',
    steps: [
      USD,
      paypal('11:00', '3C679366HH908993F', 'succeeded', { amount: 50_00 }),
      paypal('11:10', '3C679366HH908993F', 'dispute PP-D-27803 open'),
      paypal('11:20', '3C679366HH908993F', 'dispute PP-D-27803 won'),
      paypal('11:20', '3C679366HH908993F', 'refund 1JU08902781691411 done', { amount: 50_00 }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'a dispute is open, and the other payment would be enough',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_1', 'dispute du_1 open'),
      stripe('11:20', 'pi_2', 'succeeded', { amount: 50_00 }),
    ],
    shown: shows('disputed', { amountReceived: 100_00, overpaid: true }),
  },
  {
    says: 'a dispute about foreign money contests the order',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, currency: 'USD' }),
      stripe('11:10', 'pi_1', 'dispute du_1 open', { currency: 'USD' }),
    ],
    shown: shows('disputed'),
  },
  {
    says: 'a dispute that was won is all that we ever hear: so it was paid',
    steps: [EUR, adyen('11:10', '881613', 'dispute D1 won')],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'a dispute is all that we ever hear: so it was paid',
    steps: [EUR, adyen('11:10', '881613', 'dispute D1 open')],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
]

const ANSWERS: History[] = [
  {
    says: 'asked, the provider still calls it failed: a callback of before is no news',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', {
        doubt: 0,
        receivedAt: clock('11:30'),
        until: clock('11:30'),
      }),
      gateway('11:20', 'p-1', 'processing'),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'asked, the provider calls it failed since eleven, which is where its doubt begins',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', {
        doubt: 60 * 60_000,
        receivedAt: clock('11:30'),
        until: clock('11:30'),
      }),
      gateway('11:59', 'p-2', 'failed', { doubt: 0, reason: { code: 'declined' } }),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'declined' } }),
  },
  {
    says: 'what happened after the provider was asked is news',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', {
        doubt: 0,
        receivedAt: clock('11:30'),
        until: clock('11:30'),
      }),
      gateway('11:31', 'p-1', 'requires_action'),
    ],
    shown: shows('requires_action'),
  },
  {
    says: 'an answer from the future has no place of its own',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', { doubt: 0, until: clock('2099-01-01 00:00') }),
      gateway('11:20', 'p-1', 'processing'),
    ],
    shown: shows('processing'),
  },
]

const CLOCKS: History[] = [
  {
    says: 'Stripe: two events in one second; the one that ends the attempt counts',
    steps: [
      EUR,
      stripe('11:00:05', 'pi_3QeF', 'failed', { doubt: 0, reason: { code: 'declined' } }),
      stripe('11:00:05', 'pi_3QeF', 'requires_action'),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'declined' } }),
  },
  {
    says: 'Square: two failures in one second differ in their reason; the event’s name decides',
    steps: [
      USD,
      square('11:00:05', 'R2B3Z8', 'failed', {
        eventId: 'a',
        doubt: 0,
        reason: { code: 'declined' },
      }),
      square('11:00:05', 'R2B3Z8', 'failed', {
        eventId: 'b',
        doubt: 0,
        reason: { code: 'unknown' },
      }),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'unknown' } }),
  },
  {
    says: 'one event of three has no time, so that none of them decides',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', { doubt: 0 }),
      gateway('11:05', 'p-1', 'processing'),
      gateway('~11:06', 'p-1', 'pending'),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'a clock that is two minutes ahead is believed',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', { doubt: 0 }),
      gateway('11:01', 'p-1', 'processing', { time: clock('11:03') }),
    ],
    shown: shows('processing'),
  },
  {
    says: 'a clock that is five minutes ahead is believed, and no more than that',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', { doubt: 0 }),
      gateway('11:01', 'p-1', 'processing', { time: clock('11:06') }),
      gateway('11:00', 'p-2', 'failed', { doubt: 0 }),
      gateway('11:01', 'p-2', 'requires_action', { time: clock('11:06:01') }),
    ],
    shown: shows('processing'),
    later: { '2026-11-25 12:00': shows('processing') },
  },
  {
    says: 'a replay dated 2099 is no news',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', { doubt: 0, reason: { code: 'declined' } }),
      gateway('11:30', 'p-1', 'processing', { time: clock('2099-01-01 00:00') }),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'declined' } }),
  },
  {
    says: 'a refund’s total dated 2099 does not outlive what the provider says next',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_3QeF', 'refunds', { amount: 10_00, time: clock('2099-01-01 00:00') }),
      stripe('11:20', 'pi_3QeF', 'refunds', { amount: 30_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 30_00 }),
  },
  {
    says: 'it was told a month ago, and the merchant knows the order',
    steps: [EUR, stripe('2026-10-01 11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 })],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
]

const BY_HAND: History[] = [
  {
    says: 'paid in cash',
    steps: [KES, hand('11:00', { status: 'succeeded', receipt: 'Z-17' })],
    shown: shows('succeeded', { amountReceived: 1_000_00, receipt: 'Z-17' }),
  },
  {
    says: 'a mistake by hand, and its correction',
    steps: [
      KES,
      hand('11:00', { status: 'succeeded' }),
      hand('11:05', { status: 'failed', reason: { code: 'provider_error' } }),
    ],
    shown: shows('failed', { reason: { code: 'provider_error' } }),
  },
  {
    says: 'the merchant calls it declined: the shop knows that nothing can come of it',
    steps: [KES, hand('11:05', { status: 'failed', reason: { code: 'declined' } })],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'declined' } }),
  },
  {
    says: 'the merchant waits for the shopper to try another PIN: nobody else may pay',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1', { reason: { code: 'authentication_failed' }, expiresIn: 60 }),
    ],
    shown: shows('expired', { reason: { code: 'expired' } }),
  },
  {
    says: 'a mistake by hand, and its correction, which is final',
    steps: [
      KES,
      hand('11:00', { status: 'succeeded' }),
      hand('11:05', { status: 'failed', final: true }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'a mistake by hand is mended after another attempt was called off: it is the latest word',
    steps: [
      KES,
      hand('11:00', { status: 'succeeded' }),
      cashfree('11:03', '5114911', 'canceled', { currency: 'KES', doubt: 0 }),
      hand('11:05', { status: 'failed', final: true }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'paid in cash, in steps, and by card as well',
    steps: [
      KES,
      hand('11:00', { status: 'processing' }),
      hand('11:05', { status: 'succeeded' }),
      stripe('11:30', 'pi_3QeF', 'succeeded', { amount: 1_000_00, currency: 'KES' }),
    ],
    shown: shows('succeeded', { amountReceived: 2_000_00, overpaid: true }),
  },
  {
    says: 'two words by hand at one time: the one that settles counts',
    steps: [
      KES,
      hand('11:00', { status: 'requires_action' }),
      hand('11:00', { status: 'succeeded' }),
    ],
    shown: shows('succeeded', { amountReceived: 1_000_00 }),
  },
  {
    says: 'a part by bank transfer, said by hand, and the rest',
    steps: [
      KES,
      hand('11:00', { status: 'partially_paid', amount: 400_00 }),
      hand('11:30', { status: 'partially_paid', amount: 700_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 700_00, safeToRetry: true }),
  },
  {
    says: 'what a provider took, no word by hand undoes',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:05', { status: 'failed', payment: 'pi_3QeF', final: true }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'the merchant’s final word ends the doubt about what the provider called failed',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', { reason: { code: 'declined' } }),
      hand('11:05', { status: 'failed', payment: 'p-1', final: true }),
    ],
    shown: shows('failed', { safeToRetry: true }),
  },
  {
    says: 'a final word, after which the provider tried again and failed again',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed'),
      hand('11:05', { status: 'failed', payment: 'p-1', final: true }),
      gateway('11:10', 'p-1', 'failed'),
    ],
    shown: shows('failed'),
  },
  {
    says: 'a final word, after which we hear of another failure, from a provider without times',
    steps: [
      put({ amount: 20_000, currency: 'UGX' }),
      hand('11:05', { status: 'canceled', payment: '947354', final: true }),
      momo('~11:10', '947354', 'failed'),
    ],
    shown: shows('failed'),
  },
  {
    says: 'a final word, after which the provider is at it again',
    steps: [
      EUR,
      hand('11:05', { status: 'failed', payment: 'p-1', final: true }),
      gateway('11:10', 'p-1', 'processing'),
    ],
    shown: shows('processing'),
  },
  {
    says: 'the merchant names the provider that nobody else speaks for',
    steps: [KES, hand('11:00', { status: 'processing', payment: 'TX-1', provider: 'airtel' })],
    shown: shows('processing', { provider: 'airtel' }),
  },
  {
    says: 'refunded by hand what the provider took',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'refunded' }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'refunded by hand what one attempt brought, and another did not',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_2', 'failed', { doubt: 0 }),
      hand('11:30', { status: 'refunded' }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'refunded by hand what the provider is still confirming: so it was paid',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'processing', { amount: 50_00 }),
      hand('11:30', { status: 'refunded' }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'paid in cash and by card, and the cash goes back',
    steps: [
      KES,
      hand('11:00', { status: 'succeeded' }),
      stripe('11:05', 'pi_3QeF', 'succeeded', { amount: 1_000_00, currency: 'KES' }),
      hand('11:30', { status: 'refunded' }),
    ],
    shown: shows('succeeded', { amountReceived: 2_000_00, amountRefunded: 1_000_00 }),
  },
  {
    says: 'paid in cash, which goes back at that very time, and by card: only an earlier word is undone',
    steps: [
      KES,
      hand('11:00', { status: 'succeeded' }),
      hand('11:00', { status: 'refunded' }),
      stripe('11:05', 'pi_3QeF', 'succeeded', { amount: 1_000_00, currency: 'KES' }),
    ],
    shown: shows('succeeded', { amountReceived: 2_000_00, amountRefunded: 1_000_00 }),
  },
  {
    says: 'paid in two parts, one of them disputed; the receipt of a refund is not its receipt',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 30_00 }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 20_00 }),
      stripe('11:20', 'pi_1', 'dispute du_1 open', { amount: 30_00 }),
      hand('11:30', { status: 'partially_refunded', amount: 5_00, receipt: 'RF-1' }),
    ],
    shown: shows('disputed', {
      amountReceived: 50_00,
      amountRefunded: 5_00,
      receipt: undefined,
    }),
  },
  {
    says: 'refunded by hand under another name of the payment',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00, references: ['ch_3QeF'] }),
      hand('11:30', { status: 'refunded', payment: 'ch_3QeF' }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'refunded by hand, and that is taken back',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'refunded' }),
      hand('11:31', { status: 'succeeded' }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'refunded by hand, which is taken back, undoes nothing that the provider sent back',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:20', 'pi_3QeF', 'refund re_1 done', { amount: 20_00 }),
      hand('11:30', { status: 'refunded', payment: 'pi_3QeF' }),
      hand('11:31', { status: 'succeeded', payment: 'pi_3QeF' }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
  {
    says: 'refunded in part by hand, and told by the provider too: once',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'partially_refunded', amount: 20_00 }),
      stripe('11:30:04', 'pi_3QeF', 'refunds', { amount: 20_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
  {
    says: 'refunded by hand, before anybody heard of the payment',
    steps: [
      EUR,
      hand('11:30', { status: 'partially_refunded', amount: 20_00 }),
      stripe('11:40', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
  {
    says: 'disputed by hand, and that is taken back',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'disputed' }),
      hand('11:40', { status: 'succeeded' }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'disputed by hand, and settled with a refund',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'disputed' }),
      hand('11:40', { status: 'partially_refunded', amount: 10_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 10_00 }),
  },
  {
    says: 'paid in two parts inside of an order of the provider’s, which the merchant calls paid',
    steps: [
      put({ amount: 500_00, currency: 'INR', references: ['order_NXhj67'] }),
      razorpayOrder('11:00', 'pay_Q1', 'succeeded', {
        amount: 200_00,
        containers: ['order_NXhj67'],
      }),
      razorpayOrder('11:01', 'pay_Q2', 'succeeded', {
        amount: 300_00,
        containers: ['order_NXhj67'],
      }),
      hand('11:02', { status: 'succeeded', payment: 'order_NXhj67', amount: 500_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 500_00 }),
  },
  {
    says: 'paid in two parts, and all of it refunded by hand',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 30_00 }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 20_00 }),
      hand('11:30', { status: 'refunded' }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'paid in two parts, and more than one of them refunded by hand',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 30_00 }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 20_00 }),
      hand('11:30', { status: 'partially_refunded', amount: 35_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 35_00 }),
  },
  {
    says: 'paid twice, nobody said how much, and all of it refunded by hand',
    steps: [
      EUR,
      btcpay('11:00', 'Hj6UkZV8', 'succeeded'),
      mollie('11:10', 'tr_7UhSN1zuXS', 'succeeded'),
      hand('11:30', { status: 'refunded' }),
    ],
    shown: shows('refunded', { amountReceived: 100_00, amountRefunded: 100_00 }),
  },
  {
    says: 'paid in ours and in foreign money, and some of ours is refunded by hand',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, currency: 'USD' }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'partially_refunded', amount: 20_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
  {
    says: 'paid in foreign money and in what nobody named, and some of ours is refunded by hand',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, currency: 'USD' }),
      stripe('11:10', 'pi_2', 'succeeded', { amount: 50_00, currency: undefined }),
      hand('11:30', { status: 'partially_refunded', amount: 20_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
  {
    says: 'foreign money alone, and all of it refunded by hand',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00, currency: 'USD' }),
      hand('11:30', { status: 'refunded' }),
    ],
    shown: shows('pending'),
  },
]

const FINAL: History[] = [
  {
    says: 'PayPal: a reversal that nobody takes back, until the merchant says how it ended',
    steps: [
      USD,
      paypal('11:00', '3C679366HH908993F', 'succeeded', { amount: 50_00 }),
      paypal('11:10', '3C679366HH908993F', 'dispute reversal lost'),
      hand('11:30', { status: 'succeeded', payment: '3C679366HH908993F', final: true }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'a word that is not final closes no dispute of the provider’s',
    steps: [
      USD,
      paypal('11:00', '3C679366HH908993F', 'succeeded', { amount: 50_00 }),
      paypal('11:10', '3C679366HH908993F', 'dispute PP-D-27803 open'),
      hand('11:30', { status: 'succeeded', payment: '3C679366HH908993F' }),
    ],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
  {
    says: 'a dispute that comes after the final word is one',
    steps: [
      USD,
      paypal('11:00', '3C679366HH908993F', 'succeeded', { amount: 50_00 }),
      hand('11:05', { status: 'failed', payment: '3C679366HH908993F', final: true }),
      paypal('11:10', '3C679366HH908993F', 'dispute PP-D-27803 open'),
    ],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
  {
    says: 'a final word that names no payment closes the dispute, and is no second payment',
    steps: [
      USD,
      paypal('11:00', '3C679366HH908993F', 'succeeded', { amount: 50_00 }),
      paypal('11:10', '3C679366HH908993F', 'dispute PP-D-27803 open'),
      hand('11:30', { status: 'succeeded', final: true }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'the shop gives in: refunded by hand for good closes the dispute',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_3QeF', 'dispute du_1 open'),
      hand('11:30', { status: 'refunded', payment: 'pi_3QeF', final: true }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'a dispute said by hand for good is one',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'disputed', final: true }),
    ],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
  {
    says: 'a part is captured, and that was all: the rest is waived',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'authorized', { amount: 50_00 }),
      stripe('11:10', 'pi_3QeF', 'capture c-1 done', { amount: 30_00 }),
      hand('11:30', { status: 'succeeded', payment: 'pi_3QeF', amount: 30_00, final: true }),
    ],
    shown: shows('succeeded', { amountReceived: 30_00, waived: 20_00 }),
  },
  {
    says: 'a part is captured, and that was all, said of no payment and without an amount',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'authorized', { amount: 50_00 }),
      stripe('11:10', 'pi_3QeF', 'capture c-1 done', { amount: 30_00 }),
      hand('11:30', { status: 'succeeded', final: true }),
    ],
    shown: shows('succeeded', { amountReceived: 30_00, waived: 20_00 }),
  },
  {
    says: 'cash, less than was asked, and that was all',
    steps: [KES, hand('11:30', { status: 'succeeded', amount: 900_00, final: true })],
    shown: shows('succeeded', { amountReceived: 900_00, waived: 100_00 }),
  },
  {
    says: 'cash, less than was asked; and the merchant did not say that it was all',
    steps: [KES, hand('11:30', { status: 'succeeded', amount: 900_00 })],
    shown: shows('partially_paid', { amountReceived: 900_00, safeToRetry: true }),
  },
  {
    says: 'a part is paid, which is certain, and not all',
    steps: [KES, hand('11:30', { status: 'partially_paid', amount: 900_00, final: true })],
    shown: shows('partially_paid', { amountReceived: 900_00, safeToRetry: true }),
  },
  {
    says: 'a code takes some off, a part of the rest comes, and that was all',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 30_00, waived: 10_00 }),
      hand('11:10', { status: 'succeeded', payment: 'pi_3QeF', amount: 30_00, final: true }),
    ],
    shown: shows('succeeded', { amountReceived: 30_00, waived: 20_00 }),
  },
  {
    says: 'that was all, and the rest comes all the same: nothing is waived, or paid too much',
    steps: [
      EUR,
      hand('11:00', { status: 'succeeded', payment: 'bank-1', amount: 30_00, final: true }),
      stripe('11:30', 'pi_3QeF', 'succeeded', { amount: 20_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00, waived: undefined }),
  },
  {
    says: 'that was all, and a part of it goes back',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 30_00 }),
      hand('11:10', { status: 'succeeded', payment: 'pi_3QeF', amount: 30_00, final: true }),
      stripe('11:30', 'pi_3QeF', 'refund re_1 done', { amount: 10_00 }),
    ],
    shown: shows('partially_refunded', {
      amountReceived: 30_00,
      amountRefunded: 10_00,
      waived: 20_00,
    }),
  },
  {
    says: 'that was all, and all of that goes back',
    steps: [
      EUR,
      stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 30_00 }),
      hand('11:10', { status: 'succeeded', payment: 'pi_3QeF', amount: 30_00, final: true }),
      stripe('11:30', 'pi_3QeF', 'refund re_1 done', { amount: 30_00 }),
    ],
    shown: shows('refunded', { amountReceived: 30_00, amountRefunded: 30_00, waived: undefined }),
  },
  {
    says: 'that was all, which was a mistake, and is mended',
    steps: [
      KES,
      hand('11:00', { status: 'succeeded', amount: 900_00, final: true }),
      hand('11:10', { status: 'partially_paid', amount: 900_00 }),
    ],
    shown: shows('partially_paid', { amountReceived: 900_00, safeToRetry: true }),
  },
  {
    says: 'a final word that names no payment ends the doubt about all of them',
    steps: [
      EUR,
      gateway('11:00', 'p-1', 'failed', { reason: { code: 'declined' } }),
      gateway('11:10', 'p-2', 'failed', { reason: { code: 'declined' } }),
      hand('11:30', { status: 'canceled', final: true }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'a final word that names no payment ends the doubt about a prompt that nobody answered',
    steps: [KES, prompt('11:50', 'ws_CO_1'), hand('11:55', { status: 'canceled', final: true })],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'the merchant’s final word ends the doubt about a prompt that nobody answered',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      hand('11:55', { status: 'expired', payment: 'ws_CO_1', final: true }),
    ],
    shown: shows('expired', { safeToRetry: true }),
  },
]

const ESCROWS: History[] = [
  {
    says: 'escrow: paid is held',
    steps: [ESCROW, stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 50_00 })],
    shown: shows('authorized', { amountReceived: 50_00, flow: 'escrow' }),
  },
  {
    says: 'escrow: a part of it is a part',
    steps: [ESCROW, stripe('11:00', 'pi_3QeF', 'succeeded', { amount: 49_99 })],
    shown: shows('partially_paid', { amountReceived: 49_99, safeToRetry: true }),
  },
  {
    says: 'escrow: held, confirmed by both, disputed, withdrawn, released',
    steps: [
      ESCROW,
      hand('11:00', { status: 'authorized', confirmations: { count: 1, required: 2 } }),
      hand('11:10', { status: 'disputed' }),
      hand('11:20', { status: 'authorized', confirmations: { count: 2, required: 2 } }),
      hand('11:30', { status: 'succeeded' }),
    ],
    shown: shows('succeeded', {
      amountReceived: 50_00,
      confirmations: { count: 2, required: 2 },
    }),
  },
  {
    says: 'escrow: held, disputed, withdrawn: held again',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:00', { status: 'authorized', confirmations: { count: 1, required: 2 } }),
      hand('11:10', { status: 'disputed' }),
      hand('11:20', { status: 'authorized', confirmations: { count: 2, required: 2 } }),
    ],
    shown: shows('authorized', {
      amountReceived: 50_00,
      confirmations: { count: 2, required: 2 },
    }),
  },
  {
    says: 'escrow: paid, confirmed, disputed, withdrawn, released; nobody takes that for a second payer',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:00', { status: 'authorized', confirmations: { count: 1, required: 2 } }),
      hand('11:10', { status: 'disputed' }),
      hand('11:20', { status: 'authorized', confirmations: { count: 2, required: 2 } }),
      hand('11:30', { status: 'succeeded' }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'escrow: held, disputed, and refunded',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:00', { status: 'authorized', confirmations: { count: 1, required: 2 } }),
      hand('11:10', { status: 'disputed' }),
      hand('11:20', { status: 'refunded' }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'escrow: the provider sends the money back',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      stripe('11:20', 'pi_3QeF', 'refunds', { amount: 50_00 }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'escrow: paid in two parts, released once',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_1', 'succeeded', { amount: 20_00 }),
      stripe('10:55', 'pi_2', 'succeeded', { amount: 30_00 }),
      hand('11:30', { status: 'succeeded' }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'escrow: released by mistake, which is mended',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'succeeded' }),
      hand('11:31', { status: 'authorized' }),
    ],
    shown: shows('authorized', { amountReceived: 50_00 }),
  },
  {
    says: 'escrow: released, and charged back',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
      hand('11:30', { status: 'succeeded' }),
      stripe('11:40', 'pi_3QeF', 'dispute du_1 open', { amount: 50_00 }),
    ],
    shown: shows('disputed', { amountReceived: 50_00 }),
  },
  {
    says: 'escrow: the merchant calls it off, while the provider confirms',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_3QeF', 'processing'),
      hand('11:00', { status: 'canceled', final: true }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'escrow: the buyer’s attempt failed, says the provider; the merchant’s word adds nothing',
    steps: [
      ESCROW,
      stripe('10:50', 'pi_3QeF', 'failed', { doubt: 0, reason: { code: 'declined' } }),
      hand('10:40', { status: 'pending' }),
    ],
    shown: shows('failed', { safeToRetry: true, reason: { code: 'declined' } }),
  },
]

const EXPIRY: History[] = [
  {
    says: 'nobody acts in time',
    steps: [put({ amount: 50_00, currency: 'EUR', expiresAt: clock('12:30') })],
    shown: shows('pending', { expiresAt: '2026-11-21T12:30:00.000Z' }),
    later: {
      '12:29:59': shows('pending'),
      '12:30': shows('expired', {
        safeToRetry: true,
        reason: { code: 'expired' },
        expiresAt: '2026-11-21T12:30:00.000Z',
      }),
    },
  },
  {
    says: 'it expires with money on its way',
    steps: [
      put({ amount: 50_00, currency: 'EUR', expiresAt: clock('11:30') }),
      stripe('11:00', 'pi_3QeF', 'processing'),
    ],
    shown: shows('processing', { expiresAt: undefined }),
  },
  {
    says: 'what is held never expires',
    steps: [
      put({ amount: 50_00, currency: 'EUR', expiresAt: clock('11:30') }),
      adyen('11:00', '881613', 'authorized', { amount: 50_00 }),
    ],
    shown: shows('authorized'),
  },
  {
    says: 'money that arrives after the order expired counts as ever',
    steps: [
      put({ amount: 50_00, currency: 'EUR', expiresAt: clock('11:30') }),
      stripe('11:00', 'pi_3QeF', 'pending'),
      stripe('11:45', 'pi_3QeF', 'succeeded', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'a provider waits for the shopper longer than the order does',
    steps: [
      put({ amount: 50_00, currency: 'EUR', expiresAt: clock('11:30') }),
      stripe('11:00', 'pi_3QeF', 'requires_action'),
    ],
    shown: shows('expired', { reason: { code: 'expired' } }),
    later: {
      '2026-11-22 11:29:59': shows('expired', { reason: { code: 'expired' } }),
      '2026-11-22 11:30': shows('expired', { reason: { code: 'expired' }, safeToRetry: true }),
    },
  },
  {
    says: 'a voucher has a time of its own, later than the order’s',
    steps: [
      put({ amount: 50_00, currency: 'EUR', expiresAt: clock('11:30') }),
      xendit('11:00', '579c8d61', 'requires_action', {
        currency: 'EUR',
        action: { type: 'pay_to', payTo: '8808 1205' },
        deadline: clock('2026-11-23 11:00'),
      }),
    ],
    shown: shows('requires_action', {
      action: { type: 'pay_to', payTo: '8808 1205' },
      expiresAt: '2026-11-23T11:00:00.000Z',
    }),
    later: {
      '2026-11-23 11:00': shows('expired', { reason: { code: 'expired' }, action: undefined }),
    },
  },
  {
    says: 'an intent that was made and never confirmed expires with the order',
    steps: [
      put({ amount: 50_00, currency: 'EUR', expiresAt: clock('12:30') }),
      stripe('11:00', 'pi_3QeF', 'pending'),
    ],
    shown: shows('pending', { expiresAt: '2026-11-21T12:30:00.000Z' }),
    later: { '12:30': shows('expired', { safeToRetry: true, reason: { code: 'expired' } }) },
  },
  {
    says: 'an attempt failed for certain, and the prompt before it is not yet out of doubt',
    steps: [
      KES,
      prompt('11:50', 'ws_CO_1'),
      stripe('11:55', 'pi_3QeF', 'failed', {
        currency: 'KES',
        doubt: 0,
        reason: { code: 'declined' },
      }),
    ],
    shown: shows('failed', { reason: { code: 'declined' } }),
    later: {
      '2026-11-22 11:51:30': shows('failed', { reason: { code: 'declined' }, safeToRetry: true }),
    },
  },
]

/** What providers tell of one payment under several names, and of what goes back under another one. */
const TOLD_OTHERWISE: History[] = [
  {
    says: 'Stripe: a subscription begins with an invoice, and what went back names its intent only',
    steps: [
      EUR,
      stripe('11:00', 'in_1', 'succeeded', {
        ...{ amount: 50_00, containers: ['cs_1'], complete: true },
      }),
      stripe('11:00', 'pi_9', 'succeeded', {
        ...{ amount: 50_00, containers: ['in_1'], references: ['ch_9'], orderId: undefined },
      }),
      stripe('11:30', 'pi_9', 'refunds', { amount: 50_00, references: ['ch_9'] }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'Stripe: an intent, its charge and its refunds, none of which names the order but the intent',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00 }),
      stripe('11:00', 'pi_1', 'succeeded', {
        ...{ amount: 50_00, orderId: undefined, references: ['ch_1'], eventId: 'charge' },
      }),
      stripe('11:30', 'pi_1', 'refunds', { amount: 10_00, references: ['ch_1'] }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 10_00 }),
  },
  {
    says: 'Stripe: a dispute that was prevented, and refunded instead',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'succeeded', { amount: 50_00 }),
      stripe('11:10', 'pi_1', 'dispute dp_1 none', { amount: 50_00 }),
      stripe('11:30', 'pi_1', 'refunds', { amount: 50_00 }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'Stripe: a hold that was let go, which one event calls a refund',
    steps: [
      EUR,
      stripe('11:00', 'pi_1', 'authorized', { amount: 50_00 }),
      stripe('11:30', 'pi_1', 'void canceled', { amount: 50_00, doubt: 0 }),
      stripe('11:30', 'pi_1', 'refund re_1 done', { amount: 50_00 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'PayPal: what was taken back for a dispute comes back when it is won',
    steps: [
      USD,
      paypal('10:00', 'CAP1', 'succeeded', { amount: 50_00 }),
      paypal('11:00', 'CAP1', 'dispute PP-D-1 open', { amount: 50_00 }),
      paypal('11:05', 'CAP1', 'dispute reversal lost', { amount: 50_00 }),
      paypal('11:30', 'CAP1', 'dispute PP-D-1 won', { amount: 50_00 }),
      paypal('11:30', 'CAP1', 'dispute reversal none', { amount: 50_00 }),
    ],
    shown: shows('succeeded', { amountReceived: 50_00 }),
  },
  {
    says: 'PayPal: a renewal adds nothing to the order that it began with',
    steps: [
      USD,
      paypal('10:00', 'I-1', 'succeeded', { amount: 50_00, references: ['SALE1'] }),
      paypal('11:00', 'SALE1', 'refund REF1 done', { amount: 50_00, orderId: undefined }),
      paypal('11:30', 'I-1', 'succeeded', { amount: 50_00, references: ['SALE2'] }),
    ],
    shown: shows('refunded', { amountReceived: 50_00, amountRefunded: 50_00 }),
  },
  {
    says: 'Adyen: a gift card held a part, the rest was refused, and the gift card has its money again',
    steps: [
      EUR,
      adyen('~11:00', 'GIFT1', 'authorized', { amount: 20_00, containers: ['reference:1'] }),
      adyen('~11:05', 'CARD1', 'failed', {
        ...{ amount: 30_00, containers: ['reference:1'], doubt: 0 },
      }),
      adyen('~11:06', 'reference:1', 'refund ORDER1 done', { amount: 20_00 }),
    ],
    shown: shows('canceled', { safeToRetry: true }),
  },
  {
    says: 'somebody who signs: a refund that names the order only',
    steps: [
      USD,
      webhooks('10:00', 'p-1', 'succeeded', { amount: 50_00, containers: [`of:${ORDER}`] }),
      webhooks('11:00', `of:${ORDER}`, 'refund r-1 done', { amount: 15_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 15_00 }),
  },
  {
    says: 'somebody who signs: a refund of an order of which no payment is known waits for one',
    steps: [USD, webhooks('11:00', `of:${ORDER}`, 'refund r-1 done', { amount: 15_00 })],
    shown: shows('pending'),
  },
  {
    says: 'Lemon Squeezy: the first invoice of a subscription goes back, which names the subscription only',
    steps: [
      USD,
      lemonsqueezy('10:00', '7', 'succeeded', { amount: 50_00, complete: true }),
      lemonsqueezy('10:01', '7', 'processing', {
        ...{ references: ['subscription:12'], orderId: undefined },
      }),
      lemonsqueezy('11:00', 'subscription:12', 'refunds', { amount: 20_00 }),
    ],
    shown: shows('partially_refunded', { amountReceived: 50_00, amountRefunded: 20_00 }),
  },
]

export const HISTORIES: readonly History[] = [
  ...ATTEMPTS,
  ...TOLD_OTHERWISE,
  ...PROMPTS,
  ...MONEY,
  ...VOIDS,
  ...LAPSES,
  ...LET_GO,
  ...WAIVED,
  ...NAMED_BY_SHOPPERS,
  ...TEST_MONEY.map((history) => ({ ...history, refusesTestMoney: true })),
  ...DISPUTES,
  ...ANSWERS,
  ...CLOCKS,
  ...BY_HAND,
  ...FINAL,
  ...ESCROWS,
  ...EXPIRY,
]
