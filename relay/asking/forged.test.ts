/** Somebody who found an order's address, or the token, in a log says that it is paid: the provider knows better. */

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { TONGUES } from '../bank/tongues.ts'
import { PROVIDERS } from '../providers/index.ts'
import { bankFor, openShop, type Shop } from '../testing/asked-shop.ts'

const NOON = Date.UTC(2026, 10, 21, 12)
const MINUTE = 60_000

let shop: Shop | undefined
beforeEach(() =>
  vi.useFakeTimers({
    now: NOON,
    toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
  }),
)
afterEach(async () => {
  await shop?.stop()
  shop = undefined
  vi.useRealTimers()
})

/** Those whose callbacks prove little, and which tell of a prompt that nobody has answered. */
const provable = [...PROVIDERS.values()].filter(
  ({ id, trust }) =>
    (trust === 'address' || trust === 'token') &&
    TONGUES.get(id)?.states.includes('requires_action'),
)

it('there are such providers', () => {
  expect(provable.map(({ id }) => id)).toContain('daraja')
})

it.each(provable.map((provider) => [provider.id, provider] as const))(
  'a forged “paid” is taken back once %s has answered, under whatever name it came',
  async (id, provider) => {
    const bank = bankFor(provider)
    const opened = (shop = openShop({ provider, bank }))
    const orderId = 'ORD-1205'
    const payment = TONGUES.get(id)?.payment?.('ORD1205TK3F9') ?? 'ORD1205TK3F9'
    const opening = { orderId, payment, amount: 500_000, currency: provider.currency ?? 'KES' }
    bank.open({
      ...{ provider: id, ...opening, begunAt: NOON },
      timeline: [{ at: NOON, state: 'requires_action' }],
    })
    const { amount, currency } = opening
    const asks = bank.asks(id, opening)
    await opened.register(orderId, {
      amount,
      currency,
      ...(asks.length > 0 && { asks: { [id]: asks } }),
    })
    await opened.prompts(orderId, payment, 10 * MINUTE)
    await vi.advanceTimersByTimeAsync(MINUTE)

    const seen = new Set<string>()
    opened.onChange(({ shown }) => seen.add(shown.receipt ?? shown.status))
    await opened.calls({ ...opening, status: 'succeeded', at: Date.now() })
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect((await opened.order(orderId))?.shown).toMatchObject({ status: 'requires_action' })
    expect((await opened.order(orderId))?.shown).not.toHaveProperty('receipt')
    expect([...seen].filter((each) => each !== 'processing' && each !== 'requires_action')).toEqual(
      [],
    )
  },
)
