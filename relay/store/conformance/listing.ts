/** Orders are listed: those that fit, last changed first. */

import { describe, expect, it } from 'vitest'
import { asSought } from '../../ledger/names.ts'
import type { OrdersQuery } from '../tables.ts'
import { context, intake, NOW, registered, towels, type Fresh } from './telling.ts'

export function describeListing(fresh: Fresh): void {
  describe('a list of orders', () => {
    async function shop() {
      const store = await fresh()
      const ids = async (query: Partial<OrdersQuery> = {}) =>
        (await store.orders({ limit: 9, ...query })).map(({ id }) => id)
      await registered(store, 'A', { ...towels, customers: ['42'], references: ['ref 1'] }, NOW)
      await registered(store, 'B', { ...towels, customers: ['42'] }, NOW + 1)
      await registered(store, 'C', towels, NOW + 1)
      await store.apply(intake({ orderId: 'STRAY', receipt: 'NLJ7' }), context(NOW + 2))
      return { store, ids }
    }

    it('has the last changed first, page by page', async () => {
      const { store, ids } = await shop()
      expect(await ids()).toEqual(['STRAY', 'B', 'C', 'A'])
      expect(await ids({ limit: 2 })).toEqual(['STRAY', 'B'])
      expect(await ids({ before: { updatedAt: NOW + 1, id: 'B' } })).toEqual(['C', 'A'])
      await store.apply(intake({ orderId: 'A', payment: 'pi_2' }), context(NOW + 3))
      expect(await ids()).toEqual(['A', 'STRAY', 'B', 'C'])
    })

    it('has what is asked for, and nothing else', async () => {
      const { store, ids } = await shop()
      await store.apply(intake({ orderId: 'A', payment: 'pi_2' }), context(NOW + 3))
      expect(await ids({ status: 'succeeded' })).toEqual(['A', 'STRAY'])
      expect(await ids({ customer: '42' })).toEqual(['A', 'B'])
      expect(await ids({ customer: '42', status: 'pending' })).toEqual(['B'])
      expect(await ids({ registered: true })).toEqual(['A', 'B', 'C'])
      const q = (text: string) => ids({ names: { id: text, names: asSought(text) } })
      expect(await q('B')).toEqual(['B'])
      expect(await q('ref 1')).toEqual(['A'])
      expect(await q('pi_2')).toEqual(['A'])
      expect(await q('NLJ7')).toEqual(['STRAY'])
      expect(await q('nothing')).toEqual([])
    })

    it('has the money that found no order, until it finds one', async () => {
      const { store, ids } = await shop()
      expect(await ids({ registered: false })).toEqual(['STRAY'])
      await registered(store, 'D', { ...towels, references: ['pi_1'] }, NOW + 3)
      expect(await ids({ registered: false })).toEqual([])
      expect(await ids({ names: { id: 'NLJ7', names: asSought('NLJ7') } })).toEqual(['D'])
    })
  })
}
