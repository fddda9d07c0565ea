import type { SimulatedEvent } from '../provider.ts'
import { decimal } from '../reading/amounts.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'

type Fields = (simulated: SimulatedEvent) => [type: string, data: object]

const major = (amount: number, currency: string) => Number(decimal(amount, currency))

const charge =
  (status: string, type: string, code: string): Fields =>
  ({ payment, orderId, amount, currency, timestamp }) => [
    'charge.completed',
    {
      id: payment,
      reference: orderId,
      amount: major(amount, currency),
      currency,
      status,
      processor_response: { type, code },
      created_datetime: new Date(timestamp * 1000).toISOString(),
    },
  ]

const refund =
  (share: number): Fields =>
  ({ id, payment, amount, currency }) => [
    'refund.completed',
    {
      id: `rfd_${id}`,
      charge_id: payment,
      amount_refunded: major(Math.floor(amount * share), currency),
      currency,
      status: 'succeeded',
    },
  ]

const EVENTS: Rows<Fields> = {
  processing: charge('pending', 'pending', '02'),
  succeeded: charge('succeeded', 'approved', '00'),
  failed: byReason({
    insufficient_funds: charge('failed', 'declined', '51'),
    authentication_failed: charge('failed', 'declined', '55'),
    no_response: charge('failed', 'declined', '68'),
    limit_exceeded: charge('failed', 'declined', '61'),
    invalid_account: charge('failed', 'declined', '54'),
    declined: charge('failed', 'declined', '05'),
  }),
  canceled: charge('voided', 'approved', '00'),
  refunded: refund(1),
  partially_refunded: refund(1 / 2),
  disputed: ({ id, payment, amount, currency }) => [
    'chargeback.created',
    {
      id: `chb_${id}`,
      charge_id: payment,
      amount: major(amount, currency),
      currency,
      stage: 'new',
      status: 'initiated',
    },
  ],
}

/** Flutterwave's events. */
export const simulatedFlutterwave = simulator(EVENTS, (fieldsOf, simulated) => {
  const [type, data] = fieldsOf(simulated)
  return {
    webhook_id: 'wbk_simulated',
    timestamp: simulated.timestamp * 1000,
    type,
    data: { ...data, meta: { order_id: simulated.orderId } },
  }
})
