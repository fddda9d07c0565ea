import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { standing, type OrderFacts, type Registration, type Shown } from './order.ts'
import { revise } from './snapshot.ts'
import { factsOf, join } from './facts.ts'
import { MAIN_STATES, type Heard } from './update.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const MINUTE = 60_000

const registered = (more: Partial<Registration> = {}): Registration => ({
  amount: 1000,
  currency: 'KES',
  customers: [],
  references: [],
  ...more,
})

type Story = { [K in Exclude<keyof Heard, 'part' | 'state'>]?: Heard[K] | undefined } & {
  part?: string
  state?: string
}

/** What was told, in short: a provider's word on `main`, unless it says otherwise; a minute apart. */
const told = (stories: readonly Story[]): Heard[] =>
  stories.map(
    (story, index) =>
      ({
        part: 'main',
        eventId: `e${index}`,
        payment: 'p1',
        by: 'provider',
        provider: 'stripe',
        currency: 'KES',
        time: NOW - (stories.length - index) * MINUTE,
        receivedAt: NOW,
        ...story,
      }) as Heard,
  )

function factsAfter(heard: readonly Heard[], registration?: Registration): OrderFacts {
  const payments: OrderFacts['payments'] = {}
  for (const each of heard) payments[each.payment] = join(payments[each.payment], factsOf(each))
  return { payments, ...(registration && { registration }) }
}

const permutations = <T>(items: readonly T[]): T[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item, at) =>
        permutations(items.toSpliced(at, 1)).map((others) => [item, ...others]),
      )

const hand: Story = { by: 'merchant', provider: undefined, payment: 'manual' }
const paid = { state: 'succeeded', amount: 1000 } as const
const refund = (id: string, amount: number, more: Story = {}): Story => ({
  part: `refund:${id}`,
  state: 'done',
  amount,
  ...more,
})
const dispute = (id: string, state: 'open' | 'won' | 'lost'): Story => ({
  part: `dispute:${id}`,
  state,
})

