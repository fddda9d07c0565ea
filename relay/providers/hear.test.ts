import { describe, expect, it } from 'vitest'
import type { Answer, Asking } from './asking.ts'
import { hear, questionsFor } from './hear.ts'
import { mtnMomo } from './mtn-momo/mtn-momo.ts'
import { askingPaystack } from './paystack/asking.ts'
import { paystack } from './paystack/paystack.ts'
import { askingRazorpay } from './razorpay/asking.ts'
import { razorpay } from './razorpay/razorpay.ts'

const KNOWN = { asks: [], payments: [], references: [], orderId: 'ORD-1205' }

const [QUESTION] = questionsFor(askingPaystack, KNOWN)

const answered = (more: Partial<Answer>): ReturnType<typeof hear> =>
  hear(
    paystack,
    askingPaystack,
    { question: QUESTION!, status: 200, headers: new Headers(), text: '{}', ...more },
    KNOWN,
  )

describe('an answer', () => {
  it.each([
    [204, { outcome: 'absent' }],
    [404, { outcome: 'absent' }],
    [410, { outcome: 'absent' }],
    [401, { outcome: 'refused', why: 'credentials' }],
    [403, { outcome: 'refused', why: 'permission' }],
    [400, { outcome: 'refused', why: 'request' }],
    [422, { outcome: 'refused', why: 'request' }],
    [408, { outcome: 'later' }],
    [429, { outcome: 'later' }],
    [500, { outcome: 'later' }],
    [503, { outcome: 'later' }],
    [301, { outcome: 'unread', why: 'It leads elsewhere.' }],
  ])('of status %i is no fact', (status, reading) => {
    expect(answered({ status })).toEqual(reading)
  })

  it.each([
    ['retry-after', '5', 5000],
    ['x-ratelimit-retry', '23', 23_000],
    ['rate-limit-reset', '58.37', 58_370],
    ['retry-after', 'Sat, 21 Nov 2026 08:31:05 GMT', undefined],
    ['retry-after', '-1', undefined],
    ['retry-after', '9'.repeat(99), undefined],
  ])('says when to ask again: %s: %s', (name, text, after) => {
    expect(answered({ status: 429, headers: new Headers({ [name]: text }) })).toEqual({
      outcome: 'later',
      ...(after !== undefined && { after }),
    })
  })

  it('never makes its reader throw, whatever that does', () => {
    const broken: Asking = {
      ...askingPaystack,
      fault() {
        throw new Error('a secret')
      },
    }
    const answer = { question: QUESTION!, status: 200, headers: new Headers(), text: '{}' }
    const reading = hear(mtnMomo, broken, answer, KNOWN)
    expect(reading.outcome).toBe('unread')
    expect(JSON.stringify(reading)).not.toContain('secret')
  })

  it('quotes nothing of what nobody can read', () => {
    const secret = 'shopper@example.com'
    for (const text of [secret, `{"data":{"status":1,"email":"${secret}"}}`, `<p>${secret}</p>`]) {
      const reading = answered({ text })
      expect(reading.outcome).toBe('unread')
      expect(JSON.stringify(reading)).not.toContain(secret)
    }
  })
})

it('of several payments, counts those that lie in what was asked about', () => {
  const known = { asks: ['order_R1bbbbbbbbbbbb'], payments: [], references: [] }
  const [question] = questionsFor(askingRazorpay, known)
  const payment = { entity: 'payment', status: 'captured', captured: true, amount: 5000 }
  const items = [
    { ...payment, id: 'pay_own', order_id: 'order_R1bbbbbbbbbbbb', currency: 'INR' },
    { ...payment, id: 'pay_other', order_id: 'order_R1zzzzzzzzzzzz', currency: 'INR' },
  ]
  const text = JSON.stringify({ entity: 'collection', items })
  const answer = { question: question!, status: 200, headers: new Headers(), text }
  const reading = hear(razorpay, askingRazorpay, answer, known)
  expect(reading.outcome === 'answered' && reading.told.map((told) => told.payment)).toEqual([
    'pay_own',
  ])
})

it('that tells of more than any order has, is not gone through', () => {
  const known = { asks: ['order_R1bbbbbbbbbbbb'], payments: [], references: [] }
  const [question] = questionsFor(askingRazorpay, known)
  const items = Array.from({ length: 501 }, (_, at) => ({
    ...{ entity: 'payment', id: `pay_${at}`, order_id: 'order_R1bbbbbbbbbbbb', status: 'captured' },
    ...{ captured: true, amount: 5000, currency: 'INR' },
  }))
  const text = JSON.stringify({ items })
  const answer = { question: question!, status: 200, headers: new Headers(), text }
  expect(hear(razorpay, askingRazorpay, answer, known).outcome).toBe('unread')
})

describe('a question', () => {
  it('is asked once, and of no more than eight', () => {
    const asks = Array.from({ length: 20 }, (_, at) => `ORD-${at % 15}`)
    const paths = questionsFor(askingPaystack, { ...KNOWN, asks }).map(({ path }) => path)
    expect(paths).toHaveLength(8)
    expect(new Set(paths).size).toBe(8)
  })

  it('is never about what cannot stand in an address', () => {
    const asks = ['', '.', '..', '\ud800', 'x'.repeat(256)]
    expect(questionsFor(askingPaystack, { asks, payments: [], references: [] })).toEqual([])
  })
})
