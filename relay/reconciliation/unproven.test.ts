/**
 * Orders whose callbacks prove little, and forged ones among them: nothing that nobody vouches for is shown as paid,
 * or offers a second attempt; and once the provider was asked, what is shown is what is true.
 */

import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factsOf, join } from '../order/facts.ts'
import { standing, type OrderFacts, type Shown } from '../order/order.ts'
import { MAIN_STATES, type Heard, type MainState, type Told } from '../order/update.ts'
import { howOften } from '../testing/how-often.ts'
import type { Clock } from '../providers/asking.ts'
import type { Run } from '../ledger/asks.ts'
import { answered } from './answer.ts'
import { heldBack, isHeldBack, type Answering } from './unproven.ts'

const seed = Number(process.env.SEED ?? randomInt(2 ** 31))
console.log(`seed ${seed} (run again with SEED=${seed})`)

const NOON = Date.UTC(2026, 10, 21, 12)
const ASKED = 1000
const EXPIRES = 150

/** So many seconds after noon. */
const at = (second: number): number => NOON + second * 1000

const ALIVE = ['pending', 'requires_action', 'processing', 'authorized'] as const
const CLOSED: readonly string[] = ['expired', 'canceled', 'failed']

/** How a payment goes. It ends at most once: that is told with certainty, so that nothing is in doubt after it. */
const TIMELINE = fc
  .record({
    steps: fc.array(
      fc.record({ wait: fc.integer({ min: 1, max: 40 }), state: fc.constantFrom(...ALIVE) }),
      { maxLength: 3 },
    ),
    end: fc.option(
      fc.record({
        wait: fc.integer({ min: 1, max: 40 }),
        state: fc.constantFrom<MainState>('canceled', 'failed', 'succeeded', 'succeeded'),
      }),
      { nil: undefined },
    ),
  })
  .map(({ steps, end }) => {
    const changes: Change[] = [{ at: 0, state: 'pending' }]
    let now = 0
    for (const { wait, state } of [...steps, ...(end ? [end] : [])]) {
      now += wait
      if (changes.at(-1)?.state !== state) changes.push({ at: now, state })
    }
    return changes
  })

interface Change {
  at: number
  state: MainState
}

const main = (state: MainState) => ({ part: 'main', state }) as const
const FORGED = [
  ...MAIN_STATES.map(main),
  ...(['canceled', 'failed'] as const).map((state) => ({ part: 'void', state }) as const),
  { part: 'capture:forged', state: 'done' },
  { part: 'refund:forged', state: 'done' },
  { part: 'refunds', state: 'total' },
  { part: 'dispute:forged', state: 'open' },
  { part: 'dispute:forged', state: 'lost' },
] as const

const HISTORY = fc.record({
  timeline: TIMELINE,
  callbacks: fc.array(fc.record({ isLost: fc.boolean(), late: fc.integer({ min: 0, max: 60 }) }), {
    minLength: 5,
    maxLength: 5,
  }),
  forged: fc.array(
    fc.record({
      comes: fc.integer({ min: -10, max: 200 }),
      said: fc.constantFrom(...FORGED),
      /** It says that it happens so much later. */
      ahead: fc.integer({ min: -200, max: 290 }),
      amount: fc.constantFrom(1, ASKED, undefined),
      more: fc.constantFrom<Partial<Heard>>({}, { complete: true }, { waived: ASKED - 1 }),
    }),
    { maxLength: 3 },
  ),
})
type History = typeof HISTORY extends fc.Arbitrary<infer T> ? T : never

/** How a provider speaks. */
interface Tongue extends Answering {
  /** Its callbacks name what came of a prompt, in the prompt. */
  namesReceipt?: boolean
}

const TONGUES: Record<string, Tongue> = {
  'change clock': { clock: 'change' },
  'clock of the attempt': { clock: 'attempt' },
  'no clock': { clock: 'none' },
  'no clock, about the prompt': { clock: 'none', namesReceipt: true, answersAboutPrompt: true },
}

type Hold = (heard: Heard, tongue: Tongue) => Heard | undefined