/** How orders go, as providers and merchants tell them; each holds in every order of arrival. */
const HISTORIES: [says: string, registration: Registration | undefined, Story[], Partial<Shown>][] =
  [
    ['nothing happened yet', registered(), [], { status: 'pending', safeToRetry: false }],
    [
      'it is paid',
      registered(),
      [{ state: 'pending' }, paid],
      { status: 'succeeded', amountReceived: 1000 },
    ],
    [
      'a failed attempt is tried again on the same payment',
      registered(),
      [{ state: 'failed', doubt: 0 }, { state: 'requires_action' }],
      { status: 'requires_action', safeToRetry: false },
    ],
    [
      'success comes after failed, canceled and expired',
      registered(),
      [paid, { state: 'failed' }, { state: 'canceled' }, { state: 'expired' }],
      { status: 'succeeded' },
    ],
    [
      'session, intent and charge tell of the same money',
      registered(),
      [
        { state: 'pending', payment: 'cs_1' },
        { ...paid, payment: 'pi_1', containers: ['cs_1'] },
        { ...paid, payment: 'pi_1', eventId: 'again' },
      ],
      { status: 'succeeded', amountReceived: 1000, overpaid: false },
    ],
    [
      'the merchant tells of the prompt, the provider of the receipt in it',
      registered(),
      [
        { ...hand, state: 'requires_action', payment: 'ws_1' },
        { ...hand, state: 'succeeded', payment: 'ws_1' },
        { ...paid, payment: 'NLJ7', containers: ['ws_1'] },
      ],
      { status: 'succeeded', amountReceived: 1000, overpaid: false },
    ],
    [
      'an order of the provider’s has a failed payment and one that was captured',
      registered(),
      [
        { state: 'pending', payment: 'order_1' },
        { state: 'failed', payment: 'pay_1', containers: ['order_1'] },
        { ...paid, payment: 'pay_2', containers: ['order_1'] },
        { ...paid, payment: 'pay_2', containers: ['order_1'], eventId: 'order.paid' },
      ],
      { status: 'succeeded', amountReceived: 1000, overpaid: false },
    ],
    [
      'a session runs out while a payment inside it is confirmed',
      registered(),
      [
        { state: 'processing', payment: 'pi_1', containers: ['cs_1'] },
        { state: 'expired', payment: 'cs_1' },
      ],
      { status: 'processing', safeToRetry: false },
    ],
    [
      'it is paid twice',
      registered(),
      [paid, { ...paid, payment: 'p2' }],
      { status: 'succeeded', amountReceived: 2000, overpaid: true, safeToRetry: false },
    ],
    [
      'it is paid twice, and one goes back',
      registered(),
      [paid, { ...paid, payment: 'p2' }, refund('r', 1000)],
      { status: 'succeeded', amountReceived: 2000, amountRefunded: 1000, overpaid: false },
    ],
    [
      'it is paid in part',
      registered(),
      [{ state: 'succeeded', amount: 400 }],
      { status: 'partially_paid', amountReceived: 400, safeToRetry: true },
    ],
    [
      'it is paid in part, and the rest is under way',
      registered(),
      [
        { state: 'succeeded', amount: 400 },
        { state: 'processing', payment: 'p2' },
      ],
      { status: 'partially_paid', safeToRetry: false },
    ],
    [
      'it is paid in part, and foreign money came too',
      registered(),
      [
        { state: 'succeeded', amount: 400 },
        { ...paid, currency: 'USD', payment: 'p2' },
      ],
      { status: 'partially_paid', amountReceived: 400, safeToRetry: false },
    ],
    [
      'it is paid in two parts',
      registered(),
      [
        { state: 'succeeded', amount: 400 },
        { state: 'succeeded', amount: 600, payment: 'p2' },
      ],
      { status: 'succeeded', amountReceived: 1000 },
    ],
    [
      'a shilling is paid before the order is registered',
      registered(),
      [{ state: 'succeeded', amount: 1 }],
      { status: 'partially_paid', amountReceived: 1 },
    ],
    [
      'a shilling is paid and the merchant has not spoken',
      undefined,
      [{ state: 'succeeded', amount: 1 }],
      { status: 'succeeded', registered: false, amount: null, amountReceived: 1 },
    ],
    [
      'it comes in another currency',
      registered(),
      [{ ...paid, currency: 'USD' }],
      {
        status: 'processing',
        amountReceived: 0,
        reason: { code: 'currency_mismatch' },
        safeToRetry: false,
      },
    ],
    [
      'it comes in another currency and goes back',
      registered(),
      [{ ...paid, currency: 'USD' }, refund('r', 1000, { currency: 'USD' })],
      { status: 'pending', amountReceived: 0, safeToRetry: false },
    ],
    [
      'all goes back',
      registered(),
      [paid, refund('r', 1000)],
      { status: 'refunded', amountRefunded: 1000 },
    ],
    [
      'some goes back',
      registered(),
      [paid, refund('r', 300), refund('s', 200)],
      { status: 'partially_refunded', amountRefunded: 500 },
    ],
    [
      'a refund bounces',
      registered(),
      [paid, refund('r', 1000), refund('r', 1000, { state: 'failed' })],
      { status: 'succeeded', amountRefunded: 0 },
    ],
    [
      'two disputes, one of them won',
      registered(),
      [paid, dispute('a', 'open'), dispute('a', 'won'), dispute('b', 'open')],
      { status: 'disputed' },
    ],
    [
      'a dispute is won',
      registered(),
      [paid, dispute('a', 'open'), dispute('a', 'won')],
      { status: 'succeeded' },
    ],
    [
      'a dispute is lost',
      registered(),
      [paid, dispute('a', 'open'), dispute('a', 'lost')],
      { status: 'disputed' },
    ],
    [
      'a provider without times tells of failure',
      registered(),
      [
        { ...hand, state: 'requires_action', payment: 'ws_1', deadline: NOW + MINUTE },
        {
          state: 'canceled',
          payment: 'ws_1',
          time: undefined,
          doubt: 0,
          reason: { code: 'canceled_by_customer' },
        },
      ],
      { status: 'canceled', reason: { code: 'canceled_by_customer' }, safeToRetry: true },
    ],
    [
      'a mistake by hand is mended',
      registered(),
      [
        { ...hand, state: 'succeeded' },
        { ...hand, state: 'failed', final: true },
      ],
      { status: 'failed', amountReceived: 0, safeToRetry: true },
    ],
    [
      'the merchant refunds by hand what the provider took',
      registered(),
      [paid, { ...hand, part: 'refunds', state: 'total' }],
      { status: 'refunded', amountReceived: 1000, amountRefunded: 1000 },
    ],
    [
      'escrow: paid is held',
      registered({ flow: 'escrow' }),
      [paid],
      { status: 'authorized', amountReceived: 1000 },
    ],
    [
      'escrow: released by the merchant, whom nobody takes for a second payer',
      registered({ flow: 'escrow' }),
      [paid, { ...hand, state: 'succeeded' }],
      { status: 'succeeded', amountReceived: 1000, overpaid: false },
    ],
    [
      'escrow: held, confirmed, disputed, withdrawn, released',
      registered({ flow: 'escrow' }),
      [
        { ...hand, state: 'authorized', confirmations: { count: 1, required: 2 } },
        { ...hand, part: 'dispute:hand', state: 'open' },
        { ...hand, state: 'authorized', confirmations: { count: 2, required: 2 } },
        { ...hand, state: 'succeeded' },
      ],
      { status: 'succeeded', confirmations: { count: 2, required: 2 } },
    ],
    [
      'escrow: refunded instead of released',
      registered({ flow: 'escrow' }),
      [paid, { ...hand, part: 'refunds', state: 'total' }],
      { status: 'refunded', amountRefunded: 1000 },
    ],
    [
      'escrow: paid in two parts, released once',
      registered({ flow: 'escrow' }),
      [
        { state: 'succeeded', amount: 500 },
        { state: 'succeeded', amount: 500, payment: 'p2' },
        { ...hand, state: 'succeeded' },
      ],
      { status: 'succeeded', amountReceived: 1000, overpaid: false },
    ],
    [
      'paid in two parts inside of an order of the provider’s, which the merchant calls paid',
      registered(),
      [
        { state: 'succeeded', amount: 500, containers: ['order_1'] },
        { state: 'succeeded', amount: 500, payment: 'p2', containers: ['order_1'] },
        { ...hand, state: 'succeeded', amount: 1000, payment: 'order_1' },
      ],
      { status: 'succeeded', amountReceived: 1000, overpaid: false },
    ],
    [
      'paid in two parts, and all of it refunded by hand',
      registered(),
      [
        { state: 'succeeded', amount: 500 },
        { state: 'succeeded', amount: 500, payment: 'p2' },
        { ...hand, part: 'refunds', state: 'total' },
      ],
      { status: 'refunded', amountRefunded: 1000 },
    ],
    [
      'paid in two parts, and some of it refunded by hand',
      registered(),
      [
        { state: 'succeeded', amount: 500 },
        { state: 'succeeded', amount: 500, payment: 'p2' },
        { ...hand, part: 'refunds', state: 'total', amount: 700 },
      ],
      { status: 'partially_refunded', amountRefunded: 700 },
    ],
    [
      'refunded by hand, which is taken back',
      registered(),
      [paid, { ...hand, part: 'refunds', state: 'total' }, { ...hand, state: 'succeeded' }],
      { status: 'succeeded', amountReceived: 1000, amountRefunded: 0, overpaid: false },
    ],
    [
      'refunded by hand under another name of the payment',
      registered(),
      [
        { ...paid, references: ['ch_1'] },
        { ...hand, part: 'refunds', state: 'total', payment: 'ch_1' },
      ],
      { status: 'refunded', amountReceived: 1000, amountRefunded: 1000 },
    ],
    [
      'a provider waits for the shopper longer than the order does',
      registered({ expiresAt: NOW - 60 * MINUTE }),
      [{ state: 'requires_action' }],
      { status: 'expired', safeToRetry: false },
    ],
    [
      'another prompt is sent after one that ended',
      registered(),
      [
        { ...hand, state: 'requires_action', deadline: NOW - 30 * MINUTE },
        { ...hand, state: 'requires_action' },
      ],
      { status: 'requires_action', safeToRetry: false },
    ],
    [
      'two words by hand at one time: the one that settles counts',
      registered(),
      [
        { ...hand, state: 'requires_action', time: NOW },
        { ...hand, state: 'succeeded', time: NOW },
      ],
      { status: 'succeeded' },
    ],
    [
      'a final word, and the provider tries again and fails again',
      registered(),
      [
        { state: 'failed' },
        { ...hand, state: 'failed', payment: 'p1', final: true },
        { state: 'failed', eventId: 'again' },
      ],
      { status: 'failed', safeToRetry: false },
    ],
    [
      'nobody acts in time',
      registered({ expiresAt: NOW - 1 }),
      [],
      { status: 'expired', safeToRetry: true },
    ],
    [
      'it expires with money on its way',
      registered({ expiresAt: NOW - 1 }),
      [{ state: 'processing' }],
      { status: 'processing', safeToRetry: false },
    ],
    [
      'a prompt was sent and never heard of again',
      registered(),
      [{ ...hand, state: 'requires_action', payment: 'ws_1', deadline: NOW - MINUTE }],
      { status: 'expired', safeToRetry: false },
    ],
    [
      'a prompt was never heard of again, ten minutes later',
      registered(),
      [{ ...hand, state: 'requires_action', payment: 'ws_1', deadline: NOW - 10 * MINUTE }],
      { status: 'expired', safeToRetry: true },
    ],
    [
      'a decline that is certain',
      registered(),
      [{ state: 'failed', doubt: 0, reason: { code: 'declined', message: 'do_not_honor' } }],
      { status: 'failed', reason: { code: 'declined' }, safeToRetry: true },
    ],
    [
      'a failure of which nobody knows whether it will last',
      registered(),
      [{ state: 'failed' }],
      { status: 'failed', safeToRetry: false },
    ],
    [
      'one attempt failed for certain, another is under way',
      registered(),
      [
        { state: 'failed', doubt: 0 },
        { state: 'processing', payment: 'p2' },
      ],
      { status: 'processing', safeToRetry: false },
    ],
  ]

