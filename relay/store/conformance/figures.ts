/** What whoever watches the relay asks a store. */

import { describe, expect, it } from 'vitest'
import type { Ask, Waiting } from '../../ledger/asks.ts'
import { WEBHOOK } from '../outgoing.ts'
import { context, DAY, intake, NOW, only, type Fresh } from './telling.ts'

const forward = { provider: 'stripe', headers: [], body: new Uint8Array() }

export function describeFigures(fresh: Fresh): void {
  describe('how much waits', () => {
    it('is nothing at first', async () => {
      const { kept, outbox, asks } = await (await fresh()).figures()
      expect([kept.size, outbox.size, asks.size]).toEqual([0, 0, 0])
    })

    it('is told of what led to nothing, by its code, with the age of the oldest', async () => {
      const store = await fresh()
      for (const at of [1, 2, 3]) {
        const stray = intake({ payment: `pi_${at}`, receivedAt: NOW + at })
        await store.apply(stray, context())
      }
      const old = { orderId: 'B', time: NOW - 31 * DAY, receivedAt: NOW + 9 }
      await store.apply(intake(old), context())
      const { kept } = await store.figures()
      expect(kept.get('no_order')).toEqual({ count: 3, since: NOW + 1 })
      expect(kept.get('too_old')).toEqual({ count: 1, since: NOW + 9 })
      expect(kept.has('not_json')).toBe(false)
    })

    it('is told of what the merchant’s backend is to hear, lane by lane', async () => {
      const store = await fresh()
      const announcing = (now: number) => ({ ...context(now), announces: true })
      await store.apply(intake({ orderId: 'A' }), announcing(NOW + 5))
      await store.apply(intake({ orderId: 'B', payment: 'pi_2' }), announcing(NOW + 4))
      await store.apply([], context(NOW + 3), forward)
      const { outbox } = await store.figures()
      expect(Object.fromEntries(outbox)).toEqual({
        [WEBHOOK]: { count: 2, since: NOW + 4 },
        stripe: { count: 1, since: NOW + 3 },
      })
      for (const lane of [WEBHOOK, 'stripe']) {
        for (const { id } of await store.claim(lane, NOW + DAY, 9, NOW + DAY)) {
          await store.dropOutgoing(id)
        }
      }
      expect((await store.figures()).outbox.size).toBe(0)
    })
  })

  describe('what is to be asked', () => {
    it('is told of by provider, with when the first of it is due', async () => {
      const store = await fresh()
      const ask = (orderId: string, provider: string, dueAt: number, waits: Waiting): Ask => ({
        ...{ orderId, provider, dueAt, waits, silentSince: NOW, run: {} },
      })
      await store.asks((rows) => {
        rows.saveAsks('A', [ask('A', 'stripe', NOW + 7, 'nobody'), ask('A', 'daraja', NOW, 'page')])
        rows.saveAsks('B', [ask('B', 'stripe', NOW + 5, 'page')])
      })
      const { asks } = await store.figures()
      expect(Object.fromEntries(asks)).toEqual({
        stripe: { count: 2, since: NOW + 5 },
        daraja: { count: 1, since: NOW },
      })
    })
  })

  describe('a callback that led to nothing', () => {
    it('is found by its key, until it leads somewhere', async () => {
      const store = await fresh()
      const event = intake({ references: ['x'] })
      const key = only(event).key()
      expect(await store.keptAs(key)).toBeUndefined()
      await store.apply(event, context())
      const [kept] = await store.kept({ limit: 9 })
      expect(await store.keptAs(key)).toEqual(kept)
      await store.register('A', { references: ['x'] }, context())
      expect(await store.keptAs(key)).toBeUndefined()
    })
  })
}
