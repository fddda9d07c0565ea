import { describe, expect, it } from 'vitest'
import { memoryStore } from '../store/memory.ts'
import { stripePaid, stripeSays } from '../testing/callbacks.ts'
import { ask, MESSAGE, until } from '../testing/client.ts'
import { atRest, startRelay } from '../testing/relay.ts'

const DAY = 86_400_000

describe('GET /readyz', () => {
  it('says whether the store can be written to', async () => {
    const store = memoryStore()
    let isBroken = false
    const probe = () => (isBroken ? Promise.reject(new Error('disk full')) : store.probe())
    const start = Date.now()
    let now = start
    const relay = await startRelay(
      {},
      { store: { ...store, epoch: store.epoch, probe }, now: () => now },
    )
    const ready = async () => {
      const { status, body } = await ask(`${relay.url}/readyz`)
      return { status, says: body.status }
    }
    expect(await ready()).toEqual({ status: 200, says: 'ready' })
    isBroken = true
    now += 1_000
    expect(await ready()).toEqual({ status: 503, says: 'store cannot be written to' })
    expect((await ask(`${relay.url}/healthz`)).status).toBe(200)
    isBroken = false
    now += 1_000
    expect(await ready()).toEqual({ status: 200, says: 'ready' })
    // The clock is set back by an hour.
    isBroken = true
    now -= 3_600_000
    expect((await ready()).status).toBe(503)
  })

  it('costs one write a second, whoever asks', async () => {
    const store = memoryStore()
    let writes = 0
    const probe = async () => void writes++
    const parts = { store: { ...store, epoch: store.epoch, probe }, ...atRest() }
    const relay = await startRelay({}, parts)
    const ask10 = () => Promise.all(Array.from({ length: 10 }, () => ask(`${relay.url}/readyz`)))
    for (const { status } of [...(await ask10()), ...(await ask10())]) expect(status).toBe(200)
    expect(writes).toBe(1)
    relay.advance(1_000)
    await ask10()
    expect(writes).toBe(2)
  })

  it('says that the relay stops; it is alive until it has', async () => {
    const relay = await startRelay()
    await relay.relay.drain()
    expect(await ask(`${relay.url}/readyz`)).toMatchObject({
      status: 503,
      body: { status: 'draining' },
    })
    expect(await ask(`${relay.url}/healthz`)).toMatchObject({
      status: 200,
      body: { status: 'alive' },
    })
  })
})

describe('upkeep', () => {
  it('removes by itself what is old, all of it, and nothing else', async () => {
    const store = memoryStore()
    const before = await startRelay({}, { store })
    // More than a batch.
    for (let order = 0; order < 210; order++) {
      await before.relay.update(`A-${order}`, { status: 'succeeded', amount: 5 })
    }
    await before.register('waits', { amount: 5, currency: 'EUR' })
    await before.update('waits', { status: 'processing' })
    await before.callback('stripe', stripePaid('paid'))
    await before.callback('stripe', stripeSays('payment_intent.succeeded', { id: 'pi_1' }))
    await before.callback('stripe', stripeSays('payment_intent.succeeded', { id: 7 }))
    await before.notify('/customers/42')
    await before.notify('')
    await before.relay.close()

    const isThere = async (id: string) => (await store.order(id)) !== undefined
    const notices = () => store.notices([{ to: 'customer', id: '42' }], undefined, 0)
    expect([await isThere('A-209'), await isThere('paid')]).toEqual([true, true])
    expect(await store.kept({ limit: 9 })).not.toEqual([])
    expect(await notices()).toHaveLength(2)

    const start = Date.now()
    let now = start + 2 * DAY
    const relay = await startRelay({}, { store, now: () => now })
    await until(async () => (await notices()).length === 1)
    expect(await notices()).toMatchObject([{ notification: MESSAGE }])
    expect([await isThere('A-0'), (await store.kept({ limit: 9 })).length > 0]).toEqual([
      true,
      true,
    ])
    await relay.relay.close()

    now = start + 541 * DAY
    await startRelay({}, { store, now: () => now })
    await until(async () => {
      const orders = await Promise.all(['A-0', 'A-209', 'paid'].map(isThere))
      return !orders.includes(true)
    })
    expect(await store.kept({ limit: 9 })).toEqual([])
    expect(await notices()).toEqual([])
    // Money may be on its way.
    expect(await isThere('waits')).toBe(true)
  })

  it('is no reason to stop when it fails', async () => {
    const store = memoryStore()
    const tried = Promise.withResolvers<void>()
    const sweep = () => {
      tried.resolve()
      return Promise.reject(new Error('disk full'))
    }
    const relay = await startRelay({}, { store: { ...store, epoch: store.epoch, sweep } })
    await tried.promise
    expect((await relay.register('A-1')).order).toMatchObject({ version: 1 })
  })
})
