/** What every adapter promises, told once. Each one's test says what is its own. */

import type { KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { factsOf, join, type PaymentFacts } from '../order/facts.ts'
import { revise } from '../order/record.ts'
import type { Update } from '../order/update.ts'
import { ACTION_TYPES, isOrderId, REASON_CODES, STATUSES, type PaymentStatus } from '../protocol.ts'
import { bodyOf, payloadOf } from './payload.ts'
import { UNKNOWN_EVENT, type Delivery, type Provider, type Trust } from './provider.ts'
import { simulatedKeys } from './simulated-keys.ts'
import { isSimulable, sign } from './signature.ts'
import { verify } from './verify.ts'

/** A body that the provider sends, and what we take it to say. */
export interface Recording {
  says: string
  /** As it was sent, or what stands for it. */
  body: unknown
  updates: Update[] | typeof UNKNOWN_EVENT
}

interface Promises {
  provider: Provider
  /** The headers that name the event, for a provider that names it there. */
  headers?: Record<string, string>
  recordings: Recording[]
  /** The statuses that `simulate` tells. */
  simulates: PaymentStatus[]
}

interface SigningPromises extends Promises {
  secret: string
  /** Another that the provider could have given. */
  otherSecret: string
  /** Past this age, in seconds, a signature is refused. Without: never. */
  tolerance?: { past: number; future?: number }
  /** What of a body is signed, told in other words than the adapter's. Default: as its trust says. */
  covers?(body: string): unknown
  /** Whether the provider's own software takes these for its own. */
  accepts(body: string, headers: Record<string, string>, timestamp: number): boolean
  /** Of the certificate that a vector names, for a provider that signs with one. */
  publicKey?(delivery: Delivery, vector: Vector): KeyObject | undefined
  /** The advisory vectors on which we decide otherwise, and why. */
  decisions?: Record<string, string>
}

/** Of a provider that signs in a header. */
interface HeaderPromises extends SigningPromises {
  /** The header that carries the signature. */
  signature: string
  /** What to make of a signature header that was sent twice. */
  sentTwice: 'valid' | 'mismatch'
  /** The headers that the provider sends, made by its own software where it has one. */
  sign(body: string, timestamp: number): Record<string, string>
}

/** Of a provider that signs in the body. */
interface FieldPromises extends SigningPromises {
  /** The field that carries the signature. */
  field: string
  /** The body that the provider sends, made by its own software where it has one. */
  seal(body: string): string
}

/** What was sent. */
interface Sent {
  headers: Record<string, string>
  body: string
}

const NOW = 1_795_219_200

const ADDRESS = 'https://relay.example.com/callbacks'

/** A file of a provider's `recordings/`: `<provider>/<file>`. */
export function recording(path: string): string {
  const [provider, file] = path.split('/')
  return readFileSync(new URL(`${provider}/recordings/${file}`, import.meta.url), 'utf8')
}

const bytes = (body: string) => new TextEncoder().encode(body)

/** Sees to it that an adapter keeps what all of them promise. */
export function describeProvider(promises: Promises | HeaderPromises | FieldPromises): void {
  const { provider } = promises
  const parsed = (body: unknown) => (typeof body === 'string' ? payloadOf(provider, body) : body)
  const event = { headers: new Headers(promises.headers), digest: () => 'digest' }

  describe(provider.name, () => {
    describe('says', () => {
      it.each(promises.recordings)('$says', ({ body, updates }) => {
        expect(provider.updates(parsed(body), event)).toStrictEqual(updates)
      })
    })

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

    describe('simulated', () => {
      const told = (status: PaymentStatus) => {
        const payload = provider.simulate({ ...SIMULATED, status })
        if (payload === undefined) return undefined
        const { body: unsigned } = bodyOf(provider, payload)
        const { headers, body } =
          'secret' in promises ? signedByUs(promises, unsigned) : { headers: {}, body: unsigned }
        const event = { headers: new Headers(headers), digest: () => 'digest' }
        return understood(provider.updates(payloadOf(provider, body), event))
      }

      it.each(STATUSES)('reads back as %s, or has no such event', (status) => {
        const updates = told(status)
        expect(updates !== undefined).toBe(promises.simulates.includes(status))
        if (updates === undefined) return

        expect(updates.map((update) => statusOf(update, SIMULATED.amount))).toEqual([status])
        if (provider.trust !== 'address') expect(updates[0]?.orderId).toBe(SIMULATED.orderId)
      })

      it('has a body for the statuses that it says, and for no other', () => {
        const told = STATUSES.filter(
          (status) => provider.simulate({ ...SIMULATED, status }) !== undefined,
        )
        expect(provider.statuses).toEqual(told)
      })

      it('is of the money that was asked for, or of the only one that it knows', () => {
        const { currency = SIMULATED.currency } = provider
        const currencies = provider.statuses.flatMap((status) =>
          (told(status) ?? []).map((update) => update.currency ?? currency),
        )
        expect(new Set(currencies)).toEqual(new Set([currency]))
      })

      it('is of one payment, whatever is told of it', () => {
        const names = promises.simulates
          .flatMap((status) => told(status) ?? [])
          .map(({ payment, containers = [], references = [] }) => [
            ...[payment, ...containers, ...references],
          ])
        const [first = [], ...others] = names
        expect(first.filter((name) => others.every((known) => known.includes(name)))).not.toEqual(
          [],
        )
      })
    })

    if ('secret' in promises) describeSigning(promises)
    if ('covers' in promises && promises.covers) describeUnsigned(promises, promises.covers)
  })
}

function describeSigning(promises: HeaderPromises | FieldPromises): void {
  const { provider, secret, otherSecret, tolerance } = promises
  const { body: unsigned } = bodyOf(
    provider,
    provider.simulate({ ...SIMULATED, status: 'succeeded' }),
  )
  const good = signedByThem(promises, unsigned)
  const signature = signatureOf(promises, good)
  const withSignature = (value?: string) => withSignatureOf(promises, good, value)

  const judge = (sent: Sent, { secrets = [secret], now = NOW }: Partial<Judged> = {}) =>
    verify(provider, delivery(sent.headers, sent.body), secrets, now)

  describe('signed', () => {
    it('is believed when the provider signs', () => {
      expect(judge(good)).toBe('valid')
    })

    it('is believed by the provider when we sign', () => {
      const accepts = ({ headers, body }: Sent) => promises.accepts(body, headers, NOW)
      const ours = signedByUs(promises, unsigned)
      expect(accepts(ours)).toBe(true)
      expect(accepts(signedByUs(promises, unsigned, otherSecret))).toBe(false)
      if (provider.trust === 'signed-body' && !promises.covers) {
        expect(accepts({ ...ours, body: `${ours.body} ` })).toBe(false)
      }
    })

    it('is believed with the old secret while the secrets change', () => {
      expect(judge(good, { secrets: [otherSecret, secret] })).toBe('valid')
    })

    it('is refused with another secret, or none', () => {
      expect(judge(good, { secrets: [otherSecret] })).toBe('mismatch')
      expect(judge(good, { secrets: [] })).toBe('mismatch')
      expect(judge(good, { secrets: [''] })).toBe('mismatch')
    })

    it('is refused with one byte changed of what is signed, wherever, and with no other', () => {
      const covers = promises.covers ?? COVERED[provider.trust]
      const signed = (sent: Sent) =>
        attempt(() => [[covers(sent.body), signatureOf(promises, sent)]])

      for (const at of good.body.split('').keys()) {
        const changed = bytes(good.body)
        changed[at]! ^= 1
        const sent = { ...good, body: new TextDecoder().decode(changed) }
        const isSigned = isDeepStrictEqual(signed(sent), signed(good))
        expect([at, judge(sent) === 'valid']).toEqual([at, isSigned])
      }
    })

    it('is refused without a signature', () => {
      expect(judge(withSignature())).toBe('missing')
      expect(judge(withSignature(''))).toBe('missing')
    })

    it.each(['0', '00', 'g', '==', '\u00e9'])(
      'is refused with "%s" after the signature',
      (tail) => {
        expect(judge(withSignature(signature + tail))).toBe('mismatch')
      },
    )

    it('is refused with the end of the signature cut off', () => {
      const cut = signature.replace(/[^=]{4}=*$/, '')
      expect(judge(withSignature(cut))).toBe('mismatch')
    })

    it('is refused with anything before the signature, or in another case', () => {
      const otherCase = signature.replace(/[A-Za-z]/g, (letter) =>
        letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
      )
      for (const value of [`x${signature}`, otherCase]) {
        expect(judge(withSignature(value))).toMatch(/^(?:mismatch|missing)$/)
      }
    })

    if ('sentTwice' in promises) {
      const { sentTwice, signature: header } = promises

      it(`is ${sentTwice} when the header comes twice`, () => {
        const twice = new Headers(good.headers)
        twice.append(header, signature)
        expect(verify(provider, delivery(twice, good.body), [secret], NOW)).toBe(sentTwice)
      })
    }

    if (tolerance) {
      const { past, future } = tolerance

      it(`is refused when older than ${past} seconds`, () => {
        expect(judge(good, { now: NOW + past })).toBe('valid')
        expect(judge(good, { now: NOW + past + 1 })).toBe('stale')
      })

      it(`is ${future ? `refused when ${future} seconds ahead` : 'believed when ahead'}`, () => {
        if (!future) return expect(judge(good, { now: NOW - 3600 })).toBe('valid')
        expect(judge(good, { now: NOW - future })).toBe('valid')
        expect(judge(good, { now: NOW - future - 1 })).toBe('early')
      })
    } else {
      it('is believed whenever it comes: its time is not signed', () => {
        expect(judge(good, { now: NOW + 365 * 24 * 3600 })).toBe('valid')
      })
    }
  })

  describe('judges as its vectors do', () => {
    const { decisions = {} } = promises
    const vectors = v.parse(v.array(Vector), JSON.parse(recording(`${provider.id}/vectors.json`)))

    it.each(vectors)('$name: $why', (vector) => {
      const { name, url, headers, body, now, advisory } = vector
      const sent = new Headers()
      for (const [header, values] of Object.entries(headers)) {
        for (const value of [values].flat()) sent.append(header, value)
      }
      const secrets = vector.secrets ?? [vector.secret ?? '']
      const sending: Delivery = { url, headers: sent, body: bytes(body) }
      const publicKey = promises.publicKey?.(sending, vector)
      const verdict = verify(
        provider,
        { ...sending, ...(publicKey && { publicKey }) },
        secrets,
        now,
      )

      const isDecided = name in decisions
      expect(isDecided && !advisory, 'only what is advisory is ours to decide').toBe(false)
      expect(verdict === 'valid').toBe((vector.expect === 'accept') !== isDecided)
    })

    it.each(vectors.filter(({ origin }) => origin === 'official-sdk'))(
      'and this test signs like $source',
      ({ headers, body, now }) => {
        expect(
          promises.accepts(body, v.parse(v.record(v.string(), v.string()), headers), now),
        ).toBe(true)
      },
    )

    it('and otherwise where we say so', () => {
      expect(vectors.map(({ name }) => name)).toEqual(
        expect.arrayContaining(Object.keys(decisions)),
      )
    })
  })
}

/** A member that no signature covers decides nothing, but for what the adapter lists. */
function describeUnsigned(promises: Promises, covers: (body: string) => unknown): void {
  const { provider, recordings } = promises
  const bodies = recordings.map(({ body }) => textOf(provider, body)).filter((body) => body !== '')
  const event = { headers: new Headers(promises.headers), digest: () => 'digest' }
  const told = (body: string): Update[] =>
    attempt(() => provider.updates(payloadOf(provider, body), event))
  const signed = (body: string) => attempt(() => [covers(body)])

  it('believes the signature, and no member that it does not cover', () => {
    const members = bodies.flatMap((body) => membersOf(payloadOf(provider, body)))
    const known = [...new Map(members.map((each) => [JSON.stringify(each), each])).values()]
    let tried = 0
    // Where all of it is covered, there is nothing to forge.
    const partly = bodies.filter((body) => signed(body)[0] !== body)
    for (const body of partly) {
      const payload = payloadOf(provider, body)
      for (const [names, mutant] of forgeries(payload, known)) {
        const forged = bodyOf(provider, mutant).body
        const isListed = names.some((name) => provider.unsigned?.[name] !== undefined)
        if (isListed || !isDeepStrictEqual(signed(forged), signed(body))) continue
        tried++
        const said = told(forged)
        // What is refused is as if nobody had sent it.
        if (said.length > 0) expect([names, shownOf(said)]).toEqual([names, shownOf(told(body))])
        for (const both of [told(body).concat(said), said.concat(told(body))]) {
          expect([names, shownOf(both)]).toEqual([names, shownOf(told(body))])
        }
      }
    }
    if (provider.trust === 'signed-fields' && partly.length > 0) expect(tried).toBeGreaterThan(100)
  })
}

const textOf = (provider: Provider, body: unknown): string =>
  typeof body === 'string' ? body : bodyOf(provider, body).body

/** What the shopper sees of an order of which these are told, and by which names it is found. */
function shownOf(updates: readonly Update[]): unknown {
  const payments = new Map<string, PaymentFacts>()
  for (const update of updates) {
    const heard = { ...update, by: 'provider' as const, receivedAt: NOW * 1000 }
    payments.set(update.payment, join(payments.get(update.payment), factsOf(heard)))
  }
  const currency = updates.find((update) => update.currency)?.currency ?? 'EUR'
  const facts = { payments: Object.fromEntries(payments), registration: { ...ASKED, currency } }
  const { shown } = revise('A-1', undefined, facts, NOW * 1000)
  const names = updates.flatMap(({ orderId, orderAliases = [], orderHint, references = [] }) => [
    ...[orderId, ...orderAliases].map((name) => `order:${name}`),
    ...[orderHint, ...references],
  ])
  return { shown, names: [...new Set(names)].sort() }
}

const ASKED = { amount: 5000, customers: [], references: [] }

/** All names in it, however deep, and their values, where those are no objects. */
function membersOf(value: unknown): [name: string, value: unknown][] {
  if (typeof value !== 'object' || value === null) return []
  const own = Array.isArray(value) ? [] : Object.entries(value)
  return [
    ...own.filter(([, inner]) => typeof inner !== 'object'),
    ...Object.values(value).flatMap(membersOf),
  ]
}

/** `value` with a member changed, added, removed or called otherwise; and which it was. */
function* forgeries(
  value: unknown,
  known: readonly [name: string, value: unknown][],
): Generator<[names: string[], mutant: unknown]> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    const put = (changed: unknown): unknown =>
      Array.isArray(value) ? value.with(Number(name), changed) : { ...value, [name]: changed }
    for (const [names, mutant] of forgeries(inner, known)) yield [[name, ...names], put(mutant)]
    if (Array.isArray(value)) continue

    const { [name]: _, ...rest } = Object.fromEntries(Object.entries(value))
    const others = known.filter((each) => each[0] === name).map((each) => each[1])
    for (const other of [...others, ...FORGED]) yield [[name], put(other)]
    yield [[name], rest]
    yield [[name], { ...rest, [`${name}_`]: inner }]
    for (const [other] of known) {
      if (!Object.hasOwn(value, other)) yield [[name, other], { ...rest, [other]: inner }]
    }
  }
  if (Array.isArray(value)) return
  for (const [name, other] of known) {
    if (!Object.hasOwn(value, name)) yield [[name], { ...value, [name]: other }]
  }
}

