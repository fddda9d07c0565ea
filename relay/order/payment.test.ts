import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factsOf, join, type PaymentFacts } from './facts.ts'
import { payment } from './payment.ts'
import { MAIN_STATES, type Heard } from './update.ts'

const NOW = Date.UTC(2026, 10, 21, 12)

type Said = { [K in Exclude<keyof Heard, 'part' | 'state'>]?: Heard[K] | undefined } & {
  part: string
  state: string
}

const heard = (update: Said): Heard =>
  ({
    eventId: 'e',
    payment: 'p',
    by: 'provider',
    provider: 'stripe',
    receivedAt: NOW,
    ...update,
  }) as Heard

const gathered = (...all: Heard[]): PaymentFacts => {
  const facts = all.map(factsOf).reduce<PaymentFacts | undefined>((a, b) => join(a, b), undefined)
  if (!facts) throw new Error('Nothing was heard.')
  return facts
}

const after = (...all: Heard[]) => payment(gathered(...all), { amount: 1000 })

const main = (state: string, minute: number | undefined, more: Partial<Said> = {}) =>
  heard({
    part: 'main',
    state,
    eventId: `${state}${minute}`,
    ...(minute !== undefined && { time: NOW - 3_600_000 + minute * 60_000 }),
    ...more,
  })

/** Anything that anybody may say of one payment. */
const anything: fc.Arbitrary<Heard> = fc
  .record({
    said: fc.oneof(
      fc.constantFrom(...MAIN_STATES).map((state) => ({ part: 'main', state })),
      fc.constantFrom('canceled', 'failed').map((state) => ({ part: 'void', state })),
      fc.constantFrom('pending', 'done', 'failed').map((state) => ({ part: 'capture:c', state })),
      fc.constantFrom('pending', 'done', 'failed').map((state) => ({ part: 'refund:r', state })),
      fc.constant({ part: 'refunds', state: 'total' }),
      fc.constantFrom('open', 'won', 'lost').map((state) => ({ part: 'dispute:d', state })),
    ),
    by: fc.constantFrom('provider', 'merchant'),
    amount: fc.option(fc.constantFrom(0, 1, 500, 1000, 2000), { nil: undefined }),
    time: fc.option(
      fc.integer({ min: -5, max: 20 }).map((minutes) => NOW + minutes * 60_000),
      { nil: undefined },
    ),
    until: fc.option(fc.constantFrom(NOW - 60_000, NOW + 3_600_000), { nil: undefined }),
    waived: fc.option(fc.constantFrom(0, 100, -100), { nil: undefined }),
    complete: fc.option(fc.boolean(), { nil: undefined }),
    namedBy: fc.option(fc.constant('shopper'), { nil: undefined }),
    unproven: fc.option(fc.constant(true), { nil: undefined }),
    orderId: fc.option(fc.constant('A'), { nil: undefined }),
    final: fc.boolean(),
    receipt: fc.option(fc.constantFrom('R1', 'R2'), { nil: undefined }),
    containers: fc.subarray(['cs_1', 'order_1']),
    receivedAt: fc.constantFrom(NOW, NOW + 1000),
  })
  .map(({ said, ...rest }) => {
    const update = { ...rest, ...said, provider: 'stripe', payment: 'p' }
    // Of one event there is one content; of one content, perhaps two deliveries.
    const { receivedAt: _, ...content } = update
    const believed = rest.time !== undefined && rest.time <= NOW + 5 * 60_000
    return { ...update, eventId: JSON.stringify({ ...content, believed }) } as unknown as Heard
  })

const worlds = fc.array(anything, { minLength: 1, maxLength: 8 })

