/** What led to nothing is kept, and led on when it can be. */

import { describe, expect, it } from 'vitest'
import type { Intake, KeptCallback } from '../../ledger/intake.ts'
import type { Store } from '../store.ts'
import {
  context,
  DAY,
  intake,
  NOW,
  only,
  registered,
  together,
  towels,
  type Fresh,
} from './telling.ts'
import type { Heard } from '../../order/update.ts'

const nobodyReads = (): undefined => undefined

/** What was understood need not be read again. */
const neverAsked = (): never => {
  throw new Error('asked to read what was understood')
}

/** A callback that could not be understood. */
const unread = (key = 'unread'): [Intake] => [
  {
    key: () => key,
    updates: [],
    callback: {
      provider: 'paypal',
      receivedAt: NOW,
      unread: 'not_json',
      evidence: () => ({ body: '<xml/>', headers: { 'x-id': '7' }, digest: 'd1' }),
    },
  },
]

const listed = (store: Store): Promise<KeptCallback[]> => store.kept({ limit: 100 })
const keptOne = async (store: Store): Promise<KeptCallback & { id: string }> => {
  const kept = only(await listed(store))
  return { ...kept, id: String(kept.id) }
}

export function describeKept(fresh: Fresh): void {
  describe('what led to nothing', () => {
    it('is listed for one order that it names, in pages as all of it is', async () => {
      const store = await fresh()
      await registered(store, 'A')
      await store.apply(intake({ payment: 'ws_1', provider: 'daraja' }, 'A'), context())
      for (const payment of ['ws_2', 'ws_3']) {
        await store.apply(intake({ payment, provider: 'daraja' }, 'A'), context())
      }
      await store.apply(intake({ payment: 'pi_1' }), context())
      const of = async (query: Partial<Parameters<Store['kept']>[0]>) =>
        (await store.kept({ order: 'A', limit: 9, ...query })).map(({ id, updates }) => ({
          id: String(id),
          payment: updates[0]?.payment,
        }))
      const both = await of({})
      expect(both.map(({ payment }) => payment)).toEqual(['ws_3', 'ws_2'])
      expect(await of({ before: both[0]?.id ?? '' })).toEqual([both[1]])
      expect(await of({ state: 'unread' })).toEqual([])
      expect(await of({ order: 'B' })).toEqual([])
    })

    it('is listed, newest first: from whom, when, naming which order, and why it led to nothing', async () => {
      const store = await fresh()
      await registered(store, 'A')
      await store.apply(intake({ payment: 'ws_1', provider: 'daraja' }, 'A'), context())
      const words = [
        intake({ payment: 'pi_1', receivedAt: NOW + 1 }),
        intake({ payment: 'pi_2', orderId: '../etc', receivedAt: NOW + 2 }),
        intake({ payment: 'pi_3', orderId: 'B', time: NOW - 31 * DAY, receivedAt: NOW + 3 }),
        intake({ payment: 'ws_2', provider: 'daraja', receivedAt: NOW + 4 }, 'A'),
        unread(),
      ]
      for (const word of words) expect(await store.apply(word, context())).toEqual([])

      const view = (await listed(store)).map((kept) => [
        kept.state,
        kept.code,
        kept.provider,
        kept.order,
        kept.receivedAt - NOW,
      ])
      expect(view).toEqual([
        ['unread', 'not_json', 'paypal', null, 0],
        ['unmatched', 'other_payment', 'daraja', 'A', 4],
        ['too_old', 'too_old', 'stripe', 'B', 3],
        ['unmatched', 'invalid_order_id', 'stripe', '../etc', 2],
        ['unmatched', 'no_order', 'stripe', null, 1],
      ])
    })

    it('is kept with what a human needs to look at it', async () => {
      const store = await fresh()
      await store.apply(unread(), context())
      const { evidence } = await keptOne(store)
      expect(evidence).toEqual({ body: '<xml/>', headers: { 'x-id': '7' }, digest: 'd1' })
    })

    it('is listed by state, and page by page', async () => {
      const store = await fresh()
      for (const each of ['1', '2', '3', '4', '5']) {
        await store.apply(intake({ payment: each }), context())
        await store.apply(unread(each), context())
      }
      const pages = []
      let before: string | undefined
      for (;;) {
        const page = await store.kept({ state: 'unmatched', limit: 2, ...(before && { before }) })
        if (page.length === 0) break
        pages.push(page.map(({ updates }) => updates[0]?.payment))
        before = page.at(-1)?.id
      }
      expect(pages).toEqual([['5', '4'], ['3', '2'], ['1']])
      expect(await store.kept({ state: 'unread', limit: 100 })).toHaveLength(5)
      expect(await store.kept({ state: 'too_old', limit: 100 })).toEqual([])
    })

    it('is kept once, however often it comes', async () => {
      const store = await fresh()
      for (let times = 0; times < 3; times += 1) await store.apply(intake(), context())
      expect(await listed(store)).toHaveLength(1)
    })

    it('is no longer listed once it is applied', async () => {
      const store = await fresh()
      await store.apply(intake({ payment: 'pi_1' }), context())
      await store.apply(intake({ payment: 'pi_2' }), context())
      await registered(store, 'A', { ...towels, references: ['pi_1'] })
      expect((await keptOne(store)).updates).toMatchObject([{ payment: 'pi_2' }])
    })

    it('is applied in the order in which it came', async () => {
      const store = await fresh()
      await store.apply(intake({ payment: 'b', containers: ['x'], orderId: '../b' }), context())
      await store.apply(intake({ payment: 'a', containers: ['x'], orderId: '../a' }), context())
      const { payments } = await registered(store, 'A', { ...towels, references: ['../a', '../b'] })
      expect(Object.keys(payments)).toEqual(['b', 'a'])
    })

    it('keeps its id, its place and its first arrival where it is looked at in vain', async () => {
      const store = await fresh()
      // Its text is the name of an order, which is no word of the merchant's on it.
      await store.apply(intake({ mentions: ['A'] }), context())
      await store.apply(intake({ payment: 'pi_2' }), context())
      const before = await listed(store)
      await registered(store, 'A', towels, NOW + DAY)
      expect(await listed(store)).toEqual(before)
      await registered(store, 'B', { ...towels, references: ['A'] })
      expect(await store.order('B')).toMatchObject({ shown: { status: 'succeeded' } })
    })

    it('is only the rest, where a callback brought several events', async () => {
      const store = await fresh()
      await registered(store, 'A')
      const batch = together(
        { orderId: 'A', payment: 'pi_1', amount: 400 },
        { payment: 'pi_2', amount: 600 },
      )
      expect(await store.apply(batch, context())).toHaveLength(1)
      expect(await store.order('A')).toMatchObject({ shown: { amountReceived: 400 } })
      expect((await keptOne(store)).updates).toMatchObject([{ payment: 'pi_2' }])

      await registered(store, 'A', { references: ['pi_2'] })
      expect(await store.order('A')).toMatchObject({ shown: { amountReceived: 1000 } })
      expect(await listed(store)).toEqual([])
    })

    it('gets ids that rise, and that no later one gets', async () => {
      const store = await fresh()
      const ids = []
      for (const payment of ['1', '2', '3']) {
        await store.apply(intake({ payment }), context())
        const { id } = await keptOne(store)
        ids.push(Number(id))
        await registered(store, `A-${payment}`, { references: [payment] })
      }
      expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
    })
  })

  describe('trying again what led to nothing', () => {
    it('places what could not be understood, once somebody understands it', async () => {
      const store = await fresh()
      await registered(store, 'A')
      await store.apply(unread(), context())
      const { id } = await keptOne(store)
      const read = ({ evidence }: KeptCallback): Heard[] | undefined =>
        evidence?.body === '<xml/>' ? only(intake({ orderId: 'A' })).updates : undefined
      const replayed = await store.replay(id, read, context())
      expect(replayed?.changed.map((order) => order.shown.status)).toEqual(['succeeded'])
      expect(replayed?.left).toBeUndefined()
      expect(await listed(store)).toEqual([])
    })

    it('leaves what still cannot be understood as it was', async () => {
      const store = await fresh()
      await store.apply(unread(), context())
      const before = await keptOne(store)
      const replayed = await store.replay(before.id, nobodyReads, context(NOW + DAY))
      expect(replayed).toEqual({ changed: [], left: before })
      expect(await listed(store)).toEqual([before])
    })

    it('lets what is understood by now, but names no order, wait for one under the same id', async () => {
      const store = await fresh()
      await store.apply(unread(), context())
      const { id } = await keptOne(store)
      const { updates } = only(intake({ payment: 'pi_9' }))
      const replayed = await store.replay(id, () => updates, context())
      expect(replayed?.left).toMatchObject({ id, state: 'unmatched', code: 'no_order', updates })
      expect(await listed(store)).toEqual([replayed?.left])

      await registered(store, 'A', { ...towels, references: ['pi_9'] })
      expect(await store.order('A')).toMatchObject({ shown: { status: 'succeeded' } })
      expect(await listed(store)).toEqual([])
    })

    it('makes an order of what was too old: whoever asks vouches for its age', async () => {
      const store = await fresh()
      await store.apply(intake({ orderId: 'A', time: NOW - 31 * DAY }), context())
      const { id } = await keptOne(store)
      const replayed = await store.replay(id, neverAsked, context())
      expect(replayed?.changed.map((order) => order.id)).toEqual(['A'])
      expect(replayed?.left).toBeUndefined()
      expect(await store.order('A')).toMatchObject({ shown: { registered: false } })
      expect(await listed(store)).toEqual([])
    })

    it('keeps the id and first arrival of what leads nowhere still', async () => {
      const store = await fresh()
      await store.apply(intake({ receivedAt: NOW - DAY }), context())
      const before = await keptOne(store)
      const replayed = await store.replay(before.id, nobodyReads, context(NOW + DAY))
      expect(replayed).toEqual({ changed: [], left: before })
      expect(await listed(store)).toEqual([before])
    })

    it('leaves nothing where one event teaches what the other one lacks', async () => {
      const store = await fresh()
      const old = NOW - 31 * DAY
      const batch = together(
        { payment: 'pi_1', containers: ['cs_1'], time: old },
        { payment: 'pi_2', containers: ['cs_1'], time: old, orderId: 'A' },
      )
      await store.apply(batch, context())
      const { id } = await keptOne(store)
      const replayed = await store.replay(id, nobodyReads, context())
      expect(Object.keys(only(replayed?.changed ?? []).payments)).toEqual(['pi_2', 'pi_1'])
      expect(replayed?.left).toBeUndefined()
      expect(await listed(store)).toEqual([])
    })

    it('knows nothing of an id that it never gave, or whose callback is applied', async () => {
      const store = await fresh()
      await store.apply(intake(), context())
      const { id } = await keptOne(store)
      await registered(store, 'A', { references: ['pi_1'] })
      for (const unknown of [id, '999', 'nonsense', '']) {
        expect(await store.replay(unknown, nobodyReads, context())).toBeUndefined()
      }
    })

    it('loses nothing where it fails', async () => {
      const store = await fresh()
      await store.apply(unread(), context())
      const before = await keptOne(store)
      const fails = (): never => {
        throw new Error('the adapter is broken')
      }
      await expect(store.replay(before.id, fails, context())).rejects.toThrow('adapter is broken')
      expect(await listed(store)).toEqual([before])
    })
  })
}
