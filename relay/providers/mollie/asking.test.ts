import { expect, it } from 'vitest'
import type { Question } from '../asking.ts'
import { describeAsking } from '../conformance/asking.ts'
import { hear, questionsFor } from '../hear.ts'
import { askingMollie } from './asking.ts'
import { mollie } from './mollie.ts'

const PAYMENT = {
  resource: 'payment',
  id: 'tr_7UhSN1zuXS',
  mode: 'test',
  amount: { value: '50.00', currency: 'EUR' },
  metadata: { order_id: 'ORD-1205' },
}

const event = (type: string, entity: object) => ({
  ...{ resource: 'event', id: 'event_1', type, entityId: PAYMENT.id },
  createdAt: '2026-11-21T08:31:01+00:00',
  _embedded: { entity },
})

describeAsking({
  provider: mollie,
  credentials: 'live_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM',

  both: [
    { answer: 'paid', callback: event('payment.paid', { ...PAYMENT, status: 'paid' }) },
    { answer: 'open', callback: event('payment.paid', { ...PAYMENT, status: 'paid' }) },
    {
      answer: 'failed',
      callback: event('payment.failed', { ...PAYMENT, status: 'failed' }),
    },
  ],

  unknown: [{ answer: 'paid', body: { ...PAYMENT, status: 'parked' } }],

  // Who pays by a link that many use, pays something else.
  leads: [
    {
      by: { asks: ['pl_4Y0eZitmBnQ6IDoMqZQKh'] },
      name: 'payment link',
      body: {
        ...{ resource: 'payment-link', id: 'pl_4Y0eZitmBnQ6IDoMqZQKh', mode: 'test' },
        amount: PAYMENT.amount,
      },
      to: ['GET /v2/payment-links/pl_4Y0eZitmBnQ6IDoMqZQKh/payments'],
    },
    {
      by: { asks: ['pl_4Y0eZitmBnQ6IDoMqZQKh'] },
      name: 'payment link',
      body: {
        ...{ resource: 'payment-link', id: 'pl_4Y0eZitmBnQ6IDoMqZQKh', mode: 'test' },
        ...{ amount: PAYMENT.amount, reusable: true },
      },
      to: [],
    },
  ],

  seen: { credentials: 'test_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM' },
})

it('counts what was paid by a link once: the payment lies in it', () => {
  const link = 'pl_4Y0eZitmBnQ6IDoMqZQKh'
  const known = { asks: [link], payments: [], references: [] }
  const ask = (question: Question | undefined, body: object) => {
    const answer = { status: 200, headers: new Headers(), text: JSON.stringify(body) }
    const reading = hear(mollie, askingMollie, { ...answer, question: question! }, known)
    return reading.outcome === 'answered' ? reading : { told: [], then: [] }
  }
  const paid = { ...PAYMENT, status: 'paid', paidAt: '2026-11-21T08:31:00+00:00' }

  const [first] = questionsFor(askingMollie, known)
  const linked = ask(first, { ...paid, resource: 'payment-link', id: link, reusable: false })
  const listed = ask(linked.then[0], { _embedded: { payments: [paid] } })
  const inside = ask(listed.then[0], paid)
  expect(linked.told).toMatchObject([{ state: 'succeeded', payment: link }])
  expect(inside.told).toMatchObject([
    { state: 'succeeded', payment: PAYMENT.id, containers: [link] },
  ])
})
