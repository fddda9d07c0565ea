import type { PaymentStatus } from '../../protocol.ts'
import { simulator } from '../simulator.ts'

type Fields = [type: string, more?: object]

const EVENTS: { [Status in PaymentStatus]?: Fields } = {
  pending: ['InvoiceCreated'],
  processing: ['InvoiceProcessing', { overPaid: false }],
  succeeded: ['InvoiceSettled', { manuallyMarked: false, overPaid: false }],
  failed: ['InvoiceInvalid', { manuallyMarked: false }],
  expired: ['InvoiceExpired', { partiallyPaid: false }],
}

/** BTCPay Server's events. */
export const simulatedBtcpay = simulator(EVENTS, ([type, more], simulated) => {
  const { id, orderId, payment, timestamp } = simulated
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
})
