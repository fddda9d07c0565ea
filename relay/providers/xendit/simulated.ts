import type { SimulatedEvent } from '../provider.ts'
import { decimal } from '../reading/amounts.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'

/** An event, and what its data has beside the money. */
type Fields = (simulated: SimulatedEvent) => [event: string, data: object]

const payment =
  (event: string, status: string, more: object = {}): Fields =>
  ({ payment, orderId, amount, currency }) => [
    `payment.${event}`,
    {
      type: 'SINGLE_PAYMENT',
      payment_id: payment,
      payment_request_id: `pr-${stemOf(payment)}`,
      reference_id: orderId,
      request_amount: major(amount, currency),
      status,
      ...more,
    },
  ]

const failed = (failure_code: string): Fields => payment('failure', 'FAILED', { failure_code })

const session =
  (event: string, status: string): Fields =>
  ({ payment, orderId, amount, currency }) => [
    `payment_session.${event}`,
    {
      payment_session_id: `ps-${stemOf(payment)}`,
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

/** What it shares with the request and the session that it came by. */
const stemOf = (payment: string): string => payment.replace(/^py-/, '')

/** As Xendit writes it: a number, in the major unit. */
const major = (amount: number, currency: string): number => Number(decimal(amount, currency))

const EVENTS: Rows<Fields> = {
  requires_action: payment('pending', 'REQUIRES_ACTION'),
  processing: payment('pending', 'PENDING'),
  authorized: payment('authorization', 'AUTHORIZED'),
  succeeded: payment('capture', 'SUCCEEDED'),
  failed: byReason({
    insufficient_funds: failed('INSUFFICIENT_BALANCE'),
    authentication_failed: failed('INVALID_PIN'),
    canceled_by_customer: failed('USER_DECLINED_PAYMENT'),
    no_response: failed('USER_DID_NOT_AUTHORIZE_THE_PAYMENT'),
    unreachable: failed('USER_UNREACHABLE'),
    limit_exceeded: failed('TRANSACTION_LIMIT_REACHED'),
    declined: failed('DECLINED_BY_ISSUER'),
  }),
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
