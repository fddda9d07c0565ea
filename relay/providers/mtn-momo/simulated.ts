import { decimal } from '../reading/amounts.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'

const RESULTS: Rows<[status: string, reason?: string]> = {
  requires_action: ['PENDING'],
  succeeded: ['SUCCESSFUL'],
  failed: byReason({
    insufficient_funds: ['FAILED', 'NOT_ENOUGH_FUNDS'],
    limit_exceeded: ['FAILED', 'PAYER_LIMIT_REACHED'],
    invalid_account: ['FAILED', 'PAYER_NOT_FOUND'],
    declined: ['FAILED', 'NOT_ALLOWED'],
    provider_error: ['FAILED', 'INTERNAL_PROCESSING_ERROR'],
  }),
  canceled: ['FAILED', 'APPROVAL_REJECTED'],
  expired: byReason({
    expired: ['FAILED', 'EXPIRED'],
    no_response: ['FAILED', 'COULD_NOT_PERFORM_TRANSACTION'],
  }),
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