describe('an order', () => {
  it.each(HISTORIES)('%s', (_, registration, stories, expected) => {
    const heard = told(stories)
    for (const order of permutations(heard)) {
      expect(standing(factsAfter(order, registration), NOW).shown).toMatchObject(expected)
      expect(standing(factsAfter([...order, ...heard], registration), NOW)).toEqual(
        standing(factsAfter(heard, registration), NOW),
      )
    }
  })

  it('needs no order of arrival, in any world', () => {
    const anything = fc
      .record({
        payment: fc.constantFrom('p1', 'p2', 'cs_1', 'manual'),
        containers: fc.constantFrom<string[]>([], ['cs_1'], ['order_1']),
        said: fc.oneof(
          fc.constantFrom(...MAIN_STATES).map((state) => ({ part: 'main', state })),
          fc.constantFrom('done', 'failed').map((state) => ({ part: 'refund:r', state })),
          fc.constantFrom('open', 'won').map((state) => ({ part: 'dispute:d', state })),
        ),
        by: fc.constantFrom('provider', 'merchant'),
        minute: fc.option(fc.integer({ min: -9, max: 0 }), { nil: undefined }),
        currency: fc.constantFrom('KES', 'USD'),
        amount: fc.constantFrom(1, 500, 1000),
      })
      .map(({ said, minute, ...rest }) => {
        const content = { ...rest, ...said, provider: 'stripe', receivedAt: NOW }
        const time = minute === undefined ? {} : { time: NOW + minute * MINUTE }
        return { ...content, ...time, eventId: JSON.stringify([content, time]) } as unknown as Heard
      })
    fc.assert(
      fc.property(
        fc.constantFrom(undefined, registered(), registered({ flow: 'escrow' })),
        fc
          .array(anything, { maxLength: 7 })
          .chain((world) =>
            fc.tuple(fc.constant(world), fc.shuffledSubarray(world, { minLength: world.length })),
          ),
        (registration, [world, shuffled]) => {
          const { shown } = standing(factsAfter(world, registration), NOW)
          expect(standing(factsAfter(shuffled, registration), NOW).shown).toEqual(shown)

          // Never twice: who may try again has nothing under way, and nothing that arrived in full.
          if (shown.safeToRetry) {
            expect(['failed', 'canceled', 'expired', 'partially_paid']).toContain(shown.status)
            expect(shown.amountReceived - shown.amountRefunded).toBeLessThan(
              shown.amount ?? Infinity,
            )
          }
          expect(shown.amountRefunded).toBeLessThanOrEqual(shown.amountReceived)
        },
      ),
      { numRuns: 10_000 },
    )
  })
})

