/** By which ids a provider can be asked about an order, and whose its answers are. */

import { describe, expect, it } from 'vitest'
import type { Ask, Planner } from '../../ledger/asks.ts'
import type { Intake } from '../../ledger/intake.ts'
import type { Context } from '../../ledger/step.ts'
import { LONGEST_STEP } from '../../reconciliation/queue.ts'
import type { Store } from '../store.ts'
import {
  context,
  DAY,
  expectOrder,
  intake,
  NOW,
  registered,
  towels,
  type Fresh,
  type Word,
} from './telling.ts'

/** What the provider says of an order, where it was asked about it. Nothing of it is kept. */
function answered(orderId: string, word: Word = {}): [Intake] {
  const [{ callback: _, ...told }] = intake({ ...word, until: NOW }, orderId)
  return [{ ...told, isAnswer: true }]
}

/** Both providers are to be asked about every order that is not paid, and each about its own payments. */
const planner: Planner = {
  believed: (heard) =>
    heard.provider === 'daraja' && heard.state === 'succeeded'
      ? { ...heard, part: 'main', state: 'processing', unproven: true }
      : heard,
  plan: ({ id, shown }, known, { now, speakers, toVerify }) =>
    shown.status === 'succeeded' || !shown.registered
      ? []
      : ['daraja', 'airtel'].map((provider): Ask => {
          const before = known.find((each) => each.provider === provider)
          const silentSince = before && !speakers.has(provider) ? before.silentSince : now
          const isToVerify = toVerify.has(provider)
          return {
            ...{ orderId: id, provider, run: {}, silentSince, dueAt: silentSince + 25 },
            ...(isToVerify ? { waits: 'callback', verifyAt: now + 2 } : { waits: 'nobody' }),
          }
        }),
}

const planning = (now = NOW): Context => ({ ...context(now), planner })

const asksOf = (store: Store, id: string) => store.asks((rows) => rows.asksOf(id))

/** As it is kept. */
const ask = (orderId: string, dueAt: number, more: Partial<Ask> = {}): Ask => ({
  ...{ orderId, provider: 'daraja', dueAt, waits: 'nobody', silentSince: NOW, run: {} },
  ...more,
})

/** Of each order, one. */
const keep = (store: Store, asks: readonly Ask[]) =>
  store.asks((rows) => asks.forEach((each) => rows.saveAsks(each.orderId, [each])))

