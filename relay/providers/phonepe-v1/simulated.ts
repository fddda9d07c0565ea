import type { PaymentStatus } from '../../protocol.ts'
import type { SimulatedEvent } from '../provider.ts'
import { simulator } from '../simulator.ts'

type Fields = (simulated: SimulatedEvent) => { code: string; message: string; data: object }

const payment =
  (code: string, state: string, responseCode: string): Fields =>
  ({ payment, orderId, amount }) => ({
    code,
    message: `Simulated: ${responseCode}`,
    data: {
      merchantId: 'SIMULATED',
      merchantTransactionId: orderId,
      transactionId: payment,
      amount,
      state,
      responseCode,
      paymentInstrument: { type: 'UPI' },
    },
  })

const MESSAGES: { [Status in PaymentStatus]?: Fields } = {
  processing: payment('PAYMENT_PENDING', 'PENDING', 'PENDING'),
  succeeded: payment('PAYMENT_SUCCESS', 'COMPLETED', 'SUCCESS'),
  failed: payment('PAYMENT_ERROR', 'FAILED', 'ZM'),
}

/** PhonePe's messages. */
export const simulatedPhonepeV1 = simulator(MESSAGES, (fieldsOf, simulated) => {
  const json = JSON.stringify({ success: simulated.status === 'succeeded', ...fieldsOf(simulated) })
  return { response: Buffer.from(json).toString('base64') }
})