const FORGED = ['other', '', null, true, false, 7, '2030-01-01T00:00:00Z', '0.01', 'B-2']

interface Judged {
  secrets: string[]
  now: number
}

/** What of a body is signed, where that is all of it or nothing. */
const COVERED: Record<Trust, (body: string) => unknown> = {
  'signed-body': (body) => body,
  'signed-fields': () => {
    throw new Error('Which fields are signed? "covers" must say.')
  },
  token: () => 'nothing',
  address: () => 'nothing',
}

const Vector = v.object({
  name: v.string(),
  why: v.string(),
  url: v.string(),
  secret: v.optional(v.string()),
  secrets: v.optional(v.array(v.string())),
  headers: v.record(v.string(), v.union([v.string(), v.array(v.string())])),
  body: v.string(),
  // Where the scheme has no time, none is told.
  now: v.optional(v.number(), 0),
  expect: v.picklist(['accept', 'reject']),
  advisory: v.optional(v.boolean(), false),
  // Of an 'official-sdk': which version, and which of its functions, signed it or took it for its own.
  origin: v.optional(v.string()),
  source: v.optional(v.string()),
  publicKeyPem: v.optional(v.string()),
})
type Vector = v.InferOutput<typeof Vector>

const SIMULATED = {
  orderId: 'ORD-1205',
  amount: 500_100,
  currency: 'KES',
  payment: 'pay_1',
  timestamp: NOW,
  id: 'evt_1',
}

