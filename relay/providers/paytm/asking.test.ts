import { createRequire } from 'node:module'
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { authorized } from '../authorize.ts'
import { describeAsking } from '../conformance/asking.ts'
import { questionsFor } from '../hear.ts'
import { jsonMember } from '../reading/json.ts'
import { askingPaytm } from './asking.ts'
import { paytm } from './paytm.ts'

const KEY = 'aMerchantKeyOf16'

/** Paytm's own library, which comes without types. */
const checksum: {
  verifySignatureByString(text: string, key: string, checksum: string): boolean
} = createRequire(import.meta.url)('paytmchecksum')

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

it('signs the question as Paytm’s own library does', () => {
  const [question] = questionsFor(askingPaytm, {
    ...{ asks: [], payments: [], references: [] },
    orderId: 'ORD-1205',
  })
  const parts = { mid: 'SHOP0000000000000000', merchantKey: KEY }
  const { url, body = '' } = authorized(askingPaytm, question!, { parts, where: 'live', now: 0 })
  expect(url).toBe('https://securegw.paytm.in/v3/order/status')
  const { signature } = v.parse(
    v.object({ head: v.object({ signature: v.string() }) }),
    JSON.parse(body),
  ).head
  const signed = jsonMember(body, 'body')
  expect(signed).toBe('{"mid":"SHOP0000000000000000","orderId":"ORD-1205"}')
  expect(checksum.verifySignatureByString(signed ?? '', KEY, signature)).toBe(true)
})
