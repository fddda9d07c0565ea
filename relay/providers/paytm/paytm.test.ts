import { createRequire } from 'node:module'
import { describe, expect, it, vi } from 'vitest'
import type { Update } from '../../order/update.ts'
import { describeProvider, recording } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { verify } from '../verify.ts'
import { paytm } from './paytm.ts'

/** Paytm's own library, which comes without types. */
interface Checksum {
  getStringByParams(form: Record<string, string>): string
  calculateChecksum(text: string, key: string, salt: string): string
  verifySignatureByString(text: string, key: string, checksum: string): boolean
}

const checksum: Checksum = createRequire(import.meta.url)('paytmchecksum')

// It logs what it cannot decrypt.
vi.spyOn(console, 'log').mockImplementation(() => {})

const KEY = 'testMerchantKey1'

const read = (body: string): Record<string, string> => Object.fromEntries(new URLSearchParams(body))

/** What Paytm's library signs. */
function signed(body: string): string {
  const { CHECKSUMHASH: _, ...form } = read(body)
  return checksum.getStringByParams(form)
}

type State = Extract<Update, { part: 'main' }>['state']

const form = (STATUS: string, more: object = {}) => ({
  ...{ MID: 'M1', ORDERID: 'A-1', TXNID: 'T1', TXNAMOUNT: '50.00', CURRENCY: 'INR', STATUS },
  ...{ RESPCODE: '01', RESPMSG: 'Said.', BANKTXNID: '', TXNDATE: '2026-11-21 10:20:30.0' },
  PAYMENTMODE: 'CC',
  ...more,
})

const main = (status: string, state: State, more: object = {}): Update => ({
  ...{ eventId: `T1:${status}`, part: 'main', state, payment: 'T1', containers: ['A-1'] },
  ...{ orderId: 'A-1', amount: 5000, currency: 'INR', receipt: 'T1' },
  time: Date.UTC(2026, 10, 21, 4, 50, 30),
  ...more,
})

const failed = (
  code: string | null,
  ours: NonNullable<Update['reason']>['code'],
  more = {},
  by: object = {},
) => ({
  body: form('TXN_FAILURE', { RESPCODE: code, ...by }),
  updates: [main('TXN_FAILURE', 'failed', { reason: { code: ours, message: 'Said.' }, ...more })],
})

const json = (body: object) => ({ head: { signature: 's', version: 'v1' }, body })

const refund = (more: object) =>
  json({
    ...{ txnId: 'T1', orderId: 'A-1', mid: 'M1', refundId: 'R1', refId: 'ref-1' },
    ...{ txnAmount: '50.00', refundAmount: '20.00', totalRefundAmount: '30.00' },
    ...{ acceptRefundTimestamp: '2020-09-03 16:52:10.0' },
    ...more,
  })

const refunded = {
  ...{ part: 'refund:R1' as const, payment: 'T1', containers: ['A-1'], orderId: 'A-1' },
  ...{ amount: 2000, currency: 'INR', time: Date.UTC(2020, 8, 3, 11, 22, 10) },
}

const THREE_DAYS = 259_200_000

const timeless = ({ time: _, ...more }: ReturnType<typeof main>) => more

const { CURRENCY: _, ...nowhere } = form('PENDING', { TXNDATE: 'yesterday' })

