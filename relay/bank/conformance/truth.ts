import { describe, expect, it } from 'vitest'
import { MAIN_STATES, type MainState } from '../../order/update.ts'
import { REASON_CODES } from '../../protocol.ts'
import { CLOSED, outcomesOf, toldIn, type Subject } from './subject.ts'

/** It says the same of a payment that it does not know, and of one that is under way. */
const NEVER_ABSENT: ReadonlySet<string> = new Set(['daraja'])

/** It calls back, when simulated, as the one; the other's receipts are of another kind. */
const TWO_PRODUCTS: ReadonlySet<string> = new Set(['coinbase'])

/** It has no word for a part that goes back. */
const ALL_OR_NOTHING: ReadonlySet<string> = new Set(['coinbase', 'paystack'])

/** A payment that is so may become anything. */
const BEFORE: readonly MainState[] = ['pending', 'requires_action', 'processing']

/** What is true is heard: whatever state a payment is in, and whatever else is told of it. */
export function describeTruth(subject: Subject): void {
  const { provider, tongue, asking, truth } = subject

  describe.each(tongue.states)('of a payment that is %s', (state) => {
    it('says exactly that', () => {
      const all = subject.heard({ state })
      const told = toldIn(all)
      expect(outcomesOf(all)).toContain('answered')
      expect(['answered', 'absent']).toEqual(expect.arrayContaining(outcomesOf(all)))
      expect(subject.shown(subject.facts({ state }))).toMatchObject({ payments: 1, status: state })
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
      const called = subject.calledBack({ state })
      if (!called) return
      const { status, receipt, ...alone } = subject.shown(called)
      const hasReceipt =
        !TWO_PRODUCTS.has(provider.id) && called.some((each) => each.receipt !== undefined)
      expect(alone.payments).toBe(1)
      for (const all of eitherFirst(subject.facts({ state }), called)) {
        expect(subject.shown(all)).toMatchObject({
          ...alone,
          ...(hasReceipt && { receipt }),
          // On the way, an answer may have more to say: of Airtel's, that a prompt is out.
          ...(CLOSED.has(state) && { status }),
        })
      }
    })

    it('is one with the prompt that the shop told of, as the callback is', () => {
      const called = subject.calledBack({ state })
      if (!called) return
      const { payment } = truth
      const prompt = { part: 'main', state: 'requires_action', eventId: 'prompt', payment } as const
      const { payments } = subject.shown([prompt, ...called])
      const all = [prompt, ...subject.facts({ state }), ...called]
      expect(subject.shown(all)).toMatchObject({ payments })
    })

    if (CLOSED.has(state)) {
      it('is heard, whatever a callback told of what was before', () => {
        const told = subject.facts({ state })
        const at = asking.clock === 'attempt' ? truth.begunAt : truth.at - 5_000
        const shown = BEFORE.flatMap((before) => {
          const called = subject.calledBack({ state: before, at })
          return called ? [subject.shown([...called, ...told]).status] : []
        })
        expect(shown.filter((status) => status !== state)).toEqual([])
      })
    }

    it('says why, as the callback does', () => {
      const reasons = REASON_CODES.filter((reason) => {
        const [called] = subject.calledBack({ state, reason }) ?? []
        return called?.state === state
      })
      const others = reasons.flatMap((reason) =>
        toldIn(subject.heard({ state, reason })).flatMap((told) => {
          const isTold = told.state === state && (told.reason?.code ?? reason) === reason
          return isTold ? [] : [{ reason, told }]
        }),
      )
      expect(others).toEqual([])
    })
  })

  if (asking.tells.includes('refunds')) {
    const shares = ALL_OR_NOTHING.has(provider.id) ? [1] : [1 / 2, 1]

    it.each(shares)('tells what went back, and it goes back once: %d of it', (share) => {
      const refunded = truth.amount * share
      const told = subject.facts({ refunded })
      const status = share < 1 ? 'partially_refunded' : 'refunded'
      const called = [subject.calledBack({}), subject.calledBack({}, status)]
      for (const all of [
        told,
        ...eitherFirst(
          told,
          called.flatMap((each) => each ?? []),
        ),
      ]) {
        expect(subject.shown(all)).toMatchObject({
          ...{ payments: 1, amountReceived: truth.amount, amountRefunded: refunded },
        })
      }
    })
  }

  it('tells nothing of a payment of another’s', () => {
    const other = { orderId: 'ORD-9', payment: subject.named('ORD9T1') }
    const all = subject.heard({}, { known: subject.knownOf(other) })
    expect(toldIn(all)).toEqual([])
    // Where a list is asked for, that is an empty one.
    const nothing = NEVER_ABSENT.has(provider.id) ? ['later'] : ['absent', 'answered']
    expect(nothing).toEqual(expect.arrayContaining(outcomesOf(all)))
  })

  it('can tell states that there are, each once, and that it succeeded', () => {
    expect(MAIN_STATES).toEqual(expect.arrayContaining([...tongue.states]))
    expect(tongue.states).toContain('succeeded')
    expect(new Set(tongue.states).size).toBe(tongue.states.length)
  })
}

const eitherFirst = <T>(one: readonly T[], other: readonly T[]): T[][] => [
  [...one, ...other],
  [...other, ...one],
]
