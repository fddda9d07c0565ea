import type { PaymentStatus } from '../../protocol.ts'
import type { Simulated } from '../provider.ts'

const RESULTS: { [Status in PaymentStatus]?: [code: string, message: string] } = {
  processing: ['TIP', 'The transaction is in progress.'],
  succeeded: ['TS', 'Paid.'],
  failed: ['TF', 'The transaction failed.'],
  expired: ['TE', 'The transaction expired.'],
}

/** What came of a payment that the shopper was asked for, as Airtel tells it. */
export function simulatedAirtel({ status, payment }: Simulated): unknown {
  const [status_code, message] = RESULTS[status] ?? []
  if (status_code === undefined) return undefined
  return { transaction: { id: payment, message, status_code, airtel_money_id: `MP.${payment}` } }
}
