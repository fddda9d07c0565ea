/** The merchant's requests under an `Idempotency-Key`: each is done once, and has one answer. */

import { describe, expect, it } from 'vitest'
import {
  context,
  DAY,
  expectOrder,
  intake,
  NOW,
  registered,
  towels,
  type Fresh,
} from './telling.ts'
import { APART } from '../../order/clocks.ts'
import type { Store } from '../store.ts'

const answer = { status: 201, type: 'application/json', body: '{"a":1}' }
const LEASE = 30_000

export function describeRequests(fresh: Fresh): void {
  describe('a request that may be sent again', () => {
    const claim = (store: Store, now = NOW, digest = 'd') =>
      store.claimKey('key', digest, now, LEASE)

    it('is new once, and then under way', async () => {
      const store = await fresh()
      const claimed = await Promise.all([claim(store), claim(store)])
      expect(claimed.sort()).toEqual(['new', 'under way'])
      expect(await claim(store, NOW + LEASE - 1)).toBe('under way')
      expect(await store.claimKey('another', 'd', NOW, LEASE)).toBe('new')
    })

    it('keeps its answer; the first one stands', async () => {
      const store = await fresh()
      await claim(store)
      await store.keepAnswer('key', answer)
      await store.keepAnswer('key', { ...answer, status: 500 })
      expect(await claim(store)).toEqual(answer)
      await store.releaseKey('key')
      expect(await claim(store, NOW + DAY)).toEqual(answer)
    })

    it('is another one with another body, under way or answered', async () => {
      const store = await fresh()
      await claim(store)
      expect(await claim(store, NOW, 'e')).toBe('other body')
      await store.keepAnswer('key', answer)
      expect(await claim(store, NOW, 'e')).toBe('other body')
    })

    it('is new again once its lease has ended: who had it is no more', async () => {
      const store = await fresh()
      await claim(store)
      expect(await claim(store, NOW + LEASE)).toBe('new')
      expect(await claim(store, NOW + LEASE)).toBe('under way')
      expect(await claim(store, NOW + LEASE - APART)).toBe('under way')
      // By a clock that was set back further than clocks may be apart, that lease is longer than any.
      expect(await claim(store, NOW + LEASE - APART - 1)).toBe('new')
    })

    it('is new again at once where it is released, whatever it says then', async () => {
      const store = await fresh()
      await claim(store)
      await store.releaseKey('key')
      expect(await claim(store, NOW, 'e')).toBe('new')
    })

    it('has no answer, and no outcome, where nobody has claimed it', async () => {
      const store = await fresh()
      await store.keepAnswer('key', answer)
      await store.releaseKey('key')
      await store.register('A', towels, { ...context(), once: 'key' })
      expect(await claim(store)).toBe('new')
    })
  })

  describe('what a request has done', () => {
    const asked = { ...context(), once: 'key' }
    async function claimed(fresh: Fresh): Promise<Store> {
      const store = await fresh()
      await store.claimKey('key', 'd', NOW, LEASE)
      return store
    }

    it('is not done again: a registration, and what was registered since stands', async () => {
      const store = await claimed(fresh)
      const change = { ...towels, description: 'first', customers: ['42'] }
      const first = expectOrder(await store.register('A', change, asked))
      expect(first).toMatchObject({ created: true, joined: ['42'], changed: [{ id: 'A' }] })
      const then = await registered(store, 'A', { description: 'then' })
      const again = await store.register('A', change, asked)
      expect(again).toEqual({ ...first, changed: [], joined: [] })
      expect(await store.order('A')).toEqual(then)
    })

    it('is not done again: a word, and what was said since stands', async () => {
      const store = await claimed(fresh)
      const word = (state: string, eventId: string) =>
        intake({ by: 'merchant', payment: 'manual', time: undefined, state, eventId }, 'A')
      const forward = { provider: 'stripe', headers: [], body: new Uint8Array() }
      expect(await store.apply(word('succeeded', '1'), asked, forward)).toHaveLength(1)
      await store.apply(word('failed', '2'), context())
      // Sent again, it has another name.
      expect(await store.apply(word('succeeded', '3'), asked, forward)).toEqual([])
      expect(await store.order('A')).toMatchObject({ shown: { status: 'failed' } })
      expect(await store.lanes()).toEqual(new Map([['stripe', 1]]))
    })

    it('is not done again: a notification, though it was read since', async () => {
      const store = await claimed(fresh)
      const to = { to: 'customer', id: '42' } as const
      const message = { type: 'news', title: 'Hello', message: 'World' }
      const notice = await store.notify(to, message, NOW, 'key')
      expect(await store.notify(to, message, NOW + 1, 'key')).toEqual(notice)
      expect(await store.notices([to], undefined, NOW)).toEqual([notice])
      await store.saw(new Map(), [notice.notification.id])
      expect(await store.notify(to, message, NOW + 2, 'key')).toEqual(notice)
      expect(await store.notices([to], undefined, NOW)).toEqual([])
    })

    it('is not done again: a replay', async () => {
      const store = await claimed(fresh)
      await store.apply(intake({ references: ['x'] }), context())
      const [kept] = await store.kept({ limit: 1 })
      const replay = () => store.replay(kept?.id ?? '', () => undefined, asked)
      const first = await replay()
      expect(first).toMatchObject({ changed: [], left: { code: 'no_order' } })
      await registered(store, 'A', { ...towels, references: ['x'] })
      expect(await replay()).toEqual(first)
    })

    it('is told again after the lease, and after the answer: none of it is done twice', async () => {
      const store = await claimed(fresh)
      await store.register('A', { description: 'first' }, asked)
      await store.register('A', { description: 'then' }, context())
      await store.releaseKey('key')
      expect(await store.claimKey('key', 'd', NOW, LEASE)).toBe('new')
      await store.keepAnswer('key', answer)
      await store.register('A', { description: 'first' }, asked)
      expect(await store.order('A')).toMatchObject({ shown: { description: 'then' } })
    })

    it('is nothing where its step failed, and may be done then', async () => {
      const store = await claimed(fresh)
      const broken = intake({ orderId: 'A', part: 'nonsense', eventId: '1' })
      await expect(store.apply(broken, asked)).rejects.toThrow('nonsense')
      expect(await store.apply(intake({ orderId: 'A', eventId: '1' }), asked)).toHaveLength(1)
    })
  })
}
