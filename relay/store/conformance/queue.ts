/** What is to be asked, given out to one asker at a time. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WAITING, type Ask, type Planner, type Waiting } from '../../ledger/asks.ts'
import { claim, giveBack, LEASE, LONGEST_STEP, type AskRows } from '../../reconciliation/queue.ts'
import { memoryStore } from '../memory.ts'
import type { Store } from '../store.ts'
import { NOW, registered, type Fresh } from './telling.ts'

const ask = (orderId: string, more: Partial<Ask> = {}): Ask => ({
  ...{ orderId, provider: 'stripe', dueAt: NOW, waits: 'nobody', silentSince: 0, run: {} },
  ...more,
})

/** Whatever was to be asked, stays so. */
const planner: Pick<Planner, 'plan'> = { plan: (_, known) => known }
const limit = { perMinute: 60_000, burst: 1_000 }

/** Orders about which stripe is to be asked. */
export async function toBeAsked(store: Store, ...ids: string[]): Promise<void> {
  for (const id of ids) await registered(store, id)
  await store.asks((rows) => ids.forEach((id) => rows.saveAsks(id, [ask(id)])))
}

export const claimAsks = async (store: Store, now = NOW, free = 9): Promise<string[]> => {
  const { asks } = await store.asks((rows) =>
    claim(rows, 'stripe', { planner, now, limit, free, backAt: 0 }),
  )
  return asks.map(({ orderId }) => orderId)
}

/** What somebody who looks sees of it. */
const seen = (rows: AskRows, limit: number) => [
  ...WAITING.map((waits) => [
    rows.dueAsks('stripe', waits, NOW, limit).map(({ orderId }) => orderId),
    rows.nextAsk('stripe', waits),
  ]),
  rows.paceOf('stripe'),
]

const IDS = ['A', 'B', 'C', 'D', 'E'] as const
const act = fc.record({
  orderId: fc.constantFrom(...IDS),
  waits: fc.constantFrom<Waiting[]>(...WAITING),
  dueAt: fc.constantFrom(NOW - 2, NOW - 1, NOW, NOW + 1, NOW + LONGEST_STEP + 1),
  provider: fc.constantFrom('stripe', 'stripe', 'mollie'),
  isOver: fc.boolean(),
  limit: fc.integer({ min: 0, max: 3 }),
})

export function describeQueue(fresh: Fresh, histories: number): void {
  describe('what is to be asked', () => {
    it('is given to one, and to another once the lease has ended', async () => {
      const store = await fresh()
      await toBeAsked(store, 'A', 'B', 'C')
      const [some, others] = await Promise.all([claimAsks(store, NOW, 2), claimAsks(store, NOW, 2)])
      expect([...some, ...others].sort()).toEqual(['A', 'B', 'C'])
      expect(await claimAsks(store, NOW + LEASE - 1)).toEqual([])
      expect(await claimAsks(store, NOW + LEASE)).toEqual(['A', 'B', 'C'])
    })

    it('is due as it was where it is given back', async () => {
      const store = await fresh()
      await toBeAsked(store, 'A')
      await claimAsks(store)
      await store.asks((rows) => {
        const [leased] = rows.asksOf('A')
        if (leased) giveBack(rows, { ...leased, dueAt: NOW }, { planner, now: NOW })
      })
      expect(await claimAsks(store, NOW + LEASE)).toEqual(['A'])
    })

    it('is looked up again and again in one step, and each time as the step has left it', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.array(act, { minLength: 1, maxLength: 6 }), { maxLength: 5 }),
          async (steps) => {
            const [store, plain] = [await fresh(), memoryStore()]
            for (const acts of steps) {
              const work = (rows: AskRows) =>
                acts.map(({ orderId, isOver, limit, ...more }) => {
                  const others = rows
                    .asksOf(orderId)
                    .filter(({ provider }) => provider !== more.provider)
                  rows.saveAsks(orderId, isOver ? others : [...others, ask(orderId, more)])
                  rows.savePace('stripe', { aliveAt: more.dueAt })
                  return seen(rows, limit)
                })
              const [found, expected] = [await store.asks(work), await plain.asks(work)]
              expect(found).toEqual(expected)
            }
            const all = (rows: AskRows) => [...IDS.map((id) => rows.asksOf(id)), seen(rows, 9)]
            expect(await store.asks(all)).toEqual(await plain.asks(all))
          },
        ),
        { numRuns: histories },
      )
    })

    it('is looked up truly, however many come before it', async () => {
      const store = await fresh()
      const ids = Array.from({ length: 40 }, (_, at) => `A${at}`)
      await toBeAsked(store, ...ids)
      const next = await store.asks((rows) => {
        for (const id of ids) rows.saveAsks(id, id === 'A7' ? [ask(id, { dueAt: NOW + 7 })] : [])
        return rows.nextAsk('stripe', 'nobody')
      })
      expect(next).toBe(NOW + 7)
    })

    it('is nothing of a step that failed', async () => {
      const store = await fresh()
      await toBeAsked(store, 'A')
      const failed = store.asks((rows) => {
        rows.saveAsks('A', [])
        rows.savePace('stripe', { aliveAt: NOW })
        throw new Error('a mistake')
      })
      await expect(failed).rejects.toThrow('a mistake')
      expect(await claimAsks(store)).toEqual(['A'])
      expect(await store.asks((rows) => rows.paceOf('stripe')?.aliveAt)).toBeUndefined()
    })
  })
}
