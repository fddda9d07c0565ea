import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { standing, type OrderFacts, type Registration } from './order.ts'
import { revise } from './record.ts'
import { factsOf, join } from './facts.ts'
import type { Heard } from './update.ts'

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

const hand: Story = { by: 'merchant', provider: undefined, payment: 'manual' }
const paid = { state: 'succeeded', amount: 1000 } as const

describe('time', () => {
  it('shows an order as expired at its deadline, and says when to look again', () => {
    const facts = factsAfter([], registered({ expiresAt: NOW + MINUTE }))
    expect(standing(facts, NOW)).toMatchObject({
      shown: { status: 'pending', expiresAt: new Date(NOW + MINUTE).toISOString() },
      changesAt: NOW + MINUTE,
    })
    const { shown, changesAt } = standing(facts, NOW + MINUTE)
    expect(shown).toMatchObject({ status: 'expired', reason: { code: 'expired' } })
    expect(changesAt).toBeUndefined()
  })

  it('ends a doubt at the moment it said it would', () => {
    const facts = factsAfter(told([{ state: 'failed', doubt: 5 * MINUTE }]), registered())
    const { changesAt } = standing(facts, NOW)
    expect(changesAt).toBe(NOW + 4 * MINUTE)
    expect(standing(facts, changesAt! - 1).shown.safeToRetry).toBe(false)
    expect(standing(facts, changesAt!).shown.safeToRetry).toBe(true)
  })

  it('offers no second attempt while the rest of a hold may still be captured', () => {
    const hold: Story[] = [
      { state: 'authorized', amount: 1000 },
      { part: 'capture:c', state: 'done', amount: 600 },
    ]
    const shown = (...more: Story[]) =>
      standing(factsAfter(told([...hold, ...more]), registered()), NOW).shown
    expect(shown()).toMatchObject({ status: 'partially_paid', safeToRetry: false })
    expect(shown({ state: 'canceled' })).toMatchObject({
      status: 'partially_paid',
      safeToRetry: true,
    })
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

it('takes what went back of a container from no payment that came later', () => {
  const inside = { state: 'authorized', containers: ['all'], time: undefined }
  const stories: Story[] = [
    { ...inside, payment: 'gift card', amount: 500 },
    { payment: 'all', part: 'refund:r', state: 'done', amount: 1000 },
    { ...inside, payment: 'paid anew', amount: 1000 },
    { payment: 'paid anew', part: 'capture:c', state: 'done', amount: 1000 },
  ]
  expect(standing(factsAfter(told(stories), registered()), NOW).shown).toMatchObject({
    status: 'succeeded',
    amountReceived: 1000,
    amountRefunded: 0,
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
