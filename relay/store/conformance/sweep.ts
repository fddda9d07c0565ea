/** What is older than anybody asks for goes; what is alive never does. */

import { describe, expect, it } from 'vitest'
import { WEBHOOK } from '../outgoing.ts'
import type { Ages } from '../tables.ts'
import type { Store } from '../store.ts'
import {
  context,
  DAY,
  intake,
  NOW,
  only,
  registered,
  towels,
  type Fresh,
  type Word,
} from './telling.ts'

/** By then all of it is old. */
const LATER = NOW + 9 * DAY
const ALL: Ages = {
  kept: LATER,
  broadcasts: LATER,
  outgoing: LATER,
  orders: LATER,
  webFiles: LATER,
}
const NONE: Ages = { kept: 0, broadcasts: 0, outgoing: 0, orders: 0, webFiles: 0 }

const message = { type: 'news', title: 'Hello', message: 'World' }
const answer = { status: 200, type: 'application/json', body: '{}' }

/** What a request was answered. */
async function answerTo(store: Store, key: string): Promise<unknown> {
  const claimed = await store.claimKey(key, 'd', NOW, 1)
  if (claimed !== 'new') return claimed
  await store.releaseKey(key)
  return undefined
}

const sweepAll = async (store: Store, before: Ages): Promise<number[]> => {
  const removed = []
  for (;;) {
    removed.push(await store.sweep(before, 2))
    if (removed.at(-1) === 0) return removed
  }
}

