import type { SimulatedEvent } from '../provider.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'
import { adyenAmount } from './amount.ts'

type Fields = (simulated: SimulatedEvent) => object

/** The payment itself, or what became of it. */
const authorisation =
  (success: 'true' | 'false', reason = ''): Fields =>
  ({ payment }) => ({ eventCode: 'AUTHORISATION', pspReference: payment, success, reason })

const modification =
  (eventCode: string, share = 1): Fields =>
  ({ id, payment, amount, currency }) => ({
    eventCode,
    pspReference: id,
    originalReference: payment,
    success: 'true',
    reason: '',
    amount: { value: adyenAmount(Math.floor(amount * share), currency), currency },
  })

const EVENTS: Rows<Fields> = {
  processing: modification('PENDING'),
  authorized: authorisation('true'),
  partially_paid: modification('CAPTURE', 1 / 2),
  succeeded: modification('CAPTURE'),
  failed: byReason({
    insufficient_funds: authorisation('false', 'Not enough balance'),
    authentication_failed: authorisation('false', '3D Not Authenticated'),
    canceled_by_customer: authorisation('false', 'Shopper Cancelled'),
    limit_exceeded: authorisation('false', 'Withdrawal amount exceeded'),
    invalid_account: authorisation('false', 'Expired Card'),
    declined: authorisation('false', 'Refused'),
  }),
  canceled: modification('CANCELLATION'),
  expired: modification('OFFER_CLOSED'),
  refunded: modification('REFUND'),
  partially_refunded: modification('REFUND', 1 / 2),
  disputed: modification('CHARGEBACK'),
}

/** A notification of Adyen's test system that tells `simulated`. */
export const simulatedAdyen = simulator(EVENTS, (fieldsOf, simulated) => {
  const { orderId, amount, currency, timestamp } = simulated
  const item = {
    merchantAccountCode: 'Simulated',
    merchantReference: orderId,
    amount: { value: adyenAmount(amount, currency), currency },
    eventDate: new Date(timestamp * 1000).toISOString(),
    paymentMethod: 'visa',
    ...fieldsOf(simulated),
  }
  return { live: 'false', notificationItems: [{ NotificationRequestItem: item }] }
})
