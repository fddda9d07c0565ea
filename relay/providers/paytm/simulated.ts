import { decimal } from '../reading/amounts.ts'
import { byReason, simulator, type Rows } from '../simulator.ts'

const RESULTS: Rows<[status: string, code: string, message: string]> = {
  processing: ['PENDING', '402', 'Looks like the payment is not complete.'],
  succeeded: ['TXN_SUCCESS', '01', 'Txn Success'],
  failed: byReason({
    insufficient_funds: ['TXN_FAILURE', '235', 'Wallet balance insufficient'],
    authentication_failed: ['TXN_FAILURE', '229', '3D Secure verification failed'],
    no_response: ['TXN_FAILURE', '810', 'Page closed by customer'],
    invalid_account: ['TXN_FAILURE', '295', 'UPI ID is incorrect'],
    declined: ['TXN_FAILURE', '227', 'Payment declined by the bank'],
  }),
}

/** Of all that is paid by it. */
const CURRENCY = 'INR'

/** Of India before Greenwich. In seconds. */
const AHEAD = 5.5 * 3600

/** Paytm's forms. */
export const simulatedPaytm = simulator(RESULTS, ([STATUS, RESPCODE, RESPMSG], simulated) => {
  const { orderId, payment, amount, timestamp } = simulated
  const time = new Date((timestamp + AHEAD) * 1000).toISOString()
  return {
    MID: 'SIMULATED',
    ORDERID: orderId,
    TXNID: payment,
    TXNAMOUNT: decimal(amount, CURRENCY),
    CURRENCY,
    TXNDATE: `${time.slice(0, 19).replace('T', ' ')}.0`,
    PAYMENTMODE: 'PPI',
    GATEWAYNAME: 'WALLET',
    BANKNAME: 'WALLET',
    BANKTXNID: '62223',
    STATUS,
    RESPCODE,
    RESPMSG,
  }
})