describeProvider({
  provider: paytm,
  secret: KEY,
  otherSecret: 'testMerchantKey2',
  field: 'CHECKSUMHASH',

  seal(body) {
    const made = checksum.calculateChecksum(signed(body), KEY, 'c4FE')
    return new URLSearchParams({ ...read(body), CHECKSUMHASH: made }).toString()
  },

  accepts: (body) =>
    checksum.verifySignatureByString(signed(body), KEY, read(body)['CHECKSUMHASH'] ?? ''),

  covers: signed,

  simulates: ['processing', 'succeeded', 'failed'],

  recordings: [
    {
      says: 'the payment succeeded',
      body: recording('paytm/callback-TXN_SUCCESS.txt'),
      updates: [
        {
          ...{ eventId: '20261121210105000000:TXN_SUCCESS', part: 'main', state: 'succeeded' },
          ...{ payment: '20261121210105000000', containers: ['order-42'], orderId: 'order-42' },
          ...{ amount: 10_000, currency: 'INR', receipt: '20261121210105000000' },
          time: Date.UTC(2026, 10, 21, 4, 50, 30),
        },
      ],
    },

    {
      says: 'the bank is confirming',
      body: form('PENDING', { RESPCODE: '402' }),
      updates: [main('PENDING', 'processing')],
    },
    {
      says: 'a status of tomorrow is no failure',
      body: form('OF_TOMORROW'),
      updates: [main('OF_TOMORROW', 'processing')],
    },
    { says: 'there was too little money', ...failed('235', 'insufficient_funds', { doubt: 0 }) },
    ...['UPI', 'UPI_INTENT', '', 'OF_TOMORROW'].map((PAYMENTMODE) => ({
      says: `too little money is not the end of what may be UPI: "${PAYMENTMODE}"`,
      ...failed('235', 'insufficient_funds', { doubt: THREE_DAYS }, { PAYMENTMODE }),
    })),
    { says: 'the bank declined', ...failed('227', 'declined', { doubt: 0 }) },
    { says: 'the shopper left, and may have paid', ...failed('141', 'no_response') },
    { says: 'a code of tomorrow', ...failed('OF_TOMORROW', 'unknown') },
    {
      says: 'the time of its completion is more exact than its day',
      body: form('TXN_SUCCESS', {
        TXNDATE: '2026-11-21',
        TXNDATETIME: '2026-11-21 10:20:31',
        MERC_UNQ_REF: 'ref 1',
      }),
      updates: [
        main('TXN_SUCCESS', 'succeeded', {
          time: Date.UTC(2026, 10, 21, 4, 50, 31),
          mentions: ['ref 1'],
        }),
      ],
    },
    {
      says: 'rupees where nobody says, at a time that is none',
      body: nowhere,
      updates: [timeless(main('PENDING', 'processing'))],
    },
    {
      says: 'a subscription will be due: none of our business',
      body: { NOTIFICATIONSTATUS: 'SUCCESS', REFERENCEID: 'REF_1', TXNDATE: '15/07/2020 00:00' },
      updates: [],
    },

    {
      says: 'a payment, as JSON',
      body: json({ mid: 'M1', orderId: 'A-1', txnAmount: '50.00', resultStatus: 'TXN_SUCCESS' }),
      updates: [
        {
          ...{ eventId: 'A-1:TXN_SUCCESS', part: 'main', state: 'succeeded', payment: 'A-1' },
          ...{ orderId: 'A-1', amount: 5000, currency: 'INR' },
        },
      ],
    },
    {
      says: 'a payment, as the status interface tells it',
      body: json({
        ...{ orderId: 'A-1', txnId: 'T1', txnAmount: '50.00', txnDate: '2026-11-21 10:20:30.0' },
        resultInfo: { resultStatus: 'TXN_FAILURE', resultCode: '227', resultMsg: 'Said.' },
      }),
      updates: [
        main('TXN_FAILURE', 'failed', {
          reason: { code: 'declined', message: 'Said.' },
          doubt: THREE_DAYS,
        }),
      ],
    },
    {
      says: 'a refund was accepted',
      body: refund({}),
      updates: [{ ...refunded, eventId: 'R1:pending', state: 'pending' }],
    },
    {
      says: 'the bank has the refund',
      body: refund({ userCreditInitiateTimestamp: '2020-09-03 16:52:10.0' }),
      updates: [{ ...refunded, eventId: 'R1:done', state: 'done' }],
    },
    {
      says: 'the bank has a refund of nobody knows how much, which is not all',
      body: refund({
        ...{ userCreditInitiateTimestamp: '2020-09-03 16:52:10.0', refundAmount: null },
        refundId: null,
      }),
      updates: [
        {
          ...{ eventId: 'ref-1:pending', part: 'refund:ref-1', state: 'pending', payment: 'T1' },
          ...{ containers: ['A-1'], orderId: 'A-1', currency: 'INR', time: refunded.time },
        },
      ],
    },
    {
      says: 'the bank did not take the refund',
      body: refund({
        userCreditInitiateTimestamp: '2020-09-03 16:52:10.0',
        userCreditInitiateStatus: 'FAILURE',
      }),
      updates: [{ ...refunded, eventId: 'R1:failed', state: 'failed' }],
    },
    {
      says: 'something else, as JSON, is kept',
      body: json({ mid: 'M1' }),
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'something else, as a form, is kept',
      body: { MID: 'M1', ORDERID: 'A-1' },
      updates: UNKNOWN_EVENT,
    },
  ],
})

