import { expect, it, describe } from 'vitest'
import { factsOf, join, type PaymentFacts } from '../../order/facts.ts'
import { standing } from '../../order/order.ts'
import type { Update } from '../../order/update.ts'
import type { Asking, Known, Parts, Question, Told } from '../../providers/asking.ts'
import { authorized, credentialsIn, tokenRequest, type Request } from '../../providers/authorize.ts'
import { hear, questionsFor, type Reading } from '../../providers/hear.ts'
import { PROVIDERS } from '../../providers/index.ts'
import type { Asked, Reply, Tongue, Truth } from '../tongue.ts'
import { btcpayTongue } from './btcpay.ts'
import { checkoutcomTongue } from './checkoutcom.ts'
import { coinbaseBusinessTongue, coinbaseTongue } from './coinbase.ts'
import { lemonsqueezyTongue } from './lemonsqueezy.ts'
import { mollieTongue } from './mollie.ts'
import { paddleTongue } from './paddle.ts'
import { paypalTongue } from './paypal.ts'
import { squareTongue } from './square.ts'

const NOW = 1_795_249_860_000
const BASE = 'http://127.0.0.1:1'

const TONGUES: [string, Tongue, string?][] = [
  ['paypal', paypalTongue],
  ['square', squareTongue],
  ['mollie', mollieTongue],
  ['paddle', paddleTongue],
  ['lemonsqueezy', lemonsqueezyTongue],
  ['checkoutcom', checkoutcomTongue],
  ['coinbase', coinbaseTongue],
  ['coinbase', coinbaseBusinessTongue, '68f7a946db0529ea9b6d3a12'],
  ['btcpay', btcpayTongue],
]

const asked = ({ method, url, headers, body = '' }: Request): Asked => ({
  method,
  path: url.slice(BASE.length),
  headers: new Headers(headers),
  body,
})

