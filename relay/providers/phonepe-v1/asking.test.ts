import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { authorized } from '../authorize.ts'
import { describeAsking } from '../conformance/asking.ts'
import { questionsFor } from '../hear.ts'
import { askingPhonepeV1 } from './asking.ts'
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

it('signs the path as it is sent, without what the host has before it', () => {
  const parts = { merchant: 'SHOPUAT', saltKey: 'aSalt', index: '1' }
  const [question] = questionsFor(askingPhonepeV1, {
    ...{ asks: [], payments: [], references: [] },
    orderId: 'ORD 1205',
  })
  const { url, headers } = authorized(askingPhonepeV1, question!, { parts, where: 'live', now: 0 })
  expect(url).toBe('https://api.phonepe.com/apis/hermes/pg/v1/status/SHOPUAT/ORD%201205')
  const signed = createHash('sha256').update('/pg/v1/status/SHOPUAT/ORD%201205aSalt').digest('hex')
  expect(headers).toMatchObject({ 'X-VERIFY': `${signed}###1`, 'X-MERCHANT-ID': 'SHOPUAT' })
})