const delivery = (headers: HeadersInit, body: string): Delivery => ({
  url: ADDRESS,
  headers: new Headers(headers),
  body: bytes(body),
  publicKey: simulatedKeys().publicKey,
})

function signedByUs(
  { provider, secret }: SigningPromises,
  body: string,
  by: string = secret,
): Sent {
  const scheme = provider.schemes.find(isSimulable)
  if (!scheme) throw new Error(`We cannot sign as ${provider.name}.`)
  return sign(scheme, by, { url: ADDRESS, body, timestamp: NOW, id: SIMULATED.id })
}

const signedByThem = (promises: HeaderPromises | FieldPromises, body: string): Sent =>
  'field' in promises
    ? { headers: {}, body: promises.seal(body) }
    : { headers: promises.sign(body, NOW), body }

/** The signature, wherever it is. */
function signatureOf(promises: HeaderPromises | FieldPromises, { headers, body }: Sent): string {
  if ('signature' in promises) return headers[promises.signature] ?? ''
  const found: unknown[] = []
  changeField(promises, body, (value) => {
    found.push(value)
    return undefined
  })
  return String(found[0])
}

/** The same, with another signature, or without. */
function withSignatureOf(
  promises: HeaderPromises | FieldPromises,
  sent: Sent,
  signature?: string,
): Sent {
  if ('field' in promises) {
    return { ...sent, body: changeField(promises, sent.body, () => signature) }
  }
  const { [promises.signature]: _, ...unsigned } = sent.headers
  const signed = signature === undefined ? {} : { [promises.signature]: signature }
  return { ...sent, headers: { ...unsigned, ...signed } }
}

