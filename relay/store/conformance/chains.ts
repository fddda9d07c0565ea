/**
 * Events name each other's payments, and so lead from one to the next: all that hangs together ends in the
 * order that the merchant registered, whichever came first.
 */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Intake } from '../../ledger/intake.ts'
import type { Store } from '../store.ts'
import { context, DAY, intake, NOW, registered, towels, type Fresh, type Word } from './telling.ts'

type Step = (store: Store) => Promise<unknown>

const tell =
  (word: Word): Step =>
  (store) =>
    store.apply(intake(word), context())

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, at) =>
        permutations(items.toSpliced(at, 1)).map((others) => [item, ...others]),
      )

/** What an event of one shopper's may name: `side` keeps two shoppers' payments apart. */
const wordOf = (side: string): fc.Arbitrary<Word> => {
  const some = (...names: string[]) =>
    fc.uniqueArray(fc.constantFrom(...names.map((name) => `${name}-${side}`)), { maxLength: 2 })
  return fc.record({
    payment: fc.constantFrom('p1', 'p2', 'p3', 'c1').map((name) => `${name}-${side}`),
    containers: some('c1', 'c2', 'p1'),
    references: some('r1', 'r2'),
    mentions: fc
      .tuple(some('text', 'order', 'c1'), fc.subarray(['towels', 'A', 'B']))
      .map(([own, shared]) => [...own, ...shared]),
    // Its own order, one that only this shopper's events name, one that both do, or none.
    orderId: fc.constantFrom(undefined, undefined, side, `order-${side}`, 'shop'),
    orderAliases: fc.constantFrom(undefined, [side], [`WC-${side}`, 'shop-2']),
    // In another case, or as a plugin decorates it.
    orderHint: fc.constantFrom(undefined, undefined, side.toLowerCase(), `${side}_1795219200`),
    amount: fc.constantFrom(100, 200),
    state: fc.constantFrom('succeeded', 'failed', 'processing'),
    time: fc.constantFrom(NOW - 1_000, NOW - 2_000, NOW - 40 * DAY),
  })
}

const referencesOf = (side: string): fc.Arbitrary<string[]> =>
  fc.subarray(
    ['p1', 'c1', 'r1', 'text', 'order'].map((name) => `${name}-${side}`),
    { maxLength: 2 },
  )

const hintsIn = ({ orderAliases = [], orderHint = '' }: Word): string[] =>
  [...orderAliases, orderHint].map((name) => name.toUpperCase().replace(/^WC-|_\d+$/, ''))

const namesIn = ({ payment = '', containers = [], references = [] }: Word): string[] => [
  payment,
  ...containers,
  ...references,
]

/** The payments of all events that name one of the references or the order, or share a name with one that does. */
function paymentsOf(id: string, references: readonly string[], words: readonly Word[]): string[] {
  const claimed = words.filter(
    (word) =>
      [word.orderId, ...(word.orderAliases ?? []), ...hintsIn(word)].includes(id) ||
      [
        ...namesIn(word),
        ...(word.mentions ?? []),
        word.orderId ?? '',
        ...(word.orderAliases ?? []),
      ].some((name) => references.includes(name)),
  )
  const found = new Set(claimed)
  for (const each of found) {
    for (const other of words) {
      if (namesIn(other).some((name) => namesIn(each).includes(name))) found.add(other)
    }
  }
  return [...new Set([...found].map(({ payment = '' }) => payment))].sort()
}

