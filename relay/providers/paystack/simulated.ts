import { exponentOf } from '../../protocol.ts'
import type { SimulatedEvent } from '../provider.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'

/** `amount` in Paystack's hundredths. */
type Fields = (simulated: SimulatedEvent & { at: string }) => [event: string, data: object]

const refund =
  (share: number): Fields =>
  ({ id, payment, amount, currency }) => [
    'refund.processed',
    {
      status: 'processed',
      transaction_reference: payment,
      refund_reference: id,
      amount: String(Math.floor(amount * share)),
      currency,
    },
  ]

const failed =
  (gateway_response: string): Fields =>
  ({ payment, amount, currency }) => [
    'charge.failed',
    { status: 'failed', reference: payment, amount, currency, gateway_response },
  ]

const preauthorization =
  (event: string, status: string): Fields =>
  ({ payment, amount, currency }) => [
    `preauthorization.${event}`,
    { status, reference: payment, amount, currency, captured_amount: null, captured_at: null },
  ]

const EVENTS: Rows<Fields> = {
  requires_action: ({ payment, amount, currency }) => [
    'paymentrequest.pending',
    { request_code: payment, status: 'pending', paid: false, amount, currency },
  ],
  authorized: preauthorization('reserve.success', 'authorized'),
  canceled: preauthorization('release.success', 'released'),
  succeeded: ({ payment, amount, currency, at }) => [
    'charge.success',
    {
      status: 'success',
      reference: payment,
      amount,
      currency,
      gateway_response: 'Approved',
      paid_at: at,
      channel: 'mobile_money',
    },
  ],
  failed: byReason({
    insufficient_funds: failed('Insufficient Funds'),
    authentication_failed: failed('Incorrect PIN'),
    invalid_account: failed('Expired Card'),
    declined: failed('Declined'),
  }),
  refunded: refund(1),
  partially_refunded: refund(1 / 2),
  disputed: ({ id, payment, amount, currency, at }) => [
    'charge.dispute.create',
    {
      id,
      refund_amount: amount,
      currency,
      status: 'awaiting-merchant-feedback',
      resolution: null,
      transaction: { status: 'success', reference: payment, amount, currency },
      updated_at: at,
    },
  ],
}

/**
 * Events of Paystack's test mode. All of them carry the order: of refunds and
 * disputes, the real ones name it by the reference alone.
 */
export const simulatedPaystack = simulator(EVENTS, (fieldsOf, simulated) => {
  const { orderId, currency, timestamp } = simulated
  const amount = Math.round(simulated.amount * 10 ** (2 - exponentOf(currency)))
  const at = new Date(timestamp * 1000).toISOString()
  const [event, data] = fieldsOf({ ...simulated, amount, at })
  return { event, data: { ...data, domain: 'test', metadata: { order_id: orderId } } }
})
