/**
 * Worlds that nobody thought of: orders of which anybody says anything, and how it happens to arrive.
 *
 * Data for tests, generated. Names differ from order to order, so that no payment is claimed by two.
 */

import fc from 'fast-check'
import { NOON, type Step } from './history.ts'
import type { RegistrationChange } from '../ledger/ledger.ts'
import { MAIN_STATES, type Heard } from '../order/update.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** How what is told finds its order. */
export type Finding =
  | 'by the name of the order'
  | 'by one of its names'
  | 'by what others taught'
  | 'by references'
  | 'by one reference in a chain'
  | 'by a mention'
  | 'by a hint'
  | 'though it comes a month late'

/** Of the last one the merchant never speaks. */
const ORDERS = ['A', 'B', 'C']
const REGISTERED = ['A', 'B']

/** Two payments, and what they lie in or are also called. Each is told of as a payment, too. */
const NAMES = ['1', '2', 'session', 'order', 'charge']

const states = (part: string, ...states: string[]) => states.map((state) => ({ part, state }))

const SAID = [
  ...states('main', ...MAIN_STATES, 'succeeded', 'succeeded', 'failed', 'requires_action'),
  ...states('void', 'canceled', 'failed'),
  ...states('capture:1', 'pending', 'done', 'failed'),
  ...states('capture:2', 'done'),
  ...states('refund:1', 'pending', 'done', 'failed'),
  ...states('refund:2', 'done'),
  ...states('refunds', 'total', 'total'),
  ...states('dispute:1', 'open', 'won', 'lost'),
  ...states('dispute:2', 'won'),
]

const SAID_BY_HAND = [
  ...states('main', ...MAIN_STATES, 'succeeded'),
  ...states('refunds', 'total'),
  ...states('dispute:hand', 'open'),
]

/** Some of them at one time; the last one by a clock that is ahead. */
const TIMES = [-30, -12, -11, -10, -9, -5, -4, -3, -3, -2, -2, -1, 0, 2].map(
  (minute) => NOON + minute * MINUTE,
)
const NOBODY_BELIEVES = Date.UTC(2099, 0)

const oneOf = <T>(...values: T[]) => fc.constantFrom(...values)

/** Those that are given. */
const given = (fields: object) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const WAIVED = oneOf(undefined, undefined, undefined, 0, 400, 1000, -1)
const AMOUNT = oneOf(undefined, 0, 1, 400, 600, 1000, 1000, 1000, 2000)
const DEADLINE = oneOf(undefined, undefined, ...[-20, -10, -9, 3].map((at) => NOON + at * MINUTE))

const EVENT = fc
  .record({
    order: oneOf(...ORDERS),
    name: oneOf(...NAMES),
    containers: oneOf<string[]>([], [], [], ['session'], ['order'], ['session', 'order']),
    references: oneOf<string[]>([], [], [], ['charge'], ['1']),
    said: oneOf(...SAID),
    time: oneOf(...TIMES, NOBODY_BELIEVES, undefined, undefined),
    until: oneOf(undefined, undefined, undefined, NOON - 8 * MINUTE, NOBODY_BELIEVES),
    amount: AMOUNT,
    waived: WAIVED,
    complete: oneOf(undefined, undefined, undefined, true),
    currency: oneOf('KES', 'KES', 'KES', 'USD', undefined),
    namedBy: oneOf(undefined, undefined, 'shopper'),
    unproven: oneOf(undefined, undefined, undefined, true),
    doubt: oneOf(0, 10 * MINUTE, undefined),
    deadline: DEADLINE,
    provider: oneOf('stripe', 'daraja'),
    more: oneOf<Partial<Heard>>(
      {},
      { reason: { code: 'declined' } },
      { reason: { code: 'unknown', message: 'Do not honor.' } },
      { receipt: 'R1', test: true },
      { receipt: 'R2', action: { type: 'scan', qr: '1' } },
    ),
    receivedAt: oneOf(NOON, NOON - 9 * MINUTE),
    isNamed: oneOf(true, true, false),
  })
  .map(({ order, name, said, containers, references, isNamed, more, ...rest }) => ({
    order,
    isNamed,
    heard: {
      ...said,
      ...given(rest),
      ...more,
      by: 'provider',
      payment: order + name,
      containers: containers.map((each) => order + each),
      references: references.map((each) => order + each),
    },
  }))