describe('time', () => {
  it('shows an order as expired at its deadline, and says when to look again', () => {
    const facts = factsAfter([], registered({ expiresAt: NOW + MINUTE }))
    expect(standing(facts, NOW)).toMatchObject({
      shown: { status: 'pending', expiresAt: new Date(NOW + MINUTE).toISOString() },
      changesAt: NOW + MINUTE,
    })
    expect(standing(facts, NOW + MINUTE).shown).toMatchObject({
      status: 'expired',
      reason: { code: 'expired' },
    })
  })

  it('ends a doubt at the moment it said it would', () => {
    const facts = factsAfter(told([{ state: 'failed', doubt: 5 * MINUTE }]), registered())
    const { changesAt } = standing(facts, NOW)
    expect(changesAt).toBe(NOW + 4 * MINUTE)
    expect(standing(facts, changesAt! - 1).shown.safeToRetry).toBe(false)
    expect(standing(facts, changesAt!).shown.safeToRetry).toBe(true)
  })

  it('changes nothing that is shown before the moment it names, in any world', () => {
    const minutes = fc.integer({ min: -15, max: 15 })
    const attempt = fc.record({
      state: fc.constantFrom('pending', 'requires_action', 'processing', 'failed', 'succeeded'),
      payment: fc.constantFrom('p1', 'p2', 'p3'),
      amount: fc.constantFrom(400, 1000),
      deadline: fc.option(minutes, { nil: undefined }),
      doubt: fc.option(minutes, { nil: undefined }),
    })
    fc.assert(
      fc.property(
        fc.array(attempt, { maxLength: 4 }),
        fc.option(minutes, { nil: undefined }),
        fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 10 }),
        (attempts, expires, looks) => {
          const stories = attempts.map(({ deadline, doubt, ...story }) => ({
            ...story,
            deadline: deadline === undefined ? undefined : NOW + deadline * MINUTE,
            doubt: doubt === undefined ? undefined : Math.max(doubt, 0) * MINUTE,
          }))
          const expiresAt = expires === undefined ? {} : { expiresAt: NOW + expires * MINUTE }
          const facts = factsAfter(told(stories), registered(expiresAt))

          let { shown, changesAt = Infinity } = standing(facts, NOW)
          for (const at of looks.sort((a, b) => a - b).map((minute) => NOW + minute * MINUTE)) {
            if (at >= changesAt) ({ shown, changesAt = Infinity } = standing(facts, at))
            else expect(standing(facts, at).shown).toEqual(shown)
          }
        },
      ),
      { numRuns: 5_000 },
    )
  })
})

