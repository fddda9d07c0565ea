/** What the bank promises of every tongue that it speaks, told once. */

import { describe, expect, it } from 'vitest'
import { MAIN_STATES, type Told } from '../order/update.ts'
import { REASON_CODES, type PaymentStatus, type ReasonCode } from '../protocol.ts'
import type { Asking, Known, Parts } from '../providers/asking.ts'
import { authorized, credentialsIn, tokenRequest } from '../providers/authorize.ts'
import { hear, questionsFor } from '../providers/hear.ts'
import { moneyIn } from '../providers/conformance/asking.ts'
import { understood } from '../providers/conformance/attempt.ts'
import { bodyOf, payloadOf } from '../providers/payload.ts'
import type { Provider } from '../providers/provider.ts'
import { answered } from '../reconciliation/answer.ts'
import { Bank } from './bank.ts'
import type { Faults } from './faults.ts'
import { inquire, type Heard } from './inquiry.ts'
import type { Tongue, Truth } from './tongue.ts'

/** In ms since 1970. */
const NOW = 1_795_249_865_000

const SECRET = 'whsec_aW52ZW50ZWQgZm9yIGEgdGVzdA=='

/** It says the same of a payment that it does not know, and of one that is under way. */
const NEVER_ABSENT: ReadonlySet<string> = new Set(['daraja'])

/** It calls back, when simulated, as the one; the other's receipts are of another kind. */
const TWO_PRODUCTS: ReadonlySet<string> = new Set(['coinbase'])

/** It has no word for a part that goes back. */
const ALL_OR_NOTHING: ReadonlySet<string> = new Set(['coinbase', 'paystack'])

const CLOSED: ReadonlySet<string> = new Set(['expired', 'canceled', 'failed', 'succeeded'])

