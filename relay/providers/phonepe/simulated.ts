import type { SimulatedEvent } from '../provider.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'

type Fields = (simulated: SimulatedEvent) => [event: string, payload: object]

const order =
  (event: string, state: string, attempt: string, more: object = {}): Fields =>
  ({ payment, orderId, amount, timestamp }) => [
    `checkout.${event}`,
    {
      merchantOrderId: orderId,
      orderId: payment,
      state,
      amount,
      expireAt: (timestamp + 600) * 1000,
      metaInfo: {},
      paymentDetails: [
        {
          transactionId: `OM${payment}`,
          paymentMode: 'UPI_INTENT',
          timestamp: timestamp * 1000,
          amount,
          state: attempt,
          ...more,
        },
      ],
      ...more,
    },
  ]

/** By the code of UPI. */
const failed = (detailedErrorCode: string): Fields =>
  order('order.failed', 'FAILED', 'FAILED', {
    errorCode: 'AUTHORIZATION_ERROR',
    detailedErrorCode,
  })

const refund =
  (share: number): Fields =>
  ({ id, orderId, amount }) => [
    'pg.refund.completed',
    {
      refundId: `OMR${id}`,
      merchantRefundId: `refund-${id}`,
      originalMerchantOrderId: orderId,
      state: 'COMPLETED',
      amount: Math.floor(amount * share),
      paymentDetails: [],
    },
  ]

const EVENTS: Rows<Fields> = {
  requires_action: order('transaction.attempt.failed', 'PENDING', 'FAILED', {
    errorCode: 'AUTHORIZATION_ERROR',
    detailedErrorCode: 'ZM',
  }),
  succeeded: order('order.completed', 'COMPLETED', 'COMPLETED'),
  failed: byReason({
    insufficient_funds: failed('Z9'),
    authentication_failed: failed('ZM'),
    canceled_by_customer: failed('ZA'),
    no_response: failed('U69'),
    limit_exceeded: failed('Z8'),
    declined: failed('U16'),
  }),
  expired: order('order.failed', 'EXPIRED', 'FAILED'),
  refunded: refund(1),
  partially_refunded: refund(1 / 2),
}

/** PhonePe's events. */
export const simulatedPhonepe = simulator(EVENTS, (fieldsOf, simulated) => {
  const [event, payload] = fieldsOf(simulated)
  const type = event.toUpperCase().replaceAll('.', '_')
  return { event, type, payload: { merchantId: 'SIMULATED', ...payload } }
})
