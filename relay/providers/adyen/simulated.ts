import type { PaymentStatus } from '../../protocol.ts'
import type { SimulatedEvent } from '../provider.ts'
import { simulator } from '../simulator.ts'
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

const EVENTS: { [Status in PaymentStatus]?: Fields } = {
  processing: modification('PENDING'),
  authorized: authorisation('true'),
  partially_paid: modification('CAPTURE', 1 / 2),
  succeeded: modification('CAPTURE'),
  failed: authorisation('false', 'Not enough balance'),
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
