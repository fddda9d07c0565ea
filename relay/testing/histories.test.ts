/**
 * Nobody can say in which order what is told arrives, how often, and with what else. So each history is
 * told in every order that there is; and worlds that nobody thought of are told in two.
 * `npm run test:long` has a hundred thousand worlds, `npm test` two thousand.
 */

import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HISTORIES } from './histories.ts'
import { clock, NOON, ORDER, type History, type Promised, type Step } from './history.ts'
import type { Intake } from '../ledger/intake.ts'
import { apply, elapse, register } from '../ledger/ledger.ts'
import { standing, type Shown } from '../order/order.ts'
import { isUnderWay } from '../order/payment.ts'
import type { Rows } from '../store/rows.ts'
import type { OrderRecord } from '../order/record.ts'
import { memoryRows } from '../store/memory/rows.ts'
import { howOften } from './how-often.ts'
import { stepsOf, WORLDS, type Finding, type World } from './worlds.ts'

const seed = Number(process.env.SEED ?? randomInt(2 ** 31))
console.log(`seed ${seed} (run again with SEED=${seed})`)
fc.configureGlobal({ seed })

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const isSame = (a: Shown | undefined, b: Shown): boolean =>
  a === b || (a !== undefined && JSON.stringify(a) === JSON.stringify(b))

/** A ledger that is watched: versions rise where the shopper sees a difference, and just that is told. */
class Watched {
  readonly #rows: Rows
  readonly #journal: (() => void)[] = []
  /** Orders of which a version was published that shows nothing new. */
  readonly idle: string[] = []

  readonly orders = new Map<string, OrderRecord>()

  readonly #refusesTestMoney: boolean

  constructor(refusesTestMoney = false) {
    this.#refusesTestMoney = refusesTestMoney
    const rows = memoryRows(this.#journal)
    this.#rows = {
      ...rows,
      save: (order) => {
        this.orders.set(order.id, order)
        rows.save(order)
      },
    }
  }

  tell(step: Step, now: number): void {
    const rows = this.#rows
    this.#journal.length = 0
    this.#watch(() => {
      if ('told' in step) return apply(rows, step.told.map(carried), this.#context(now))
      const registered = register(rows, step.order, step.put, this.#context(now))
      if ('conflict' in registered) throw new Error(`Refused: ${registered.conflict}.`)
      return registered.changed
    })
  }

  elapse(now: number): void {
    this.#watch(() => elapse(this.#rows, this.#context(now), Infinity))
  }

  #context(now: number) {
    const retention = 30 * 24 * 60 * MINUTE
    return { now, retention, refusesTestMoney: this.#refusesTestMoney }
  }

  #watch(change: () => OrderRecord[]): void {
    const before = new Map(this.orders)
    const published = change().map(({ id }) => id)
    const risen: string[] = []
    for (const { id, version, shown } of this.orders.values()) {
      const known = before.get(id)
      const hasRisen = version > (known?.version ?? 0)
      if (hasRisen) risen.push(id)
      if (isSame(known?.shown, shown) === hasRisen) {
        if (!hasRisen) throw new Error(`${id} changed, and kept its version.`)
        this.idle.push(id)
      }
    }
    if (`${published.sort()}` !== `${risen.sort()}`) {
      throw new Error(`Published was [${published}], risen were [${risen}].`)
    }
  }
}

/** In a callback: the merchant's own word has none, and always finds its order. */
const carried = (intake: Intake): Intake => ({
  ...intake,
  callback: { provider: 'any', receivedAt: NOON, evidence: () => undefined },
})

/** The same, delivered once more under another name: that we know it again saves work, and no more. */
let deliveries = 0
const delivered = ({ key, ...told }: Intake): Intake => {
  const delivery = ++deliveries
  return { ...told, key: () => `${key()} ${delivery}` }
}

/** As it arrives: where there is no cut, with what came before it. */
function inBatches(steps: readonly Step[], cuts: readonly boolean[]): Step[] {
  const batches: Step[] = []
  for (const [index, step] of steps.entries()) {
    const last = batches.at(-1)
    if (!('told' in step)) batches.push(step)
    else if (last && 'told' in last && !cuts[index]) last.told.push(...step.told.map(delivered))
    else batches.push({ told: step.told.map(delivered) })
  }
  return batches
}

