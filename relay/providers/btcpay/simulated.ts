import type { PaymentStatus } from '../../protocol.ts'
import type { Simulated } from '../provider.ts'

type Fields = [type: string, more?: object]

const EVENTS: { [Status in PaymentStatus]?: Fields } = {
  pending: ['InvoiceCreated'],
  processing: ['InvoiceProcessing', { overPaid: false }],
  succeeded: ['InvoiceSettled', { manuallyMarked: false, overPaid: false }],
  failed: ['InvoiceInvalid', { manuallyMarked: false }],
  expired: ['InvoiceExpired', { partiallyPaid: false }],
}

/** An event of BTCPay Server's that tells `simulated`. */
export function simulatedBtcpay(simulated: Simulated): unknown {
  const { id, orderId, status, payment, timestamp } = simulated
  const event = EVENTS[status]
  if (!event) return undefined

  const [type, more] = event
  return {
    deliveryId: id,
    webhookId: 'simulated',
    originalDeliveryId: id,
    isRedelivery: false,
    type,
    timestamp,
    storeId: 'simulated',
    invoiceId: payment,
    metadata: { orderId },
    ...more,
  }
}
