/**
 * Histories that nobody thought of, of providers whose callbacks prove little: some are lost, some late, some forged,
 * and the provider that is asked has each fault that reality was seen to have. What is shown is the truth in the end,
 * and never before it was true; and nobody who may pay still, or has paid, is told to pay again.
 */

import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Faults } from '../bank/faults.ts'
import { TONGUES } from '../bank/tongues.ts'
import type { OrderRecord } from '../order/record.ts'
import type { MainState } from '../order/update.ts'
import { nextAsk } from '../reconciliation/schedule.ts'
import {
  askingOf,
  bankFor,
  doubtOf,
  openShop,
  providerOf,
  type Shop,
} from '../testing/asked-shop.ts'
import { howOften } from '../testing/how-often.ts'

const seed = Number(process.env.SEED ?? randomInt(2 ** 31))
console.log(`seed ${seed} (run again with SEED=${seed})`)

const NOON = Date.UTC(2026, 10, 21, 12)
const SECOND = 1_000
const MINUTE = 60 * SECOND
const ORDER = 'ORD-1205'
const AMOUNT = 500_000

/** Longer than any fault, and then than any step of the schedule. In ms. */
const LONGEST = 30 * 60 * MINUTE

const FAKED = ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const

beforeEach(() => vi.useFakeTimers({ now: NOON, toFake: [...FAKED] }))
afterEach(() => vi.useRealTimers())

/** Callbacks of the first six are held back. A prompt is sent by the shop, which says so. */
const KINDS: [id: string, isPrompt: boolean][] = [
  ['daraja', true],
  ['mtn-momo', true],
  ['airtel', true],
  ['phonepe', false],
  ['flutterwave-v3', false],
  ['xendit', false],
  ['razorpay', false],
  ['stripe', false],
]

/** What nobody signed, anybody forges who knows the password, or the address. */
const mayForge = (id: string): boolean => ['token', 'address'].includes(providerOf(id).trust)

/** What it was asked for, its answers do not name: another's look like it. */
const NAMELESS: ReadonlySet<string> = new Set(['mtn-momo'])

/** Of a session alone, which is not asked about once the payment inside it is known. */
const TOLD_APART: Readonly<Record<string, MainState>> = { stripe: 'expired' }

const seconds = (most: number) => fc.integer({ min: 0, max: most })
const share = fc.constantFrom(0, 0, 0, 0.1, 0.3)

const FAULTS = fc.record({
  lag: fc.constantFrom(0, 0, 1, 2, 20),
  absentFor: fc.constantFrom(0, 0, 10, 40),
  moods: fc.constantFrom(0, 0.2, 0.5),
  tooMuch: share,
  after: fc.constantFrom(undefined, 2, 30),
  other: share,
  badGateway: share,
  silent: share,
  unreachable: share,
  tokenLife: fc.constantFrom(undefined, 20),
  clock: fc.constantFrom(0, 0, -180, 180),
})

/** How a payment goes, in s. What ran out may be paid all the same, while its provider is in doubt. */
const historyOf = (closing: readonly MainState[]) =>
  fc.record({
    acts: fc.integer({ min: 5, max: 120 }),
    ends: fc.constantFrom<MainState>('succeeded', ...closing),
    isPaidLate: fc.boolean(),
    paidAfter: fc.integer({ min: 5, max: 300 }),
    callbacks: fc.array(fc.record({ isLost: fc.boolean(), late: seconds(90) }), {
      ...{ minLength: 2, maxLength: 2 },
    }),
    forged: fc.array(
      fc.record({
        comes: fc.integer({ min: 1, max: 290 }),
        state: fc.constantFrom<MainState>('succeeded', 'failed', 'canceled', 'expired'),
        at: fc.integer({ min: -200, max: 290 }),
      }),
      { maxLength: 3 },
    ),
    faults: FAULTS,
    faultsEnd: fc.constantFrom(0, 60, 300, 900),
    down: fc.constantFrom({ from: 0, for: 0 }, { from: 30, for: 240 }, { from: 100, for: 1_500 }),
    watchedFor: fc.constantFrom(0, 40, 600),
    trip: fc.constantFrom(0, 50, 1_500),
    chance: fc.integer({ min: 1, max: 2 ** 31 }),
  })
