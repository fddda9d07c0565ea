import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { ACTION_TYPES, isOrderId, REASON_CODES } from '../../protocol.ts'
import { payloadOf } from '../payload.ts'
import { attempt } from './attempt.ts'
import type { Promises } from './promises.ts'

/** Whatever a body holds, an adapter says what the ledger can rely on, or nothing. */
export function describeHostile(promises: Promises): void {
  const { provider } = promises
  const parsed = (body: unknown) => (typeof body === 'string' ? payloadOf(provider, body) : body)
  const event = { headers: new Headers(promises.headers), digest: () => 'digest' }

  describe('on hostile bodies', () => {
    const bodies = promises.recordings.map(({ body }) => parsed(body))

    it.each(HOSTILE)('throws or says nothing: %s', (_, body) => {
      expect(attempt(() => provider.updates(body, event))).toStrictEqual([])
    })

    it('throws or says what is well-formed, whatever a field is replaced by', () => {
      for (const body of bodies) {
        for (const [path, mutant] of mutants(body)) {
          const updates = attempt(() => provider.updates(mutant, event))
          const { issues } = v.safeParse(WellFormed, updates)
          expect(issues && { path, issues: v.flatten(issues), updates }).toBeUndefined()
        }
      }
    })

    it('leaves no trace on other objects', () => {
      for (const body of bodies) {
        for (const [, mutant] of mutants(body)) attempt(() => provider.updates(mutant, event))
      }
      expect(Object.keys(Object.prototype)).toEqual([])
      expect({}).not.toHaveProperty('polluted')
    })
  })
}

const Text = v.pipe(v.string(), v.nonEmpty())
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const Time = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15))

const FIELDS = {
  part: v.pipe(v.string(), v.regex(/^(main|void|refunds|(capture|refund|dispute):.+)$/s)),
  state: Text,
  eventId: Text,
  orderId: v.optional(v.custom<string>(isOrderId)),
  orderAliases: v.optional(v.array(v.custom<string>(isOrderId))),
  sharedWith: v.optional(v.array(Text)),
  namedBy: v.optional(v.literal('shopper')),
  references: v.optional(v.array(Text)),
  mentions: v.optional(v.array(Text)),
  orderHint: v.optional(Text),
  payment: Text,
  containers: v.optional(v.array(Text)),
  amount: v.optional(Count),
  waived: v.optional(v.pipe(v.number(), v.safeInteger())),
  overpaid: v.optional(v.boolean()),
  complete: v.optional(v.boolean()),
  currency: v.optional(v.pipe(v.string(), v.regex(/^[A-Z]{3}$/))),
  time: v.optional(Time),
  receipt: v.optional(Text),
  reason: v.optional(
    v.strictObject({ code: v.picklist(REASON_CODES), message: v.optional(v.string()) }),
  ),
  doubt: v.optional(Count),
  action: v.optional(
    v.strictObject({
      type: v.picklist(ACTION_TYPES),
      hint: v.optional(Text),
      url: v.optional(Text),
      qr: v.optional(Text),
      payTo: v.optional(Text),
    }),
  ),
  confirmations: v.optional(v.strictObject({ count: Count, required: Count })),
  deadline: v.optional(Time),
  test: v.optional(v.boolean()),
}

/** What the ledger can rely on. */
const WellFormed = v.array(v.strictObject(FIELDS))

const { eventId: _, ...ANSWERED } = FIELDS

/** The same of an answer, which names no event. */
export const WellTold = v.array(v.strictObject(ANSWERED))

function nested(depth: number): unknown {
  let value: unknown = {}
  for (let level = 0; level < depth; level++) value = level % 2 ? { data: value } : [value]
  return value
}

const HOSTILE: [name: string, body: unknown][] = [
  ['null', null],
  ['undefined', undefined],
  ['a text', 'payment.succeeded'],
  ['a number', 1e308],
  ['an array', []],
  ['an array of arrays', [[[]]]],
  ['an empty object', {}],
  ['deep nesting', nested(50_000)],
  ['a prototype', JSON.parse('{"__proto__":{"type":"payment.succeeded","polluted":true}}')],
  ['a constructor', JSON.parse('{"constructor":{"prototype":{"polluted":true}}}')],
  ['a type that every object has', { type: 'constructor', event: 'toString' }],
  ['a type of another kind', { type: ['payment.succeeded'], event: { toString: 1 } }],
  ['an event of no interest', { id: 'evt_1', type: 'customer.created', event: 'invoice.paid' }],
]

const REPLACEMENTS: unknown[] = [
  ...[null, true, '', ' ', '\0', 'constructor', '__proto__', 'x'.repeat(100_000)],
  ...[-1, 0.5, 1e15, 1e308, Infinity, NaN, '1e9', '-1'],
  ...[[], {}, [null], [{}], nested(1000)],
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
]

/** `body` with each of its fields replaced by each replacement, and with each left out. */
export function* mutants(body: unknown, path = '$'): Generator<[path: string, mutant: unknown]> {
  for (const replacement of REPLACEMENTS) yield [path, replacement]
  if (typeof body !== 'object' || body === null) return

  for (const [key, value] of Object.entries(body)) {
    const at = `${path}.${key}`
    const put = (mutant: unknown): unknown =>
      Array.isArray(body)
        ? body.with(Number(key), mutant)
        : Object.fromEntries(Object.entries({ ...body, [key]: mutant }))
    for (const [where, mutant] of mutants(value, at)) yield [where, put(mutant)]
    yield [`${at} left out`, put(undefined)]
  }
}
