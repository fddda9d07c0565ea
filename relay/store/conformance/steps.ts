/** One step: all of it or nothing, and each order revised once. */

import { describe, expect, it } from 'vitest'
import type { Intake } from '../../ledger/intake.ts'
import { context, intake, NOW, registered, towels, type Fresh } from './telling.ts'

export function describeSteps(fresh: Fresh): void {
  describe('one step', () => {
    it('gives an order one new version, however many events speak of it', async () => {
      const store = await fresh()
      await registered(store, 'A')
      const batch: Intake[] = [
        ...intake({ orderId: 'A', state: 'processing', time: NOW - 3 }),
        ...intake({ orderId: 'B', payment: 'pi_2' }),
        ...intake({ orderId: 'A', amount: 400, time: NOW - 2 }),
        ...intake({ orderId: 'A', part: 'refund:r', state: 'done', amount: 100 }),
      ]
      const changed = await store.apply(batch, context())
      expect(changed.map(({ id, version }) => [id, version])).toEqual([
        ['A', 2],
        ['B', 1],
      ])
      const order = await store.order('A')
      expect(order).toEqual(changed[0])
      expect(order?.history.map(({ status }) => status)).toEqual(['pending', 'partially_refunded'])
    })

    it('gives no new version where its events cancel each other out', async () => {
      const store = await fresh()
      await registered(store, 'A')
      const hand = { by: 'merchant', provider: undefined, payment: 'manual' } as const
      await store.apply(intake({ ...hand, time: NOW - 30 }, 'A'), context())
      const before = await store.order('A')
      const batch: Intake[] = [
        ...intake({ ...hand, part: 'dispute:hand', state: 'open', time: NOW - 20 }, 'A'),
        ...intake({ ...hand, time: NOW - 10 }, 'A'),
      ]
      expect(await store.apply(batch, context(NOW + 1))).toEqual([])
      expect(await store.order('A')).toMatchObject({
        version: before?.version,
        history: before?.history,
        updatedAt: before?.updatedAt,
      })
    })

    it('forgets, where it fails, all that it had begun', async () => {
      const store = await fresh()
      await registered(store, 'A', { ...towels, customers: ['42'] })
      await store.apply(intake({ payment: 'pi_1', references: ['x'] }), context())
      await store.apply(intake({ orderId: 'WC-1', payment: 'pi_2' }), context())
      const everything = async () => [
        await store.order('A'),
        await store.order('WC-1'),
        await store.order('C'),
        await store.kept({ limit: 9 }),
        await store.registeredOrder('pi_1'),
        await store.registeredOrder('pi_2'),
        await store.ordersOf('42', 0, 9),
        await store.lanes(),
      ]
      const before = await everything()
      const word = { by: 'merchant', provider: undefined } as const
      const batch: Intake[] = [
        ...intake({ ...word, payment: 'pi_1' }, 'A'),
        ...intake({ ...word, payment: 'pi_2' }, 'A'),
        ...intake({ payment: 'pi_3' }),
        ...intake({ orderId: 'C', payment: 'pi_4' }),
        ...intake({ part: 'nonsense' }, 'A'),
      ]
      const forward = { provider: 'stripe', headers: [], body: new Uint8Array() }
      const applied = store.apply(batch, { ...context(), announces: true }, forward)
      await expect(applied).rejects.toThrow('nonsense')
      expect(await everything()).toEqual(before)
      expect(await store.apply(batch.slice(0, -1), context())).toHaveLength(3)
      expect(await store.order('A')).toMatchObject({ shown: { amountReceived: 2000 } })
    })

    it('that is asked for after another was answered sees it', async () => {
      const store = await fresh()
      const first = await store.register('A', towels, context())
      const paid = await store.apply(intake({ orderId: 'A' }), context())
      const second = await store.register('A', { amount: 1_000_000 }, context())
      expect(first).toMatchObject({ created: true, order: { version: 1 } })
      expect(paid).toMatchObject([{ version: 2 }])
      expect(second).toEqual({ conflict: 'amount' })
    })

    it('may be asked for while another is under way: one of them comes first', async () => {
      const store = await fresh()
      const references = ['x']
      const [a, b] = await Promise.all([
        store.register('A', { references }, context()),
        store.register('B', { references }, context()),
      ])
      expect([a, b].filter((each) => 'conflict' in each)).toHaveLength(1)
      expect(await store.registeredOrder('x')).toBe('conflict' in a ? 'B' : 'A')
    })
  })

  describe('the epoch', () => {
    it('survives a look at whether the store can be written to', async () => {
      const store = await fresh()
      const { epoch } = store
      await store.probe()
      expect(store.epoch).toBe(epoch)
    })

    it('is renewed once, however many notice at once that history was lost', async () => {
      const store = await fresh()
      const { epoch } = store
      await Promise.all([store.renewEpoch(epoch), store.renewEpoch(epoch)])
      const renewed = store.epoch
      expect(renewed).not.toBe(epoch)
      // Who notices late still speaks of the old one.
      await store.renewEpoch(epoch)
      expect(store.epoch).toBe(renewed)
      await store.renewEpoch(renewed)
      expect([epoch, renewed]).not.toContain(store.epoch)
    })

    it('changes without loss', async () => {
      const store = await fresh()
      const order = await registered(store, 'A')
      await store.renewEpoch(store.epoch)
      expect(await store.order('A')).toEqual(order)
      await store.probe()
      const [changed] = await store.apply(intake({ orderId: 'A' }), context())
      expect(changed?.version).toBe(2)
    })
  })
}
