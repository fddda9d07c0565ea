import type { PaymentStatus } from '../../protocol.ts'
import { decimal } from '../reading/amounts.ts'
import { simulator } from '../simulator.ts'

const RESULTS: { [Status in PaymentStatus]?: [status: string, reason?: string] } = {
  requires_action: ['PENDING'],
  succeeded: ['SUCCESSFUL'],
  failed: ['FAILED', 'NOT_ENOUGH_FUNDS'],
  canceled: ['FAILED', 'APPROVAL_REJECTED'],
  expired: ['FAILED', 'EXPIRED'],
}

/** What came of a request to pay, as MTN tells it. */
export const simulatedMtnMomo = simulator(RESULTS, ([status, reason], simulated) => {
  const { payment, amount, currency } = simulated
  return {
    ...(status === 'SUCCESSFUL' && { financialTransactionId: `mtn-${payment}` }),
    externalId: payment,
    amount: decimal(amount, currency),
    currency,
    payer: { partyIdType: 'MSISDN', partyId: '256770000000' },
    status,
    ...(reason && { reason }),
  }
})