/** Every moment at which something is heard, with what is shown then. */
function* shownIn(
  history: History,
  tongue: Tongue,
  { hold = heldBack, isDown = false }: { hold?: Hold; isDown?: boolean } = {},
): Generator<{ second: number; shown: Shown; truth: MainState; isOver: boolean }> {
  const { callbacks, forged } = history
  const changes = changesIn(history, tongue)
  const truthAt = (second: number) => changes.findLast((each) => each.at <= second)?.state
  const timeOf = (clock: Clock, second: number) =>
    clock === 'none' ? {} : { time: at(clock === 'attempt' ? 0 : second) }
  const named = (name: string, state?: string) =>
    tongue.namesReceipt && state === 'succeeded'
      ? { payment: name, containers: ['p'] }
      : { payment: 'p' }
  const by = { by: 'provider', provider: 'any', currency: 'KES', doubt: 0 } as const

  const happens: [second: number, heard?: Heard][] = []
  for (const [index, { at: second, state }] of changes.entries()) {
    const { isLost, late } = callbacks[index] ?? { isLost: true, late: 0 }
    const comes = second + late
    const word = { ...by, ...main(state), ...named('receipt', state), eventId: `event ${index}` }
    const more = { ...timeOf(tongue.clock, second), amount: ASKED }
    if (!isLost) happens.push([comes, { ...word, ...more, receivedAt: at(comes) }])
  }
  for (const [index, { comes, said, ahead, amount, more }] of forged.entries()) {
    const word = { ...by, ...said, ...named(`forged ${index}`, said.state), ...more }
    const time = tongue.clock === 'none' ? {} : { time: at(comes + ahead) }
    const much = amount === undefined ? {} : { amount }
    const event = { eventId: `forged ${index}`, receivedAt: at(comes) }
    happens.push([comes, { ...word, ...time, ...much, ...event } as Heard])
  }
  const last = Math.max(...happens.map(([second]) => second), ...changes.map((each) => each.at))
  const askings = [...happens.map(([second]) => second + 2), 30, 60, 90, 120, last + 30]
  if (!isDown) for (const second of new Set(askings)) happens.push([second])

  const order: OrderFacts = {
    registration: {
      ...{ amount: ASKED, currency: 'KES', customers: [], references: [] },
      ...(isDown && { expiresAt: at(EXPIRES) }),
    },
    payments: {},
  }
  let run: Run = {}
  for (const [index, [second, told]] of happens.toSorted(([a], [b]) => a - b).entries()) {
    const truth = truthAt(second) ?? 'pending'
    const heard = told ? [hold(told, tongue)] : answersAt(second, truthAt(second))
    if (told) run = {}
    for (const each of heard) {
      if (!each) continue
      order.payments[each.payment] = join(order.payments[each.payment], factsOf(each))
    }
    const isOver = index === happens.length - 1
    yield { second, shown: standing(order, at(second)).shown, truth, isOver }
  }
  if (isDown) {
    const { shown } = standing(order, at(EXPIRES + 200_000))
    yield { second: EXPIRES, shown, truth: truthAt(last) ?? 'pending', isOver: true }
  }

  function answersAt(second: number, state: MainState | undefined): Heard[] {
    if (!state) return []
    const told: Told = { ...main(state), payment: 'p', doubt: 0, currency: 'KES' }
    const asked = { provider: 'any', orderId: 'A', askedAt: at(second), answeredAt: at(second) }
    const answer = answered([told], { ...asked, ...tongue, datesCallbacks: true }, run)
    run = answer.run
    return answer.intake.updates
  }
}

const changesIn = ({ timeline }: History, { clock }: Tongue): Change[] =>
  clock === 'change' ? timeline : rising(timeline)

/** Without a clock, or with that of the attempt alone, no provider goes back. */
const rising = (changes: readonly Change[]): Change[] =>
  changes.filter(({ state }, index) =>
    changes
      .slice(0, index)
      .every((each) => MAIN_STATES.indexOf(each.state) < MAIN_STATES.indexOf(state)),
  )

/** What anybody may be shown whose money nobody has taken, or holds. */
const HARMLESS: readonly string[] = ['pending', 'requires_action', 'processing']

/** Nothing is shown that has not happened. */
const neverFalse = (tongue: Tongue, hold?: Hold) =>
  fc.property(HISTORY, (history) => {
    const reached = new Set(HARMLESS)
    for (const { shown, truth } of shownIn(history, tongue, { ...(hold && { hold }) })) {
      reached.add(truth)
      if (truth !== 'succeeded' && shown.amountReceived > 0) throw new Error(`Paid: ${truth}.`)
      if (truth !== 'succeeded' && !reached.has(shown.status)) {
        throw new Error(`${shown.status}, but it is ${truth}.`)
      }
      if (shown.safeToRetry && !CLOSED.includes(truth)) throw new Error(`Safe, but it is ${truth}.`)
    }
  })

/** Once asking has caught up, it is as it is. */
const trueInTheEnd = (tongue: Tongue, hold?: Hold) =>
  fc.property(HISTORY, (history) => {
    // A refund or dispute that is told of money that did come is not asked about.
    fc.pre(history.forged.every(({ said }) => !/^(refund|dispute)/.test(said.part)))
    for (const { shown, truth, isOver } of shownIn(history, tongue, { ...(hold && { hold }) })) {
      if (isOver && shown.status !== truth) throw new Error(`${shown.status}, but it is ${truth}.`)
    }
  })

