/** A callback that proves little waits for its provider's answer: where none comes, whoever runs the relay hears of it. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bankFor, openShop, providerOf, type Shop } from '../testing/asked-shop.ts'

const NOON = Date.UTC(2026, 10, 21, 12)
const MINUTE = 60_000

const FAKED = ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const

let shop: Shop | undefined
beforeEach(() => vi.useFakeTimers({ now: NOON, toFake: [...FAKED] }))
afterEach(async () => {
  await shop?.stop()
  shop = undefined
  vi.useRealTimers()
})

/** Daraja, whose callbacks prove little, and what it is told of these orders, all of them paid. */
function daraja(orders: readonly string[]) {
  const provider = providerOf('daraja')
  const bank = bankFor(provider)
  const opened = openShop({ provider, bank })
  shop = opened
  const openings = new Map(
    orders.map((orderId) => {
      const payment = `ws_CO_211120261208${orderId.padStart(9, '0')}`
      return [
        orderId,
        { orderId, payment, amount: 500_000, currency: 'KES', begunAt: NOON },
      ] as const
    }),
  )
  for (const opening of openings.values()) {
    bank.open({
      ...{ provider: 'daraja', ...opening },
      timeline: [{ at: NOON, state: 'succeeded' }],
    })
  }
  return {
    bank,
    async called(orderId: string) {
      const opening = openings.get(orderId)
      if (!opening) throw new Error(`There is no order ${orderId}.`)
      const { payment: prompt, amount, currency } = opening
      await opened.register(orderId, { amount, currency, asks: { daraja: [prompt] } })
      await opened.calls({ ...opening, status: 'succeeded', at: NOON })
    },
    told: () => opened.happened.filter(({ type }) => type === 'callback_unverified'),
    status: async (orderId: string) => (await opened.order(orderId))?.shown.status,
  }
}

describe('a callback that nobody verifies', () => {
  it('is told of after two minutes, once for all that wait for the same provider', async () => {
    const { bank, called, told, status } = daraja(['1', '2', '3'])
    bank.fails({ unreachable: 1 })
    for (const order of ['1', '2', '3']) await called(order)
    await vi.advanceTimersByTimeAsync(2 * MINUTE - 1)
    expect(told()).toEqual([])
    await vi.advanceTimersByTimeAsync(3 * MINUTE)
    expect(told()).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(10 * MINUTE)
    expect(told()).toMatchObject([{ provider: 'daraja', outcome: 'unreachable' }])
    expect(await status('1')).toBe('processing')
  })

  it('is told of again, where the provider had answered in between', async () => {
    const { bank, called, told, status } = daraja(['1', '2'])
    for (const [count, order] of ['1', '2'].entries()) {
      bank.fails({ unreachable: 1 })
      await called(order)
      await vi.advanceTimersByTimeAsync(12 * MINUTE)
      expect(told()).toHaveLength(count + 1)
      bank.fails({})
      await vi.advanceTimersByTimeAsync(12 * MINUTE)
      expect(await status(order)).toBe('succeeded')
    }
  })

  it('is nothing to tell of where the provider says that it is so', async () => {
    const { called, told, status } = daraja(['1'])
    await called('1')
    await vi.advanceTimersByTimeAsync(10 * MINUTE)
    expect([await status('1'), told()]).toEqual(['succeeded', []])
  })
})