describe.each(TONGUES)('%s', (id, tongue, payment = tongue.payment!('ORD1205TMHX0ABCD')) => {
  const provider = PROVIDERS.get(id)!
  const asking = provider.asking as Asking
  const parts = credentialsIn(asking.credentials, tongue.credentials)!
  const vault = { parts, token: 'tok_1', now: NOW }

  const bank = (truths: Truth[], request: Request): Reply => {
    const it = asked(request)
    const no = tongue.refuses(it, vault)
    if (no) return no
    const token = tongue.token?.(it, vault)
    if (token) return token
    const name = tongue.asksFor(it)
    const found = truths.find((truth) => name !== undefined && tongue.isNamed(truth, name))
    return found ? tongue.says(found, it, NOW) : tongue.absent(it)
  }

  const ask = (truths: Truth[], known: Known, own: Parts = parts, token = 'tok_1') => {
    const told: Told[] = []
    const outcomes: string[] = []
    const go = (question: Question, depth: number): void => {
      const request = authorized(asking, question, {
        ...{ parts: own, where: { base: BASE }, now: NOW, token },
      })
      const { status, headers, body } = bank(truths, request)
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const reading: Reading = hear(
        provider,
        asking,
        { question, status, headers: new Headers(headers), text },
        known,
      )
      outcomes.push(reading.outcome)
      if (reading.outcome === 'answered') {
        told.push(...reading.told)
        if (depth < 5) for (const each of reading.then) go(each, depth + 1)
      } else if (reading.outcome === 'absent' && question.otherwise) go(question.otherwise, depth)
    }
    const all = questionsFor(asking, known).filter((q) => asking.suits?.(q, own) ?? true)
    expect(all).not.toEqual([])
    for (const question of all) go(question, 0)
    return { told, outcomes }
  }

  const truth = (state: Truth['state'], more: Partial<Truth> = {}): Truth => ({
    ...{ orderId: 'ORD-1205', payment, amount: 5000, currency: 'USD', state },
    ...{ at: NOW, begunAt: NOW - 60_000, ...more },
  })
  const known: Known = {
    asks: tongue.asks?.(truth('pending')) ?? [],
    ...{ payments: [], references: [], orderId: 'ORD-1205' },
  }

  const order = (updates: readonly (Told | Update)[]) => {
    const facts = new Map<string, PaymentFacts>()
    updates.forEach((update, n) => {
      const by = { by: 'provider' as const, receivedAt: NOW, provider: id }
      const heard = { eventId: `e${n}`, ...update, ...by }
      facts.set(update.payment, join(facts.get(update.payment), factsOf(heard)))
    })
    const registration = { amount: 5000, currency: 'USD', customers: [], references: [] }
    const { shown, payments } = standing({ registration, payments: Object.fromEntries(facts) }, NOW)
    const { status, amountReceived, amountRefunded } = shown
    return { payments: payments.length, status, amountReceived, amountRefunded }
  }

  it.each(tongue.states)('says %s', (state) => {
    const { told } = ask([truth(state)], known)
    const mains = told.filter(({ part }) => part === 'main' || part === 'void')
    expect(mains.at(-1)).toMatchObject({
      state,
      ...(mains.at(-1)?.part === 'main' && { amount: 5000, currency: 'USD' }),
    })
    expect(order(told)).toMatchObject({ payments: 1, status: state })
    const payload = provider.simulate({
      ...{ orderId: 'ORD-1205', status: state, amount: 5000, currency: 'USD', payment },
      ...{ timestamp: NOW / 1000, id: 'evt1' },
    })
    if (payload === undefined) return
    const called = provider.updates(payload, {
      ...{ headers: new Headers(), digest: () => 'd' },
    }) as Update[]
    expect(mains.at(-1)!.payment).toBe(called[0]!.payment)
    const alone = order(called)
    expect(order([...called, ...told])).toEqual(alone)
    expect(order([...told, ...called])).toEqual(alone)
  })

  if (asking.tells.includes('refunds') && tongue !== coinbaseBusinessTongue) {
    it.each(id === 'coinbase' ? [5000] : [1500, 5000])('says what went back: %s', (refunded) => {
      const { told } = ask([truth('succeeded', { refunded })], known)
      const status = refunded === 5000 ? 'refunded' : 'partially_refunded'
      expect(order(told)).toMatchObject({ payments: 1, status })
    })
  }

  it('knows none', () => {
    const { told, outcomes } = ask(
      [truth('succeeded', { payment: 'other', orderId: 'other' })],
      known,
    )
    expect(told).toEqual([])
    expect(outcomes.at(-1)).toMatch(/absent|answered/)
  })

  it.each(Object.keys(parts).filter((part) => !['server', 'prefix', 'privateKey'].includes(part)))(
    'refuses another %s',
    (part) => {
      const other = { ...parts, [part]: `${parts[part]}x` }
      if (asking.auth.token) {
        const request = tokenRequest(asking, { parts: other, where: { base: BASE } })!
        expect(bank([], request).status).toBe(401)
        const good = tokenRequest(asking, { parts, where: { base: BASE } })!
        expect(bank([], good)).toMatchObject({ status: 200, body: { access_token: 'tok_1' } })
        expect(ask([truth('succeeded')], known, parts, 'tok_2').outcomes).toContain('refused')
        return
      }
      expect(ask([truth('succeeded')], known, other).outcomes).toEqual(['refused'])
    },
  )

  it('is asked too often', () => {
    const { status, headers, body } = tongue.tooMuch!
    const [question] = questionsFor(asking, known)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const answer = { question: question!, status, headers: new Headers(headers), text }
    expect(hear(provider, asking, answer, known).outcome).toBe('later')
    for (const mood of Object.values(tongue.moods ?? {})) {
      const m = mood({ method: 'GET', path: '/', headers: new Headers(), body: '' })
      const text = typeof m.body === 'string' ? m.body : JSON.stringify(m.body)
      const got = hear(
        provider,
        asking,
        { question: question!, status: m.status, headers: new Headers(m.headers), text },
        known,
      )
      expect(got.outcome).not.toBe('answered')
    }
  })
})