describe('the version', () => {
  it('rises exactly when the shopper would see a difference', () => {
    const first = revise('A', undefined, factsAfter([], registered()), NOW)
    const same = revise('A', first, factsAfter([], registered({ references: ['x'] })), NOW + 1)
    const next = revise('A', same, factsAfter(told([paid]), registered()), NOW + 2)
    expect([first.version, same.version, next.version]).toEqual([1, 1, 2])
    expect([same.updatedAt, next.updatedAt]).toEqual([NOW, NOW + 2])
    expect(next.history.map(({ status }) => status)).toEqual(['pending', 'succeeded'])
  })

  it('keeps the last twenty statuses that were shown', () => {
    let order = revise('A', undefined, factsAfter([], registered()), NOW)
    for (let turn = 1; turn <= 30; turn++) {
      const state = turn % 2 ? 'failed' : 'processing'
      const heard = told([
        { ...hand, state, time: NOW + turn, eventId: `${turn}`, receivedAt: NOW + turn },
      ])
      const payments = { manual: join(order.payments.manual, factsOf(heard[0]!)) }
      order = revise('A', order, { ...order, payments }, NOW + turn)
    }
    expect(order.history).toHaveLength(20)
    expect(order.history.at(-1)?.status).toBe('processing')
    expect(order.version).toBe(31)
  })
})