/** Sees to it that what an adapter hears of the bank is the truth, the whole of it, and nothing else. */
export function describeTongue(provider: Provider, tongue: Tongue): void {
  const asking = askingOf(provider)
  const parts = partsOf(asking, tongue)
  const truth: Truth = {
    orderId: 'ORD-1205',
    payment: tongue.payment?.('ORD1205TK3F9') ?? 'ORD1205TK3F9',
    amount: 500_000,
    currency: provider.currency ?? 'KES',
    state: 'succeeded',
    at: NOW - 10_000,
    begunAt: NOW - 40_000,
  }

  const bankOf = () =>
    new Bank({
      tongues: new Map([[provider.id, tongue]]),
      callbackSecrets: { [provider.id]: SECRET },
    })

  /** What is heard where this is true. */
  function heard(
    is: Partial<Truth>,
    { faults = {}, given = parts, now = NOW, of = truth, change }: Hearing = {},
  ): Heard[] {
    const { state, at, reason, refunded, ...opening } = { ...truth, ...is }
    const bank = bankOf()
    const more = { ...(reason && { reason }), ...(refunded !== undefined && { refunded }) }
    bank.open({ provider: provider.id, ...opening, timeline: [{ at, state, ...more }] })
    bank.fails(faults)
    const asker = { bank, provider, asking, parts: given }
    return inquire(asker, knownOf(tongue, of), now, change)
  }

  const outcomes = (all: readonly Heard[]) => [...new Set(all.map(outcomeOf))]

  /** What the callback half reads in the provider's own callback about it; undefined: it has none. */
  function calledBack({ state, at, ...is }: Truth, status: PaymentStatus = state) {
    const when = { timestamp: Math.floor(at / 1000), id: 'evt1' }
    const payload = provider.simulate({ ...is, ...when, status })
    if (payload === undefined) return undefined
    const { headers, body } = bodyOf(provider, payload)
    const read = provider.updates(payloadOf(provider, body), {
      headers: new Headers({ ...headers, 'webhook-id': 'evt1' }),
      digest: () => 'digest',
    })
    return understood(read)
  }

  /** The answer as facts. */
  const intake = (told: readonly Told[]) =>
    answered(told, {
      ...{ provider: provider.id, orderId: truth.orderId, clock: asking.clock },
      ...{ askedAt: NOW, answeredAt: NOW },
    }).intake.updates

  describe.each(tongue.states)('of a payment that is %s', (state) => {
    const is = { ...truth, state }

    it('says exactly that', () => {
      const all = heard({ state })
      const told = toldIn(all)
      expect(outcomes(all)).toContain('answered')
      expect(outcomes(all).filter((each) => each !== 'absent' && each !== 'answered')).toEqual([])
      expect(moneyIn(intake(told), truth)).toMatchObject({ payments: 1, status: state })
      expect(told.filter((each) => CLOSED.has(each.state) && each.state !== state)).toEqual([])
      const main = told.filter(({ part }) => part === 'main')
      for (const { amount, currency } of main) {
        expect([truth.amount, undefined]).toContain(amount)
        expect([truth.currency, undefined]).toContain(currency)
      }
      if (state === 'succeeded' && asking.tells.includes('amount')) {
        expect(main.map(({ amount }) => amount)).toContain(truth.amount)
      }
    })

    it('is one with its callback, whichever comes first, and its money comes once', () => {
      const told = intake(toldIn(heard({ state })))
      const called = calledBack(is)
      if (!called) return
      const { status, receipt, ...alone } = moneyIn(called, truth)
      const hasReceipt =
        !TWO_PRODUCTS.has(provider.id) && called.some((each) => each.receipt !== undefined)
      expect(alone.payments).toBe(1)
      for (const both of [
        [...told, ...called],
        [...called, ...told],
      ]) {
        expect(moneyIn(both, truth)).toMatchObject({
          ...alone,
          ...(hasReceipt && { receipt }),
          // On the way, an answer may have more to say: of Airtel's, that a prompt is out.
          ...(CLOSED.has(state) && { status }),
        })
      }
    })

    it('is one with the prompt that the shop told of, as the callback is', () => {
      const { payment } = truth
      const prompt = { part: 'main', state: 'requires_action', eventId: 'prompt', payment } as const
      const told = intake(toldIn(heard({ state })))
      const called = calledBack(is)
      if (!called) return
      const { payments } = moneyIn([prompt, ...called], truth)
      expect(moneyIn([prompt, ...told, ...called], truth)).toMatchObject({ payments })
    })

    it('says why, as the callback does', () => {
      const differing = REASON_CODES.flatMap((reason) => {
        const [called] = calledBack({ ...is, reason }) ?? []
        if (called?.state !== state) return []
        const told = toldIn(heard({ state, reason }))
        const codes = told.map((each) => [each.state, each.reason?.code])
        const isTold = codes.every(
          ([as, code]) => as === state && [reason, undefined].includes(code as ReasonCode),
        )
        return isTold ? [] : [[reason, codes]]
      })
      expect(differing).toEqual([])
    })

    it('makes no false fact of a fault', () => {
      const moods = Object.keys(tongue.moods ?? {})
      const faults: Faults[] = [
        ...moods.map((name) => ({ moods: { share: 1, names: [name] } })),
        ...[{ badGateway: 1 }, { silent: 1 }, { unreachable: 1 }, { tooMuch: { share: 1 } }],
        ...[{ clock: 180_000 }, { clock: -180_000 }, { absentFor: 60_000 }, { lag: 20_000 }],
      ]
      for (const fault of faults) {
        const told = toldIn(heard({ state }, { faults: fault }))
        const lies = told.filter((each) => CLOSED.has(each.state) && each.state !== state)
        expect([fault, lies]).toEqual([fault, []])
      }
    })
  })

  if (asking.tells.includes('refunds')) {
    const shares = ALL_OR_NOTHING.has(provider.id) ? [1] : [1 / 2, 1]

    it.each(shares)('tells what went back, and it goes back once: %d of it', (share) => {
      const refunded = truth.amount * share
      const told = intake(toldIn(heard({ refunded })))
      const called = [calledBack(truth), calledBack(truth, 'refunded')].flatMap(
        (each) => each ?? [],
      )
      // Of a part, what is simulated may be another part, by another name.
      const both =
        share < 1
          ? []
          : [
              [...told, ...called],
              [...called, ...told],
            ]
      for (const all of [told, ...both]) {
        expect(moneyIn(all, truth)).toMatchObject({
          ...{ payments: 1, amountReceived: truth.amount, amountRefunded: refunded },
        })
      }
    })
  }

  it('tells nothing of a payment of another’s', () => {
    const of = { ...truth, orderId: 'ORD-9', payment: tongue.payment?.('ORD9T1') ?? 'ORD9T1' }
    const all = heard({}, { of })
    expect(toldIn(all)).toEqual([])
    // Where a list is asked for, that is an empty one.
    const nothing = NEVER_ABSENT.has(provider.id) ? ['later'] : ['absent', 'answered']
    expect(nothing).toEqual(expect.arrayContaining(outcomes(all)))
  })

  it('is not believed where it answers about another payment', () => {
    const named = heard({}, { faults: { other: 1 } }).filter(
      ({ question }) => question.asks !== undefined,
    )
    expect(toldIn(named)).toEqual([])
  })

  it('says when it was asked too often', () => {
    expect(outcomes(heard({}, { faults: { tooMuch: { share: 1, after: 7 } } }))).toEqual([
      asking.auth.token ? 'no token' : 'later',
    ])
    if (!tongue.tooMuch) return
    const { status, headers, body } = tongue.tooMuch
    const known = knownOf(tongue, truth)
    const [question] = questionsFor(asking, known)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const answer = { question: question!, status, headers: new Headers(headers), text }
    expect(hear(provider, asking, answer, known)).toMatchObject({ outcome: 'later' })
  })

  describe('refuses', () => {
    const known = knownOf(tongue, truth)
    const secrets = Object.entries(parts).flatMap(([name, part]) =>
      [altered(part), ''].flatMap((other) => {
        const given = { ...parts, [name]: other }
        return shows(asking, known, parts, given) ? [{ name, other, given }] : []
      }),
    )

    it.each(secrets)('whoever says "$other" for $name', ({ name, given }) => {
      const all = heard({}, { given })
      const isOpen = asking.credentials.open?.includes(name)
      expect(toldIn(all)).toEqual([])
      const nothing = ['refused', 'no token', ...(isOpen ? ['absent'] : [])]
      expect(nothing).toEqual(expect.arrayContaining(outcomes(all)))
    })

    it('whoever shows nothing', () => {
      let shown = 0
      const bare = heard(
        {},
        {
          change(request) {
            const all = Object.entries(request.headers)
            const plain = all.filter(([name]) => PLAIN.has(name.toLowerCase()))
            shown += all.length - plain.length
            return { ...request, headers: Object.fromEntries(plain) }
          },
        },
      )
      // Of some, the body shows it.
      if (shown === 0) return
      expect(toldIn(bare)).toEqual([])
      expect(['refused', 'no token']).toEqual(expect.arrayContaining(outcomes(bare)))
    })

    if (asking.auth.token) {
      it('a token that has died', () => {
        const bank = bankOf()
        bank.fails({ tokenLife: 1_000 }, provider.id)
        bank.open({ provider: provider.id, ...truth, timeline: [truth] })
        let first: string | undefined
        const asker = { bank, provider, asking, parts }
        const ask = (now: number) =>
          inquire(asker, knownOf(tongue, truth), now, (request) => {
            const { Authorization: shown } = request.headers
            if (!shown || shown.startsWith('Basic')) return request
            first ??= shown
            return { ...request, headers: { ...request.headers, Authorization: first } }
          })
        expect(outcomes(ask(NOW))).toContain('answered')
        expect(outcomes(ask(NOW + 2_000))).toEqual(['refused'])
      })
    }
  })

  it('can tell states that there are, how a payment ended among them', () => {
    expect(MAIN_STATES).toEqual(expect.arrayContaining([...tongue.states]))
    expect(tongue.states).toContain('succeeded')
    expect(new Set(tongue.states).size).toBe(tongue.states.length)
  })
}