describe('a history', () => {
  const isPut = (step: Step) => 'put' in step
  const isAddressed = (step: Step) =>
    'told' in step &&
    step.told.some(({ orderId, updates }) => orderId && updates[0]?.by !== 'merchant')

  /** As it can come: registrations in their order, and nothing to an address before it was given out. */
  function asItCanCome(steps: readonly Step[], history: History): Step[] {
    const puts = history.steps.filter(isPut)
    const kept = steps.map((step) => (isPut(step) ? (puts.shift() ?? step) : step))
    const first = kept.findIndex(isPut)
    return kept.slice(0, Math.max(first, 0)).some(isAddressed)
      ? [...kept.slice(first, first + 1), ...kept.toSpliced(first, 1)]
      : kept
  }

  function toldAtNoon(steps: readonly Step[], refusesTestMoney?: boolean): Watched {
    const ledger = new Watched(refusesTestMoney)
    for (const step of steps) ledger.tell(step, NOON)
    return ledger
  }

  const shownIn = ({ orders }: Watched): Shown | undefined => orders.get(ORDER)?.shown

  function expectPromised(shown: Shown | undefined, promised: Promised): void {
    const fields = Object.keys(promised) as (keyof Shown)[]
    expect(Object.fromEntries(fields.map((field) => [field, shown?.[field]]))).toEqual(promised)
  }

  it('has a name, and no event twice', () => {
    expect(new Set(HISTORIES.map(({ says }) => says)).size).toBe(HISTORIES.length)
    for (const { steps } of HISTORIES) {
      const keys = steps.flatMap((step) =>
        'told' in step ? step.told.map(({ key }) => key()) : [],
      )
      expect(new Set(keys).size).toBe(keys.length)
    }
  })

  it.each(HISTORIES)('$says', (history) => {
    const { steps, shown, later = {}, refusesTestMoney } = history
    const inTime = toldAtNoon(steps, refusesTestMoney)
    expectPromised(shownIn(inTime), shown)

    const expected = JSON.stringify(shownIn(inTime))
    for (const order of steps.length <= 6 ? permutations(steps) : []) {
      expect(
        JSON.stringify(shownIn(toldAtNoon(asItCanCome(order, history), refusesTestMoney))),
      ).toBe(expected)
    }
    const cut = fc.array(fc.boolean(), { minLength: 2 * steps.length })
    fc.assert(
      fc.property(
        fc.shuffledSubarray(steps, { minLength: steps.length }),
        fc.shuffledSubarray(steps),
        cut,
        (order, repeated, cuts) => {
          const ledger = new Watched(refusesTestMoney)
          const arriving = inBatches(asItCanCome([...order, ...repeated], history), cuts)
          for (const [index, step] of arriving.entries()) {
            const now = NOON - (arriving.length - index) * 10 * MINUTE
            ledger.elapse(now)
            ledger.tell(step, now)
          }
          ledger.elapse(NOON)
          expect(JSON.stringify(shownIn(ledger))).toBe(expected)
        },
      ),
      { numRuns: steps.length <= 6 ? 50 : 500 },
    )

    for (const [time, promised] of Object.entries(later)) {
      inTime.elapse(clock(time))
      expectPromised(shownIn(inTime), promised)
    }
  })
})

