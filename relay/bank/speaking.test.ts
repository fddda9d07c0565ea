import { describe, expect, it } from 'vitest'
import { factsOf, join, type PaymentFacts } from '../order/facts.ts'
import { standing } from '../order/order.ts'
import type { Update } from '../order/update.ts'
import { REASON_CODES } from '../protocol.ts'
import type { Asking, Known, Question, Told } from '../providers/asking.ts'
import { authorized, credentialsIn, tokenRequest, type Request } from '../providers/authorize.ts'
import { hear, questionsFor, type Reading } from '../providers/hear.ts'
import { PROVIDERS } from '../providers/index.ts'
import { bodyOf, payloadOf } from '../providers/payload.ts'
import type { Provider } from '../providers/provider.ts'
import { tokenIn } from '../providers/token.ts'
import { answered } from '../reconciliation/answer.ts'
import type { Asked, Reply, Tongue, Truth, Vault } from './tongue.ts'
import { cashfreeTongue } from './tongues/cashfree.ts'
import { flutterwaveTongue } from './tongues/flutterwave.ts'
import { flutterwaveV3Tongue } from './tongues/flutterwave-v3.ts'
import { midtransTongue } from './tongues/midtrans.ts'
import { paystackTongue } from './tongues/paystack.ts'
import { paytmTongue } from './tongues/paytm.ts'
import { razorpayTongue } from './tongues/razorpay.ts'
import { xenditTongue } from './tongues/xendit.ts'

const TONGUES: [string, Tongue][] = [
  ['razorpay', razorpayTongue],
  ['cashfree', cashfreeTongue],
  ['paytm', paytmTongue],
  ['paystack', paystackTongue],
  ['flutterwave', flutterwaveTongue],
  ['flutterwave-v3', flutterwaveV3Tongue],
  ['midtrans', midtransTongue],
  ['xendit', xenditTongue],
]

const NOW = 1_795_249_865_000

const TRUE: Truth = {
  orderId: 'ORD-1205',
  payment: 'ORD1205TMHX3Q2K1',
  amount: 500_000,
  currency: 'INR',
  state: 'succeeded',
  at: NOW - 10_000,
  begunAt: NOW - 60_000,
}

const BASE = 'https://bank.example'

/** One bank that knows one payment. */
class Bank {
  readonly asked: Question[] = []
  constructor(
    readonly provider: Provider,
    readonly asking: Asking,
    readonly tongue: Tongue,
    readonly truth: Truth,
    readonly override?: (asked: Asked) => Reply | undefined,
  ) {}

  get parts() {
    const parts = credentialsIn(this.asking.credentials, this.tongue.credentials)
    if (!parts) throw new Error('Not of its form.')
    return parts
  }

  reply(request: Request): Reply {
    const asked: Asked = {
      method: request.method,
      path: request.url.slice(BASE.length),
      headers: new Headers(request.headers),
      body: request.body ?? '',
    }
    const vault: Vault = { parts: this.parts, token: 'tokenOfTheBank', now: NOW }
    const refused = this.tongue.refuses(asked, vault)
    if (refused) return refused
    const token = this.tongue.token?.(asked, vault)
    if (token) return token
    const other = this.override?.(asked)
    if (other) return other
    const name = this.tongue.asksFor(asked)
    return name !== undefined && this.tongue.isNamed(this.truth, name)
      ? this.tongue.says(this.truth, asked, NOW)
      : this.tongue.absent(asked)
  }

  token(parts = this.parts): string | undefined {
    const request = tokenRequest(this.asking, { parts, where: { base: BASE } })
    if (!request) return undefined
    const { body } = this.reply(request)
    return tokenIn(JSON.stringify(body), NOW)?.token ?? 'none'
  }

  ask(known: Known, parts = this.parts): Reading[] {
    const token = this.token(parts)
    const readings: Reading[] = []
    const open = [...questionsFor(this.asking, known)]
    while (open.length > 0) {
      const question = open.shift()!
      const { status, headers, body } = this.reply(
        authorized(this.asking, question, {
          ...{ parts, where: { base: BASE }, now: NOW },
          ...(token && { token }),
        }),
      )
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const answer = { question, status, headers: new Headers(headers), text }
      const reading = hear(this.provider, this.asking, answer, known)
      if (reading.outcome === 'absent' && question.otherwise) open.push(question.otherwise)
      else readings.push(reading)
      if (reading.outcome === 'answered') open.push(...reading.then)
    }
    return readings
  }
}

const knownBy = (tongue: Tongue, truth: Truth): Known => ({
  asks: tongue.asks?.(truth) ?? [truth.orderId],
  payments: [],
  references: [],
})

const toldIn = (readings: readonly Reading[]): Told[] =>
  readings.flatMap((each) => (each.outcome === 'answered' ? each.told : []))

const calledBack = (provider: Provider, truth: Truth): Update[] => {
  const { orderId, payment, amount, currency, state: status, reason } = truth
  const refunded = truth.refunded
    ? truth.refunded < amount
      ? ('partially_refunded' as const)
      : ('refunded' as const)
    : status
  const payload = provider.simulate({
    ...{ orderId, payment, amount, currency, status: refunded, timestamp: truth.at / 1000 },
    ...{ id: 'event1', ...(reason && { reason }) },
  })
  if (payload === undefined) return []
  const { body } = bodyOf(provider, payload)
  const read = provider.updates(payloadOf(provider, body), {
    headers: new Headers(),
    digest: () => 'digest',
  })
  if (typeof read === 'string') throw new Error(read)
  return read
}