interface Hearing {
  faults?: Faults
  given?: Parts
  now?: number
  /** What is asked for, where it is another payment. */
  of?: Truth
  change?: Parameters<typeof inquire>[3]
}

function askingOf({ name, asking }: Provider): Asking {
  if (!asking || 'cannot' in asking) throw new Error(`${name} cannot be asked.`)
  return asking
}

function partsOf({ credentials }: Asking, tongue: Tongue): Parts {
  const parts = credentialsIn(credentials, tongue.credentials, SECRET)
  if (!parts) throw new Error(`The credentials are not of the form ${credentials.form}.`)
  return parts
}

/** As the shop's order is known that was told all it needs. */
const knownOf = (tongue: Tongue, truth: Truth): Known => ({
  asks: tongue.asks?.(truth) ?? [],
  payments: [],
  references: [],
  orderId: truth.orderId,
})

/** Headers that vouch for nothing. */
const PLAIN: ReadonlySet<string> = new Set(['accept', 'content-type'])

const toldIn = (all: readonly Heard[]): readonly Told[] =>
  all.flatMap(({ reading }) =>
    typeof reading !== 'string' && reading.outcome === 'answered' ? reading.told : [],
  )

const outcomeOf = ({ reading }: Heard): string =>
  typeof reading === 'string' ? reading : reading.outcome

/** Whether it can be seen in what is asked that these credentials are others. */
function shows(asking: Asking, known: Known, parts: Parts, others: Parts): boolean {
  const [question] = questionsFor(asking, known)
  const request = (given: Parts) => {
    const making = { parts: given, where: { base: 'http://bank' }, now: NOW, token: 'token' }
    return JSON.stringify([
      question && authorized(asking, question, { ...making, random: () => 'AAAA' }),
      tokenRequest(asking, making),
    ])
  }
  try {
    return request(parts) !== request(others)
  } catch {
    // Of another key, there may be no signature.
    return false
  }
}

/** One letter or digit in the middle is another. */
function altered(text: string): string {
  const middle = Math.floor(text.length / 2)
  return (
    text.slice(0, middle) +
    text.slice(middle).replace(/[a-z\d]/i, (letter) => OTHERS[ALL.indexOf(letter)] ?? letter)
  )
}

const ALL = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const OTHERS = 'bcdefghijklmnopqrstuvwxyzaBCDEFGHIJKLMNOPQRSTUVWXYZA1234567890'