type History = ReturnType<typeof historyOf> extends fc.Arbitrary<infer T> ? T : never

const NO_FAULT: History['faults'] = {
  ...{ lag: 0, absentFor: 0, moods: 0, tooMuch: 0, after: undefined, other: 0, badGateway: 0 },
  ...{ silent: 0, unreachable: 0, tokenLife: undefined, clock: 0 },
}

/** Paid when the provider was about to be out of reach for long; the callback is lost. */
const DOWN: History = {
  ...{ acts: 86, ends: 'succeeded', isPaidLate: false, paidAfter: 5, forged: [], faults: NO_FAULT },
  callbacks: [
    { isLost: true, late: 0 },
    { isLost: true, late: 0 },
  ],
  ...{ faultsEnd: 0, down: { from: 100, for: 1_500 }, watchedFor: 0, trip: 0, chance: 1 },
}

/** Histories that chance found once, in which a shopper who had paid was told to pay again. */
const FOUND: Readonly<Record<string, History>> = {
  phonepe: DOWN,
  daraja: { ...DOWN, acts: 5, ends: 'expired', isPaidLate: true, paidAfter: 60 },
}

interface Played {
  order: OrderRecord
  shop: Shop
  end: MainState
  asked: number
  words: number
  /** When it began to be watched no more, and ended, in ms since 1970. */
  endedAt: number
}

const CLOSED: ReadonlySet<MainState> = new Set(['expired', 'canceled', 'failed', 'succeeded'])

async function played(id: string, isPrompt: boolean, history: History): Promise<Played> {
  vi.setSystemTime(NOON)
  const provider = providerOf(id)
  const { payment: named, states } = TONGUES.get(id)!
  const bank = bankFor(provider, history.chance)
  const payment = named?.('ORD1205TK3F9') ?? 'ORD1205TK3F9'
  const opening = { orderId: ORDER, payment, amount: AMOUNT, currency: provider.currency ?? 'KES' }
  const [first = 'pending'] = states
  const closes = NOON + history.acts * SECOND
  const doubt = doubtOf(provider, history.ends, { ...opening, at: closes })
  const isLate = history.isPaidLate && doubt > history.paidAfter * SECOND
  const paidLate = { at: closes + history.paidAfter * SECOND, state: 'succeeded' } as const
  const changes = [
    { at: closes, state: history.ends },
    ...(isLate && history.ends !== 'succeeded' ? [paidLate] : []),
  ]
  const timeline = [{ at: NOON, state: first }, ...changes]
  const end = changes.at(-1)!.state
  const stateAt = (time: number) => timeline.findLast(({ at }) => at <= time)?.state ?? first
  bank.open({ provider: id, ...opening, begunAt: NOON, timeline })

  const shop = openShop({ provider, bank, trip: history.trip })
  shop.isWatched = history.watchedFor > 0
  const wrong: unknown[] = []
  shop.onChange(({ shown }) => {
    const state = stateAt(Date.now())
    const { status } = shown
    const isMoney = shown.amountReceived > 0 || status === 'succeeded'
    const isClosing = status === 'failed' || status === 'canceled'
    const isFalse = (isMoney && state !== 'succeeded') || (isClosing && !CLOSED.has(state))
    const mayPay = end === 'succeeded' || !CLOSED.has(state)
    if (isFalse) wrong.push(`${status} is shown while it is ${state}`)
    if (mayPay && shown.safeToRetry) wrong.push(`"try again" is shown while it is ${state}`)
  })

  const asks = bank.asks(id, opening)
  await shop.register(ORDER, {
    ...{ amount: AMOUNT, currency: opening.currency },
    ...(asks.length > 0 && { asks: { [id]: asks } }),
  })
  if (isPrompt) await shop.prompts(ORDER, payment, 90 * SECOND)

  const after = (s: number, act: () => void) => setTimeout(act, s * SECOND)
  let words = 1
  const calls = (state: MainState, at: number) => {
    words++
    shop.calls({ ...opening, status: state, at }).catch((error) => wrong.push(error))
  }
  changes.forEach(({ at, state }, index) => {
    const { isLost, late } = history.callbacks[index]!
    if (!isLost) after((at - NOON) / SECOND + late, () => calls(state, at))
  })
  for (const { comes, state, at } of mayForge(id) ? history.forged : []) {
    after(comes, () => calls(state, NOON + at * SECOND))
  }
  const { moods, tooMuch, after: wait, lag, absentFor, tokenLife, clock, ...rest } = history.faults
  const faults: Faults = {
    ...rest,
    ...(NAMELESS.has(id) && { other: 0 }),
    ...{ lag: lag * SECOND, absentFor: absentFor * SECOND, clock: clock * SECOND },
    moods: { share: moods },
    tooMuch: { share: tooMuch, ...(wait !== undefined && { after: wait }) },
    ...(tokenLife !== undefined && { tokenLife: tokenLife * SECOND }),
  }
  const { clock: always } = faults
  bank.fails(faults)
  after(history.faultsEnd, () => bank.fails({ ...(always !== undefined && { clock: always }) }))
  if (history.down.for > 0) {
    after(history.down.from, () => bank.fails({ unreachable: 1 }, id))
    after(history.down.from + history.down.for, () => bank.fails({}, id))
  }
  after(history.watchedFor, () => (shop.isWatched = false))

  const isOver = ({ shown }: OrderRecord) =>
    shown.status === end && (end === 'succeeded' || shown.safeToRetry || doubt > LONGEST)
  let order: OrderRecord | undefined
  for (let at = 0; at < LONGEST; at += 5 * MINUTE) {
    await vi.advanceTimersByTimeAsync(5 * MINUTE)
    order = await shop.order(ORDER)
    const isDone = at >= (history.faultsEnd + history.down.from + history.down.for + 600) * SECOND
    if (isDone && order && isOver(order)) break
  }
  if (!order) throw new Error('The order is gone.')
  const endedAt = Date.now()
  await shop.stop()
  vi.clearAllTimers()
  expect(wrong).toEqual([])
  const asked = shop.happened.filter(({ type }) => type === 'asked').length
  return { order, shop, end, asked, words, endedAt }
}

