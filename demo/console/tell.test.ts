import { describe, expect, it } from 'vitest'
import type { Happening, Kept, Order, Story } from './shapes.ts'
import { entriesOf } from './tell.ts'

const at = (second: number): string => new Date(Date.UTC(2026, 10, 21, 8, 0, second)).toISOString()

const ORDER: Order = {
  id: 'ORD-1',
  epoch: 'k3f9',
  version: 2,
  status: 'succeeded',
  flow: 'payment',
  registered: true,
  test: false,
  amount: 5000,
  currency: 'JPY',
  amountReceived: 5000,
  amountRefunded: 0,
  overpaid: false,
  safeToRetry: false,
  history: [
    { status: 'pending', at: at(0) },
    { status: 'succeeded', at: at(5) },
  ],
  createdAt: at(0),
  updatedAt: at(5),
}

const CLAIM: Story['claims'][number] = {
  payment: 'pi_1',
  provider: 'stripe',
  by: 'provider',
  part: 'main',
  state: 'succeeded',
  amount: 5000,
  counts: true,
  occurredAt: at(4),
  receivedAt: at(5),
}

const PAYMENT = {
  ...{ id: 'pi_1', provider: 'stripe', trust: null, status: 'succeeded', amount: 5000 },
  ...{ amountReceived: 5000, amountRefunded: 0, currency: 'JPY', receipt: null, reason: null },
  ...{ final: false, occurredAt: null },
}

const told = (story: Partial<Story>, kept: Kept[] = [], order = ORDER): string[] => {
  const whole = { createdAt: at(0), claims: [], lately: [], webhook: null, ...story }
  return entriesOf(order, whole, kept, (id) => id.toUpperCase()).map(
    ({ tone, title, detail, ms }) =>
      [tone, title, detail, ms].filter((each) => each !== '' && each !== undefined).join(' | '),
  )
}

const changed = (second: number, from: string | null, to: string, version: number): Happening => ({
  at: at(second),
  type: 'order_changed',
  from,
  to,
  version,
  by: from === null ? 'merchant' : 'stripe',
})

describe('the story of an order', () => {
  it('stays in its order, whatever direction a text of others would turn it to', () => {
    const receipt = '\u202egnp.exe\u2066'
    const lines = told({ claims: [{ ...CLAIM, payment: 'שלום', receipt }] })
    expect(lines.join('\n')).toContain(
      ' · \u2068שלום\u2069 · receipt \u2068\\u202egnp.exe\\u2066\u2069',
    )
  })

  it('is what the store keeps, where the relay was started since', () => {
    expect(told({ claims: [CLAIM] })).toEqual([
      'plain | First heard of | registered · ¥5,000',
      'plain | Became pending',
      'plain | Became succeeded',
      'good | STRIPE: succeeded | ¥5,000 · pi_1',
    ])
  })

  it('says each thing once: a change with who heard of it, a callback with what it said', () => {
    const lately: Happening[] = [
      changed(0, null, 'pending', 1),
      { at: at(5), type: 'told', version: 2, pages: 3 },
      changed(5, 'pending', 'succeeded', 2),
      {
        at: at(5),
        type: 'callback_accepted',
        provider: 'stripe',
        outcome: 'applied',
        events: 1,
        ms: 0.3999,
      },
      {
        at: at(6),
        type: 'callback_accepted',
        provider: 'stripe',
        outcome: 'repeated',
        events: 1,
        ms: 0.2,
      },
    ]
    expect(told({ claims: [CLAIM], lately })).toEqual([
      'plain | Registered | ¥5,000 · v1 · by MERCHANT',
      'good | STRIPE: succeeded | ¥5,000 · pi_1 | 0.4',
      'good | Became succeeded | from pending · v2 · by STRIPE · told 3 who follow',
      'plain | STRIPE called | 1 event · nothing new | 0.2',
    ])
  })

  it('says what no longer counts, what led to nothing, and what the backend has not heard', () => {
    const failed = { ...CLAIM, state: 'failed', counts: false, reason: { code: 'declined' } }
    const kept = { id: '7', provider: 'daraja', state: 'unmatched', code: 'other_payment' }
    const waiting = { version: 2, attempts: 3, since: at(9), dueAt: at(30) }
    const [, , , ...rest] = told({ claims: [failed], webhook: { waiting, delivered: null } }, [
      { ...kept, order: 'ORD-1', receivedAt: at(8), body: null },
    ])
    expect(rest).toEqual([
      'plain | STRIPE: failed | ¥5,000 · pi_1 · declined · no longer counts: a greater word stands',
      'bad | DARAJA: led to nothing | unmatched · the order knows another payment',
      expect.stringMatching(/^bad \| Your backend has not heard v2 \| tried 3 times; again at /),
    ])
  })

  it('says of what a provider answered that it was asked, and not that it called', () => {
    const paid = { ...ORDER, payments: [{ ...PAYMENT, trust: 'token' }] }
    const exchanges = [{ name: 'intent', outcome: 'answered', status: 200, ms: 28 }]
    const asked = { type: 'asked', provider: 'stripe', outcome: 'answered', by: 'page', exchanges }
    const [, , , ...rest] = told(
      { claims: [CLAIM], lately: [{ at: at(6), ms: 31, ...asked }] },
      [],
      paid,
    )
    expect(rest).toEqual([
      'good | STRIPE, asked: succeeded | ¥5,000 · pi_1 · a page wanted to know · ' +
        'intent: answered (200) in 28 ms | 31',
    ])
  })

  it('says what each provider was asked, by whom, and what it answered', () => {
    const asked = (outcome: string, by: string, exchanges: object[], more: object = {}) => ({
      ...{ at: at(7), type: 'asked', provider: 'daraja', outcome, by, exchanges, ms: 41.26 },
      ...more,
    })
    const [, , , ...rest] = told({
      lately: [
        asked('answered', 'schedule', [
          { name: 'prompt', outcome: 'later', status: 500, ms: 12 },
          { name: 'order', outcome: 'answered', status: 200, ms: 28 },
        ]),
        asked('refused', 'page', [{ name: 'prompt', outcome: 'refused', status: 401, ms: 9 }], {
          why: 'credentials',
        }),
        { at: at(8), type: 'ask_settled', provider: 'daraja' },
        { at: at(8), type: 'found_missed', provider: 'daraja' },
        { at: at(9), type: 'callback_unverified', provider: 'daraja', outcome: 'absent' },
      ],
    })
    expect(rest).toEqual([
      'plain | DARAJA was asked, and answered | nobody had told anything for a while · ' +
        'prompt: later (500) in 12 ms · order: answered (200) in 28 ms | 41.3',
      'bad | DARAJA was asked, and refused to answer | a page wanted to know · ' +
        'prompt: refused (401) in 9 ms · credentials | 41.3',
      'good | Found only by asking | no callback of DARAJA had told of this money',
      'plain | DARAJA had told of it while the relay was away | found in its own list of events',
      'bad | What a callback said is not verified | DARAJA does not say that it is so; do you know better?',
    ])
  })

  it('skips what a newer relay tells, and is none of it by a name that every object has', () => {
    expect(
      told({
        lately: [
          { at: at(1), type: 'toString' },
          { at: at(1), type: 'on_the_moon' },
        ],
      }),
    ).toHaveLength(3)
  })

  it('says of money without an order whose word it is', () => {
    expect(told({}, [], { ...ORDER, registered: false, amount: null })[0]).toBe(
      'plain | First heard of | by a callback: nobody has registered it',
    )
  })
})
