import { createHmac } from 'node:crypto'
import { Paddle } from '@paddle/paddle-node-sdk'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Update } from '../../order/update.ts'
import { describeProvider, recording } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { verify } from '../verify.ts'
import { paddle } from './paddle.ts'

const SECRET = 'pdl_ntfset_01hgwd8b_mZP3x'

const h1 = (body: string, timestamp: number, secret = SECRET) =>
  createHmac('sha256', secret).update(`${timestamp}:${body}`).digest('hex')

const at = (time: string) => ({ time: Date.parse(time) })

const ofRecording = {
  part: 'main',
  payment: 'txn_01h8dzxgkvdwemdhbpcapj2tbj',
  amount: 65215,
  currency: 'USD',
} as const

const ofAdjustment = {
  part: 'refund:adj_01h8c6tbrkpdd7vx61w7b1r0ap',
  payment: 'txn_01h8bxpvx398a7zbawb77y0kp5',
  amount: 100,
  currency: 'USD',
} as const

const event = (event_type: string, data: object) => ({
  event_id: 'evt_1',
  event_type,
  occurred_at: '2026-11-21T00:00:00.5Z',
  notification_id: 'ntf_1',
  data,
})

const transaction = (name: string, status: string | null, more: object = {}) =>
  event(`transaction.${name}`, {
    ...{ id: 'txn_1', status, origin: 'web', currency_code: 'EUR', payments: [] },
    ...{ custom_data: { order_id: 'A-1' }, details: { totals: { grand_total: '5000' } } },
    ...more,
  })

const attempted = (status: string, error_code: string | null = null) =>
  transaction('updated', 'ready', {
    payments: [
      { status, error_code },
      { status: 'error', error_code: 'fraud' },
    ],
  })

const adjustment = (action: string, status: string, more: object = {}) =>
  event('adjustment.updated', {
    ...{ id: 'adj_1', transaction_id: 'txn_1', action, status },
    ...{ currency_code: 'EUR', totals: { total: '2000' } },
    ...more,
  })

const told = { eventId: 'evt_1', time: 1_795_219_200_500, payment: 'txn_1', currency: 'EUR' }

const main = (state: Extract<Update, { part: 'main' }>['state'], more: Partial<Update> = {}) => ({
  ...{ ...told, orderId: 'A-1', namedBy: 'shopper' as const, amount: 5000 },
  ...more,
  part: 'main' as const,
  state,
})

const nameless = (state: Extract<Update, { part: 'main' }>['state']) => {
  const { orderId: _, namedBy: __, ...update } = main(state)
  return update
}

const completed = (more: Partial<Update> = {}) => main('succeeded', { complete: true, ...more })

const byShop = (state: Extract<Update, { part: 'main' }>['state']) => {
  const { namedBy: _, ...update } = main(state)
  return update
}

const refund = (state: 'pending' | 'done' | 'failed') => ({
  ...{ ...told, amount: 2000 },
  part: 'refund:adj_1' as const,
  state,
})

const dispute = (state: 'none' | 'open' | 'won') => ({
  ...{ ...told, amount: 2000 },
  part: 'dispute:txn_1' as const,
  state,
})

const MONTH = 30 * 24 * 3_600_000

