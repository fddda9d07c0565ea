/** By which ids a provider can be asked about an order, and whose its answers are. */

import { describe, expect, it } from 'vitest'
import type { Intake } from '../../ledger/intake.ts'
import type { Store } from '../store.ts'
import { context, intake, NOW, registered, towels, type Fresh, type Word } from './telling.ts'

/** What the provider says of an order, where it was asked about it. Nothing of it is kept. */
function answered(orderId: string, word: Word = {}): [Intake] {
  const [{ callback: _, ...told }] = intake({ ...word, until: NOW }, orderId)
  return [{ ...told, isAnswer: true }]
}

const statusOf = async (store: Store, id: string) => (await store.order(id))?.shown.status

export function describeAsks(fresh: Fresh): void {
  describe('ids to ask by', () => {
    it('are kept, and only grow, provider by provider', async () => {
      const store = await fresh()
      await registered(store, 'A', { ...towels, asks: { 'mtn-momo': ['u-1'], stripe: ['pi_1'] } })
      await registered(store, 'A', { asks: { stripe: ['pi_2', 'pi_1'], constructor: ['x'] } })
      await registered(store, 'A', { amount: 900 })
      expect((await store.order('A'))?.registration?.asks).toEqual({
        'mtn-momo': ['u-1'],
        stripe: ['pi_1', 'pi_2'],
        constructor: ['x'],
      })
    })

    it('are of one order: another that names one is refused', async () => {
      const store = await fresh()
      await registered(store, 'A', { ...towels, asks: { 'mtn-momo': ['u-1'] } })
      for (const change of [{ asks: { 'mtn-momo': ['u-2', 'u-1'] } }, { references: ['u-1'] }]) {
        expect(await store.register('B', change, context())).toEqual({
          conflict: 'reference',
          reference: 'u-1',
          orderId: 'A',
        })
      }
      expect(await store.order('B')).toBeUndefined()
    })

    it('lead a provider’s event to the order, as references do', async () => {
      const store = await fresh()
      expect(await store.apply(intake(), context())).toEqual([])
      await registered(store, 'A', { ...towels, asks: { stripe: ['pi_1'] } })
      expect(await statusOf(store, 'A')).toBe('succeeded')
    })

    it('say nothing of what another provider may tell at the order’s address', async () => {
      const store = await fresh()
      const change = { references: ['pi_1'], asks: { stripe: ['pi_1'] } }
      await registered(store, 'A', { ...towels, ...change })
      const prompted = intake({ provider: 'daraja', payment: 'NLJ7', containers: ['ws_1'] }, 'A')
      await store.apply(prompted, context())
      expect(await statusOf(store, 'A')).toBe('succeeded')
    })
  })

  describe('an answer', () => {
    it('is believed where it tells of more than was asked, or of a second payment', async () => {
      const store = await fresh()
      await registered(store, 'A', { ...towels, references: ['invoice_1'] })
      await store.apply(answered('A', { amount: 1500, containers: ['invoice_1'] }), context())
      await store.apply(answered('A', { payment: 'pi_2', containers: ['invoice_1'] }), context())
      expect((await store.order('A'))?.shown).toMatchObject({
        status: 'succeeded',
        amountReceived: 2500,
        overpaid: true,
      })
    })

    it('that tells of another order’s payment changes neither, and is not kept', async () => {
      const store = await fresh()
      await registered(store, 'A')
      await registered(store, 'B', { ...towels, references: ['pi_1'] })
      expect(await store.apply(answered('A'), context())).toEqual([])
      expect(await Promise.all(['A', 'B'].map((id) => statusOf(store, id)))).toEqual([
        'pending',
        'pending',
      ])
      expect(await store.kept({ limit: 9 })).toEqual([])
    })
  })
}