export function describeSweep(fresh: Fresh): void {
  describe('sweeping', () => {
    it('removes so many of a kind at once, until there is nothing to remove', async () => {
      const store = await fresh()
      for (const id of ['A', 'B', 'C', 'D', 'E']) {
        await store.apply(intake({ orderId: id, payment: id }), context())
      }
      expect(await sweepAll(store, ALL)).toEqual([2, 2, 1, 0])
      expect(await store.order('A')).toBeUndefined()
    })

    it('spares what is young, kind by kind', async () => {
      const store = await fresh()
      const keep = async (now: number, name: string) => {
        await store.apply(intake({ orderId: name, payment: name }), context(now))
        await store.apply(intake({ payment: `${name}-kept`, receivedAt: now }), context(now))
        await store.notify({ to: 'customer', id: name }, message, now)
        await store.notify({ to: 'everybody', id: '' }, { ...message, title: name }, now)
        await store.claimKey(name, 'd', now, 1)
        await store.keepAnswer(name, answer)
      }
      await keep(NOW - 1, 'old')
      await keep(NOW, 'young')
      const left = async () => ({
        orders: [await store.order('old'), await store.order('young')].map((each) => each?.id),
        kept: (await store.kept({ limit: 9 })).map(({ updates }) => updates[0]?.payment),
        answers: [await answerTo(store, 'old'), await answerTo(store, 'young')],
        notices: (
          await store.notices(
            [
              { to: 'customer', id: 'old' },
              { to: 'customer', id: 'young' },
            ],
            undefined,
            0,
          )
        ).map(({ addressee, notification }) => addressee.id || notification.title),
      })
      const everything = {
        orders: ['old', 'young'],
        kept: ['young-kept', 'old-kept'],
        answers: [answer, answer],
        notices: ['old', 'old', 'young', 'young'],
      }
      expect(await store.sweep(NONE, 9)).toBe(0)
      expect(await left()).toEqual(everything)

      expect(await store.sweep({ ...NONE, broadcasts: NOW }, 9)).toBe(1)
      expect(await left()).toEqual({ ...everything, notices: ['old', 'young', 'young'] })

      expect(await store.sweep({ ...NONE, orders: NOW }, 9)).toBe(1)
      expect(await left()).toMatchObject({ orders: [undefined, 'young'] })

      // A kept callback, an answer, and a notification.
      expect(await store.sweep({ ...NONE, kept: NOW }, 9)).toBe(3)
      expect(await left()).toEqual({
        orders: [undefined, 'young'],
        kept: ['young-kept'],
        answers: [undefined, answer],
        notices: ['young', 'young'],
      })
    })

    const alive: Word[] = [
      { state: 'requires_action' },
      { state: 'processing' },
      { state: 'authorized' },
      { part: 'dispute:d', state: 'open' },
    ]
    it.each(alive)('never removes an order in which money may move: %o', async (word) => {
      const store = await fresh()
      await registered(store, 'A')
      await store.apply(intake({ orderId: 'A', ...word }), context())
      await sweepAll(store, ALL)
      expect(await store.order('A')).toBeDefined()
    })

    const over: Word[] = [
      { state: 'pending' },
      { state: 'succeeded' },
      { state: 'failed', doubt: 0 },
      { state: 'canceled', doubt: 0 },
      { part: 'refund:r', state: 'done' },
    ]
    it.each(over)('removes an order that is over: %o', async (word) => {
      const store = await fresh()
      await registered(store, 'A')
      await store.apply(intake({ orderId: 'A', ...word }), context())
      await sweepAll(store, ALL)
      expect(await store.order('A')).toBeUndefined()
    })

    it('never removes an order that time will change still, until it has', async () => {
      const store = await fresh()
      await registered(store, 'A', { ...towels, expiresAt: NOW + DAY })
      await sweepAll(store, ALL)
      expect(await store.order('A')).toBeDefined()
      await store.elapse(context(NOW + DAY), 9)
      await sweepAll(store, ALL)
      expect(await store.order('A')).toBeUndefined()
    })

    it('never removes an order of which the merchant’s backend is still to hear', async () => {
      const store = await fresh()
      await store.apply(intake({ orderId: 'A' }), { ...context(), announces: true })
      const old = { ...NONE, orders: LATER }
      await sweepAll(store, old)
      expect(await store.order('A')).toBeDefined()
      const { id } = only(await store.claim(WEBHOOK, NOW, 9, NOW))
      await store.settleOutgoing(id, 1, NOW)
      await sweepAll(store, old)
      expect(await store.order('A')).toBeUndefined()
    })

    it('removes a callback that nobody has tried to pass on for long', async () => {
      const store = await fresh()
      const forward = { provider: 'x', headers: [], body: new Uint8Array([1]) }
      await store.apply([], context(), forward)
      await store.apply([], context(), forward)
      const [first, second] = await store.claim('x', NOW, 9, NOW)
      await store.postponeOutgoing(first?.id ?? 0, NOW + DAY)
      expect(await store.sweep({ ...NONE, outgoing: NOW }, 9)).toBe(0)
      expect(await store.sweep({ ...NONE, outgoing: NOW + 1 }, 9)).toBe(1)
      expect(await store.claim('x', NOW + DAY, 9, NOW + DAY)).toMatchObject([{ id: first?.id }])
      expect(await store.forwarded(first?.id ?? 0)).toEqual(forward)
      expect(await store.forwarded(second?.id ?? 0)).toBeUndefined()
    })

    it('removes a webhook that nobody has tried to send for long, but not the news of today', async () => {
      const store = await fresh()
      const announce = (now: number, state: string) =>
        store.apply(intake({ orderId: 'A', state }), { ...context(now), announces: true })
      await announce(NOW, 'processing')
      await announce(NOW + 5, 'succeeded')
      await store.sweep({ ...NONE, outgoing: NOW + 5 }, 9)
      expect(await store.claim(WEBHOOK, NOW + 5, 9, NOW + 5)).toHaveLength(1)
      await store.sweep({ ...NONE, outgoing: NOW + 6 }, 9)
      expect(await store.claim(WEBHOOK, NOW + 5, 9, NOW + 5)).toEqual([])
    })

    it('leaves no trace of an order: its id can be registered anew', async () => {
      const store = await fresh()
      const change = { ...towels, customers: ['42'], references: ['x'], addresses: ['address:a'] }
      await registered(store, 'A', change)
      await store.apply(intake({ orderId: 'A' }), context())
      await store.saw(new Map([['A', { delivered: 2, acknowledged: 2 }]]), [])
      await store.notify({ to: 'order', id: 'A' }, message, NOW)
      await store.sweep({ ...NONE, orders: NOW + 1 }, 9)

      expect(await store.ordersOf('42', 0, 9)).toEqual([])
      expect(await store.notices([{ to: 'order', id: 'A' }], undefined, 0)).toEqual([])
      expect(await store.sighting('A')).toEqual({ delivered: 0, acknowledged: 0 })
      expect(await store.registeredOrder('address:a')).toBeUndefined()
      await registered(store, 'B', { ...towels, references: ['x', 'pi_1'] })
      await store.apply(intake({ orderId: 'A', payment: 'pi_2', state: 'pending' }), context())
      expect(await store.order('A')).toMatchObject({ version: 1, shown: { registered: false } })
      expect(await store.ordersOf('42', 0, 9)).toEqual([])
      await store.sweep({ ...NONE, orders: NOW + 1 }, 9)
      expect(await registered(store, 'A')).toMatchObject({
        version: 1,
        shown: { status: 'pending', amountReceived: 0 },
      })
    })

    it('leaves alone the names of the orders that stay', async () => {
      const store = await fresh()
      await registered(store, 'A', { ...towels, references: ['a'] })
      await registered(store, 'B', { ...towels, references: ['b'], customers: ['42'] }, NOW + 1)
      await store.sweep({ ...NONE, orders: NOW + 1 }, 9)
      expect(await store.registeredOrder('a')).toBeUndefined()
      expect(await store.registeredOrder('b')).toBe('B')
      expect(await store.ordersOf('42', 0, 9)).toHaveLength(1)
    })

    it('removes a file of the widget once no relay has had it for long', async () => {
      const store = await fresh()
      const files = (...names: string[]) =>
        new Map(names.map((name) => [name, new Uint8Array([0, 255, name.length])]))
      await store.keepWebFiles(files('old.js', 'both.js'), NOW)
      await store.keepWebFiles(files('both.js', 'new.js'), NOW + 1)
      expect(await store.sweep({ ...NONE, webFiles: NOW }, 9)).toBe(0)
      expect(await store.sweep({ ...NONE, webFiles: NOW + 1 }, 9)).toBe(1)
      expect(await store.webFile('old.js')).toBeUndefined()
      expect(await store.webFile('both.js')).toEqual(new Uint8Array([0, 255, 7]))
      // A clock that was set back makes nothing older.
      await store.keepWebFiles(files('both.js'), NOW - 9)
      expect(await store.sweep({ ...NONE, webFiles: NOW + 1 }, 9)).toBe(0)
    })

    it('forgets nothing by which a callback that comes again counts once', async () => {
      const store = await fresh()
      await registered(store, 'A')
      await store.apply(intake({ orderId: 'A' }), context())
      await store.sweep({ ...NONE, kept: LATER }, 9)
      expect(await store.apply(intake({ orderId: 'A' }), context())).toEqual([])
      expect(await store.order('A')).toMatchObject({ shown: { amountReceived: 1000 } })
    })
  })
}