describe('facts', () => {
  it('are the same in every order of hearing, however often each is heard', () => {
    fc.assert(
      fc.property(
        worlds.chain((world) =>
          fc.tuple(
            fc.constant(world),
            fc.shuffledSubarray([...world, ...world], { minLength: world.length }),
          ),
        ),
        ([world, again]) => {
          const missing = world.filter((each) => !again.includes(each))
          expect(gathered(...again, ...missing)).toEqual(gathered(...world))
        },
      ),
      { numRuns: 5_000 },
    )
  })

  it('join the same however they are grouped', () => {
    fc.assert(
      fc.property(worlds, worlds, worlds, (a, b, c) => {
        const [x, y, z] = [gathered(...a), gathered(...b), gathered(...c)]
        expect(join(join(x, y), z)).toEqual(join(x, join(y, z)))
        expect(join(x, y)).toEqual(join(y, x))
        expect(join(x, x)).toEqual(x)
      }),
      { numRuns: 2_000 },
    )
  })

  it('survive being stored', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const facts = gathered(...world)
        expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
      }),
      { numRuns: 500 },
    )
  })

  it('never tell of more money gone back than came in', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { refunded, received } = after(...world)
        expect(refunded).toBeGreaterThanOrEqual(0)
        expect(received).toBeGreaterThanOrEqual(refunded)
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('the attempt', () => {
  it('stands as it was told last', () => {
    expect(after(main('failed', 1), main('requires_action', 2)).state).toBe('requires_action')
  })

  it('has succeeded once anybody says so, whatever is said later', () => {
    expect(after(main('succeeded', 1), main('failed', 2), main('pending', 3)).state).toBe(
      'succeeded',
    )
  })

  it('goes by rank where two changes happened in one second', () => {
    expect(after(main('failed', 1), main('processing', 1)).state).toBe('failed')
  })

  it('goes by rank as soon as one event has no time', () => {
    expect(after(main('failed', 1), main('processing', 2), main('pending', undefined)).state).toBe(
      'failed',
    )
  })

  it('does not believe a time that lies ahead', () => {
    const replay = main('processing', undefined, { time: Date.UTC(2099, 0) })
    expect(after(main('failed', 1), replay)).toMatchObject({ state: 'failed' })
    const ahead = main('processing', undefined, { time: NOW + 2 * 60_000 })
    expect(after(main('failed', 1), ahead)).toMatchObject({ state: 'processing' })
  })
})

describe('where only the merchant speaks', () => {
  const byHand = (state: string, minute: number, more: Partial<Said> = {}) =>
    main(state, minute, { by: 'merchant', ...more })

  it('the latest word stands, so a mistake can be mended', () => {
    expect(after(byHand('succeeded', 1), byHand('failed', 2)).status).toBe('failed')
    expect(after(byHand('failed', 2), byHand('succeeded', 1)).status).toBe('failed')
  })

  it('a word undoes the refund and the dispute that were said by hand before', () => {
    const refunded = heard({
      part: 'refunds',
      state: 'total',
      by: 'merchant',
      eventId: 'r',
      time: NOW - 60_000,
    })
    const disputed = heard({
      part: 'dispute:hand',
      state: 'open',
      by: 'merchant',
      eventId: 'd',
      time: NOW - 60_000,
    })
    const again = main('succeeded', 60, { by: 'merchant' })
    expect(after(byHand('succeeded', 1), refunded).status).toBe('refunded')
    expect(after(byHand('succeeded', 1), refunded, again).status).toBe('succeeded')
    expect(after(byHand('succeeded', 1), disputed).status).toBe('disputed')
    expect(after(byHand('succeeded', 1), disputed, again).status).toBe('succeeded')
  })

  it('undoes nothing that a provider said', () => {
    const refund = heard({ part: 'refund:r', state: 'done', amount: 400, eventId: 'r' })
    expect(after(main('succeeded', 1), refund, byHand('succeeded', 5)).refunded).toBe(400)
  })
})

describe('money', () => {
  const capture = (id: string, state: 'done' | 'failed', amount: number, minute?: number) => {
    const { time } = main(state, minute)
    return heard({ part: `capture:${id}`, state, amount, time, eventId: `${id}${state}` })
  }
  const refund = (id: string, state: 'pending' | 'done' | 'failed', amount: number) =>
    heard({ part: `refund:${id}`, state, amount, eventId: `${id}${state}` })
  const refunds = (amount: number, minute: number) =>
    heard({
      part: 'refunds',
      state: 'total',
      amount,
      eventId: `t${minute}`,
      time: NOW - 3_600_000 + minute * 60_000,
    })

  it.each([
    [
      'nothing, while it is only held',
      [main('authorized', 1, { amount: 1000 })],
      0,
      0,
      'authorized',
    ],
    [
      'nothing, where some of a hold is said to go back: nobody has said yet that it was taken',
      [main('authorized', 1, { amount: 1000 }), refund('a', 'done', 300)],
      0,
      0,
      'authorized',
    ],
    [
      'nothing, where a hold was let go',
      [main('authorized', 1, { amount: 1000 }), refund('a', 'done', 1000)],
      0,
      0,
      'canceled',
    ],
    ['what the attempt says', [main('succeeded', 1, { amount: 700 })], 700, 0, 'succeeded'],
    ['what the order asks, where nobody says', [main('succeeded', 1)], 1000, 0, 'succeeded'],
    [
      'the captures',
      [
        main('authorized', 1, { amount: 1000 }),
        capture('a', 'done', 400),
        capture('b', 'done', 300),
      ],
      700,
      0,
      'succeeded',
    ],
    [
      'nothing of a capture that failed',
      [
        main('authorized', 1, { amount: 1000 }),
        capture('a', 'done', 1000),
        capture('a', 'failed', 1000),
      ],
      0,
      0,
      'authorized',
    ],
    [
      'nothing, where the capture failed after success',
      [main('succeeded', 1, { amount: 1000 }), capture('a', 'failed', 1000)],
      0,
      0,
      'authorized',
    ],
    [
      'nothing, where the capture failed later than success',
      [main('succeeded', 1, { amount: 1000 }), capture('a', 'failed', 1000, 2)],
      0,
      0,
      'authorized',
    ],
    [
      'all, where it failed before success, which another capture brought',
      [main('succeeded', 2, { amount: 1000 }), capture('a', 'failed', 1000, 1)],
      1000,
      0,
      'succeeded',
    ],
    [
      'what a second capture brought',
      [
        main('succeeded', 1, { amount: 1000 }),
        capture('a', 'failed', 1000),
        capture('b', 'done', 1000),
      ],
      1000,
      0,
      'succeeded',
    ],
    [
      'less two refunds',
      [main('succeeded', 1, { amount: 1000 }), refund('a', 'done', 300), refund('b', 'done', 200)],
      1000,
      500,
      'partially_refunded',
    ],
    [
      'less no refund that is pending, or bounced',
      [
        main('succeeded', 1, { amount: 1000 }),
        refund('a', 'done', 300),
        refund('a', 'failed', 300),
        refund('b', 'pending', 200),
      ],
      1000,
      0,
      'succeeded',
    ],
    [
      'less the greater of single refunds and the running total',
      [main('succeeded', 1, { amount: 1000 }), refund('a', 'done', 300), refunds(500, 2)],
      1000,
      500,
      'partially_refunded',
    ],
    [
      'less a total that shrank',
      [main('succeeded', 1, { amount: 1000 }), refunds(500, 2), refunds(200, 3)],
      1000,
      200,
      'partially_refunded',
    ],
    [
      'never less than nothing',
      [main('succeeded', 1, { amount: 1000 }), refund('a', 'done', 5000)],
      1000,
      1000,
      'refunded',
    ],
  ] as const)('received is %s', (_, all, received, refunded, status) => {
    expect(after(...all)).toMatchObject({ received, refunded, status })
  })
})

it('nothing is waived of an attempt that brought nothing', () => {
  expect(after(main('failed', 1, { waived: 100 })).waived).toBe(0)
  expect(after(main('failed', 1, { waived: 100 }), main('succeeded', 2)).waived).toBe(100)
})

it('a refund that failed and is sent again under its name has its latest state', () => {
  const refund = (state: 'done' | 'failed', minute: number) =>
    heard({ part: 'refund:r', state, amount: 400, eventId: state, time: NOW + minute })
  expect(after(main('succeeded', 1), refund('failed', 1), refund('done', 2)).refunded).toBe(400)
  expect(after(main('succeeded', 1), refund('failed', 2), refund('done', 2)).refunded).toBe(0)
})

describe('a dispute', () => {
  const dispute = (state: 'open' | 'won' | 'lost', minute: number) =>
    heard({
      part: 'dispute:d',
      state,
      eventId: `${state}${minute}`,
      time: NOW - 3_600_000 + minute * 60_000,
    })

  it('contests the payment until it is won', () => {
    expect(after(main('succeeded', 1), dispute('open', 2)).status).toBe('disputed')
    expect(after(main('succeeded', 1), dispute('open', 2), dispute('won', 3)).status).toBe(
      'succeeded',
    )
    expect(after(main('succeeded', 1), dispute('lost', 3), dispute('open', 2)).status).toBe(
      'disputed',
    )
  })

  it('shows that money came in, even if nothing else does', () => {
    expect(after(dispute('open', 2))).toMatchObject({ settled: true, received: 1000 })
  })
})

describe('doubt', () => {
  it('lasts as long as the provider may still settle what it closed', () => {
    expect(after(main('failed', 60, { doubt: 0 })).doubtUntil).toBe(NOW)
    expect(after(main('failed', 60)).doubtUntil).toBe(NOW + 72 * 3_600_000)
    expect(after(main('failed', undefined, { doubt: 5 })).doubtUntil).toBe(NOW + 5)
  })

  it('is in doubt for a day more where an answer closed it, and none has said so in the end', () => {
    const doubt = 10 * 60_000
    const answered = (minute: number) =>
      after(main('failed', 60, { doubt, until: NOW + minute * 60_000, receivedAt: NOW + doubt }))
    expect(answered(0)).toMatchObject({
      doubtEndsAt: NOW + doubt,
      doubtUntil: NOW + doubt + 24 * 3_600_000,
    })
    expect(answered(9).doubtUntil).toBe(NOW + doubt)
  })

  it('ends with the merchant’s final word', () => {
    const final = main('failed', 60, { by: 'merchant', final: true })
    expect(after(main('failed', 59), final)).toMatchObject({ final: true, doubtUntil: 0 })
  })

  it('is no more where a final word says that it was paid', () => {
    const final = main('succeeded', 60, { by: 'merchant', final: true })
    expect(after(final)).toMatchObject({ final: true, settled: true, doubtUntil: 0 })
  })
})
