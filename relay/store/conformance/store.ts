/** The promises that every store keeps. */

import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { describeAsks } from './asks.ts'
import { describeChains } from './chains.ts'
import { describeCustomers } from './customers.ts'
import { describeFigures } from './figures.ts'
import { describeKept } from './kept.ts'
import { describeListing } from './listing.ts'
import { describeOutgoing } from './outgoing.ts'
import { describeQueue } from './queue.ts'
import { describeRequests } from './requests.ts'
import { describeSteps } from './steps.ts'
import { describeSweep } from './sweep.ts'
import { context, DAY, expectOrder, intake, NOW, towels, type Word } from './telling.ts'
import type { Store } from '../store.ts'

/** `histories`: how many of them are made up. */
export function describeStore(
  name: string,
  open: () => Store | Promise<Store>,
  histories: number,
): void {
  describe(`the store ${name}`, () => {
    const opened: Store[] = []
    const fresh = async () => {
      const store = await open()
      opened.push(store)
      return store
    }
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((store) => store.close()))
    })

    it('gives back what it was told, and tells what changed', async () => {
      const store = await fresh()
      const { order, changed } = expectOrder(await store.register('A', towels, context()))
      expect(changed.map(({ id, version }) => [id, version])).toEqual([['A', 1]])
      expect(await store.order('A')).toEqual(order)

      const [paid] = await store.apply(intake({ orderId: 'A' }), context())
      expect(paid).toMatchObject({ id: 'A', version: 2, shown: { status: 'succeeded' } })
      expect(await store.order('A')).toEqual(paid)
      expect(await store.order('B')).toBeUndefined()
    })

    it('tells the versions of those orders that there are', async () => {
      const store = await fresh()
      await store.register('A', towels, context())
      await store.register('B', towels, context())
      await store.apply(intake({ orderId: 'A' }), context())
      const known = new Map([
        ['A', 2],
        ['B', 1],
      ])
      expect(await store.versions(['B', 'C', 'A', 'A', '\0'])).toEqual(known)
      expect(await store.versions([])).toEqual(new Map())
    })

    it('has an epoch, and another one when history was lost', async () => {
      const store = await fresh()
      const { epoch } = store
      expect(epoch).toMatch(/^[0-9a-f]{12}$/)
      await store.renewEpoch(store.epoch)
      expect(store.epoch).not.toBe(epoch)
      const renewed = store.epoch
      await store.readEpoch()
      expect(store.epoch).toBe(renewed)
    })

    it('has the certificates that were kept last', async () => {
      const store = await fresh()
      expect(await store.certificates()).toEqual(new Map())
      await store.keepCertificates(new Map([['https://a.example/1', 'PEM 1']]))
      const newer = new Map([['https://a.example/2', 'PEM\n2']])
      await store.keepCertificates(newer)
      expect(await store.certificates()).toEqual(newer)
    })

    it('has every file of the widget that it was given, as it was given first', async () => {
      const store = await fresh()
      expect(await store.webFile('a.js')).toBeUndefined()
      await store.keepWebFiles(new Map([['a.js', new Uint8Array([31, 139, 0])]]), NOW)
      const newer = new Map([
        ['a.js', new Uint8Array([1])],
        ['b.js', new Uint8Array([2])],
      ])
      await store.keepWebFiles(newer, NOW + 1)
      expect(await store.webFile('a.js')).toEqual(new Uint8Array([31, 139, 0]))
      expect(await store.webFile('b.js')).toEqual(new Uint8Array([2]))
      expect(await store.webFile('__proto__')).toBeUndefined()
    })

    it('counts an event once, however often and however parallel it comes', async () => {
      const store = await fresh()
      await store.register('A', towels, context())
      const again = Array.from({ length: 20 }, () =>
        store.apply(intake({ orderId: 'A' }), context()),
      )
      const changed = (await Promise.all(again)).flat()
      expect(changed).toHaveLength(1)
      expect(await store.order('A')).toMatchObject({ version: 2, shown: { amountReceived: 1000 } })
      expect(await store.apply(intake({ orderId: 'A' }), context(NOW + 30 * DAY))).toEqual([])
    })

    it('takes a payment by whatever name its provider gives it', async () => {
      const store = await fresh()
      await store.register('A', towels, context())
      for (const payment of ['constructor', '__proto__', 'toString']) {
        await store.apply(intake({ payment, orderId: 'A', amount: 500 }), context())
      }
      expect(await store.order('A')).toMatchObject({ shown: { amountReceived: 1500 } })
    })

    it('has an order registered once the merchant speaks of it', async () => {
      const store = await fresh()
      await store.apply(intake({ by: 'merchant', payment: 'manual' }, 'A'), context())
      expect(await store.order('A')).toMatchObject({ shown: { registered: true } })
    })

    it('refuses what cannot be, without loss to what comes beside it', async () => {
      const store = await fresh()
      const [good, bad] = await Promise.allSettled([
        store.apply(intake({ orderId: 'A' }), context()),
        store.apply(intake({ orderId: 'B', part: 'nonsense' }), context()),
      ])
      expect([good.status, bad.status]).toEqual(['fulfilled', 'rejected'])
      expect(await store.order('A')).toBeDefined()
      expect(await store.order('B')).toBeUndefined()
    })

    it('takes all of what arrived together, or nothing of it', async () => {
      const store = await fresh()
      const good = intake({ orderId: 'A' })
      const both = [...good, ...intake({ orderId: 'B', part: 'nonsense' })]
      await expect(store.apply(both, context())).rejects.toThrow('nonsense')
      expect(await store.order('A')).toBeUndefined()
      expect(await store.apply(good, context())).toHaveLength(1)
    })

    it('takes again what it could not take before: the provider repeats it', async () => {
      const store = await fresh()
      const broken = intake({ orderId: 'A', part: 'nonsense', eventId: 'evt_1' })
      await expect(store.apply(broken, context())).rejects.toThrow('nonsense')
      const mended = intake({ orderId: 'A', eventId: 'evt_1' })
      expect(await store.apply(mended, context())).toHaveLength(1)
    })

    it('publishes nothing when nothing changed', async () => {
      const store = await fresh()
      await store.register('A', towels, context())
      expect(expectOrder(await store.register('A', towels, context())).changed).toEqual([])
    })

    it('makes an order out of an event that names one, before the merchant does', async () => {
      const store = await fresh()
      await store.apply(intake({ orderId: 'A', amount: 1 }), context())
      expect(await store.order('A')).toMatchObject({ shown: { registered: false, amount: null } })
      const { created, order } = expectOrder(await store.register('A', towels, context()))
      expect(created).toBe(true)
      expect(order.shown).toMatchObject({ status: 'partially_paid', amountReceived: 1 })
    })

    it('makes none out of an event that is older than what is kept', async () => {
      const store = await fresh()
      const old = intake({ orderId: 'A', time: NOW - 31 * DAY })
      expect(await store.apply(old, context())).toEqual([])
      expect(await store.order('A')).toBeUndefined()
    })

    it('keeps what names no order it knows, until somebody tells which', async () => {
      const store = await fresh()
      expect(await store.apply(intake({ references: ['order_X'] }), context())).toEqual([])
      const change = { ...towels, references: ['order_X'] }
      const { order, changed } = expectOrder(await store.register('A', change, context()))
      expect(order.shown.status).toBe('succeeded')
      expect(changed).toEqual([order])
    })

    it('follows what an event taught: a dispute finds its payment’s order', async () => {
      const store = await fresh()
      const dispute = intake({
        part: 'dispute:d',
        state: 'open',
        references: ['ch_1'],
        payment: 'pi_1',
      })
      expect(await store.apply(dispute, context())).toEqual([])
      await store.register('A', towels, context())
      await store.apply(intake({ orderId: 'A', references: ['ch_1'] }), context())
      expect(await store.order('A')).toMatchObject({ shown: { status: 'disputed' } })
    })

    it('lets the merchant’s reference lead before the provider’s own name for the order', async () => {
      const store = await fresh()
      await store.register('A', { ...towels, references: ['pi_1'] }, context())
      await store.register('B', towels, context())
      await store.apply(intake({ orderId: 'B' }), context())
      expect(await store.order('A')).toMatchObject({ shown: { status: 'succeeded' } })
      expect(await store.order('B')).toMatchObject({ shown: { status: 'pending' } })
    })

    it('gives a reference’s money to the order that registers it, whichever comes first', async () => {
      const outcomes = []
      for (const isFirst of [true, false]) {
        const store = await fresh()
        const event = () => store.apply(intake({ orderId: 'WC-77', payment: 'p1' }), context())
        if (isFirst) await event()
        await store.register('A', { ...towels, references: ['p1'] }, context())
        if (!isFirst) await event()
        outcomes.push((await store.order('A'))?.shown)
        expect((await store.order('WC-77'))?.shown.amountReceived ?? 0).toBe(0)
      }
      expect(outcomes[0]).toEqual(outcomes[1])
      expect(outcomes[0]?.status).toBe('succeeded')
    })

    it('refuses a reference that an event taught of another registered order', async () => {
      const store = await fresh()
      await store.register('A', towels, context())
      await store.apply(intake({ orderId: 'A' }), context())
      expect(await store.register('B', { references: ['pi_1'] }, context())).toMatchObject({
        conflict: 'reference',
      })
    })

    it('takes an old event once the merchant registers the order that it names', async () => {
      const store = await fresh()
      await store.apply(intake({ orderId: 'A', time: NOW - 31 * DAY }), context())
      const { order } = expectOrder(await store.register('A', towels, context()))
      expect(order.shown.status).toBe('succeeded')
    })

    it('finds the merchant’s reference in whatever text the provider passes on', async () => {
      const store = await fresh()
      await store.register('A', { ...towels, references: ['No. 17/2026', '1205'] }, context())
      await store.apply(intake({ mentions: ['No. 17/2026'], amount: 400 }), context())
      await store.apply(intake({ orderId: '1205', payment: 'pi_2', amount: 600 }), context())
      expect(await store.order('A')).toMatchObject({ shown: { amountReceived: 1000 } })
      expect(await store.order('1205')).toBeUndefined()
    })

    it('never takes two orders for one because their events share a text', async () => {
      const store = await fresh()
      for (const id of ['A', 'B']) {
        const word = { orderId: id, payment: `pi_${id}`, mentions: ['2 towels'] }
        await store.apply(intake(word), context())
      }
      expect(await store.order('A')).toMatchObject({ shown: { amountReceived: 1000 } })
      expect(await store.order('B')).toMatchObject({ shown: { amountReceived: 1000 } })
    })

    it('lets the merchant’s word on a payment lead before what the event says of the order', async () => {
      const store = await fresh()
      for (const id of ['A', 'B']) await store.register(id, towels, context())
      await store.apply(intake({ by: 'merchant', state: 'processing' }, 'A'), context())
      await store.apply(intake({ orderId: 'B' }), context())
      expect(await store.order('A')).toMatchObject({ shown: { status: 'succeeded' } })
      expect(await store.order('B')).toMatchObject({ shown: { status: 'pending' } })
    })

    it('lets the merchant’s word on a payment stand against what events taught of it', async () => {
      const store = await fresh()
      for (const id of ['A', 'B']) await store.register(id, towels, context())
      await store.apply(intake({ orderId: 'B', state: 'processing' }), context())
      await store.apply(intake({ by: 'merchant', state: 'processing' }, 'A'), context())
      const { changed } = expectOrder(
        await store.register('A', { references: ['pi_1'] }, context()),
      )
      expect(changed).toEqual([])
      expect(await store.register('B', { references: ['pi_1'] }, context())).toEqual({
        conflict: 'reference',
        reference: 'pi_1',
        orderId: 'A',
      })
    })

    it('lets a registered order’s own id lead before what earlier events taught', async () => {
      const store = await fresh()
      await store.apply(intake({ orderId: 'A', state: 'processing' }), context())
      await store.register('B', towels, context())
      await store.apply(intake({ orderId: 'B' }), context())
      expect(await store.order('A')).toMatchObject({ shown: { status: 'pending' } })
      expect(await store.order('B')).toMatchObject({ shown: { status: 'succeeded' } })
    })

    it('keeps to what the first event taught', async () => {
      const store = await fresh()
      for (const id of ['A', 'B']) {
        await store.register(id, towels, context())
        await store.apply(
          intake({ payment: 'ws_1', state: 'processing', eventId: id }, id),
          context(),
        )
      }
      await store.apply(intake({ payment: 'ws_1' }), context())
      expect(await store.order('A')).toMatchObject({ shown: { status: 'succeeded' } })
      expect(await store.order('B')).toMatchObject({ shown: { status: 'processing' } })
    })

    it('merges what the merchant registers', async () => {
      const store = await fresh()
      await store.register('A', { ...towels, references: ['x'], expiresIn: 60_000 }, context())
      const later = { description: '2 × towel', references: ['y'], expiresIn: 60_000 }
      const { order, created } = expectOrder(await store.register('A', later, context(NOW + 5_000)))
      expect(created).toBe(false)
      expect(order.registration).toMatchObject({
        amount: 1000,
        description: '2 × towel',
        references: ['x', 'y'],
        expiresAt: NOW + 60_000,
      })
    })

    it('refuses a higher amount or another currency once something was paid, and a reference that is taken', async () => {
      const store = await fresh()
      await store.register('A', { ...towels, references: ['x'] }, context())
      await store.register('A', { amount: 2000 }, context())
      await store.apply(intake({ orderId: 'A' }), context())
      expect(await store.register('A', { amount: 2001 }, context())).toEqual({ conflict: 'amount' })
      expect(await store.register('A', { currency: 'USD' }, context())).toEqual({
        conflict: 'currency',
      })
      expect(await store.register('B', { references: ['x'] }, context())).toEqual({
        conflict: 'reference',
        reference: 'x',
        orderId: 'A',
      })
      expect(await store.order('B')).toBeUndefined()
      expect(await store.order('A')).toMatchObject({
        registration: { amount: 2000, currency: 'KES' },
      })
    })

    it('takes a lower amount once something was paid: that was all', async () => {
      const store = await fresh()
      await store.register('A', { ...towels, amount: 2000 }, context())
      await store.apply(intake({ orderId: 'A' }), context())
      expect(await store.register('A', { amount: 1000 }, context())).toMatchObject({
        order: { shown: { status: 'succeeded', amount: 1000 } },
      })
    })

    it('takes from an order’s address only what fits the ids that it knows', async () => {
      const store = await fresh()
      await store.register('A', towels, context())
      const told = (payment: string) =>
        intake({ payment, provider: 'daraja', time: undefined }, 'A')
      await store.apply(
        intake(
          { by: 'merchant', provider: 'daraja', payment: 'ws_1', state: 'requires_action' },
          'A',
        ),
        context(),
      )
      expect(await store.apply(told('ws_2'), context())).toEqual([])
      expect(await store.order('A')).toMatchObject({ shown: { status: 'requires_action' } })
      await store.apply(told('ws_1'), context())
      expect(await store.order('A')).toMatchObject({ shown: { status: 'succeeded' } })
    })

    it('takes from an order’s address what comes after another provider’s attempt', async () => {
      const store = await fresh()
      await store.register('A', towels, context())
      await store.apply(intake({ orderId: 'A', state: 'failed' }), context())
      await store.apply(intake({ payment: 'ws_1', provider: 'daraja' }, 'A'), context())
      expect(await store.order('A')).toMatchObject({ shown: { status: 'succeeded' } })
    })

    it('takes from an order’s address what comes before any id is known', async () => {
      const store = await fresh()
      await store.register('A', towels, context())
      await store.apply(
        intake({ payment: 'NLJ7', containers: ['ws_1'], provider: 'daraja' }, 'A'),
        context(),
      )
      expect(await store.order('A')).toMatchObject({ shown: { status: 'succeeded' } })
    })

    it('takes from an order’s address one receipt of a prompt, and no more than the order asks', async () => {
      const store = await fresh()
      await store.register('A', towels, context())
      const receipt = (payment: string, amount: number) =>
        intake({ payment, amount, containers: ['ws_1'], provider: 'daraja' }, 'A')
      expect(await store.apply(receipt('NLJ7', 1001), context())).toEqual([])
      await store.apply(receipt('NLJ7', 1000), context())
      expect(await store.apply(receipt('NLJ8', 1000), context())).toEqual([])
      await store.apply(receipt('NLJ7', 1000), context())
      expect(await store.order('A')).toMatchObject({
        shown: { status: 'succeeded', amountReceived: 1000 },
      })
      const kept = await store.kept({ limit: 9 })
      expect(kept.map(({ code }) => code)).toEqual(['other_payment', 'other_payment'])
    })

    it('says when time changes an order, and changes it then', async () => {
      const store = await fresh()
      expect(await store.nextDue()).toBeUndefined()
      await store.register('A', { ...towels, expiresAt: NOW + 5_000 }, context())
      await store.register('B', { ...towels, expiresAt: NOW + 9_000 }, context())
      expect(await store.nextDue()).toBe(NOW + 5_000)
      expect(await store.elapse(context(NOW + 4_999), 10)).toEqual([])

      const expired = await store.elapse(context(NOW + 5_000), 10)
      expect(expired.map(({ id, shown }) => [id, shown.status])).toEqual([['A', 'expired']])
      expect(await store.nextDue()).toBe(NOW + 9_000)
    })

    it('changes those first that are due first, so many at once', async () => {
      const store = await fresh()
      for (const [id, ms] of [
        ['A', 3],
        ['B', 1],
        ['C', 2],
      ] as const) {
        await store.register(id, { ...towels, expiresAt: NOW + ms }, context())
      }
      const elapsed = async () => (await store.elapse(context(NOW + 3), 2)).map((order) => order.id)
      expect(await elapsed()).toEqual(['B', 'C'])
      expect(await elapsed()).toEqual(['A'])
      expect(await elapsed()).toEqual([])
    })

    it('finds the order of a reference, by the merchant’s word only', async () => {
      const store = await fresh()
      await store.register('A', { ...towels, addresses: ['address:daraja:f00'] }, context())
      await store.apply(intake({ orderId: 'A', references: ['learned'] }), context())
      expect(await store.registeredOrder('address:daraja:f00')).toBe('A')
      expect(await store.registeredOrder('learned')).toBeUndefined()
    })

    it('ends in the same snapshot, in whatever order the merchant and the providers come', async () => {
      type Step = (store: Store) => Promise<unknown>
      const apply =
        (word: Word): Step =>
        (store) =>
          store.apply(intake(word), context())
      const steps: Step[] = [
        (store) =>
          store.register('A', { ...towels, amount: 1500, references: ['order_X'] }, context()),
        (store) => store.register('A', { description: 'late' }, context()),
        apply({ payment: 'pay_1', containers: ['order_X'], state: 'failed', amount: 1500 }),
        apply({ payment: 'pay_2', containers: ['order_X'], amount: 700 }),
        apply({ payment: 'pay_2', part: 'refund:r', amount: 200 }),
        apply({ payment: 'pay_2', part: 'dispute:d', state: 'won' }),
        apply({ payment: 'pay_3', orderId: 'A', amount: 800, state: 'processing' }),
      ]
      const outcome = async (order: readonly Step[]) => {
        const store = await fresh()
        for (const step of order) await step(store)
        return (await store.order('A'))?.shown
      }
      // The two registrations keep their order: the merchant’s later word is the later one.
      const events = steps.slice(2)
      const expected = await outcome(steps)
      await fc.assert(
        fc.asyncProperty(
          fc.shuffledSubarray(events, { minLength: events.length }),
          fc.nat(events.length),
          fc.nat(events.length),
          async (shuffled, first, second) => {
            const [a, b] = [Math.min(first, second), Math.max(first, second)]
            const order = [
              ...shuffled.slice(0, a),
              ...steps.slice(0, 1),
              ...shuffled.slice(a, b),
              ...steps.slice(1, 2),
              ...shuffled.slice(b),
              ...shuffled,
            ]
            expect(await outcome(order)).toEqual(expected)
          },
        ),
        { numRuns: histories },
      )
    })

    describeSteps(fresh)
    describeAsks(fresh)
    describeRequests(fresh)
    describeChains(fresh, histories)
    describeListing(fresh)
    describeKept(fresh)
    describeFigures(fresh)
    describeCustomers(fresh)
    describeOutgoing(fresh)
    describeQueue(fresh, histories)
    describeSweep(fresh)
  })
}