/** So often the schedule asks at most about an order of which nothing is told for so long. */
function mostAsked(id: string, watchedFor: number, until: number): number {
  const { cadence, first } = askingOf(providerOf(id))
  let count = 0
  let askedAt: number | undefined
  for (;;) {
    const next = nextAsk({
      ...{ cadence, order: ORDER, question: { is: 'open', isUnderWay: true } },
      ...{ silentSince: 0, isWatched: (askedAt ?? 0) < watchedFor },
      ...(first !== undefined && { first }),
      ...(askedAt !== undefined && { askedAt }),
    })
    if (next === undefined || next > until) return count
    askedAt = next
    count++
  }
}

describe.each(KINDS)('%s', (id, isPrompt) => {
  const { states } = TONGUES.get(id)!
  const closing = states.filter(
    (state) => CLOSED.has(state) && state !== 'succeeded' && state !== TOLD_APART[id],
  )
  const numRuns = howOften({ usually: 20, long: 1_300 })

  it('is shown as it is, never before, and nobody pays twice', { tags: 'long' }, async () => {
    let [all, most] = [0, 0]
    await fc.assert(
      fc.asyncProperty(historyOf(closing), async (history) => {
        const { order, shop, end, asked, words, endedAt } = await played(id, isPrompt, history)
        const { shown } = order
        expect(shown.status).toBe(end)
        expect(shown.amountReceived).toBe(end === 'succeeded' ? AMOUNT : 0)
        expect(shown.overpaid).toBe(false)
        const bound = mostAsked(id, history.watchedFor * SECOND, endedAt - NOON)
        // Each word begins the silence anew, and is verified itself; what was closed is in doubt after that.
        expect(asked).toBeLessThanOrEqual((1.2 * bound + 2) * words + 8)
        ;[all, most] = [all + asked, Math.max(most, asked)]
        const log = shop.logged()
        expect([...shop.secrets].filter((secret) => log.includes(secret))).toEqual([])
      }),
      { numRuns, seed, examples: FOUND[id] ? [[FOUND[id]]] : [] },
    )
    console.log(`${id}: ${numRuns} histories, ${all} times asked, ${most} at most`)
  })
})
