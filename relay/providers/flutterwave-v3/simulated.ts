import type { SimulatedEvent } from '../provider.ts'
import { decimal } from '../reading/amounts.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'

type Fields = (simulated: SimulatedEvent) => object

const charge =
  (status: string, processor_response: string): Fields =>
  ({ payment, orderId, amount, currency, timestamp }) => ({
    event: 'charge.completed',
    data: {
      id: payment,
      tx_ref: orderId,
      flw_ref: `FLW-${payment}`,
      amount: Number(decimal(amount, currency)),
      currency,
      processor_response,
      status,
      payment_type: 'card',
      created_at: new Date(timestamp * 1000).toISOString(),
    },
  })

const EVENTS: Rows<Fields> = {
  processing: charge('pending', 'Transaction in progress'),
  succeeded: charge('successful', 'Approved by Financial Institution'),
  failed: byReason({
    insufficient_funds: charge('failed', 'Insufficient Funds'),
    authentication_failed: charge('failed', 'Incorrect PIN'),
    no_response: charge('failed', 'Transaction timed out'),
    limit_exceeded: charge('failed', 'Transaction limit exceeded'),
    invalid_account: charge('failed', 'Expired Card'),
    declined: charge('failed', 'Do Not Honor'),
  }),
  canceled: charge('cancelled', 'Customer cancelled transaction'),
}

/** Flutterwave's events. Its refunds name no order. */
export const simulatedFlutterwaveV3 = simulator(EVENTS, (fieldsOf, simulated) =>
  fieldsOf(simulated),
)