describeProvider({
  provider: paddle,
  secret: SECRET,
  otherSecret: 'pdl_ntfset_other',
  signature: 'paddle-signature',
  tolerance: { past: 5 },
  sentTwice: 'valid',

  sign: (body, timestamp) => ({ 'paddle-signature': `ts=${timestamp};h1=${h1(body, timestamp)}` }),

  // What Paddle's own library would sign: it vouches for it below, and takes its time.
  accepts: (body, headers, timestamp) =>
    headers['paddle-signature'] === `ts=${timestamp};h1=${h1(body, timestamp)}`,

  simulates: [
    'pending',
    'requires_action',
    'processing',
    'authorized',
    'succeeded',
    'failed',
    'canceled',
    'refunded',
    'partially_refunded',
    'disputed',
  ],

  recordings: [
    {
      says: 'a transaction was created',
      body: recording('paddle/transaction.created.json'),
      updates: [
        {
          ...ofRecording,
          ...{ eventId: 'evt_01h8dzxgzb5af0yzd0mv5v11e2', ...at('2023-08-22T06:46:35.755Z') },
          ...{ state: 'pending', amount: 71880 },
        },
      ],
    },
    {
      says: 'an attempt was declined',
      body: recording('paddle/transaction.payment_failed.json'),
      updates: [
        {
          ...ofRecording,
          ...{ eventId: 'evt_01h8e1exw67n96j6n0h3k2qq5x', ...at('2023-08-22T07:13:34.599Z') },
          ...{ state: 'failed', reason: { code: 'declined', message: 'declined' }, doubt: 0 },
        },
      ],
    },
    {
      says: 'the next attempt brought the money',
      body: recording('paddle/transaction.completed.json'),
      updates: [
        {
          ...ofRecording,
          ...{ eventId: 'evt_01h8e1jxjnw9ra6zarhnz1a7y1', ...at('2023-08-22T07:15:45.366Z') },
          ...{ state: 'succeeded', waived: -5315, complete: true },
        },
      ],
    },
    {
      says: 'an invoice was called off',
      body: recording('paddle/transaction.canceled.json'),
      updates: [
        {
          ...{ part: 'main', state: 'canceled', payment: 'txn_01h8e0d5sej61d5n18bth8d7se' },
          ...{ eventId: 'evt_01h8e3dvbz4y98ge4q3raptg16', ...at('2023-08-22T07:47:56.415Z') },
          ...{ amount: 1437041, currency: 'USD', receipt: '325-10148', doubt: 0 },
        },
      ],
    },
    {
      says: 'a refund waits for its approval',
      body: recording('paddle/adjustment.created.json'),
      updates: [
        {
          ...ofAdjustment,
          ...{ eventId: 'evt_01h8c6tc8aa58zqj6h8a13r103', ...at('2023-08-21T14:08:43.786Z') },
          state: 'pending',
        },
      ],
    },
    {
      says: 'the refund was approved',
      body: recording('paddle/adjustment.updated.json'),
      updates: [
        {
          ...ofAdjustment,
          ...{ eventId: 'evt_01h8c6wz4ac017hxdehrgdvpz4', ...at('2023-08-21T14:10:08.650Z') },
          state: 'done',
        },
      ],
    },

    {
      says: 'a transaction waits for its payment',
      body: transaction('ready', 'ready'),
      updates: [main('pending')],
    },
    {
      says: 'an invoice was sent',
      body: transaction('billed', 'billed', { invoice_number: '325-1' }),
      updates: [main('pending', { receipt: '325-1' })],
    },
    {
      says: 'it is paid, and not yet booked',
      body: transaction('paid', 'paid', { payments: [{ status: 'captured', error_code: null }] }),
      updates: [main('processing')],
    },
    {
      says: 'Paddle goes on to collect what is past due',
      body: transaction('past_due', 'past_due', {
        payments: [{ status: 'error', error_code: 'not_enough_balance' }],
      }),
      updates: [
        main('failed', {
          reason: { code: 'insufficient_funds', message: 'not_enough_balance' },
          doubt: MONTH,
        }),
      ],
    },
    {
      says: 'an attempt failed, and is not told',
      body: transaction('payment_failed', 'ready'),
      updates: [main('failed', { doubt: 0 })],
    },
    {
      says: 'the transaction has moved on since the event was made',
      body: transaction('payment_failed', 'completed'),
      updates: [completed()],
    },
    {
      says: 'without a status the event tells by its name',
      body: transaction('completed', null),
      updates: [completed()],
    },
    {
      says: 'a status of tomorrow is no failure',
      body: transaction('payment_failed', 'of_tomorrow'),
      updates: [main('processing')],
    },
    {
      says: 'it is completed, and nobody knows how much',
      body: transaction('completed', 'completed', {
        details: { totals: { grand_total: '50.00' } },
      }),
      updates: [
        {
          ...{ ...told, orderId: 'A-1', namedBy: 'shopper' },
          ...{ part: 'main', state: 'processing', complete: true },
        },
      ],
    },
    { says: 'an attempt begins', body: attempted('created'), updates: [main('pending')] },
    {
      says: 'the bank asks for the shopper',
      body: attempted('action_required'),
      updates: [main('requires_action')],
    },
    {
      says: 'the bank takes its time',
      body: attempted('pending_no_action_required'),
      updates: [main('processing')],
    },
    {
      says: 'the money is held, and looked at',
      body: attempted('authorized_flagged'),
      updates: [main('authorized')],
    },
    {
      says: 'the money is taken, and not yet counted',
      body: attempted('captured'),
      updates: [main('processing')],
    },
    {
      says: 'the held money was let go',
      body: attempted('canceled'),
      updates: [main('canceled', { doubt: 0 })],
    },
    {
      says: 'Paddle dropped the attempt',
      body: attempted('dropped', 'fraud'),
      updates: [main('failed', { reason: { code: 'declined', message: 'fraud' }, doubt: 0 })],
    },
    {
      says: 'an attempt of which nobody knows',
      body: attempted('unknown'),
      updates: [main('processing')],
    },
    {
      says: 'an attempt failed for what we do not know',
      body: attempted('error', 'of_tomorrow'),
      updates: [main('failed', { reason: { code: 'unknown', message: 'of_tomorrow' }, doubt: 0 })],
    },
    {
      says: 'a code and a credit took something off',
      body: transaction('completed', 'completed', {
        details: { totals: { grand_total: '5000', discount: '700', credit: '300', tax: '800' } },
      }),
      updates: [completed({ waived: 1000 })],
    },
    {
      says: 'a tax came on top',
      body: transaction('completed', 'completed', {
        details: { totals: { grand_total: '5000', discount: '0', credit: '0', tax: '800' } },
        items: [{ price: { tax_mode: 'external' } }],
      }),
      updates: [completed({ waived: -800 })],
    },
    {
      says: 'a tax is in the price',
      body: transaction('completed', 'completed', {
        details: { totals: { grand_total: '5000', tax: '800' } },
        items: [{ price: { tax_mode: 'internal' } }],
      }),
      updates: [completed()],
    },
    {
      says: 'the shop named the order, not the shopper\u2019s browser',
      body: transaction('ready', 'ready', { origin: 'api' }),
      updates: [byShop('pending')],
    },
    {
      says: 'a renewal is another matter than the order that the subscription began with',
      body: transaction('completed', 'completed', { origin: 'subscription_recurring' }),
      updates: [{ ...nameless('succeeded'), complete: true }],
    },
    {
      says: 'a name that no order can have is mentioned',
      body: transaction('ready', 'ready', { custom_data: { order_id: '#1' } }),
      updates: [{ ...nameless('pending'), mentions: ['#1'] }],
    },

    {
      says: 'a refund was rejected',
      body: adjustment('refund', 'rejected'),
      updates: [refund('failed')],
    },
    {
      says: 'a refund was taken back',
      body: adjustment('refund', 'reversed'),
      updates: [refund('failed')],
    },
    {
      says: 'a chargeback',
      body: adjustment('chargeback', 'approved'),
      updates: [dispute('open')],
    },
    {
      says: 'a chargeback is announced',
      body: adjustment('chargeback_warning', 'approved'),
      updates: [dispute('none')],
    },
    {
      says: 'the chargeback was contested, and won',
      body: adjustment('chargeback_reverse', 'approved', { id: 'adj_2' }),
      updates: [dispute('won')],
    },
    {
      says: 'the chargeback was reversed',
      body: adjustment('chargeback', 'reversed'),
      updates: [dispute('won')],
    },
    {
      says: 'a chargeback that was announced never came',
      body: adjustment('chargeback_warning_reverse', 'approved'),
      updates: [dispute('none')],
    },
    ...['-2000', '20.00', '', null].map((total) => ({
      says: `a refund of nobody knows how much is not believed yet: ${JSON.stringify(total)}`,
      body: adjustment('refund', 'approved', { totals: { total } }),
      updates: [{ ...told, part: 'refund:adj_1' as const, state: 'pending' as const }],
    })),
    {
      says: 'an adjustment of tomorrow: kept for somebody to look at',
      body: adjustment('of_tomorrow', 'approved'),
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'a transaction of tomorrow: kept for somebody to look at',
      body: transaction('of_tomorrow', 'completed'),
      updates: UNKNOWN_EVENT,
    },
    { says: 'a credit sends nothing back', body: adjustment('credit', 'approved'), updates: [] },
    {
      says: 'a subscription: none of our business',
      body: event('subscription.activated', { id: 'sub_1', status: 'active' }),
      updates: [],
    },
  ],
})

describe("Paddle's own library", () => {
  const NOW = 1_795_219_200
  const { webhooks } = new Paddle('pdl_sdbx_apikey')
  const body = recording('paddle/transaction.completed.json')
  const good = h1(body, NOW)

  beforeEach(() => void vi.setSystemTime(NOW * 1000))
  afterEach(() => void vi.useRealTimers())

  it('vouches for what we sign in its place', async () => {
    expect(await webhooks.isSignatureValid(body, SECRET, `ts=${NOW};h1=${good}`)).toBe(true)
    expect(await webhooks.isSignatureValid(`${body} `, SECRET, `ts=${NOW};h1=${good}`)).toBe(false)
  })

  it('looks at one signature of several, where we look at all: secrets change', async () => {
    const header = `ts=${NOW};h1=${good};h1=${h1(body, NOW, 'other')}`
    const delivery = {
      url: 'https://relay.example.com/callbacks/paddle',
      headers: new Headers({ 'paddle-signature': header }),
      body: new TextEncoder().encode(body),
    }
    expect(await webhooks.isSignatureValid(body, SECRET, header)).toBe(false)
    expect(verify(paddle, delivery, [SECRET], NOW)).toBe('valid')
  })
})