const dueOf = (store: Store, now: number, limit = 9, waits: Ask['waits'] = 'nobody') =>
  store.asks((rows) => rows.dueAsks('daraja', waits, now, limit).map(({ orderId }) => orderId))

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

  describe('what is to be asked', () => {
    it('is kept in the step that makes it so: a registration, and the merchant’s word', async () => {
      const store = await fresh()
      const said = { by: 'merchant', provider: 'airtel', state: 'requires_action' } as const
      expectOrder(await store.register('A', towels, planning()))
      expect(await asksOf(store, 'A')).toMatchObject([
        { orderId: 'A', provider: 'airtel', dueAt: NOW + 25 },
        { orderId: 'A', provider: 'daraja', dueAt: NOW + 25 },
      ])
      await store.apply(intake(said, 'A'), planning(NOW + 9))
      expect(await asksOf(store, 'A')).toMatchObject([{ dueAt: NOW + 34 }, { dueAt: NOW + 25 }])
    })

    it('is kept in the step of a callback, which is to be verified where it was held back', async () => {
      const store = await fresh()
      expectOrder(await store.register('A', towels, planning()))
      await store.apply(intake({ provider: 'daraja' }, 'A'), planning(NOW + 9))
      expect(await statusOf(store, 'A')).toBe('processing')
      expect(await asksOf(store, 'A')).toMatchObject([
        { provider: 'airtel', waits: 'nobody' },
        { provider: 'daraja', waits: 'callback', verifyAt: NOW + 11 },
      ])
    })

    it('is none where we found the event in the provider’s own list: it is believed, and at once', async () => {
      const store = await fresh()
      await registered(store, 'A')
      const listed = (word: Word): [Intake] => {
        const [event] = intake({ ...word, provider: 'daraja', state: 'succeeded' })
        return [{ ...event, isListed: true }]
      }
      await store.apply(listed({ orderId: 'A' }), planning())
      expect(await statusOf(store, 'A')).toBe('succeeded')

      // Also what waited for its order.
      await store.apply(listed({ payment: 'p-2', references: ['r'] }), planning())
      await store.register('B', { ...towels, references: ['r'] }, planning())
      expect(await statusOf(store, 'B')).toBe('succeeded')
      expect([await asksOf(store, 'A'), await asksOf(store, 'B')]).toEqual([[], []])
    })

    it('is kept where time alone makes it so', async () => {
      const store = await fresh()
      await registered(store, 'A', { ...towels, expiresIn: DAY })
      expect(await asksOf(store, 'A')).toEqual([])
      await store.elapse(planning(NOW + DAY), 9)
      expect(await statusOf(store, 'A')).toBe('expired')
      expect(await asksOf(store, 'A')).toHaveLength(2)
    })

    it('is what waited for the order, as soon as it is registered', async () => {
      const store = await fresh()
      await store.apply(intake({ provider: 'daraja', orderId: 'A' }), planning())
      expect(await asksOf(store, 'A')).toEqual([])
      expectOrder(await store.register('A', towels, planning()))
      expect(await asksOf(store, 'A')).toHaveLength(2)
    })

    it('is gone in the step that makes the order certain', async () => {
      const store = await fresh()
      expectOrder(await store.register('A', towels, planning()))
      await store.apply(intake({}, 'A'), planning())
      expect(await statusOf(store, 'A')).toBe('succeeded')
      expect(await asksOf(store, 'A')).toEqual([])
      expect(await dueOf(store, NOW + DAY)).toEqual([])
    })

    it('is as it was where the step fails', async () => {
      const store = await fresh()
      expectOrder(await store.register('A', towels, planning()))
      const before = await asksOf(store, 'A')
      const both = [...intake({}, 'A'), ...intake({ part: 'nonsense' }, 'A')]
      await expect(store.apply(both, planning(NOW + 9))).rejects.toThrow('nonsense')
      expect(await asksOf(store, 'A')).toEqual(before)
      const failing = store.asks((rows) => {
        rows.saveAsks('A', [])
        rows.savePace('daraja', { aliveAt: NOW })
        throw new Error('It cannot be.')
      })
      await expect(failing).rejects.toThrow('It cannot be.')
      expect(await asksOf(store, 'A')).toEqual(before)
      expect(await store.asks((rows) => rows.paceOf('daraja'))).toBeUndefined()
    })

    it('is given out by when it is due, then by name, so many at once', async () => {
      const store = await fresh()
      const due = [ask('C', NOW), ask('B', NOW), ask('A', NOW + 1), ask('D', NOW - 1)]
      await keep(store, [...due, ask('E', NOW - 9, { provider: 'airtel' })])
      expect(await dueOf(store, NOW)).toEqual(['D', 'B', 'C'])
      expect(await dueOf(store, NOW + 1)).toEqual(['D', 'B', 'C', 'A'])
      expect(await dueOf(store, NOW, 2)).toEqual(['D', 'B'])
      expect(await dueOf(store, NOW, 0)).toEqual([])
    })

    it('is kept apart by who waits', async () => {
      const store = await fresh()
      const waiting = [ask('A', NOW), ask('B', NOW, { waits: 'page' })]
      await keep(store, [...waiting, ask('C', NOW + 1, { waits: 'callback' })])
      expect(await dueOf(store, NOW + 1, 9, 'callback')).toEqual(['C'])
      expect(await dueOf(store, NOW + 1, 9, 'page')).toEqual(['B'])
      expect(await dueOf(store, NOW + 1, 9, 'nobody')).toEqual(['A'])
      const next = (waits: Ask['waits']) => store.asks((rows) => rows.nextAsk('daraja', waits))
      expect(await Promise.all([next('callback'), next('nobody')])).toEqual([NOW + 1, NOW])
    })

    it('is given out where no clock that is right can have put it off so far', async () => {
      const store = await fresh()
      const far = NOW + LONGEST_STEP
      await keep(store, [ask('A', far), ask('B', far + 1), ask('C', NOW)])
      expect(await dueOf(store, NOW)).toEqual(['C', 'B'])
    })

    it('has a next moment, while there is any', async () => {
      const store = await fresh()
      const next = () => store.asks((rows) => rows.nextAsk('daraja', 'nobody'))
      expect(await next()).toBeUndefined()
      await keep(store, [ask('A', NOW + 5), ask('B', NOW + 3)])
      expect(await next()).toBe(NOW + 3)
      await store.asks((rows) => rows.saveAsks('B', []))
      expect(await next()).toBe(NOW + 5)
    })

    it('is as it was kept, all of it', async () => {
      const store = await fresh()
      const run = { '["p","main"]': { eventId: 'ask:1', since: NOW } }
      const more = { askedAt: NOW, verifyAt: NOW + 1, leasedUntil: NOW + 2, outcome: 'later', run }
      const full = ask('A', NOW + 2, { ...more, waits: 'callback' })
      await keep(store, [full])
      expect(await asksOf(store, 'A')).toEqual([full])
    })

    it('has a pace by provider, which outlives it', async () => {
      const store = await fresh()
      const pace = { rate: { left: 3.5, at: NOW }, aliveAt: NOW }
      await store.asks((rows) => rows.savePace('daraja', { aliveAt: 1 }))
      await store.asks((rows) => rows.savePace('daraja', pace))
      expect(await store.asks((rows) => rows.paceOf('daraja'))).toEqual(pace)
      expect(await store.asks((rows) => rows.paceOf('airtel'))).toBeUndefined()
    })

    it('goes with its order', async () => {
      const store = await fresh()
      await registered(store, 'A')
      await keep(store, [ask('A', NOW)])
      const none = { kept: 0, broadcasts: 0, outgoing: 0, webFiles: 0 }
      await store.sweep({ ...none, orders: NOW + 9 * DAY }, 9)
      expect(await store.order('A')).toBeUndefined()
      expect(await asksOf(store, 'A')).toEqual([])
      expect(await dueOf(store, NOW)).toEqual([])
    })
  })
}
