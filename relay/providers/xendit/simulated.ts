import type { PaymentStatus } from '../../protocol.ts'
import type { SimulatedEvent } from '../provider.ts'
import { decimal } from '../reading/amounts.ts'
import { simulator } from '../simulator.ts'

/** An event, and what its data has beside the money. */
type Fields = (simulated: SimulatedEvent) => [event: string, data: object]

const payment =
  (event: string, status: string, more: object = {}): Fields =>
  ({ payment, orderId, amount, currency }) => [
    `payment.${event}`,
    {
      type: 'SINGLE_PAYMENT',
      payment_id: payment,
      payment_request_id: `pr-${payment}`,
      reference_id: orderId,
      request_amount: major(amount, currency),
      status,
      ...more,
    },
  ]

const session =
  (event: string, status: string): Fields =>
  ({ payment, orderId, amount, currency }) => [
    `payment_session.${event}`,
    {
      payment_session_id: `ps-${payment}`,
      payment_id: payment,
      session_type: 'PAY',
      reference_id: orderId,
      amount: major(amount, currency),
      status,
    },
  ]

const refund =
  (share: number): Fields =>
  ({ id, payment, orderId, amount, currency }) => [
    'refund.succeeded',
    {
      id: `rfd-${id}`,
      payment_id: payment,
      reference_id: `refund-${id}`,
      amount: major(Math.floor(amount * share), currency),
      metadata: { order_id: orderId },
      status: 'SUCCEEDED',
    },
  ]

/** As Xendit writes it: a number, in the major unit. */
const major = (amount: number, currency: string): number => Number(decimal(amount, currency))

const EVENTS: { [Status in PaymentStatus]?: Fields } = {
  requires_action: payment('pending', 'REQUIRES_ACTION'),
  processing: payment('pending', 'PENDING'),
  authorized: payment('authorization', 'AUTHORIZED'),
  succeeded: payment('capture', 'SUCCEEDED'),
  failed: payment('failure', 'FAILED', { failure_code: 'INSUFFICIENT_BALANCE' }),
  expired: session('expired', 'EXPIRED'),
  refunded: refund(1),
  partially_refunded: refund(1 / 2),
}

/** Xendit's events. */
export const simulatedXendit = simulator(EVENTS, (fieldsOf, simulated) => {
  const [event, data] = fieldsOf(simulated)
  const time = new Date(simulated.timestamp * 1000).toISOString()
  return {
    event,
    business_id: 'simulated',
    created: time,
    data: { ...data, currency: simulated.currency, created: time, updated: time },
  }
})