/** The provider is out of reach, and its last word was that the money came. */
const neverSafeWhenPaid = (tongue: Tongue, hold?: Hold) =>
  fc.property(HISTORY, (history) => {
    const changes = changesIn(history, tongue)
    fc.pre(changes.at(-1)?.state === 'succeeded')
    fc.pre(history.callbacks[changes.length - 1]?.isLost === false)
    const options = { isDown: true, ...(hold && { hold }) }
    for (const { shown, isOver } of shownIn(history, tongue, options)) {
      if (isOver && shown.safeToRetry) throw new Error('Safe, but it is paid.')
    }
  })

const runs = howOften({ usually: 150, long: 10_000 })
const outcome = (property: ReturnType<typeof neverFalse>, numRuns = runs) => {
  const { failed, counterexample, errorInstance } = fc.check(property, { numRuns, seed })
  return failed ? { counterexample: JSON.stringify(counterexample), errorInstance } : 'holds'
}

const dated = (heard: Heard, time: number | undefined): Heard => {
  const { time: _, ...rest } = heard
  return time === undefined ? rest : { ...rest, time }
}

describe.each(Object.entries(TONGUES))('callbacks that prove little, with %s', (_, tongue) => {
  it('show nothing that has not happened, forged or not', { tags: 'long' }, () => {
    expect(outcome(neverFalse(tongue))).toBe('holds')
  })

  it('show what is true once the provider was asked', { tags: 'long' }, () => {
    expect(outcome(trueInTheEnd(tongue))).toBe('holds')
  })

  it(
    'offer no second attempt while the provider is out of reach, and the first was paid',
    { tags: 'long' },
    () => {
      expect(outcome(neverSafeWhenPaid(tongue))).toBe('holds')
    },
  )
})

describe('it would not do', () => {
  const { 'change clock': change, 'no clock': none, 'no clock, about the prompt': prompt } = TONGUES
  const many = 5_000

  it.each<[string, typeof neverFalse, Tongue | undefined, Hold]>([
    ['to believe them', neverFalse, change, (heard) => heard],
    [
      'to believe that money went back',
      neverFalse,
      change,
      (heard, tongue) => (/^(refund|dispute)/.test(heard.part) ? heard : heldBack(heard, tongue)),
    ],
    [
      'to take their own time',
      trueInTheEnd,
      change,
      (heard, tongue) => dated(heldBack(heard, tongue), heard.time),
    ],
    [
      'to leave them without a time',
      trueInTheEnd,
      none,
      (heard, tongue) => dated(heldBack(heard, tongue), undefined),
    ],
    ['to drop them', neverSafeWhenPaid, change, () => undefined],
    [
      'to take their names for the payment’s',
      trueInTheEnd,
      prompt,
      (heard) => heldBack(heard, { clock: 'none' }),
    ],
  ])('%s', (_, property, tongue, hold) => {
    expect(tongue && outcome(property(tongue, hold), many)).not.toBe('holds')
  })
})

describe('an unproven word', () => {
  const heard: Heard = {
    ...{ part: 'main', state: 'succeeded', eventId: 'e', by: 'provider', provider: 'daraja' },
    ...{ payment: 'NLJ7', containers: ['ws_1'], references: ['29115'], orderHint: 'ord-1205' },
    ...{ amount: 5000, currency: 'KES', receipt: 'NLJ7', receivedAt: at(0), time: at(-60) },
    ...{ waived: 100, complete: true, overpaid: true, deadline: at(9), doubt: 0 },
  }

  it('keeps its names and how much it speaks of, and none of what decides about money', () => {
    expect(heldBack(heard, { clock: 'change' })).toEqual({
      ...{ part: 'main', state: 'processing', eventId: 'e', by: 'provider', provider: 'daraja' },
      ...{ payment: 'NLJ7', containers: ['ws_1'], references: ['29115'], orderHint: 'ord-1205' },
      ...{ amount: 5000, currency: 'KES', receipt: 'NLJ7', receivedAt: at(0), time: at(-62) },
      unproven: true,
    })
  })

  it('is told of the prompt, where that is what answers speak of', () => {
    const about = { clock: 'none', lag: 30_000, answersAboutPrompt: true } as const
    expect(heldBack(heard, about)).toMatchObject({
      payment: 'ws_1',
      containers: [],
      references: ['NLJ7', '29115'],
      time: at(-30),
    })
  })

  it.each([
    ['signed-body', true, true, false],
    ['signed-fields', true, true, false],
    ['token', true, true, true],
    ['address', true, true, true],
    ['address', false, true, false],
    ['address', true, false, false],
    ['token', true, false, false],
  ] as const)(
    'of trust %s, verified: %s, and to be asked about: %s, is held back: %s',
    (...given) => {
      const [trust, verifies, canBeAsked, expected] = given
      expect(isHeldBack(trust, { verifies, canBeAsked })).toBe(expected)
    },
  )
})
