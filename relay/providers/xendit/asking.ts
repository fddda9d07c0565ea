/**
 * Xendit, asked: invoices, payments, what they were requested by, and sessions.
 *
 * An invoice is known by the merchant's own name, too; and a request tells its latest payment. Refunds are told by
 * callback only.
 *
 * @see https://docs.xendit.co/apidocs/get-payment
 * @see https://archive.developers.xendit.co/api-reference/#get-invoice
 */

import * as v from 'valibot'
import type { Asking, Known, Opened, Question, Told } from '../asking.ts'
import { Id } from '../reading/fields.ts'
import { formOf } from '../reading/json.ts'
import { byKind, merchantIds, pathOf } from '../reading/questions.ts'

const about = (name: string, id: string, path: string): Question => ({
  ...{ name, path, method: 'GET', asks: id },
})

const V3 = { 'api-version': '2024-11-11' }

const PAYMENT = /^py-[\da-f-]{36}$/
const REQUEST = /^pr-[\da-f-]{36}$/
const SESSION = /^ps-[\da-f-]{24,36}$/
const INVOICE = /^[\da-f]{24}$/

const payment = (id: string): Question => ({
  ...about('payment', id, pathOf`/v3/payments/${id}`),
  headers: V3,
})

/** Which generation made it, its name does not tell. */
const request = (id: string): Question => ({
  ...about('payment request', id, pathOf`/v3/payment_requests/${id}`),
  headers: V3,
  otherwise: about('payment request of v2', id, pathOf`/payment_requests/${id}`),
})

const invoice = (id: string): Question => about('invoice', id, pathOf`/v2/invoices/${id}`)
const session = (id: string): Question => about('session', id, pathOf`/sessions/${id}`)
const invoices = (id: string): Question =>
  about('invoices', id, pathOf`/v2/invoices?external_id=${id}`)

const isTheirs = (id: string): boolean =>
  [PAYMENT, REQUEST, SESSION, INVOICE].some((form) => form.test(id))

function questions(known: Known): readonly Question[] {
  // An invoice's name may be anything's.
  const references = known.references.filter((id) => !INVOICE.test(id))
  const theirs = byKind({ ...known, references }, [
    [PAYMENT, payment],
    [REQUEST, request],
    [INVOICE, invoice],
    [SESSION, session],
  ])
  if (theirs.length > 0) return theirs
  const own = merchantIds({ ...known, payments: [] })
  return own.filter((id) => !isTheirs(id)).map(invoices)
}

const Invoices = v.array(v.looseObject({ id: Id, status: Id }))
const Invoice = v.looseObject({ id: Id, external_id: Id })
const Other = v.looseObject({ status: Id })

const WithPayment = v.object({ latest_payment_id: v.pipe(v.string(), v.regex(PAYMENT)) })

export const askingXendit: Asking = {
  credentials: {
    form: 'key',
    example: 'xnd_production_aSecretKey',
    pattern: /^(?<key>xnd_(?:production|development)_[\w+/=]+)$/,
    isSandbox: ({ key = '' }) => key.startsWith('xnd_development_'),
  },
  hosts: { live: 'https://api.xendit.co', sandbox: 'https://api.xendit.co' },
  auth: { basic: '{key}:' },

  probes: ['000000000000000000000000'],
  questions,

  fault: ({ body, question }) =>
    question.name === 'invoices' && formOf(Invoices, body)?.length === 0
      ? { outcome: 'absent' }
      : undefined,

  read({ body, question }, _, event): Told[] {
    if (question.name === 'invoices') return v.parse(Invoices, body).flatMap((each) => event(each))
    if (question.name === 'invoice') return event(v.parse(Invoice, body))
    const data = v.parse(Other, body)
    const isSession = question.name === 'session'
    return event({ event: isSession ? 'payment_session.completed' : 'payment.capture', data })
  },

  then: ({ body, question }: Opened) => {
    const latest = formOf(WithPayment, body)?.latest_payment_id
    return latest !== undefined && question.name !== 'payment' ? [payment(latest)] : []
  },

  cannotVerify: {
    what: 'what virtual accounts, e-wallets and the like receive, of orders without asks["xendit"]',
    unlessAsks: true,
  },

  tells: ['amount'],
  clock: 'change',
  cadence: 'slow',
  rate: { perMinute: 250, burst: 20 },
}
