/**
 * What a history is, and the words in which one is told: who says what of an order, and when.
 *
 * Times are those of one day, by the clock of whoever speaks; `~10:02` is when we heard of it, from somebody
 * who names no time. It is noon when the shopper looks.
 */

import { heardByHand } from '../api/updates.ts'
import type { WordByHand } from '../api/word-by-hand.ts'
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

export const put = (change: RegistrationChange): Step => ({ order: ORDER, put: change })

/** The merchant's word, as its server posts it. */
export function hand(at: string, word: Omit<WordByHand, 'payment'> & { payment?: string }): Step {
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
export const stripe = provider('stripe', 'EUR', 'attempts')
export const razorpay = provider('razorpay', 'INR', 'attempts')
export const razorpayOrder = provider('razorpay', 'INR', 'nothing')
export const adyen = provider('adyen', 'EUR', 'all')
export const paypal = provider('paypal', 'USD', 'all')
export const webhooks = provider('standard-webhooks', 'USD', 'attempts')
export const lemonsqueezy = provider('lemonsqueezy', 'USD', 'attempts')
export const square = provider('square', 'USD', 'attempts')
export const mollie = provider('mollie', 'EUR', 'all')
export const paystack = provider('paystack', 'NGN', 'all')
export const flutterwave = provider('flutterwave-v3', 'NGN', 'all')
export const cashfree = provider('cashfree', 'INR', 'all')
export const midtrans = provider('midtrans', 'IDR', 'all')
export const xendit = provider('xendit', 'IDR', 'all')
export const checkout = provider('checkoutcom', 'GBP', 'all')
export const coinbase = provider('coinbase', 'USD', 'all')
export const btcpay = provider('btcpay', 'EUR', 'all')
export const momo = provider('mtn-momo', 'UGX', 'nothing', true)
export const gateway = provider('standard-webhooks', 'EUR', 'all')
/** The payer types what the order is called. */
export const paybill = provider('daraja', 'KES', 'hint')
/** Names no order: it comes to an address that was made for this one. */
export const daraja = provider('daraja', 'KES', 'nothing', true)

/** A prompt on the phone, of which the shop tells as it sends it: 90 seconds to act. */
export const prompt = (at: string, payment: string, more: Partial<WordByHand> = {}): Step =>
  hand(at, {
    status: 'requires_action',
    payment,
    provider: 'daraja',
    action: { type: 'approve_on_phone', hint: '07•• ••• 678' },
    expiresIn: 90,
    ...more,
  })

export const shows = (status: PaymentStatus, more: Partial<Promised> = {}): Promised => ({
  status,
  amountReceived: 0,
  amountRefunded: 0,
  overpaid: false,
  safeToRetry: false,
  reason: undefined,
  ...more,
})

export const DAY = 24 * 3_600_000

export const EUR = put({ amount: 50_00, currency: 'EUR' })
export const USD = put({ amount: 50_00, currency: 'USD' })
export const INR = put({ amount: 500_00, currency: 'INR' })
export const KES = put({ amount: 1_000_00, currency: 'KES' })
export const NGN = put({ amount: 5_000_00, currency: 'NGN' })
export const ESCROW = put({ amount: 50_00, currency: 'EUR', flow: 'escrow' })
