/** What the merchant's own backend is to hear of. */

import { describe, expect, it } from 'vitest'
import type { Forward } from '../../ledger/intake.ts'
import type { Context } from '../../ledger/step.ts'
import { APART } from '../../order/clocks.ts'
import { gistOf } from '../../order/record.ts'
import type { PaymentStatus } from '../../protocol.ts'
import { WEBHOOK, type Outgoing } from '../outgoing.ts'
import type { Store } from '../store.ts'
import { context, DAY, intake, NOW, only, towels, type Fresh, type Word } from './telling.ts'

const announcing = (now = NOW): Context => ({ ...context(now), announces: true })

const callback: Forward = {
  provider: 'stripe',
  headers: [
    ['X-Twice', 'a'],
    ['x-twice', 'b'],
    ['Stripe-Signature', 't=1,v1=ff'],
  ],
  body: Uint8Array.from({ length: 256 }, (_, byte) => byte),
}

/** A claim that ends at once takes nothing away. */
const waiting = (store: Store, now = NOW + DAY, lane = WEBHOOK): Promise<Outgoing[]> =>
  store.claim(lane, now, 100, now)

export function describeOutgoing(fresh: Fresh): void {
  describe('what the merchant’s backend hears', () => {
    it('is nothing where none listens', async () => {
      const store = await fresh()
      await store.apply(intake({ orderId: 'A' }), context())
      expect(await waiting(store)).toEqual([])
      expect(await store.nextOutgoing(WEBHOOK, 0)).toBeUndefined()
    })

    it('waits from the moment that the change is on disk', async () => {
      const store = await fresh()
      await store.register('A', towels, announcing())
      await store.apply(intake({ orderId: 'A' }), announcing(NOW + 5))
      expect(await store.nextOutgoing(WEBHOOK, NOW)).toBe(NOW + 5)
      expect(await waiting(store, NOW + 4)).toEqual([])
      expect(only(await waiting(store, NOW + 5))).toEqual({
        id: expect.any(Number),
        attempts: 0,
        since: NOW + 5,
        orderId: 'A',
        version: 2,
      })
    })

    it('is nothing of a step that failed', async () => {
      const store = await fresh()
      const both = [...intake({ orderId: 'A' }), ...intake({ orderId: 'B', part: 'nonsense' })]
      await expect(store.apply(both, announcing(), callback)).rejects.toThrow('nonsense')
      expect(await waiting(store)).toEqual([])
    })

    const news: [what: string, first: Word[], then: Word][] = [
      ['a status', [], { state: 'processing' }],
      ['the amount received', [{ amount: 300 }], { amount: 400, payment: 'pi_2' }],
      [
        'the amount refunded',
        [{}, { part: 'refund:1', state: 'done', amount: 100 }],
        { part: 'refund:2', state: 'done', amount: 100 },
      ],
      ['too much', [{}], { payment: 'pi_2', amount: 1 }],
    ]
    it.each(news)('is %s', async (_, first, then) => {
      const store = await fresh()
      await store.register('A', towels, context())
      for (const word of first) await store.apply(intake({ orderId: 'A', ...word }), context())
      const order = only(await store.apply(intake({ orderId: 'A', ...then }), announcing()))
      expect(await waiting(store)).toMatchObject([{ orderId: 'A', version: order.version }])
    })

    it('is what time has changed', async () => {
      const store = await fresh()
      await store.register('A', { ...towels, expiresAt: NOW + 5 }, announcing())
      await store.elapse(announcing(NOW + 5), 10)
      expect(await waiting(store)).toMatchObject([{ orderId: 'A', version: 2 }])
    })

    it('is not what the merchant itself registers, nor words for the page', async () => {
      const store = await fresh()
      await store.register('A', towels, announcing())
      await store.register('A', { description: '2 × towel' }, announcing())
      expect(await store.order('A')).toMatchObject({ version: 2 })
      expect(await waiting(store)).toEqual([])
    })

    it('is what a registration finds paid already', async () => {
      const store = await fresh()
      await store.apply(intake({ payment: 'pi_1' }), announcing())
      await store.register('A', { ...towels, references: ['pi_1'] }, announcing())
      expect(await waiting(store)).toMatchObject([{ orderId: 'A', version: 1 }])
    })

    it('is that somebody paid for what the merchant has not registered', async () => {
      const store = await fresh()
      await store.apply(intake({ orderId: 'A' }), announcing())
      expect(await waiting(store)).toMatchObject([{ orderId: 'A', version: 1 }])
    })

    it('is the newest version only, at the time at which the one before was due', async () => {
      const store = await fresh()
      await store.apply(intake({ orderId: 'A', state: 'processing' }), announcing())
      const { id } = only(await waiting(store))
      await store.postponeOutgoing(id, NOW + 60)
      await store.apply(intake({ orderId: 'A' }), announcing(NOW + 7))
      expect(await waiting(store, NOW + 59)).toEqual([])
      expect(await store.nextOutgoing(WEBHOOK, NOW)).toBe(NOW + 60)
      expect(await waiting(store, NOW + 60)).toMatchObject([{ id, version: 2, since: NOW + 7 }])
    })

    it('is told to whoever asks about one order: what waits, how often it was tried, what arrived', async () => {
      const store = await fresh()
      expect(await store.deliveryOf('A')).toEqual({ waiting: null, delivered: null })
      const [order] = await store.apply(intake({ orderId: 'A' }), announcing(NOW + 5))
      await store.apply(intake({ orderId: 'B', payment: 'pi_2' }), announcing())
      const { id } = only(
        (await waiting(store)).filter((each) => 'orderId' in each && each.orderId === 'A'),
      )
      await store.postponeOutgoing(id, NOW + 60)
      const waits = { version: 1, attempts: 1, since: NOW + 5, dueAt: NOW + 60 }
      expect(await store.deliveryOf('A')).toEqual({ waiting: waits, delivered: null })

      const gist = gistOf(order!.shown)
      await store.settleOutgoing(id, 1, NOW + 61, gist)
      expect(await store.deliveryOf('A')).toEqual({ waiting: null, delivered: gist })
    })

    it('is over once it arrived', async () => {
      const store = await fresh()
      await store.apply(intake({ orderId: 'A' }), announcing())
      const { id } = only(await waiting(store))
      await store.settleOutgoing(id, 1, NOW)
      expect(await waiting(store)).toEqual([])
      expect(await store.nextOutgoing(WEBHOOK, 0)).toBeUndefined()
    })

    it('is due at once, and new, where it came while an older version was on its way', async () => {
      const store = await fresh()
      await store.apply(intake({ orderId: 'A', state: 'processing' }), announcing())
      const { id } = only(await waiting(store))
      await store.postponeOutgoing(id, NOW + DAY)
      await store.apply(intake({ orderId: 'A' }), announcing())
      await store.settleOutgoing(id, 1, NOW + 9)
      expect(await store.nextOutgoing(WEBHOOK, NOW)).toBe(NOW + 9)
      expect(await waiting(store)).toMatchObject([{ id, version: 2, attempts: 0 }])
    })

    it('is over in every version where nobody wants it', async () => {
      const store = await fresh()
      await store.apply(intake({ orderId: 'A' }), announcing())
      const { id } = only(await waiting(store))
      await store.dropOutgoing(id)
      expect(await waiting(store)).toEqual([])
    })

    it('comes again, and tells how often it was tried', async () => {
      const store = await fresh()
      await store.apply(intake({ orderId: 'A' }), announcing())
      const { id } = only(await waiting(store))
      await store.postponeOutgoing(id, NOW + 10)
      await store.postponeOutgoing(id, NOW + 20)
      expect(await waiting(store, NOW + 19)).toEqual([])
      expect(await waiting(store, NOW + 20)).toMatchObject([{ id, attempts: 2, since: NOW }])
    })

    it('comes in the order in which it is due, so many at once', async () => {
      const store = await fresh()
      for (const id of ['A', 'B', 'C', 'D']) {
        await store.apply(intake({ orderId: id, payment: id }), announcing())
      }
      const [a] = await waiting(store)
      await store.postponeOutgoing(a?.id ?? 0, NOW + 1)
      const due = async (limit: number) =>
        (await store.claim(WEBHOOK, NOW + DAY, limit, NOW + DAY)).map(
          (each) => 'orderId' in each && each.orderId,
        )
      expect(await due(9)).toEqual(['B', 'C', 'D', 'A'])
      expect(await due(2)).toEqual(['B', 'C'])
    })

    it('tells when to look again: not for what is due already, which may be on its way', async () => {
      const store = await fresh()
      for (const [id, at] of [
        ['A', 1],
        ['B', 3],
        ['C', 2],
      ] as const) {
        await store.apply(intake({ orderId: id, payment: id }), announcing(NOW + at))
      }
      const next = []
      for (const at of [0, 1, 2, 3]) next.push(await store.nextOutgoing(WEBHOOK, NOW + at))
      expect(next).toEqual([NOW + 1, NOW + 2, NOW + 3, undefined])
    })

    it('is due at once where a clock that was wrong put it off for longer than anything waits', async () => {
      const store = await fresh()
      const ids: number[] = []
      for (const [name, due] of [
        ['far', NOW + DAY + 1],
        ['tomorrow', NOW + DAY],
        ['due', NOW],
      ] as const) {
        await store.apply(intake({ orderId: name, payment: name }), announcing(NOW + 2 * DAY))
        const { id } = only(
          (await waiting(store, NOW + 2 * DAY)).filter(({ id }) => !ids.includes(id)),
        )
        ids.push(id)
        await store.postponeOutgoing(id, due)
      }
      const [far, , due] = ids
      expect((await waiting(store, NOW)).map(({ id }) => id)).toEqual([due, far])
      expect((await store.claim(WEBHOOK, NOW, 1, NOW)).map(({ id }) => id)).toEqual([due])
    })

    it('is not kept waiting by what nobody knows', async () => {
      const store = await fresh()
      await store.settleOutgoing(7, 1, NOW)
      await store.postponeOutgoing(7, NOW)
      await store.releaseOutgoing(7)
      await store.dropOutgoing(7)
      expect(await waiting(store)).toEqual([])
    })
  })

  describe('what is told of an order', () => {
    const gist = (status: PaymentStatus, amountReceived = 0) => ({
      ...{ status, amountReceived, amountRefunded: 0, overpaid: false },
    })
    const says = async (store: Store, state: string, at = NOW) => {
      await store.apply(intake({ orderId: 'A', state, time: at - 60_000 }), announcing(at))
      const { id } = only((await waiting(store, NOW + 2 * DAY)).slice(0, 1))
      return { id, announced: await store.announced(id) }
    }

    it('is the order as it was when it was news, and nothing before it at first', async () => {
      const store = await fresh()
      await store.register('A', towels, announcing())
      const { id, announced } = await says(store, 'processing', NOW + 5)
      expect(announced).toEqual({ order: await store.order('A'), since: NOW + 5, previous: null })
      await store.register('A', { description: '2 × towel' }, announcing(NOW + 6))
      await store.postponeOutgoing(id, NOW + 10)
      expect(await store.announced(id)).toEqual(announced)
      await store.releaseOutgoing(id)
      expect(await store.announced(id)).toEqual(announced)
    })

    it('comes with what was delivered last, and with nothing that was not', async () => {
      const store = await fresh()
      const first = await says(store, 'requires_action')
      await store.settleOutgoing(first.id, 1, NOW, gist('requires_action'))
      const second = await says(store, 'processing', NOW + 1)
      expect(second.announced).toMatchObject({
        order: { version: 2 },
        previous: gist('requires_action'),
      })
      // It was in vain; nobody wants it.
      await store.settleOutgoing(second.id, 2, NOW)
      const third = await says(store, 'succeeded', NOW + 2)
      expect(third.announced).toMatchObject({
        order: { version: 3 },
        previous: gist('requires_action'),
      })
      await store.dropOutgoing(third.id)
      await store.apply(
        intake({ orderId: 'A', part: 'refund:r', state: 'done' }),
        announcing(NOW + 3),
      )
      const { id } = only(await waiting(store, NOW + 2 * DAY))
      expect(await store.announced(id)).toMatchObject({ previous: gist('requires_action') })
    })

    it('is the newer version, once the older was delivered while that one waited', async () => {
      const store = await fresh()
      const { id } = await says(store, 'processing')
      await says(store, 'succeeded', NOW + 7)
      const newer = { order: { version: 2 }, since: NOW + 7 }
      expect(await store.announced(id)).toMatchObject({ ...newer, previous: null })
      await store.settleOutgoing(id, 1, NOW + 9, gist('processing'))
      expect(await store.announced(id)).toMatchObject({ ...newer, previous: gist('processing') })
    })

    it('is nothing of what nobody knows, or of a callback', async () => {
      const store = await fresh()
      expect(await store.announced(7)).toBeUndefined()
      await store.apply([], context(), callback)
      const { id } = only(await waiting(store, NOW + DAY, 'stripe'))
      expect(await store.announced(id)).toBeUndefined()
      await store.settleOutgoing(id, 0, NOW, gist('pending'))
    })
  })

  describe('what one has claimed', () => {
    const LEASE = 30_000
    const claim = (store: Store, now = NOW, free = 9, lane = WEBHOOK) =>
      store.claim(lane, now, free, now + LEASE)
    const claimed = async (...given: Parameters<typeof claim>) =>
      (await claim(...given)).map((each) => 'orderId' in each && each.orderId)

    async function stocked(fresh: Fresh, ...ids: string[]): Promise<Store> {
      const store = await fresh()
      for (const id of ids) await store.apply(intake({ orderId: id, payment: id }), announcing())
      return store
    }

    it('is given to nobody else', async () => {
      const store = await stocked(fresh, 'A', 'B', 'C')
      await store.apply([], announcing(), callback)
      const [some, others] = await Promise.all([claimed(store, NOW, 2), claimed(store, NOW, 2)])
      expect([...some, ...others].sort()).toEqual(['A', 'B', 'C'])
      expect(await claimed(store, NOW + LEASE - 1)).toEqual([])
      expect(await claim(store, NOW, 9, 'stripe')).toHaveLength(1)
    })

    it('is given again once its lease has ended: who had it is no more', async () => {
      const store = await stocked(fresh, 'A', 'B')
      expect(await claimed(store, NOW, 1)).toEqual(['A'])
      expect(await claimed(store, NOW + 9, 9)).toEqual(['B'])
      expect(await store.nextOutgoing(WEBHOOK, NOW + 9)).toBe(NOW + LEASE)
      expect(await claimed(store, NOW + LEASE)).toEqual(['A'])
      expect(await store.nextOutgoing(WEBHOOK, NOW + LEASE)).toBe(NOW + LEASE + 9)
    })

    it('is given again at once where the lease was made by a clock that ran ahead', async () => {
      const store = await stocked(fresh, 'A')
      expect(await claimed(store, NOW + DAY)).toEqual(['A'])
      expect(await claimed(store, NOW)).toEqual(['A'])
      expect(await claimed(store, NOW)).toEqual([])
    })

    it('is given to nobody whose clock is behind, as far as clocks may be apart', async () => {
      const store = await stocked(fresh, 'A')
      expect(await claimed(store, NOW + APART + 1)).toEqual(['A'])
      expect(await claimed(store, NOW + 1)).toEqual([])
      expect(await claimed(store, NOW)).toEqual(['A'])
    })

    it('is over once it is settled, or dropped', async () => {
      const store = await stocked(fresh, 'A', 'B')
      const [a, b] = await claim(store)
      await store.settleOutgoing(a?.id ?? 0, 1, NOW)
      await store.dropOutgoing(b?.id ?? 0)
      expect(await claimed(store, NOW + LEASE)).toEqual([])
      expect(await store.lanes()).toEqual(new Map())
    })

    it('is due when it was postponed to, and not when its lease would have ended', async () => {
      const store = await stocked(fresh, 'A')
      const { id } = only(await claim(store))
      await store.postponeOutgoing(id, NOW + 5)
      expect(await store.nextOutgoing(WEBHOOK, NOW)).toBe(NOW + 5)
      expect(await claim(store, NOW + 5)).toMatchObject([{ id, attempts: 1 }])
      await store.postponeOutgoing(id, NOW + DAY)
      expect(await claimed(store, NOW + LEASE + 5)).toEqual([])
    })

    it('is given again, in its place, once it is released', async () => {
      const store = await stocked(fresh, 'A', 'B')
      const { id } = only(await claim(store, NOW, 1))
      await store.releaseOutgoing(id)
      expect(await claim(store, NOW, 1)).toMatchObject([{ id, attempts: 0 }])
    })

    it('is an order’s only one: a newer version waits until the older has arrived', async () => {
      const store = await stocked(fresh, 'A')
      const { id } = only(await claim(store))
      const refund = { orderId: 'A', payment: 'A', part: 'refund:r', state: 'done' }
      await store.apply(intake(refund), announcing(NOW + 1))
      expect(await claimed(store, NOW + 2)).toEqual([])
      await store.settleOutgoing(id, 1, NOW + 3)
      expect(await claim(store, NOW + 3)).toMatchObject([{ id, version: 2 }])
      expect(await claimed(store, NOW + 4)).toEqual([])
    })
  })

  describe('a callback to be passed on', () => {
    const passedOn = (store: Store) => waiting(store, NOW + DAY, 'stripe')

    it('waits byte for byte, whatever became of it', async () => {
      const store = await fresh()
      await store.apply([], context(NOW + 3), callback)
      const { id, ...rest } = only(await passedOn(store))
      expect(rest).toEqual({ attempts: 0, since: NOW + 3, provider: 'stripe' })
      expect(await store.forwarded(id)).toEqual(callback)
      await store.postponeOutgoing(id, NOW + 10)
      expect(await passedOn(store)).toEqual([{ id, ...rest, attempts: 1 }])
      expect(await store.forwarded(id)).toEqual(callback)
      await store.settleOutgoing(id, 0, NOW)
      expect(await passedOn(store)).toEqual([])
      expect(await store.forwarded(id)).toBeUndefined()
    })

    it('never replaces another one', async () => {
      const store = await fresh()
      await store.apply([], context(), callback)
      await store.apply([], context(), callback)
      expect(await passedOn(store)).toHaveLength(2)
    })

    it('waits in a lane of its provider’s own', async () => {
      const store = await fresh()
      expect(await store.lanes()).toEqual(new Map())
      await store.apply(intake({ orderId: 'A' }), announcing(NOW + 3), callback)
      await store.apply([], context(NOW + 2), { ...callback, provider: 'paystack' })
      await store.apply([], context(NOW + 1), { ...callback, provider: 'paystack' })
      const lanes = { [WEBHOOK]: 1, stripe: 1, paystack: 2 }
      expect(await store.lanes()).toEqual(new Map(Object.entries(lanes)))
      for (const [lane, count] of Object.entries(lanes)) {
        const next = await store.nextOutgoing(lane, 0)
        expect(next).toBe(lane === 'paystack' ? NOW + 1 : NOW + 3)
        expect(await waiting(store, NOW + DAY, lane)).toHaveLength(count)
      }
      expect(await waiting(store, NOW + DAY, 'mollie')).toEqual([])
      expect(await store.nextOutgoing('mollie', 0)).toBeUndefined()
    })
  })
}