const WORD = fc
  .record({
    order: oneOf(...REGISTERED),
    name: oneOf('manual', 'manual', '1', '2', 'session'),
    said: oneOf(...SAID_BY_HAND),
    time: oneOf(...TIMES),
    amount: AMOUNT,
    deadline: DEADLINE,
    provider: oneOf(undefined, 'airtel'),
    more: oneOf<Partial<Heard>>(
      {},
      { final: true },
      { final: true, isAll: true },
      { confirmations: { count: 1, required: 2 } },
      { action: { type: 'approve_on_phone' } },
    ),
  })
  .map(({ order, name, said, more, ...rest }) => ({
    order,
    heard: {
      ...said,
      ...given(rest),
      ...more,
      by: 'merchant',
      payment: name === 'manual' ? name : order + name,
      receivedAt: NOON,
      // Else it would be said when it arrives.
      saidAt: rest.time ?? 0,
    },
  }))

const MONEY = { amount: 1000, currency: 'KES' }

/** What the merchant registers, in one go or in two that can come in any order. */
const REGISTRATION = fc.record({
  order: oneOf(...REGISTERED),
  puts: oneOf<RegistrationChange[]>(
    [MONEY],
    [MONEY],
    [MONEY, {}],
    [{ ...MONEY, flow: 'escrow' }],
    [{ ...MONEY, test: true }],
    [MONEY, { test: true }],
    [{ amount: 1000 }],
    [{}],
  ),
  expiresAt: oneOf(undefined, undefined, NOON - MINUTE, NOON + 5 * MINUTE),
})

/** As many things happen in a world, at most: two for each registration. */
const MOST = 12

/** What happens, and how it arrives: in which order, what again, and what in one go with what follows. */
export const WORLDS = fc.record({
  events: fc.array(EVENT, { maxLength: 6 }),
  words: fc.array(WORD, { maxLength: 2 }),
  registrations: fc.uniqueArray(REGISTRATION, { maxLength: 2, selector: ({ order }) => order }),
  arrival: fc.shuffledSubarray([...Array(MOST).keys()], { minLength: MOST }),
  repeated: bits(MOST),
  cuts: bits(2 * MOST),
})
export type World = typeof WORLDS extends fc.Arbitrary<infer T> ? T : never

/** So many yes or no, in one draw. */
function bits(count: number): fc.Arbitrary<boolean[]> {
  return fc
    .nat(2 ** count - 1)
    .map((drawn) => Array.from({ length: count }, (_, index) => ((drawn >> index) & 1) === 1))
}

/** What the merchant registers beside money, and what an event says of its order. */
const FINDINGS: Record<
  Finding,
  {
    references?: (order: string) => string[]
    event: (order: string, isNamed: boolean) => Partial<Heard>
  }
> = {
  'by the name of the order': { event: (orderId) => ({ orderId }) },
  'by one of its names': {
    event: (order) => ({ orderId: `${order}-id`, orderAliases: [order] }),
  },
  'by what others taught': { event: (orderId, isNamed) => (isNamed ? { orderId } : {}) },
  'by references': {
    references: (order) => NAMES.map((name) => order + name),
    event: () => ({}),
  },
  'by one reference in a chain': {
    references: (order) => [`${order}order`],
    event: (order, isNamed) => (isNamed ? { orderId: `WC-${order}` } : {}),
  },
  'by a mention': {
    references: (order) => [`No. ${order}`],
    event: (order) => ({ orderId: `WC-${order}`, mentions: [`No. ${order}`] }),
  },
  'by a hint': { event: (order) => ({ orderHint: ` ${order.toLowerCase()}` }) },
  'though it comes a month late': {
    event: (orderId, isNamed) => (isNamed ? { orderId } : { orderId, time: NOON - 40 * DAY }),
  },
}

/** What happens in a world. */
export function stepsOf({ events, words, registrations }: World, finding: Finding): Step[] {
  const { references = () => [], event } = FINDINGS[finding]
  return [
    ...registrations.flatMap(({ order, puts, expiresAt }) =>
      puts.map((put, index): Step => {
        const more = { references: references(order), ...given({ expiresAt }) }
        return { order, put: index === puts.length - 1 ? { ...put, ...more } : put }
      }),
    ),
    ...events.map(({ order, heard, isNamed }, index): Step => {
      const eventId = `event ${index}`
      const updates = [{ ...heard, ...event(order, isNamed), eventId } as Heard]
      return { told: [{ key: () => eventId, updates }] }
    }),
    ...words.map(({ order, heard }, index): Step => {
      const eventId = `word ${index}`
      return {
        told: [{ key: () => eventId, updates: [{ ...heard, eventId } as Heard], orderId: order }],
      }
    }),
  ]
}
