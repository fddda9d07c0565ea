import type { PaymentStatus } from '../../protocol.ts'
import { simulator } from '../simulator.ts'

const RESULTS: { [Status in PaymentStatus]?: [code: string, message: string] } = {
  processing: ['TIP', 'The transaction is in progress.'],
  succeeded: ['TS', 'Paid.'],
  failed: ['TF', 'The transaction failed.'],
  expired: ['TE', 'The transaction expired.'],
}

/** What came of a payment that the shopper was asked for, as Airtel tells it. */
export const simulatedAirtel = simulator(RESULTS, ([status_code, message], { payment }) => ({
  transaction: { id: payment, message, status_code, airtel_money_id: `MP.${payment}` },
}))