/** `body` with that field changed, wherever in it that is. */
function changeField(
  { provider, field }: FieldPromises,
  body: string,
  change: (value: unknown) => string | undefined,
): string {
  if (provider.format !== 'form') {
    return JSON.stringify(
      JSON.parse(body, (key, value: unknown) => (key === field ? change(value) : value)),
    )
  }
  const form = new URLSearchParams(body)
  const value = change(form.get(field))
  if (value === undefined) form.delete(field)
  else form.set(field, value)
  return form.toString()
}

/** The status of an order of `amount` of which only this is known; of a refund, also that it was paid. */
function statusOf({ part, state, amount = SIMULATED.amount }: Update, all: number): PaymentStatus {
  if (part === 'main' || part === 'void') return state
  if (part.startsWith('dispute:')) return 'disputed'
  if (part.startsWith('capture:')) return amount < all ? 'partially_paid' : 'succeeded'
  return amount < all ? 'partially_refunded' : 'refunded'
}

/** What `act` returns; nothing, if it throws. */
/** What is not known says nothing. */
export const understood = <T>(said: T[] | typeof UNKNOWN_EVENT): T[] =>
  said === UNKNOWN_EVENT ? [] : said

function attempt<T>(act: () => T[] | typeof UNKNOWN_EVENT): T[] {
  try {
    return understood(act())
  } catch {
    return []
  }
}

const Text = v.pipe(v.string(), v.nonEmpty())
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const Time = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e15))

/** What the ledger can rely on. */
const WellFormed = v.array(
  v.strictObject({
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
  }),
)

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
function* mutants(body: unknown, path = '$'): Generator<[path: string, mutant: unknown]> {
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
