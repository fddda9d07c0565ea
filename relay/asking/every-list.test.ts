/** Callbacks are lost while the relay is down: each provider that lists them has them still, when the relay is back. */

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { TONGUES } from '../bank/tongues.ts'
import { PROVIDERS } from '../providers/index.ts'
import { memoryStore } from '../store/memory.ts'
import { askingOf, bankFor, openShop, providerOf, type Shop } from '../testing/asked-shop.ts'

const NOON = Date.UTC(2026, 10, 21, 12)
const MINUTE = 60_000
const ORDER = 'ORD-1205'
const AMOUNT = 500_000

const FAKED = ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const

let shop: Shop | undefined
beforeEach(() => vi.useFakeTimers({ now: NOON, toFake: [...FAKED] }))
afterEach(async () => {
  await shop?.stop()
  shop = undefined
  vi.useRealTimers()
})

const listing = [...TONGUES.keys()].filter((id) => askingOf(providerOf(id)).missed)

it('is what three providers have', () => {
  expect(listing.toSorted()).toEqual(['daraja', 'paypal', 'stripe'])
  expect(PROVIDERS.size).toBeGreaterThan(listing.length)
})

it.each(listing)('%s is asked for it, before it is asked about the order', async (id) => {
  const provider = providerOf(id)
  const bank = bankFor(provider)
  const store = memoryStore()
  const payment = TONGUES.get(id)?.payment?.('ORD1205TK3F9') ?? 'ORD1205TK3F9'
  const money = { amount: AMOUNT, currency: provider.currency ?? 'KES' }
  const opening = { orderId: ORDER, payment, ...money, begunAt: NOON }
  const [first = 'pending'] = TONGUES.get(id)?.states ?? []
  const paidAt = NOON + 5 * MINUTE
  bank.open({
    ...{ provider: id, ...opening },
    timeline: [
      { at: NOON, state: first },
      { at: paidAt, state: 'succeeded' },
    ],
  })

  shop = openShop({ provider, bank, store })
  await shop.register(ORDER, { ...money, asks: { [id]: [...bank.asks(id, opening)] } })
  await shop.stop()
  const event = { ...opening, status: 'succeeded', timestamp: paidAt / 1000, id: 'evt1' } as const
  bank.loses(id, { at: paidAt, orderId: ORDER, payload: provider.simulate(event) })

  vi.setSystemTime(NOON + 12 * MINUTE)
  shop = openShop({ provider, bank, store })
  const asked = bank.questions.length
  await vi.advanceTimersByTimeAsync(5_000)
  const paid = { status: 'succeeded', amountReceived: AMOUNT, overpaid: false }
  expect((await shop.order(ORDER))?.shown).toMatchObject(paid)
  expect(shop.happened.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['found_missed', 'ask_settled', 'caught_up']),
  )
  expect(shop.happened.filter(({ type }) => type === 'asked')).toEqual([])
  expect(bank.questions.slice(asked).every(({ name }) => name === undefined)).toBe(true)

  // It was late, and not lost.
  await shop.calls({ ...opening, status: 'succeeded', at: paidAt })
  await vi.advanceTimersByTimeAsync(5 * MINUTE)
  expect((await shop.order(ORDER))?.shown).toMatchObject(paid)
})
