/**
 * Daraja, asked: what came of a prompt (STK push query), and what was paid lately to a shortcode (Pull Transactions).
 *
 * A prompt is known by its `CheckoutRequestID` only. The answer has neither amount nor receipt: the payer cannot
 * change what the prompt asks, and the receipt comes by callback.
 *
 * Transaction Status is left out: it answers by callback, and wants an operator's password that may pay out.
 *
 * @see https://developer.safaricom.co.ke/APIs/MpesaExpressQuery
 * @see https://developer.safaricom.co.ke/APIs/PullTransactions
 */

import * as v from 'valibot'
import type { Asking, Fault, Known, Missed, Question } from '../asking.ts'
import { given, Id } from '../reading/fields.ts'
import { formOf } from '../reading/json.ts'
import { mendMain } from '../reading/mend.ts'
import { byKind } from '../reading/questions.ts'

const PROMPT = /^ws_CO_[\w-]+$/

const Code = v.pipe(v.union([v.string(), v.number()]), v.transform(String))

const Result = v.object({
  ResultCode: Code,
  CheckoutRequestID: Id,
  MerchantRequestID: v.nullish(Id),
  ResultDesc: v.nullish(v.string()),
})

const Failed = v.object({ errorCode: Code, errorMessage: v.optional(v.string()) })

/** Of a callback, `4999` is unclear. Asked, it is a prompt that still waits on the phone. */
const WAITS = '4999'
const SUCCEEDED = '0'

/** Under which a wrong shortcode or passkey is told, too. */
const UNCLEAR = '500.001.1001'
const CREDENTIALS = /merchant does not exist|wrong credentials/i

const FAULTS = new Map<string, Fault>([
  // With HTTP 404: it is the token that is not found.
  ['404.001.03', { outcome: 'refused', why: 'credentials' }],
  ['400.002.02', { outcome: 'refused', why: 'request' }],
])

const DAY = 24 * 3_600_000

const JSON_BODY = { 'Content-Type': 'application/json' }

const prompt = (id: string): Question => ({
  name: 'prompt',
  method: 'POST',
  path: '/mpesa/stkpushquery/v1/query',
  headers: JSON_BODY,
  body: JSON.stringify({ CheckoutRequestID: id }),
  asks: id,
})

/** As many rows as one page has. */
const PAGE = 100

const Pulled = v.object({
  Response: v.array(
    v.array(
      v.object({
        transactionId: Id,
        billreference: v.optional(v.unknown()),
        amount: v.nullish(Code),
      }),
    ),
  ),
})

/** Of Paybills and Tills that are registered for it. Rows are told as confirmations are. */
const pull: Missed = {
  reach: 2 * DAY,

  question: (from, to, cursor = '0') => ({
    name: 'pull',
    method: 'POST',
    path: '/pulltransactions/v1/query',
    headers: JSON_BODY,
    body: JSON.stringify({
      StartDate: nairobi(from).replace('T', ' '),
      EndDate: nairobi(to).replace('T', ' '),
      OffSetValue: cursor,
    }),
  }),

  read({ body, question }) {
    const rows = v.parse(Pulled, body).Response.flat()
    const { OffSetValue: offset } = v.parse(Page, JSON.parse(question.body ?? ''))
    return {
      // The zone of their time is unproven, and a success needs none.
      payloads: rows.map(({ transactionId, billreference, amount }) => ({
        TransID: transactionId,
        TransAmount: amount,
        BillRefNumber: billreference,
      })),
      ...(rows.length >= PAGE && { cursor: String(Number(offset) + rows.length) }),
    }
  },
}

const Page = v.object({ OffSetValue: v.string() })

export const askingDaraja: Asking = {
  credentials: {
    form: 'consumerKey:consumerSecret:shortcode:passkey',
    example: 'aConsumerKey:aConsumerSecret:600000:aPasskey',
    pattern:
      /^(?<consumerKey>[^\s:]+):(?<consumerSecret>[^\s:]+):(?<shortcode>\d{5,10}):(?<passkey>[^\s,]+)$/,
    // The sandbox has one for all.
    isSandbox: ({ shortcode }) => shortcode === '174379',
  },
  hosts: { live: 'https://api.safaricom.co.ke', sandbox: 'https://sandbox.safaricom.co.ke' },

  auth: {
    token: {
      method: 'GET',
      path: '/oauth/v1/generate?grant_type=client_credentials',
      basic: '{consumerKey}:{consumerSecret}',
    },
    headers: { Authorization: 'Bearer {token}' },

    seal(question, { shortcode = '', passkey = '' }, { now }) {
      const asked = v.parse(v.record(v.string(), v.unknown()), JSON.parse(question.body ?? '{}'))
      if (question.name === 'pull') {
        return { ...question, body: JSON.stringify({ ShortCode: shortcode, ...asked }) }
      }
      const timestamp = nairobi(now).replace(/\D/g, '')
      const password = Buffer.from(shortcode + passkey + timestamp).toString('base64')
      const sealed = { BusinessShortCode: Number(shortcode), Password: password }
      return {
        ...question,
        body: JSON.stringify({ ...sealed, Timestamp: timestamp, ...asked }),
      }
    },
  },

  probes: ['ws_CO_000000000000000000000000000'],
  questions: (known) => byKind(known, [[PROMPT, prompt]]),
  // It names no prompt unknown: of this one, too, it says that it cannot tell.
  provesCredentials: ({ body }) => formOf(Failed, body)?.errorCode === UNCLEAR,

  fault({ body }) {
    const failed = formOf(Failed, body)
    if (!failed) return undefined
    const { errorCode, errorMessage = '' } = failed
    if (errorCode === UNCLEAR && CREDENTIALS.test(errorMessage)) {
      return { outcome: 'refused', why: 'credentials', inARow: 3 }
    }
    // Of prompts under way, of unknown ones, and now and then of one that was answered before.
    return FAULTS.get(errorCode) ?? { outcome: 'later' }
  },

  read({ body }, known, event) {
    const stkCallback = v.parse(Result, body)
    const { ResultCode, CheckoutRequestID: id } = stkCallback
    return mendMain(event({ Body: { stkCallback } }), (main) => {
      if (ResultCode === WAITS) return { ...main, state: 'requires_action' }
      if (ResultCode !== SUCCEEDED) return main
      return { ...main, state: 'succeeded', ...given({ amount: amountOf(id, known) }) }
    })
  },

  missed: pull,
  cannotVerify: { what: 'what is paid to a Paybill or a Till' },

  tells: [],
  clock: 'none',
  answersAboutPrompt: true,
  namesPrompt: true,
  cadence: 'prompt',
  first: 30_000,
  gap: 10_000,
  rate: { perMinute: 20, burst: 2 },
}

/** What the merchant said that the prompt asks. */
const amountOf = (id: string, { payments }: Known): number | undefined =>
  payments.find(({ names, amount }) => amount !== undefined && names.includes(id))?.amount

/** `2026-11-28T10:28:28`, in East Africa Time. */
const nairobi = (time: number): string => new Date(time + 3 * 3_600_000).toISOString().slice(0, 19)