describe('a world', () => {
  /** Every order, but those of which nothing is known any more: nobody can tell them from no order. */
  const shownIn = ({ orders }: Watched): string =>
    JSON.stringify(
      [...orders.values()]
        .filter(({ registration, payments }) => registration || Object.keys(payments).length > 0)
        .map(({ id, shown }) => [id, shown] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    )

  /** As it happens to arrive, two minutes after one another. */
  function arrived(world: World, steps: readonly Step[]): Watched {
    const ledger = new Watched(true)
    const shuffled = world.arrival.flatMap((index) => steps[index] ?? [])
    const again = steps.filter((_, index) => world.repeated[index])
    const arriving = inBatches([...shuffled, ...again], world.cuts)
    for (const [index, step] of arriving.entries()) {
      ledger.tell(step, NOON - (arriving.length - index) * 2 * MINUTE)
    }
    ledger.elapse(NOON)
    return ledger
  }

  function expectTruth(order: OrderRecord): void {
    const { shown, registration } = order
    const { status, amountReceived, amountRefunded } = shown
    const { payments } = standing(order, NOON)
    const asked = shown.amount ?? Infinity
    const net = amountReceived - amountRefunded
    const { waived = 0 } = shown
    const covered = net + waived
    const isWhole = payments.some(({ isComplete }) => isComplete)
    const released = Object.values(order.payments).some(
      ({ notes }) => notes.byHand?.value.state === 'succeeded',
    )
    const holds = (isTrue: boolean, promise: string) => {
      if (!isTrue) throw new Error(`${promise}: ${JSON.stringify([shown, payments])}`)
    }

    holds(amountRefunded >= 0 && net >= 0, 'No more goes back than came')
    holds(!shown.overpaid || covered > asked, 'Too much is more than asked')
    holds(shown.overpaid || isWhole || covered <= asked, 'More than asked is too much')
    const isDisputed = payments.some(({ disputed }) => disputed)
    holds(isDisputed === (status === 'disputed'), 'A dispute comes first')
    holds(
      status !== 'succeeded' ||
        (isWhole ? Math.max(net, covered) : covered) >= (shown.amount ?? -Infinity),
      'What succeeded is paid',
    )
    holds(status !== 'succeeded' || shown.flow === 'payment' || released, 'Escrow is released')
    holds(status !== 'refunded' || net === 0, 'What is refunded left nothing')

    holds(registration?.test === true || !shown.test, 'Test money counts where it may')
    holds(
      payments.every(({ isHearsay, settled }) => !isHearsay || !settled),
      'Money is no hearsay',
    )

    for (const each of payments.filter(({ settled, isHearsay }) => !settled && !isHearsay)) {
      const isConfirmed = isUnderWay(each) && each.state !== 'requires_action'
      holds(!isConfirmed || status !== 'expired', 'What is under way never expires')
      if (!shown.safeToRetry) continue

      const ends = each.deadline ?? registration?.expiresAt ?? Infinity
      holds(!isConfirmed, 'Nothing is alive')
      const isWaitedFor = each.state === 'requires_action' && ends + DAY > NOON
      holds(!isWaitedFor || each.final, 'Nobody is waited for')
      holds(each.doubtUntil <= NOON, 'Nothing is in doubt')
    }
    if (!shown.safeToRetry) return

    const isForeign = payments.some(
      ({ currency = shown.currency, received, refunded }) =>
        currency !== shown.currency && received > refunded,
    )
    holds(!isForeign, 'Nothing foreign is kept')
    holds(['failed', 'canceled', 'expired', 'partially_paid'].includes(status), 'It is closed')
  }

  it.each<[Finding, worlds: number]>([
    ['by the name of the order', 30_000],
    ['by one of its names', 5_000],
    ['by what others taught', 30_000],
    ['by references', 20_000],
    // chains
    ['by one reference in a chain', 10_000],
    ['by a mention', 5_000],
    ['by a hint', 5_000],
    ['though it comes a month late', 5_000],
  ])(
    'is the same in any order, where what is told finds its order %s',
    { tags: 'long' },
    (finding, worlds) => {
      const numRuns = howOften({ usually: worlds / 100, long: worlds })
      const isTheSame = fc.property(WORLDS, (world) => {
        const steps = stepsOf(world, finding)
        const inTime = new Watched(true)
        for (const step of steps) inTime.tell(step, NOON)

        for (const order of inTime.orders.values()) expectTruth(order)
        expect(shownIn(arrived(world, steps))).toBe(shownIn(inTime))
      })
      fc.assert(isTheSame, { numRuns })
    },
  )

  it('publishes no version that shows nothing new', { tags: 'long' }, () => {
    const numRuns = howOften({ usually: 100, long: 5_000 })
    const finding = 'by the name of the order'
    fc.assert(
      fc.property(WORLDS, (world) => {
        expect(arrived(world, stepsOf(world, finding)).idle).toEqual([])
      }),
      { numRuns },
    )
  })
})

function permutations<T>(items: readonly T[]): T[][] {
  return items.length < 2
    ? [[...items]]
    : items.flatMap((item, at) =>
        permutations(items.toSpliced(at, 1)).map((others) => [item, ...others]),
      )
}
