import type { PaymentStatus } from '../../protocol.ts'
import type { Simulated } from '../provider.ts'
import { decimal } from '../reading/amounts.ts'

const RESULTS: { [Status in PaymentStatus]?: [status: string, reason?: string] } = {
  requires_action: ['PENDING'],
  succeeded: ['SUCCESSFUL'],
  failed: ['FAILED', 'NOT_ENOUGH_FUNDS'],
  canceled: ['FAILED', 'APPROVAL_REJECTED'],
  expired: ['FAILED', 'EXPIRED'],
}

/** What came of a request to pay, as MTN tells it. */
export function simulatedMtnMomo(simulated: Simulated): unknown {
  const { payment, amount, currency } = simulated
  const [status, reason] = RESULTS[simulated.status] ?? []
  if (status === undefined) return undefined
  return {
    ...(status === 'SUCCESSFUL' && { financialTransactionId: `mtn-${payment}` }),
    externalId: payment,
    amount: decimal(amount, currency),
    currency,
    payer: { partyIdType: 'MSISDN', partyId: '256770000000' },
    status,
    ...(reason && { reason }),
  }
}
