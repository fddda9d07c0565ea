import type { PaymentStatus } from '../../protocol.ts'
import type { SimulatedEvent } from '../provider.ts'
import { decimal } from '../reading/amounts.ts'
import { simulator } from '../simulator.ts'

const RESULTS: { [Status in PaymentStatus]?: [code: number, description: string] } = {
  succeeded: [0, 'The service request is processed successfully.'],
  failed: [1, 'The balance is insufficient for the transaction.'],
  canceled: [1032, 'Request cancelled by user'],
  expired: [1037, 'No response from user.'],
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
