import type { SimulatedEvent } from '../provider.ts'
import { decimal } from '../reading/amounts.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'

const RESULTS: Rows<[code: number, description: string]> = {
  succeeded: [0, 'The service request is processed successfully.'],
  failed: byReason({
    insufficient_funds: [1, 'The balance is insufficient for the transaction.'],
    authentication_failed: [2001, 'The initiator information is invalid.'],
    limit_exceeded: [17, 'Rule limited.'],
    provider_error: [1025, 'An error occurred while sending a push request.'],
  }),
  canceled: [1032, 'Request cancelled by user'],
  expired: byReason({
    no_response: [1037, 'No response from user.'],
    unreachable: [1036, 'SMSC ACK timeout.'],
    expired: [1019, 'Transaction has expired.'],
  }),
}

/** What came of a prompt on the shopper's phone, as M-Pesa tells it. */
export const simulatedDaraja = simulator(RESULTS, ([ResultCode, ResultDesc], simulated) => {
  const { status, payment, id } = simulated
  return {
    Body: {
      stkCallback: {
        MerchantRequestID: id,
        CheckoutRequestID: payment,
        ResultCode,
        ResultDesc,
        ...(status === 'succeeded' && { CallbackMetadata: { Item: itemsOf(simulated) } }),
      },
    },
  }
})

const itemsOf = ({ payment, amount, timestamp }: SimulatedEvent): object[] => [
  { Name: 'Amount', Value: Number(decimal(amount, 'KES')) },
  { Name: 'MpesaReceiptNumber', Value: receiptOf(payment) },
  { Name: 'Balance' },
  { Name: 'TransactionDate', Value: Number(inNairobi(timestamp)) },
  { Name: 'PhoneNumber', Value: 254708374149 },
]

/** Of ten letters and digits, as theirs are. */
const receiptOf = (payment: string): string =>
  payment
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(-10)
    .toUpperCase()
    .padStart(10, 'S')

/** Unix seconds as `20191219102115`. */
const inNairobi = (timestamp: number): string =>
  new Date((timestamp + 3 * 3600) * 1000).toISOString().replace(/\D/g, '').slice(0, 14)
