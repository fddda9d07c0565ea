import { Webhook } from 'standardwebhooks'
import { expect, it } from 'vitest'
import { authorized, credentialsIn } from '../authorize.ts'
import { describeAsking } from '../conformance/asking.ts'
import { questionsFor } from '../hear.ts'
import { askingStandardWebhooks } from './asking.ts'
import { standardWebhooks } from './standard-webhooks.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

/** A path is no JSON. */
const PLAIN = { jsonParse: false }

const PAYMENT = { order: 'ORD-1205', payment: 'p-1', amount: 500_000, currency: 'KES' }

describeAsking({
  provider: standardWebhooks,
  credentials: 'https://shop.example/payments/{order}/now?for=relay',
  callbackSecret: SECRET,

  both: [
    {
      answer: 'state',
      headers: { 'webhook-id': 'msg_1' },
      callback: { type: 'payment.succeeded', timestamp: '2026-11-21T08:31:02Z', data: PAYMENT },
    },
  ],

  unknown: [
    {
      answer: 'state',
      body: { type: 'payment.succeeded', data: { ...PAYMENT, status: 'parked' } },
    },
  ],
})

it('signs the question as webhooks are signed, with the path in the body’s place', () => {
  const parts = credentialsIn(
    askingStandardWebhooks.credentials,
    'https://shop.example/payments/{order}?for=relay',
    SECRET,
  )
  const [question] = questionsFor(askingStandardWebhooks, {
    ...{ asks: [], payments: [], references: [] },
    orderId: 'ORD/1205',
  })
  const { url, headers } = authorized(askingStandardWebhooks, question!, {
    ...{ parts: parts!, where: 'live', now: Date.now() },
  })
  expect(url).toBe('https://shop.example/payments/ORD%2F1205?for=relay')
  const path = '/payments/ORD%2F1205?for=relay'
  const judge = (signed: string) => () => new Webhook(SECRET).verify(signed, headers, PLAIN)
  expect(judge(path)).not.toThrow()
  expect(judge(`${path}1`)).toThrow('signature')
})
