/** Customers and their orders, notifications, and what pages have seen. */

import { describe, expect, it } from 'vitest'
import type { Addressee, NewNotification } from '../notice.ts'
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
} from './telling.ts'

const customer = (id: string): Addressee => ({ to: 'customer', id })
const order = (id: string): Addressee => ({ to: 'order', id })
const everybody: Addressee = { to: 'everybody', id: '' }

const message = (title = 'Hello'): NewNotification => ({ type: 'news', title, message: 'World' })

const ordersOf = async (store: Store, id: string, since = NOW, limit = 100): Promise<string[]> =>
  (await store.ordersOf(id, since, limit)).map((each) => each.id)

export function describeCustomers(fresh: Fresh): void {
  describe('a customer', () => {
    it('has orders, the last changed first', async () => {
      const store = await fresh()
      for (const [id, at] of [
        ['C', 1],
        ['A', 3],
        ['B', 2],
        ['D', 2],
      ] as const) {
        await registered(store, id, { ...towels, customers: ['42'] }, NOW + at)
      }
      await registered(store, 'E', { ...towels, customers: ['43'] })
      await registered(store, 'F')
      expect(await ordersOf(store, '42')).toEqual(['A', 'B', 'D', 'C'])
      expect(await ordersOf(store, '42', NOW, 2)).toEqual(['A', 'B'])
      expect(await ordersOf(store, '44')).toEqual([])
      await store.apply(intake({ orderId: 'C' }), context(NOW + 4))
      expect(await ordersOf(store, '42', NOW, 2)).toEqual(['C', 'A'])
    })

    it('has those that are open, and those that have changed since', async () => {
      const store = await fresh()
      for (const id of ['open', 'paid', 'part']) {
        await registered(store, id, { ...towels, customers: ['42'] })
      }
      await store.apply(intake({ orderId: 'paid' }), context(NOW + 5))
      await store.apply(intake({ orderId: 'part', payment: 'pi_2', amount: 1 }), context())
      expect(await ordersOf(store, '42', NOW + 5)).toEqual(['paid', 'open', 'part'])
      expect(await ordersOf(store, '42', NOW + 6)).toEqual(['open', 'part'])
    })

    it('gets the order as it is now', async () => {
      const store = await fresh()
      await registered(store, 'A', { ...towels, customers: ['42'] })
      await store.apply(intake({ orderId: 'A' }), context())
      expect(await store.ordersOf('42', NOW, 9)).toEqual([await store.order('A')])
    })

    it('takes part until the merchant gives another list, and not until none is given', async () => {
      const store = await fresh()
      await registered(store, 'A', { ...towels, customers: ['buyer', 'seller'] })
      await registered(store, 'A', { description: 'towel' })
      await store.apply(intake({ orderId: 'A' }), context())
      expect(await ordersOf(store, 'seller')).toEqual(['A'])
      await registered(store, 'A', { customers: ['buyer', 'agent'] })
      expect(await ordersOf(store, 'buyer')).toEqual(['A'])
      expect(await ordersOf(store, 'agent')).toEqual(['A'])
      expect(await ordersOf(store, 'seller')).toEqual([])
      await registered(store, 'A', { customers: [] })
      expect(await ordersOf(store, 'buyer')).toEqual([])
    })

    it('has joined an order once', async () => {
      const store = await fresh()
      const joined = async (customers?: string[]) => {
        const change = { ...towels, ...(customers && { customers }) }
        return expectOrder(await store.register('A', change, context())).joined
      }
      expect(await joined(['1', '2'])).toEqual(['1', '2'])
      expect(await joined()).toEqual([])
      expect(await joined(['2', '3'])).toEqual(['3'])
      expect(await joined(['1', '2', '3'])).toEqual(['1'])
    })
  })

  describe('a notification', () => {
    it('is given back as it was made, with an id of its own', async () => {
      const store = await fresh()
      const full: NewNotification = {
        type: 'shipped',
        title: 'On its way',
        message: 'Your towels are on their way.',
        tone: 'good',
        url: 'https://shop.example/orders/A',
        data: { carrier: 'G4S', parcels: [1, 2], note: null },
      }
      const notice = await store.notify(customer('42'), full, NOW)
      const { id, ...rest } = notice.notification
      expect(notice.addressee).toEqual(customer('42'))
      expect(rest).toEqual({ ...full, createdAt: '2026-11-21T12:00:00.000Z' })
      expect(await store.notice(id)).toEqual(notice)

      const again = await store.notify(customer('42'), full, NOW)
      expect(again.notification.id).not.toBe(id)
      expect(await store.notice('unknown')).toBeUndefined()
    })

    it('reaches whom it is meant for, in the order in which they were made', async () => {
      const store = await fresh()
      const all: [Addressee, string][] = [
        [customer('42'), '1'],
        [order('A'), '2'],
        [everybody, '3'],
        [customer('A'), '4'],
        [order('42'), '5'],
        [customer('42'), '6'],
      ]
      for (const [to, title] of all) await store.notify(to, message(title), NOW)
      const titles = async (...to: Addressee[]) =>
        (await store.notices(to, undefined, NOW)).map(({ notification }) => notification.title)
      expect(await titles(customer('42'), order('A'))).toEqual(['1', '2', '3', '6'])
      expect(await titles(customer('A'))).toEqual(['3', '4'])
      expect(await titles()).toEqual(['3'])
    })

    it('comes again until it is acknowledged', async () => {
      const store = await fresh()
      const { notification } = await store.notify(customer('42'), message(), NOW)
      expect(await store.notices([customer('42')], undefined, NOW + DAY)).toHaveLength(1)
      await store.saw(new Map(), [notification.id, 'unknown'])
      expect(await store.notices([customer('42')], undefined, NOW)).toEqual([])
      expect(await store.notice(notification.id)).toBeUndefined()
    })

    it('resumes after the one that the page had last, for everybody too, however old', async () => {
      const store = await fresh()
      const first = await store.notify(customer('42'), message('1'), NOW)
      await store.notify(everybody, message('2'), NOW)
      const third = await store.notify(customer('42'), message('3'), NOW)
      const since = async (after: string) =>
        (await store.notices([customer('42')], after, NOW + DAY)).map(
          ({ notification }) => notification.title,
        )
      expect(await since(first.notification.id)).toEqual(['2', '3'])
      expect(await since(third.notification.id)).toEqual([])
      await store.saw(new Map(), [first.notification.id])
      expect(await since(first.notification.id)).toEqual(['2', '3'])
    })

    it('is one of the newest, in the order in which they were made', async () => {
      const store = await fresh()
      for (let n = 1; n <= 102; n += 1) {
        await store.notify(n % 2 ? everybody : customer('42'), message(String(n)), NOW)
      }
      const titles = async (limit?: number) =>
        (await store.notices([customer('42'), order('A')], undefined, NOW, limit)).map(
          ({ notification }) => Number(notification.title),
        )
      expect(await titles(3)).toEqual([100, 101, 102])
      expect(await titles()).toEqual(Array.from({ length: 100 }, (_, n) => n + 3))
    })

    it('to everybody reaches no page that came much later', async () => {
      const store = await fresh()
      await store.notify(everybody, message('old'), NOW)
      await store.notify(everybody, message('new'), NOW + 5)
      const notices = await store.notices([], undefined, NOW + 5)
      expect(notices.map(({ notification }) => notification.title)).toEqual(['new'])
    })

    it('of another history resumes nothing', async () => {
      const store = await fresh()
      const first = await store.notify(customer('42'), message('1'), NOW)
      await store.notify(everybody, message('2'), NOW)
      await store.notify(customer('42'), message('3'), NOW)
      await store.renewEpoch(store.epoch)
      const { epoch } = store
      const broken = ['', 'x', '0', '1.5', '-1', '1-1', '1e0', ' 1', '01'].map(
        (n) => `${epoch}-${n}`,
      )
      const strange = ['ffffffffffff-1', 'nonsense', '', epoch, ...broken]
      for (const after of [first.notification.id, ...strange]) {
        expect(await store.notice(after)).toEqual(
          after === first.notification.id ? first : undefined,
        )
        const notices = await store.notices([customer('42')], after, NOW + 1)
        expect(notices.map(({ notification }) => notification.title)).toEqual(['1', '3'])
      }
    })

    it('keeps its id when history gets another name, and no other gets it', async () => {
      const store = await fresh()
      const before = await store.notify(customer('42'), message(), NOW)
      await store.renewEpoch(store.epoch)
      expect(await store.notice(before.notification.id)).toEqual(before)
      const after = await store.notify(customer('42'), message(), NOW)
      expect(await store.notices([customer('42')], undefined, NOW)).toEqual([before, after])
      expect(after.notification.id).not.toBe(before.notification.id)
      await store.saw(new Map(), [before.notification.id])
      expect(await store.notices([customer('42')], undefined, NOW)).toEqual([after])
    })
  })

  describe('what pages have seen of an order', () => {
    it('is nothing at first', async () => {
      const store = await fresh()
      expect(await store.sighting('A')).toEqual({ delivered: 0, acknowledged: 0 })
    })

    it('never becomes less', async () => {
      const store = await fresh()
      const saw = (delivered: number, acknowledged: number) =>
        store.saw(new Map([['A', { delivered, acknowledged }]]), [])
      await saw(3, 1)
      await saw(2, 2)
      expect(await store.sighting('A')).toEqual({ delivered: 3, acknowledged: 2 })
      await saw(0, 0)
      expect(await store.sighting('A')).toEqual({ delivered: 3, acknowledged: 2 })
    })
  })
}