const inOrderOf = <T>(ranks: readonly number[], items: readonly T[]): T[] =>
  items
    .map((item, at) => [ranks[at] ?? 0, item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item)

/** `histories`: how many of them are made up. */
export function describeChains(fresh: Fresh, histories: number): void {
  describe('what hangs together', () => {
    it('ends in the registered order, each payment in one order only, whatever comes first', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.oneof(wordOf('A'), wordOf('B')), { minLength: 2, maxLength: 7 }),
          referencesOf('A'),
          fc.option(referencesOf('B')),
          fc.boolean(),
          fc.array(fc.nat(), { minLength: 10, maxLength: 10 }),
          async (made, forA, forB, isByHand, ranks) => {
            const words = made.map((word, at) => ({ ...word, eventId: `e${at}` }))
            const register =
              (id: string, references: string[]): Step =>
              (store) =>
                store.register(id, { ...towels, references }, context())
            const byHand: Word = {
              by: 'merchant',
              provider: undefined,
              payment: 'p2-A',
              state: 'processing',
              eventId: 'hand',
            }
            const steps = [
              register('A', forA),
              ...(forB ? [register('B', forB)] : []),
              ...(isByHand ? [(store: Store) => store.apply(intake(byHand, 'A'), context())] : []),
              ...words.map(tell),
            ]
            const outcome = async (order: readonly Step[]) => {
              const store = await fresh()
              for (const step of order) await step(store)
              const [a, b, ...others] = await Promise.all(
                ['A', 'B', 'order-A', 'order-B', 'shop'].map((id) => store.order(id)),
              )
              const kept = await store.kept({ limit: 100 })
              return {
                shown: [a?.shown, forB && b?.shown],
                payments: [a, b].map((order) => Object.keys(order?.payments ?? {}).sort()),
                others: others.flatMap((order) => Object.keys(order?.payments ?? {})),
                kept: kept.map(({ key }) => key).sort(),
              }
            }
            const first = await outcome(steps)
            const payments = [
              paymentsOf(
                'A',
                [...forA, ...(isByHand ? ['p2-A'] : [])],
                [...words, ...(isByHand ? [{ ...byHand, orderId: 'A' }] : [])],
              ),
              paymentsOf('B', forB ?? [], words),
            ]
            expect(first.payments[0]).toEqual(payments[0])
            if (forB) expect(first.payments[1]).toEqual(payments[1])
            const all = [...first.payments.flat(), ...first.others]
            expect(all).toHaveLength(new Set(all).size)

            const { others: _, ...again } = await outcome(inOrderOf(ranks, steps))
            const { others: __, ...expected } = first
            if (!forB) {
              // Which of the orders that nobody registered has a payment, the first event decides.
              again.payments.pop()
              expected.payments.pop()
            }
            expect(again).toEqual(expected)
          },
        ),
        { numRuns: histories },
      )
    })

    it.each<[says: string, steps: Word[]]>([
      [
        'through two containers',
        [
          { payment: 'p1', containers: ['x', 'c1'] },
          { payment: 'p2', containers: ['c1', 'c2'] },
          { payment: 'p3', containers: ['c2'] },
        ],
      ],
      [
        'out of another order’s name',
        [
          { payment: 'p1', containers: ['x', 'c1'], orderId: 'WC-1' },
          { payment: 'p2', containers: ['c1'], orderId: 'WC-1' },
          { payment: 'p3', containers: ['c1'], orderId: 'WC-2' },
        ],
      ],
      [
        'through a text, and on from there',
        [
          { payment: 'p1', mentions: ['x'], orderId: 'WC-1' },
          { payment: 'p2', containers: ['p1'], orderId: 'WC-2' },
          { payment: 'p3', containers: ['p2'] },
        ],
      ],
      [
        'by the order’s id, out of another order’s name',
        [
          { payment: 'p1', containers: ['c1'], orderId: 'WC-1' },
          { payment: 'p2', containers: ['c1'], orderId: 'A' },
          { payment: 'p3', containers: ['p1'] },
        ],
      ],
      [
        'by the order’s id, and on through what links it to others',
        [
          { payment: 'p1', containers: ['c1'], orderId: 'A' },
          { payment: 'p2', containers: ['c2'], orderId: 'WC-1' },
          { payment: 'p3', containers: ['c1', 'c2'] },
        ],
      ],
      [
        'by the name that the provider has for the order',
        [
          { payment: 'p1', orderId: 'x' },
          { payment: 'p2', containers: ['p1'] },
          { payment: 'p3', orderId: 'x' },
        ],
      ],
    ])('is found %s, in every order of arrival', async (_, words) => {
      const register: Step = (store) =>
        store.register('A', { ...towels, references: ['x'] }, context())
      for (const steps of permutations([register, ...words.map(tell)])) {
        const store = await fresh()
        for (const step of steps) await step(store)
        const order = await store.order('A')
        expect(Object.keys(order?.payments ?? {}).sort()).toEqual(['p1', 'p2', 'p3'])
        expect(await store.kept({ limit: 9 })).toEqual([])
      }
    })

    it('is found in one step, too', async () => {
      const store = await fresh()
      await registered(store, 'A', { ...towels, references: ['x'] })
      const batch: Intake[] = [
        ...intake({ payment: 'p3', containers: ['c2'] }),
        ...intake({ payment: 'p2', containers: ['c1', 'c2'] }),
        ...intake({ payment: 'p1', containers: ['x', 'c1'] }),
      ]
      const changed = await store.apply(batch, context())
      expect(changed.map(({ id, version }) => [id, version])).toEqual([['A', 2]])
      expect(changed[0]?.shown.amountReceived).toBe(3000)
    })

    it('leaves the order that it was found in with what is its own', async () => {
      const store = await fresh()
      await store.apply(intake({ payment: 'p1', references: ['x'], orderId: 'WC-1' }), context())
      await store.apply(intake({ payment: 'p2', amount: 300, orderId: 'WC-1' }), context())
      const { changed } = (await store.register(
        'A',
        { ...towels, references: ['x'] },
        context(),
      )) as { changed: { id: string }[] }
      expect(changed.map(({ id }) => id).sort()).toEqual(['A', 'WC-1'])
      expect(await store.order('A')).toMatchObject({ shown: { amountReceived: 1000 } })
      expect(await store.order('WC-1')).toMatchObject({ shown: { amountReceived: 300 } })
    })

    it('belongs to an order that the merchant only tells of a payment, likewise', async () => {
      const store = await fresh()
      await store.apply(intake({ payment: 'p1', containers: ['c1'], orderId: 'WC-1' }), context())
      await store.apply(intake({ payment: 'p2', containers: ['c1'], orderId: 'WC-1' }), context())
      await store.apply(intake({ payment: 'p3', containers: ['p2'] }), context())
      await store.apply(intake({ payment: 'p4', mentions: ['p1'], orderId: 'WC-2' }), context())
      await store.apply(intake({ payment: 'p5', orderId: 'p1' }), context())
      await store.apply(intake({ payment: 'p6', mentions: ['c1'], orderId: 'WC-2' }), context())
      const word = {
        by: 'merchant',
        provider: undefined,
        payment: 'p1',
        state: 'processing',
      } as const
      await store.apply(intake(word, 'A'), context())
      const order = await store.order('A')
      expect(Object.keys(order?.payments ?? {}).sort()).toEqual(['p1', 'p2', 'p3', 'p4', 'p5'])
      // What p2 tells of is the money of p3, which lies in it.
      expect(order?.shown).toMatchObject({ registered: true, amountReceived: 4000 })
      expect(await store.order('WC-1')).toMatchObject({ shown: { amountReceived: 0 } })
    })

    it.each<[says: string, word: Word]>([
      ['of several names one is registered', { orderId: '12', orderAliases: ['4711'] }],
      ['a plugin decorates it', { orderId: 'WOOC_4711_1795219200' }],
      ['a plugin decorates what could be no order’s id', { mentions: ['Order #4711'] }],
      ['the provider itself may have made the name', { orderHint: '4711' }],
    ])('is found where %s, before and after, and makes no other order', async (_, word) => {
      for (const steps of permutations([(store: Store) => registered(store, '4711'), tell(word)])) {
        const store = await fresh()
        for (const step of steps) await step(store)
        expect(await store.order('4711')).toMatchObject({ shown: { amountReceived: 1000 } })
        expect(await store.order(word.orderId ?? '12')).not.toMatchObject({
          payments: { pi_1: {} },
        })
        expect(await store.kept({ limit: 9 })).toEqual([])
      }
    })

    it('is the order of a payment that is known rather than one that is hinted at', async () => {
      const store = await fresh()
      await registered(store, 'A')
      await registered(store, '4711')
      await store.apply(intake({ orderId: 'A', state: 'processing' }), context())
      await store.apply(intake({ orderId: '4711_1795219200', eventId: 'e2' }), context())
      expect(await store.order('A')).toMatchObject({ shown: { amountReceived: 1000 } })
      expect(await store.order('4711')).toMatchObject({ shown: { amountReceived: 0 } })
    })

    it('is the shop’s that shares a name with others, and joins nobody’s payments', async () => {
      const store = await fresh()
      const counter = { mentions: ['qr_counter'] }
      await store.apply(intake({ ...counter, payment: 'p1', orderId: 'WC-1' }), context())
      await registered(store, 'A', { ...towels, references: ['qr_counter'] })
      await registered(store, 'B')
      await store.apply(intake({ ...counter, payment: 'p2' }), context())
      await store.apply(intake({ payment: 'p3', orderId: 'B' }), context())
      expect(await store.order('A')).toMatchObject({ shown: { amountReceived: 2000 } })
      expect(await store.order('B')).toMatchObject({ shown: { amountReceived: 1000 } })
    })

    it('is not what shares a text only, even with a payment that was claimed', async () => {
      const store = await fresh()
      const mentions = ['2 towels']
      await store.apply(intake({ payment: 'p1', orderId: 'WC-1', mentions }), context())
      await store.apply(intake({ payment: 'p2', orderId: 'WC-2', mentions }), context())
      await registered(store, 'A', { ...towels, references: ['p1'] })
      expect(await store.order('WC-2')).toMatchObject({ shown: { amountReceived: 1000 } })
      await registered(store, 'B', { ...towels, references: ['2 towels'] })
      expect(await store.order('A')).toMatchObject({ shown: { amountReceived: 1000 } })
      expect(await store.order('B')).toMatchObject({ shown: { amountReceived: 1000 } })
    })

    it('is not what has the order’s id in a text: that may be any number', async () => {
      const store = await fresh()
      await store.apply(intake({ orderId: 'WC-1', mentions: ['17'] }), context())
      await registered(store, '17')
      expect(await store.order('WC-1')).toMatchObject({ shown: { amountReceived: 1000 } })
      expect(await store.order('17')).toMatchObject({ shown: { amountReceived: 0 } })
    })

    it('claims nothing of another registered order', async () => {
      const store = await fresh()
      await registered(store, 'A')
      await store.apply(intake({ orderId: 'A', payment: 'p1', containers: ['c1'] }), context())
      await registered(store, 'B')
      await store.apply(intake({ orderId: 'B', payment: 'p2', containers: ['c1'] }), context())
      expect(await store.order('A')).toMatchObject({ shown: { amountReceived: 1000 } })
      expect(await store.order('B')).toMatchObject({ shown: { amountReceived: 1000 } })
    })

    it('takes what came to an order’s address once an event teaches that it fits', async () => {
      const store = await fresh()
      await registered(store, 'A')
      const daraja = { provider: 'daraja', time: undefined }
      const prompt = {
        ...daraja,
        by: 'merchant',
        state: 'requires_action',
        payment: 'ws_1',
      } as const
      await store.apply(intake(prompt, 'A'), context())
      await store.apply(
        intake({ ...daraja, payment: 'NLJ7', containers: ['ws_2'] }, 'A'),
        context(),
      )
      expect(await store.order('A')).toMatchObject({ shown: { amountReceived: 0 } })
      await store.apply(intake({ ...prompt, payment: 'ws_2' }, 'A'), context())
      expect(await store.order('A')).toMatchObject({ shown: { amountReceived: 1000 } })
    })
  })
}
