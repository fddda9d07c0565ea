import type { SimulatedEvent } from '../provider.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'
import { simulatedId } from '../simulated-id.ts'
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

const declined = (response_code: string, response_summary: string): Fields =>
  payment('declined', { response_code, response_summary })

const captured: Fields = (simulated) => {
  const { amount } = simulated
  const balances = { total_authorized: amount, total_captured: amount, total_refunded: 0 }
  return payment('captured', { balances })(simulated)
}

/** What was done with a payment, such as `Refund`: all that goes back is one. */
export const simulatedActionId = (payment: string, type: string): string =>
  `act_${simulatedId(`${type} of ${payment}`, 26)}`

const refund =
  (share: number): Fields =>
  (simulated) =>
    payment('refunded', {
      action_id: simulatedActionId(simulated.payment, 'Refund'),
      amount: Math.floor(simulated.amount * share),
    })(simulated)

const EVENTS: Rows<Fields> = {
  requires_action: payment('pending'),
  authorized: payment('approved'),
  succeeded: captured,
  failed: byReason({
    insufficient_funds: declined('20051', 'Insufficient Funds'),
    authentication_failed: declined('20055', 'Incorrect PIN'),
    no_response: declined('20068', 'Response received too late / timeout'),
    limit_exceeded: declined('20061', 'Activity amount limit exceeded'),
    invalid_account: declined('20054', 'Expired card'),
    declined: declined('20005', 'Declined - Do not honour'),
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
