/** The callback is lost: what the provider says when it is asked is what the shopper sees in the end. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TONGUES } from '../bank/tongues.ts'
import type { MainState } from '../order/update.ts'
import type { PaymentStatus } from '../protocol.ts'
import { bankFor, openShop, providerOf, type Shop } from '../testing/asked-shop.ts'

const NOON = Date.UTC(2026, 10, 21, 12)
const MINUTE = 60_000
const ORDER = 'ORD-1205'
const AMOUNT = 500_000

const CLOSED: ReadonlySet<MainState> = new Set(['expired', 'canceled', 'failed', 'succeeded'])

const cases = [...TONGUES].flatMap(([id, { states }]) =>
  states.map((state) => [id, state] as const),
)

let shop: Shop | undefined
beforeEach(() => vi.useFakeTimers({ now: NOON, toFake: [...FAKED] }))
afterEach(async () => {
  await shop?.stop()
  shop = undefined
  vi.useRealTimers()
})

const FAKED = ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const

/** A payment begins, and stands as it will after 20 s. */
async function begun(id: string, state: MainState) {
  const provider = providerOf(id)
  const tongue = TONGUES.get(id)
  const bank = bankFor(provider)
  const payment = tongue?.payment?.('ORD1205TK3F9') ?? 'ORD1205TK3F9'
  const currency = provider.currency ?? 'KES'
  const [first = state] = tongue?.states ?? []
  const timeline = [
    { at: NOON, state: CLOSED.has(first) ? state : first },
    { at: NOON + 20_000, state },
  ]
  const opening = { orderId: ORDER, payment, amount: AMOUNT, currency, begunAt: NOON }
  bank.open({ provider: id, ...opening, timeline })
  const opened = openShop({ provider, bank, trip: 100 })
  shop = opened
  const asks = bank.asks(id, opening)
  const more = asks.length > 0 ? { asks: { [id]: asks } } : {}
  await opened.register(ORDER, { amount: AMOUNT, currency, ...more })
  const calls = (status: PaymentStatus) => opened.calls({ ...opening, status, at: NOON + 20_000 })
  return { shop: opened, bank, calls }
}

const shown = async () => (await shop?.order(ORDER))?.shown

describe.each(cases)('%s, and its callback is lost: %s', (id, state) => {
  it.each([
    ['a page waits', true, 4 * MINUTE],
    ['nobody looks', false, 8 * MINUTE],
  ])('the order is right in the end: %s', async (_, isWatched, until) => {
    const { shop, calls } = await begun(id, state)
    shop.isWatched = isWatched
    await vi.advanceTimersByTimeAsync(until)
    expect(await shown()).toMatchObject({
      status: state,
      amountReceived: state === 'succeeded' ? AMOUNT : 0,
    })

    // It was late, and not lost.
    if (!(await calls(state))) return
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(await shown()).toMatchObject({
      status: state,
      amountReceived: state === 'succeeded' ? AMOUNT : 0,
      overpaid: false,
    })
  })
})
