/**
 * MTN MoMo, asked: what came of a request to pay.
 *
 * It is known by the UUID that the shop made up as its `X-Reference-Id`, which no callback has, and no answer: that
 * names the shop's `externalId`, as the callback does. The answer may be older than a callback.
 *
 * @see https://momodeveloper.mtn.com/api-documentation
 */

import * as v from 'valibot'
import type { Asking, Question } from '../asking.ts'
import { formOf } from '../reading/json.ts'
import { mendMain } from '../reading/mend.ts'
import { byKind, pathOf } from '../reading/questions.ts'

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

const request = (id: string): Question => ({
  name: 'request to pay',
  method: 'GET',
  path: pathOf`/collection/v1_0/requesttopay/${id}`,
})

const WrongEnvironment = v.object({ code: v.literal('NOT_ALLOWED_TARGET_ENVIRONMENT') })

const Request = v.looseObject({ status: v.string() })

const DOORS = {
  'X-Target-Environment': '{environment}',
  'Ocp-Apim-Subscription-Key': '{subscriptionKey}',
}

export const askingMtnMomo: Asking = {
  credentials: {
    form: 'apiUser:apiKey:subscriptionKey:environment',
    example: '7b5f7d6e-0000-4000-8000-000000000000:anApiKey:aSubscriptionKey:mtnuganda',
    isSandbox: ({ environment }) => environment === 'sandbox',
  },
  // Some countries have a host of their own.
  hosts: {
    live: 'https://proxy.momoapi.mtn.com',
    sandbox: 'https://sandbox.momodeveloper.mtn.com',
  },

  auth: {
    token: {
      method: 'POST',
      path: '/collection/token/',
      basic: '{apiUser}:{apiKey}',
      headers: DOORS,
    },
    headers: { ...DOORS, Authorization: 'Bearer {token}' },
  },

  // Among the references, a UUID may be anything's.
  probes: ['00000000-0000-4000-8000-000000000000'],
  questions: (known) => byKind({ ...known, references: [] }, [[UUID, request]]),

  fault: ({ body }) => formOf(WrongEnvironment, body) && { outcome: 'refused', why: 'credentials' },

  read({ body, question }, { payments }, event) {
    const asked = v.parse(Request, body)
    // What no callback tells: the request is made, and the prompt not yet sent.
    const told = event(asked.status === 'CREATED' ? { ...asked, status: 'PENDING' } : asked)
    // The shop may have told of the prompt by the id that it sent with it.
    const called = payments
      .flatMap(({ names }) => names)
      .filter((name) => UUID.test(name) && request(name).path === question.path)
    return called.length === 0
      ? told
      : mendMain(told, ({ containers = [], ...main }) => ({
          ...main,
          containers: [...containers, ...called],
        }))
  },

  tells: ['amount', 'receipt'],
  clock: 'none',
  lag: 30_000,
  // Until it is paid, it has no name but the request’s.
  answersAboutPrompt: true,
  cadence: 'prompt',
  rate: { perMinute: 60, burst: 5 },
}
