import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WEBHOOK } from './outgoing.ts'
import { describeStore } from './conformance/store.ts'
import { sqliteStore } from './sqlite.ts'
import { COUNTED } from './tables.ts'
import { context, DAY, expectOrder, intake, NOW } from './conformance/telling.ts'

let folder: string
let count = 0
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'payment-status-'))))
afterEach(() => rmSync(folder, { recursive: true }))

describeStore('in SQLite', () => sqliteStore(join(folder, `${count++}.db`)), 10)

describe('the store in one file', () => {
  it('holds everything: the next process finds the same epoch, version and past', async () => {
    const path = join(folder, 'relay.db')
    const before = sqliteStore(path)
    await before.renewEpoch(before.epoch)
    const { epoch } = before
    const announcing = { ...context(), announces: true }
    const change = { amount: 1000, currency: 'KES', customers: ['42'] }
    await before.register('A', change, announcing)
    const forward = { provider: 'stripe', headers: [], body: new Uint8Array([0, 255]) }
    await before.apply(intake({ orderId: 'A' }), announcing, forward)
    await before.apply(intake({ payment: 'pi_9', references: ['later'] }), context())
    const to = { to: 'customer', id: '42' } as const
    await before.notify(to, { type: 'news', title: 'Hello', message: 'World' }, NOW)
    await before.saw(new Map([['A', { delivered: 2, acknowledged: 1 }]]), [])
    const all = async (store: typeof before) => [
      await store.order('A'),
      await store.kept({ limit: 9 }),
      await store.ordersOf('42', NOW, 9),
      await store.notices([to], undefined, NOW),
      await store.sighting('A'),
      await store.claim(WEBHOOK, NOW + DAY, 9, NOW + DAY),
      await store.claim('stripe', NOW + DAY, 9, NOW + DAY),
      await store.forwarded(1),
    ]
    const known = await all(before)
    expect(known).not.toContain(undefined)
    await before.close()

    const after = sqliteStore(path)
    expect(after.epoch).toBe(epoch)
    expect(await all(after)).toEqual(known)
    expect(await after.apply(intake({ orderId: 'A' }), context())).toEqual([])
    const { order } = expectOrder(await after.register('B', { references: ['later'] }, context()))
    expect(order.shown.status).toBe('succeeded')
    await after.close()
  })

  it('is closed after what still waits for it', async () => {
    const store = sqliteStore(join(folder, 'relay.db'))
    const [changed] = await Promise.all([
      store.apply(intake({ orderId: 'A' }), context()),
      store.close(),
    ])
    expect(changed).toHaveLength(1)
    await expect(store.apply(intake({ orderId: 'B' }), context())).rejects.toThrow('not open')
  })

  it('gives the next process at once what the one before it had under way', async () => {
    const path = join(folder, 'relay.db')
    const announcing = { ...context(), announces: true }
    const before = sqliteStore(path)
    await before.apply(intake({ orderId: 'A' }), announcing)
    const claimed = await before.claim(WEBHOOK, NOW, 9, NOW + DAY)
    expect(claimed).toMatchObject([{ orderId: 'A' }])
    await before.close()
    const after = sqliteStore(path)
    expect(await after.claim(WEBHOOK, NOW, 9, NOW + DAY)).toEqual(claimed)
    await after.close()
  })

  it('tells of each transaction that is on disk, how many shared it, and how long it took', async () => {
    const store = sqliteStore(join(folder, 'relay.db'))
    const told: [steps: number, isTime: boolean][] = []
    store.onCommit((steps, ms) => told.push([steps, ms > 0]))
    await Promise.all(['A', 'B', 'C'].map((orderId) => store.apply(intake({ orderId }), context())))
    await store.apply(intake({ orderId: 'D' }), context())
    expect(told).toEqual([
      [3, true],
      [1, true],
    ])
    await store.close()
  })

  it('says how large it is, and counts what waits no further than anybody acts on', async () => {
    const store = sqliteStore(join(folder, 'relay.db'))
    const { bytes } = await store.figures()
    const forward = { provider: 'stripe', headers: [], body: new Uint8Array(100) }
    const all = Array.from({ length: COUNTED + 1 }, () => store.apply([], context(), forward))
    await Promise.all(all)
    const { outbox, bytes: after } = await store.figures()
    expect(outbox.get('stripe')).toEqual({ count: COUNTED, since: NOW })
    expect(after).toBeGreaterThan(bytes + 100 * COUNTED)
    await store.close()
  })

  it('has an epoch of its own', async () => {
    const [a, b] = [sqliteStore(join(folder, 'a.db')), sqliteStore(join(folder, 'b.db'))]
    expect(a.epoch).not.toBe(b.epoch)
    await Promise.all([a.close(), b.close()])
  })
})
