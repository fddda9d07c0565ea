import type { PaymentStatus } from '../../protocol.ts'
import type { SimulatedEvent } from '../provider.ts'
import { simulator } from '../simulator.ts'
import { checkoutAmount } from './amount.ts'

type Fields = (simulated: SimulatedEvent) => [type: string, data: object]

const payment =
  (event: string, more: object = {}): Fields =>
  ({ id, payment, orderId, amount }) => [
    `payment_${event}`,
    {
      ...{ id: payment, action_id: `act_${id}`, reference: orderId, amount },
      ...{ response_code: '10000', response_summary: 'Approved' },
      ...more,
    },
  ]

const captured: Fields = (simulated) => {
  const { amount } = simulated
  const balances = { total_authorized: amount, total_captured: amount, total_refunded: 0 }
  return payment('captured', { balances })(simulated)
}

const refund =
  (share: number): Fields =>
  (simulated) =>
    payment('refunded', { amount: Math.floor(simulated.amount * share) })(simulated)

const EVENTS: { [Status in PaymentStatus]?: Fields } = {
  requires_action: payment('pending'),
  authorized: payment('approved'),
  succeeded: captured,
  failed: payment('declined', {
    response_code: '20051',
    response_summary: 'Insufficient Funds',
  }),
  canceled: payment('canceled'),
  expired: payment('expired'),
  refunded: refund(1),
  partially_refunded: refund(1 / 2),
  disputed: ({ id, payment, orderId, amount }) => [
    'dispute_received',
    {
      ...{ id: `dsp_${id}`, payment_id: payment, payment_reference: orderId },
      ...{ category: 'fraudulent', reason_code: '10.4', amount },
    },
  ],
}

/** Events of Checkout.com's sandbox. */
export const simulatedCheckoutcom = simulator(EVENTS, (fieldsOf, simulated) => {
  const { id, currency, timestamp } = simulated
  const amount = checkoutAmount(simulated.amount, currency)
  const [type, data] = fieldsOf({ ...simulated, amount })
  const at = new Date(timestamp * 1000).toISOString()
  return {
    id,
    type,
    version: '1.0.29',
    created_on: at,
    data: { ...data, currency, processed_on: at },
    _links: { self: { href: `https://api.sandbox.checkout.com/workflows/events/${id}` } },
  }
})
