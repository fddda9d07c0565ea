/** What asking costs: how often each provider is asked in the ordinary case, by one relay or by two on one store. */

import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TONGUES } from '../bank/tongues.ts'
import type { MainState } from '../order/update.ts'
import { memoryStore } from '../store/memory.ts'
import { askingOf, bankFor, openShop, providerOf, type Shop } from '../testing/asked-shop.ts'
import { howOften } from '../testing/how-often.ts'
import { gapOf } from './planner.ts'
import { askables } from './askable.ts'

const NOON = Date.UTC(2026, 10, 21, 12)
const SECOND = 1_000
const MINUTE = 60 * SECOND
const AMOUNT = 500_000

const FAKED = ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const

const shops: Shop[] = []
beforeEach(() => vi.useFakeTimers({ now: NOON, toFake: [...FAKED] }))
afterEach(async () => {
  await Promise.all(shops.splice(0).map((shop) => shop.stop()))
  vi.useRealTimers()
})

const CLOSED: ReadonlySet<MainState> = new Set(['canceled', 'failed'])

/** Of these, each callback is verified. */
const isHeldBack = (id: string): boolean => ['token', 'address'].includes(providerOf(id).trust)

interface Trade {
  orders: number
  /** Between two of them, in ms. */
  every: number
  relays?: number
}

/**
 * Orders in the ordinary case: the shopper acts within a minute, while the page is open; of ten one gives up; and of a
 * hundred callbacks one is lost. What the provider was asked.
 */
async function traded(id: string, { orders, every, relays = 1 }: Trade) {
  const provider = providerOf(id)
  const tongue = TONGUES.get(id)!
  const bank = bankFor(provider)
  const store = memoryStore()
  const all = Array.from({ length: relays }, () =>
    openShop({ provider, bank, trip: 300, store, watchedFor: MINUTE }),
  )
  shops.push(...all)
  const closing = tongue.states.find((state) => CLOSED.has(state)) ?? 'succeeded'
  const currency = provider.currency ?? 'KES'
  const [first = 'pending'] = tongue.states

  async function trade(index: number) {
    const shop = all[index % relays]!
    const orderId = `ORD-${index}`
    const payment = tongue.payment?.(`ORD${index}TK3F9`) ?? `ORD${index}TK3F9`
    const opening = { orderId, payment, amount: AMOUNT, currency }
    const begunAt = Date.now()
    const at = begunAt + (10 + ((index * 7) % 45)) * SECOND
    const state = index % 10 === 9 ? closing : 'succeeded'
    const timeline = [
      { at: begunAt, state: first },
      { at, state },
    ]
    bank.open({ provider: id, ...opening, begunAt, timeline })
    const asks = bank.asks(id, opening)
    const more = asks.length > 0 ? { asks: { [id]: asks } } : {}
    await shop.register(orderId, { amount: AMOUNT, currency, ...more })
    if (provider.trust === 'address') await shop.prompts(orderId, payment, 90 * SECOND)
    if (index % 100 === 50) return
    setTimeout(() => void shop.calls({ ...opening, status: state, at }), at + 2_000 - begunAt)
  }

  for (let index = 0; index < orders; index++) {
    await trade(index)
    await vi.advanceTimersByTimeAsync(every)
  }
  await vi.advanceTimersByTimeAsync(30 * MINUTE)
  const askedBy = all.map(({ happened }) =>
    happened.flatMap((each) => (each.type === 'asked' ? [each] : [])),
  )
  const asked = askedBy.flat()
  const statuses = await Promise.all(
    Array.from({ length: orders }, async (_, index) => {
      const status = (await store.order(`ORD-${index}`))?.shown.status
      return status === (index % 10 === 9 ? closing : 'succeeded')
    }),
  )
  return {
    asked,
    shares: askedBy.map(({ length }) => length),
    requests: asked.reduce((sum, { exchanges }) => sum + exchanges.length, 0),
    questions: bank.questions,
    wrong: statuses.filter((isRight) => !isRight).length,
  }
}

/**
 * Of a thousand orders, at most. Each callback of those that prove little is a question. Of UPI, PhonePe wants to be
 * asked every three seconds at first.
 */
const MOST = {
  prompt: { verified: 3_500, signed: 2_000 },
  upi: { verified: 6_500, signed: 6_000 },
  card: { verified: 1_500, signed: 200 },
  slow: { verified: 1_500, signed: 200 },
}

/** Its callbacks tell no amount: it is asked once more about what was paid. */
const WITHOUT_AMOUNT: ReadonlySet<string> = new Set(['btcpay'])

const FEW = { orders: 60, every: 4 * SECOND }

describe('the bill', () => {
  const orders = howOften({ usually: 100, long: 300 })
  const lines: string[] = []
  afterAll(() => console.log(`Of 1,000 orders:\n${lines.join('\n')}`))

  it.each([...TONGUES.keys()])('%s', { tags: 'long' }, async (id) => {
    const { cadence } = askingOf(providerOf(id))
    const { asked, requests, wrong } = await traded(id, { orders, every: 5 * SECOND })
    const [each, questions] = [asked.length, requests].map((count) => (count * 1_000) / orders)
    const how = isHeldBack(id) ? 'verified' : 'signed'
    lines.push(`${id} (${cadence}, ${how}): asked ${each} times, ${questions} questions`)
    expect(wrong).toBe(0)
    const more = WITHOUT_AMOUNT.has(id) ? 1_000 : 0
    expect(each).toBeLessThanOrEqual(MOST[cadence][how] + more)
    expect(each).toBeGreaterThan(0)
  })
})

describe('two relays on one store', () => {
  it.each(['daraja', 'mtn-momo', 'phonepe', 'xendit', 'stripe'])('ask %s once', async (id) => {
    const askable = askables([id]).get(id)
    if (!askable) throw new Error(`${id} cannot be asked.`)
    const { questions, shares, wrong } = await traded(id, { ...FEW, relays: 2 })
    expect(wrong).toBe(0)
    expect(Math.min(...shares)).toBeGreaterThan(0)

    // The first one may have had to wait for a token.
    const gap = gapOf(askable) - SECOND
    const ofPayments = questions.filter(({ name }) => name !== undefined)
    const byName = Map.groupBy(ofPayments, ({ name }) => name)
    const tooSoon = [...byName].filter(([, all]) =>
      all.some(({ at }, index) => at - (all[index - 1]?.at ?? -Infinity) < gap),
    )
    expect(tooSoon).toEqual([])
  })
})
