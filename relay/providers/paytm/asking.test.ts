import { describeAsking } from '../conformance/asking.ts'
import { paytm } from './paytm.ts'

const BODY = {
  txnId: '20261121010870000000000000000000001',
  orderId: 'ORD-1205',
  txnAmount: '5000.00',
  paymentMode: 'UPI',
  txnDate: '2026-11-21 14:01:00.0',
}

const paid = {
  head: { signature: 'as Paytm makes it' },
  body: { ...BODY, resultInfo: { resultStatus: 'TXN_SUCCESS', resultCode: '01' } },
}

describeAsking({
  provider: paytm,
  credentials: 'SHOP0000000000000000:aMerchantKeyOf16',
  posts: { order: 'The question and its checksum stand in the body.' },

  both: [
    { answer: 'success', callback: paid },
    { answer: 'pending', callback: paid },
    { answer: 'failure', callback: paid },
  ],

  unknown: [
    {
      answer: 'success',
      body: {
        head: {},
        body: { ...BODY, resultInfo: { resultStatus: 'PARKED', resultCode: '999' } },
      },
    },
  ],
})
