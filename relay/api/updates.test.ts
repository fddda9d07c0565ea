import { describe, expect, it } from 'vitest'
import { REASON_CODES } from '../protocol.ts'
import { memoryStore } from '../store/memory.ts'
import { startRelay } from '../testing/relay.ts'

const ago = (ms: number) => new Date(Date.now() - ms).toISOString()
const HOUR = 3_600_000

describe('the merchant’s latest word', () => {
  it('stands when it says that money came, however long ago that was', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 500, currency: 'KES' })
    await relay.update('A-1', { status: 'failed', final: true })
    const { order, changed } = await relay.update('A-1', {
      status: 'succeeded',
      occurredAt: ago(60_000),
    })
    expect(changed).toBe(true)
    expect(order).toMatchObject({ status: 'succeeded', amountReceived: 500, safeToRetry: false })
  })

  it('can be taken back, and said once more', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 500, currency: 'KES' })
    const paid = { status: 'succeeded', occurredAt: ago(HOUR) }
    await relay.update('A-1', paid)
    expect((await relay.update('A-1', { status: 'failed' })).order.status).toBe('failed')
    expect((await relay.update('A-1', paid)).order.status).toBe('succeeded')
  })

  it('is not the one that was told late of something earlier', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 500, currency: 'KES' })
    await relay.update('A-1', { status: 'succeeded', occurredAt: ago(1_000) })
    const late = await relay.update('A-1', { status: 'failed', occurredAt: ago(60_000) })
    expect(late).toMatchObject({ changed: false, order: { status: 'succeeded' } })
  })

  it.each([2_000, 180_000])('stands though the shop’s clock runs %i ms fast', async (fast) => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 500, currency: 'KES' })
    await relay.update('A-1', { status: 'requires_action', occurredAt: ago(-fast) })
    for (const status of ['canceled', 'succeeded']) {
      expect((await relay.update('A-1', { status })).order.status).toBe(status)
    }
  })

  it('is said now, where it seems to come from the future', async () => {
    const relay = await startRelay()
    const { order } = await relay.update('A-1', {
      status: 'requires_action',
      occurredAt: '2099-01-01T00:00:00Z',
      expiresIn: 60,
    })
    expect(Date.parse(order.expiresAt)).toBeLessThan(Date.now() + HOUR)
    expect((await relay.update('A-1', { status: 'canceled' })).order.status).toBe('canceled')
  })

  it('stands though our own clock was two days fast until we were restarted', async () => {
    const store = memoryStore()
    const first = await startRelay({}, { store, now: () => Date.now() + 48 * HOUR })
    await first.register('A-1', { amount: 500, currency: 'KES' })
    await first.update('A-1', { status: 'failed' })
    const relay = await startRelay({}, { store })
    for (const status of ['requires_action', 'succeeded', 'failed', 'succeeded']) {
      expect((await relay.update('A-1', { status })).order.status).toBe(status)
    }
  })

  it('stands where two come at once: the later asked', async () => {
    const store = memoryStore()
    const fast = await startRelay({}, { store, now: () => Date.now() + HOUR })
    await fast.register('A-1', { amount: 500, currency: 'KES' })
    await fast.update('A-1', { status: 'failed' })
    // By our own clock, both are said before that.
    const { relay } = await startRelay({}, { store })
    for (const [first, then] of [
      ['succeeded', 'failed'],
      ['canceled', 'processing'],
    ] as const) {
      const said = await Promise.all([first, then].map((status) => relay.update('A-1', { status })))
      expect(said.map(({ changed }) => changed)).toEqual([true, true])
      expect((await store.order('A-1'))?.shown.status).toBe(then)
    }
  })

  it('stands where many come in one millisecond, of whatever part they speak', async () => {
    const store = memoryStore()
    const { relay } = await startRelay({}, { store, now: () => 1_795_219_200_000 })
    const order = async () => (await store.order('A-1'))?.shown
    await relay.update('A-1', { status: 'succeeded', amount: 500, currency: 'KES' })
    for (const amount of [300, 200, 100]) {
      await relay.update('A-1', { status: 'refunded', amount })
      expect(await order()).toMatchObject({ amountRefunded: amount })
    }
    await relay.update('A-1', { status: 'disputed' })
    expect(await order()).toMatchObject({ status: 'disputed' })
    await relay.update('A-1', { status: 'succeeded', amount: 500, currency: 'KES' })
    expect(await order()).toMatchObject({ status: 'succeeded', amountRefunded: 0 })
    await relay.update('A-2', { status: 'failed', payment: 'b' })
    await relay.update('A-2', { status: 'canceled', payment: 'a' })
    expect((await store.order('A-2'))?.shown.status).toBe('canceled')
  })
})

describe('another attempt, after the shop’s own word that one is closed', () => {
  const CERTAIN = [
    'canceled_by_customer',
    'insufficient_funds',
    'declined',
    'authentication_failed',
  ]
  const REASONS = REASON_CODES.map((reason) => [reason, CERTAIN.includes(reason)] as const)

  it.each(REASONS)('for %s is safe: %s', async (reason, isSafe) => {
    const relay = await startRelay()
    const closed = ['failed', 'canceled', 'expired'].flatMap((status) => [
      { status, reason },
      { status, reason: { code: reason, message: 'as the provider has it' } },
      { status, reason, payment: 'ws_CO_1', provider: 'daraja' },
    ])
    for (const [index, word] of closed.entries()) {
      const id = `A-${index}`
      await relay.register(id, { amount: 500, currency: 'KES' })
      const { payment, provider } = { payment: undefined, provider: undefined, ...word }
      await relay.update(id, { status: 'requires_action', payment, provider })
      // Of two words said in one millisecond, the second is the next one's.
      relay.advance(1_000)
      const { order } = await relay.update(id, word)
      expect([word, order.safeToRetry]).toEqual([word, isSafe])
      expect((await relay.update(id, { ...word, final: true })).order.safeToRetry).toBe(true)
    }
  })
})
