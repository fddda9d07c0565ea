import { describeAsking } from '../conformance/asking.ts'
import { phonepeV1 } from './phonepe-v1.ts'

const PAYMENT = {
  merchantId: 'SHOPUAT',
  merchantTransactionId: 'ORD-1205',
  transactionId: 'T2611211400000000000001',
  amount: 500_000,
}

const base64 = (message: object) => Buffer.from(JSON.stringify(message)).toString('base64')

const paid = {
  response: base64({
    code: 'PAYMENT_SUCCESS',
    data: {
      ...PAYMENT,
      state: 'COMPLETED',
      paymentInstrument: { type: 'UPI', utr: '500000000001' },
    },
  }),
}

describeAsking({
  provider: phonepeV1,
  credentials: 'SHOPUAT:099eb0cd-02cf-4e2a-8aca-3e6c6aff0399###1',

  both: [
    { answer: 'success', callback: paid },
    { answer: 'pending', callback: paid },
    { answer: 'error', callback: paid },
  ],

  unknown: [{ answer: 'success', body: { code: 'PAYMENT_PARKED', data: PAYMENT } }],
})
