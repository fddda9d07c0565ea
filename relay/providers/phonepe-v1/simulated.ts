import type { SimulatedEvent } from '../provider.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'

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

const MESSAGES: Rows<Fields> = {
  processing: payment('PAYMENT_PENDING', 'PENDING', 'PENDING'),
  succeeded: payment('PAYMENT_SUCCESS', 'COMPLETED', 'SUCCESS'),
  failed: byReason({
    insufficient_funds: payment('PAYMENT_ERROR', 'FAILED', 'Z9'),
    authentication_failed: payment('PAYMENT_ERROR', 'FAILED', 'ZM'),
    canceled_by_customer: payment('PAYMENT_ERROR', 'FAILED', 'ZA'),
    no_response: payment('PAYMENT_ERROR', 'FAILED', 'U69'),
    limit_exceeded: payment('PAYMENT_ERROR', 'FAILED', 'Z8'),
    declined: payment('PAYMENT_ERROR', 'FAILED', 'U16'),
  }),
}

/** PhonePe's messages. */
export const simulatedPhonepeV1 = simulator(MESSAGES, (fieldsOf, simulated) => {
  const json = JSON.stringify({ success: simulated.status === 'succeeded', ...fieldsOf(simulated) })
  return { response: Buffer.from(json).toString('base64') }
})
