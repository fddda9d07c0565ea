/** Bodies: of the shop's own server, and of pages that poll. */

import fc from 'fast-check'
import { ACTION_TYPES, isRelayFrame, parseJson, REASON_CODES, STATUSES } from '../../../protocol.ts'
import { answerOf, checkAnswer } from '../answers.ts'
import { edited, mostly, spoilt, TEXT } from '../hostile.ts'
import { promised } from '../promised.ts'
import type { Surface } from '../surface.ts'
import { API_KEY, CANARY } from '../target.ts'
import { saysOf } from './page-frames.ts'

const AMOUNT = mostly<unknown>(
  fc.constantFrom(1, 100, 500_000),
  fc.constantFrom(0, -1, 2 ** 53 - 1, 2 ** 53, '5000.00', '5000', '1e3', '-0', 0.5),
)
const CURRENCY = mostly(
  fc.constantFrom('KES', 'kes', 'JPY', 'KWD'),
  fc.constantFrom('XXX', '', 'KE'),
)
const SECONDS = mostly(fc.constantFrom(1, 90), fc.constantFrom(0, 540 * 86_400, 2 ** 31, 2 ** 53))
const TIME = mostly(
  fc.constantFrom('2026-11-21T08:30:00Z', '2026-11-21T11:30:00+03:00'),
  fc.constantFrom('2026-02-30T00:00:00Z', '+275760-09-13T00:00:00Z', '0000-01-01T00:00:00Z', 'now'),
)
const TEXTS = mostly(fc.constantFrom('Kikoy House', CANARY), TEXT)

const any = <T>(fields: { [Name in keyof T]: fc.Arbitrary<T[Name]> }) =>
  fc.record(fields, { requiredKeys: [] })

const REGISTRATION = any({
  amount: AMOUNT,
  currency: CURRENCY,
  flow: fc.constantFrom('payment', 'escrow'),
  test: fc.boolean(),
  merchant: TEXTS,
  description: TEXTS,
  number: TEXTS,
  customers: fc.array(fc.oneof(fc.constantFrom<unknown>('42', 42), TEXT), { maxLength: 3 }),
  references: fc.array(TEXTS, { maxLength: 3 }),
  expiresAt: TIME,
  expiresIn: SECONDS,
})

const WORD = any({
  status: fc.constantFrom(...STATUSES),
  payment: TEXTS,
  provider: fc.constantFrom('stripe', 'constructor', 'daraja'),
  amount: AMOUNT,
  currency: CURRENCY,
  receipt: TEXTS,
  reason: fc.oneof(
    fc.constantFrom(...REASON_CODES),
    any({ code: fc.constantFrom(...REASON_CODES), message: TEXTS }),
  ),
  action: any({
    type: fc.constantFrom(...ACTION_TYPES),
    hint: TEXTS,
    url: fc.constantFrom('https://bank.example/3ds', 'javascript:alert(1)', 'x'),
    qr: TEXTS,
    payTo: TEXTS,
  }),
  confirmations: any({ count: AMOUNT, required: AMOUNT }),
  expiresIn: SECONDS,
  occurredAt: TIME,
  final: fc.boolean(),
})

const NOTIFICATION = any({
  type: fc.constantFrom('shipping', 'payment_success', ''),
  title: TEXTS,
  message: TEXTS,
  tone: fc.constantFrom('success', 'x'),
  url: fc.constantFrom('https://shop.example.com/', 'javascript:alert(1)', '/bills'),
  data: fc.jsonValue({ maxDepth: 3 }),
})

const GRANT = any({
  orders: fc.array(fc.constantFrom('A-1', '*', '__proto__', ''), { maxLength: 3 }),
  customer: fc.constantFrom('42', '*', ''),
  ttl: SECONDS,
})

/** More than any honest answer to a few frames. */
const MANY_FRAMES = 1_000

export const bodies: Surface = {
  by: 'call',
  async against(target) {
    const poll = fc.record({
      wait: fc.constantFrom(0, -1, 0.5),
      frames: fc.array(await saysOf(target), { maxLength: 6 }),
    })
    const cases = fc
      .constantFrom<[string, fc.Arbitrary<unknown>]>(
        ['PUT /orders/BODY-1', REGISTRATION],
        ['POST /orders/BODY-1/updates', WORD],
        ['POST /orders/BODY-1/notifications', NOTIFICATION],
        ['POST /customers/42/notifications', NOTIFICATION],
        ['POST /notifications', NOTIFICATION],
        ['POST /tokens', GRANT],
        ['POST /poll', poll],
        ['POST /poll', poll],
      )
      .chain(([route, body]) =>
        fc.record({
          route: fc.constant(route),
          body: fc.oneof(
            { weight: 4, arbitrary: spoilt(body).map((each) => JSON.stringify(each) ?? '') },
            { weight: 1, arbitrary: edited(body.map((each) => JSON.stringify(each))) },
          ),
          key: mostly(
            fc.constant(undefined),
            fc.oneof(
              fc.constantFrom('k-1', '__proto__', 'x'.repeat(255), 'x'.repeat(256), ''),
              fc.uuid(),
            ),
          ),
        }),
      )
    return fc.asyncProperty(cases, async ({ route, body, key }) => {
      const [method = '', path = ''] = route.split(' ')
      // Whoever is held would hold up the others.
      if (path === '/poll' && /"wait":\s*[1-9]/.test(body)) return
      const headers = {
        Authorization: `Bearer ${API_KEY}`,
        ...(key !== undefined && path !== '/poll' && { 'Idempotency-Key': key }),
      }
      const answer = await answerOf(await target.ask(path, { method, headers, body }))
      checkAnswer(answer)
      if (path !== '/poll' || answer.status !== 200) return
      const said = parseJson(answer.body)
      const frames =
        typeof said === 'object' && said !== null && 'frames' in said ? said.frames : undefined
      promised(
        Array.isArray(frames) && frames.length < MANY_FRAMES,
        'a poll is answered by frames',
        answer,
      )
      promised(frames.every(isRelayFrame), 'each of them of the protocol', answer)
    })
  },
}