function moneyIn(updates: readonly Update[], merchant: readonly Update[], truth: Truth) {
  const facts = new Map<string, PaymentFacts>()
  const heard = [
    ...merchant.map((each) => ({ ...each, by: 'merchant' as const })),
    ...updates.map((each) => ({ ...each, by: 'provider' as const })),
  ]
  for (const each of heard) {
    facts.set(each.payment, join(facts.get(each.payment), factsOf({ ...each, receivedAt: NOW })))
  }
  const { amount, currency } = truth
  const registration = { amount, currency, customers: [], references: [] }
  const { shown, payments } = standing({ registration, payments: Object.fromEntries(facts) }, NOW)
  const { status, amountReceived, amountRefunded, overpaid } = shown
  return { payments: payments.length, status, amountReceived, amountRefunded, overpaid }
}

describe.each(TONGUES)('%s', (id, tongue) => {
  const provider = PROVIDERS.get(id)!
  const asking = provider.asking as Asking
  const bank = (truth: Truth, override?: (asked: Asked) => Reply | undefined) =>
    new Bank(provider, asking, tongue, truth, override)
  const nameOf = (unique: string) => tongue.payment?.(unique) ?? unique
  const TRUTH = { ...TRUE, payment: nameOf(TRUE.payment) }
  const currency = provider.id === 'midtrans' || provider.id === 'xendit' ? 'IDR' : 'INR'

  it.each(tongue.states)('says %s', (state) => {
    const truth = { ...TRUTH, currency, state }
    const told = toldIn(bank(truth).ask(knownBy(tongue, truth)))
    const mains = told.filter(({ part }) => part === 'main' || part === 'void')
    expect(mains).not.toEqual([])
    for (const main of mains) {
      expect(main.state).toBe(state)
      if (main.part === 'main') expect(main).toMatchObject({ amount: truth.amount, currency })
    }
    const when = { askedAt: NOW, answeredAt: NOW, clock: asking.clock }
    const asked = answered(told, { provider: id, orderId: truth.orderId, ...when }).intake.updates
    const called = calledBack(provider, truth)
    const prompt: Update = {
      ...{ part: 'main', state: 'requires_action', eventId: 'prompt', payment: truth.payment },
    }
    const alone = moneyIn(called.length > 0 ? called : asked, [], truth)
    expect(alone.payments).toBe(1)
    expect(moneyIn([...asked, ...called], [], truth)).toEqual(alone)
    expect(moneyIn([...called, ...asked], [], truth)).toEqual(alone)
    // A prompt that the shop spoke of, by its own name for the attempt.
    if (state !== 'pending' && id !== 'midtrans' && !(id === 'cashfree' && state === 'expired')) {
      expect(moneyIn([...called, ...asked], [prompt], truth)).toEqual(alone)
      expect(moneyIn(asked, [prompt], truth)).toEqual(alone)
    }
    if (called.length > 0) {
      const names = new Set(mains.flatMap(({ payment }) => payment))
      expect([...names]).toContain(called[0]!.payment)
      expect(called.map((c) => c.state)).toContain(state)
    }
  })

  it.each([0.3, 1])('says what went back: %s', (share) => {
    const truth = { ...TRUTH, currency, refunded: TRUTH.amount * share }
    const told = toldIn(bank(truth).ask(knownBy(tongue, truth)))
    const paid = calledBack(provider, { ...TRUTH, currency })
    const back = calledBack(provider, truth).map((each) => ({ ...each, amount: truth.refunded }))
    const when = { askedAt: NOW, answeredAt: NOW, clock: asking.clock }
    const asked = answered(told, { provider: id, orderId: truth.orderId, ...when }).intake.updates
    if (!asking.tells.includes('refunds') || (id === 'paystack' && share < 1)) return
    const only = moneyIn(asked, [], truth)
    expect(only.amountRefunded).toBe(truth.refunded)
    expect(moneyIn([...asked, ...paid, ...back], [], truth)).toEqual(only)
  })

  it('says why', () => {
    const codes = REASON_CODES.filter(
      (reason) => calledBack(provider, { ...TRUTH, currency, state: 'failed', reason }).length > 0,
    )
    expect(codes).not.toEqual([])
    for (const reason of codes) {
      const truth: Truth = { ...TRUTH, currency, state: 'failed', reason }
      const told = toldIn(bank(truth).ask(knownBy(tongue, truth)))
      expect(told.map((each) => each.reason?.code)).toContain(reason)
    }
  })

  it('refuses', () => {
    const parts = bank(TRUTH).parts
    for (const name of Object.keys(parts)) {
      const other = {
        ...parts,
        [name]: parts[name]!.slice(0, -1) + (parts[name]!.endsWith('x') ? 'y' : 'x'),
      }
      const readings = bank({ ...TRUTH, currency }).ask(knownBy(tongue, TRUTH), other)
      expect(readings.map((r) => r.outcome)).toEqual(['refused'])
    }
  })

  it('knows no other', () => {
    const known = knownBy(tongue, { ...TRUTH, orderId: 'OTHER-1', payment: nameOf('OTHER1T5') })
    expect(
      bank(TRUTH)
        .ask(known)
        .map((r) => r.outcome),
    ).toEqual(['absent'])
  })

  it('is asked too often', () => {
    if (!tongue.tooMuch) return
    const readings = bank(TRUTH, () => tongue.tooMuch).ask(knownBy(tongue, TRUTH))
    expect(readings.map((r) => r.outcome)).toEqual(['later'])
  })

  it.each(Object.entries(tongue.moods ?? {}))('in its mood: %s', (_, mood) => {
    const readings = bank(TRUTH, (asked) => mood(asked)).ask(knownBy(tongue, TRUTH))
    console.log(
      id,
      _,
      readings.map((r) => r.outcome),
    )
    expect(toldIn(readings)).toEqual([])
  })
})