const verdict = (body: string) => {
  const url = 'https://relay.example.com/callbacks/paytm'
  const sent = { url, headers: new Headers(), body: new TextEncoder().encode(body) }
  return verify(paytm, sent, [KEY], 0)
}

it('believes JSON with a signature of the text of its body', () => {
  const body = '{ "orderId": "A-1",\n"txnAmount":"1.00" }'
  const signature = checksum.calculateChecksum(body, KEY, 'c4FE')
  const told = (text: string) => `{"body":${text},"head":{"signature":"${signature}"}}`
  expect(verdict(told(body))).toBe('valid')
  expect(verdict(told(body.replace('\n', '')))).toBe('mismatch')
  expect(verdict(`{"body":${body}}`)).toBe('missing')
})

it('refuses JSON that holds a form, and its good signature', () => {
  const form = { BANKTXNID: '', STATUS: 'TXN_FAILURE', TXNAMOUNT: '9.00', X: '' }
  const CHECKSUMHASH = checksum.calculateChecksum(checksum.getStringByParams(form), KEY, 'c4FE')
  expect(verdict(`${new URLSearchParams({ ...form, CHECKSUMHASH })}`)).toBe('valid')

  // Names are not signed: all before the first `=` is one, and so is what closes the JSON.
  const values = new URLSearchParams({ a: 'TXN_FAILURE', b: '9.00', CHECKSUMHASH })
  const forged = `{"body":{"orderId":"A-1","resultStatus":"TXN_SUCCESS"},"x":"=&${values}&"}`
  expect(JSON.parse(forged)).toHaveProperty('body.resultStatus', 'TXN_SUCCESS')
  expect(verdict(forged)).toBe('missing')
})

it('reads nothing of JSON but its body, which alone is signed', () => {
  const payload = { head: { signature: 's' }, body: null, ...form('TXN_SUCCESS') }
  const event = { headers: new Headers(), digest: () => 'digest' }
  expect(() => paytm.updates(payload, event)).toThrow('Expected Object')
})

describe('a form of Paytm’s', () => {
  const genuine = form('TXN_SUCCESS')
  const { TXNID = '', TXNDATE = '', RESPCODE: _, ...others } = genuine

  it.each([
    ['an amount that nobody can read', { ...genuine, TXNAMOUNT: '1e3' }],
    ['a currency that is none', { ...genuine, CURRENCY: 'rupees' }],
    ['a date for a name', { ...others, RESPCODE: '01', TXNID: TXNDATE, TXNOLD: TXNID }],
    ['two values for one', { ...others, RESPCODE: '01', TXNID: `${TXNDATE}|${TXNID}` }],
    ['no name of its own', { ...others, RESPCODE: '01', TXNDATE, TXNOLD: TXNID }],
    ['a failure’s code', { ...genuine, RESPCODE: '235' }],
    ['no code', { ...others, TXNID, TXNDATE }],
  ])('is no success with %s', (_, told) => {
    const event = { headers: new Headers(), digest: () => 'digest' }
    expect(paytm.updates(genuine, event)).toMatchObject([{ state: 'succeeded' }])
    expect(() => paytm.updates(told, event)).toThrow('Invalid')
  })
})
