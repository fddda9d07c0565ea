import type { PaymentStatus } from '../../protocol.ts'
import { decimal } from '../reading/amounts.ts'
import { simulator } from '../simulator.ts'

const RESULTS: { [Status in PaymentStatus]?: [status: string, code: string, message: string] } = {
  processing: ['PENDING', '402', 'Looks like the payment is not complete.'],
  succeeded: ['TXN_SUCCESS', '01', 'Txn Success'],
  failed: ['TXN_FAILURE', '235', 'Wallet balance insufficient'],
}

/** Of India before Greenwich. In seconds. */
const AHEAD = 5.5 * 3600

/** Paytm's forms. */
export const simulatedPaytm = simulator(RESULTS, ([STATUS, RESPCODE, RESPMSG], simulated) => {
  const { orderId, payment, amount, currency, timestamp } = simulated
  const time = new Date((timestamp + AHEAD) * 1000).toISOString()
  return {
    MID: 'SIMULATED',
    ORDERID: orderId,
    TXNID: payment,
    TXNAMOUNT: decimal(amount, currency),
    CURRENCY: currency,
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
