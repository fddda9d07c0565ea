/**
 * Coinbase, asked: charges of Commerce, with an API key, and checkouts of Business, with a key that signs. Which of
 * the two can be asked, the credentials tell.
 *
 * @see https://docs.cdp.coinbase.com/commerce/reference/getcharge
 * @see https://docs.cdp.coinbase.com/coinbase-business/checkout-apis/overview
 */

import * as v from 'valibot'
import type { Asking, Question } from '../asking.ts'
import { Id } from '../reading/fields.ts'
import { byKind, pathOf } from '../reading/questions.ts'

const BUSINESS = 'business.coinbase.com'

const checkout = (id: string): Question => ({
  name: 'checkout',
  method: 'GET',
  path: pathOf`/api/v1/checkouts/${id}`,
  hosts: { live: `https://${BUSINESS}`, sandbox: `https://${BUSINESS}` },
  asks: id,
})

const charge = (id: string): Question => ({
  name: 'charge',
  method: 'GET',
  path: pathOf`/charges/${id}`,
  headers: { 'X-CC-Version': '2018-03-22' },
  asks: id,
})

const Charge = v.object({ data: v.looseObject({ code: Id }) })
const Checkout = v.looseObject({ id: Id, status: Id })

/** For how long a signed question is good. In seconds. */
const LIFE = 120

export const askingCoinbase: Asking = {
  credentials: {
    form: '<API key>, or <key name>:<private key>',
    example: 'anApiKey',
    pattern:
      /^(?:(?<key>[\w-]+)|(?<name>[^\s:]+):(?<privateKey>-----BEGIN [^,]+|[A-Za-z0-9+/]{86}==))$/,
  },
  hosts: {
    live: 'https://api.commerce.coinbase.com',
    sandbox: 'https://api.commerce.coinbase.com',
  },

  auth: {
    seal(question, { key = '', name = '', privateKey = '' }, { now, random, jwt }) {
      const { headers, method, path } = question
      if (question.name === 'charge') {
        return { ...question, headers: { ...headers, 'X-CC-Api-Key': key } }
      }
      // Settings have no line breaks.
      const pem = privateKey.replaceAll('\\n', '\n')
      const nbf = Math.floor(now / 1000)
      const claims = { sub: name, iss: 'cdp', nbf, exp: nbf + LIFE }
      const uri = `${method} ${BUSINESS}${path}`
      const token = jwt(pem, { kid: name, nonce: random(16) }, { ...claims, uri })
      return { ...question, headers: { ...headers, Authorization: `Bearer ${token}` } }
    },
  },

  probes: ['00000000-0000-0000-0000-000000000000', '000000000000000000000000'],
  questions: (known) =>
    // Among the references, such a name may be anything's.
    byKind({ ...known, references: [] }, [
      [/^[A-Z\d]{8}$/, charge],
      [/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/, charge],
      [/^[\da-f]{24}$/, checkout],
    ]),

  suits: ({ name }, { key }) => (name === 'charge') === (key !== undefined),

  read({ body, question }, _, event) {
    if (question.name === 'checkout') {
      return event({ eventType: 'checkout.payment.success', ...v.parse(Checkout, body) })
    }
    const { data } = v.parse(Charge, body)
    return event({ event: { type: 'charge:created', id: 'answer', data } })
  },

  tells: ['amount', 'receipt', 'refunds'],
  clock: 'change',
  cadence: 'slow',
  gap: 10_000,
  rate: { perMinute: 60, burst: 5 },
}
