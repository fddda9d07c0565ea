import type { PaymentStatus } from '../../protocol.ts'
import type { Simulated } from '../provider.ts'

type Fields = (simulated: Simulated) => { code: string; message: string; data: object }

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

/** A message of PhonePe's that tells `simulated`. */
export function simulatedPhonepeV1(simulated: Simulated): unknown {
  const message = MESSAGES[simulated.status]?.(simulated)
  if (!message) return undefined

  const json = JSON.stringify({ success: simulated.status === 'succeeded', ...message })
  return { response: Buffer.from(json).toString('base64') }
}
