import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Update } from '../../order/update.ts'
import { describeProvider, recording, understood } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { verify } from '../verify.ts'
import { coinbase } from './coinbase.ts'
import { hook0 } from './hook0.ts'

const SECRET = '30291a20-0bd1-4267-9b0f-e6e7b123c0bf'

const mac = (text: string) => createHmac('sha256', SECRET).update(text).digest('hex')

const at = (time: string) => ({ time: Date.parse(time) })

const ofRecording = {
  part: 'main',
  ...{ eventId: '24934862-d980-46cb-9402-43c81b0cdba6', payment: '66BEOV2A', receipt: '66BEOV2A' },
  ...{ orderId: 'order-42', amount: 100, currency: 'USD' },
} as const

const charge = (type: string, timeline: string[], data: object = {}) => ({
  id: 'd_1',
  attempt_number: 1,
  event: {
    ...{ id: 'evt_1', type: `charge:${type}`, created_at: '2026-11-20T23:00:00Z' },
    data: {
      ...{ id: '2aee9dd1', code: 'XA6G6ZFR', metadata: { order_id: 'A-1' }, payments: [] },
      timeline: timeline.map((status) => ({ status, time: '2026-11-21T00:00:00Z' })),
      pricing: { local: { amount: '50.00', currency: 'EUR' } },
      ...data,
    },
  },
})

const paid = (amount: string | number, status = 'confirmed', currency = 'EUR') => ({
  status,
  value: { local: { amount, currency }, crypto: { amount: '1', currency: 'ETH' } },
})

const told = {
  ...{ eventId: 'evt_1', time: 1_795_219_200_000, payment: 'XA6G6ZFR', receipt: 'XA6G6ZFR' },
  ...{ references: ['2aee9dd1'], orderId: 'A-1' },
}

const main = (state: Extract<Update, { part: 'main' }>['state'], more: Partial<Update> = {}) => ({
  ...{ ...told, amount: 5000, currency: 'EUR' },
  ...more,
  part: 'main' as const,
  state,
})

const ofUnknownAmount = { ...told, part: 'main' as const, state: 'processing' as const }

/** As in the documentation. */
const checkout = (name: string, status: string | null, more: object = {}) => ({
  ...{ id: '69163c762331ed43dc64a6ef', eventType: `checkout.payment.${name}`, status },
  ...{ amount: '100.00', currency: 'USDC', network: 'base', metadata: { orderId: '12345' } },
  ...{ updatedAt: '2025-11-13T20:16:55.097Z' },
  ...more,
})

const ofCheckout = (
  state: Extract<Update, { part: 'main' }>['state'],
  more: Partial<Update> = {},
) => ({
  ...{ eventId: 'digest', payment: '69163c762331ed43dc64a6ef', orderId: '12345' },
  ...{ amount: 10000, currency: 'USD', ...at('2025-11-13T20:16:55.097Z') },
  ...more,
  part: 'main' as const,
  state,
})

const { amount: _, currency: __, ...checkoutOfUnknownAmount } = ofCheckout('processing')
const { orderId: ___, ...nameless } = main('pending')
const { orderId: ____, ...namelessCheckout } = ofCheckout('pending')

describeProvider({
  provider: coinbase,
  secret: SECRET,
  otherSecret: '30291a20-0bd1-4267-9b0f-e6e7b123c0bg',
  signature: 'x-cc-webhook-signature',
  sentTwice: 'mismatch',

  // As Coinbase's library, which nobody keeps any more; a vector of its own says so. That one was made with
  // coinbase-commerce-node 1.0.4, by `Webhook.computeSignature(body, SECRET)`.
  sign: (body) => ({ 'x-cc-webhook-signature': mac(body) }),
  accepts: (body, headers) => headers['x-cc-webhook-signature'] === mac(body),

  simulates: ['pending', 'processing', 'succeeded', 'expired'],

  recordings: [
    {
      says: 'a charge was created',
      body: recording('coinbase/charge.created.json'),
      updates: [{ ...ofRecording, ...at('2017-01-31T20:49:02Z'), state: 'pending' }],
    },
    {
      says: 'the money is on the chain',
      body: recording('coinbase/charge.pending.json'),
      updates: [{ ...ofRecording, ...at('2017-01-31T20:50:02Z'), state: 'processing' }],
    },
    {
      says: 'the money is there',
      body: recording('coinbase/charge.confirmed.json'),
      updates: [
        { ...ofRecording, ...at('2017-01-31T20:50:02Z'), state: 'succeeded', complete: true },
      ],
    },
    {
      says: 'nobody paid in time',
      body: recording('coinbase/charge.failed.json'),
      updates: [{ ...ofRecording, ...at('2017-01-31T20:50:02Z'), state: 'expired' }],
    },

    {
      says: 'the shopper has signed',
      body: charge('created', ['NEW', 'SIGNED']),
      updates: [main('processing')],
    },
    {
      says: 'the charge has moved on since the event was made',
      body: charge('failed', ['NEW', 'EXPIRED', 'PENDING', 'COMPLETED']),
      updates: [main('succeeded', { complete: true })],
    },
    {
      says: 'the charge was called off',
      body: charge('failed', ['NEW', 'CANCELED']),
      updates: [main('canceled')],
    },
    {
      says: 'without a timeline the event tells by its name',
      body: charge('failed', []),
      updates: [main('failed', at('2026-11-20T23:00:00Z'))],
    },
    {
      says: 'a status of tomorrow is no failure',
      body: charge('failed', ['OF_TOMORROW']),
      updates: [main('processing')],
    },
    {
      says: 'too little came, and is kept',
      body: charge('failed', ['PENDING', 'UNRESOLVED'], {
        payments: [paid('19.50'), paid('9', 'PENDING'), paid(0.5, 'CONFIRMED')],
      }),
      updates: [main('succeeded', { amount: 2000 })],
    },
    {
      says: 'too much came, and too late',
      body: charge('delayed', ['EXPIRED', 'PENDING', 'UNRESOLVED'], { payments: [paid('60')] }),
      updates: [main('succeeded', { amount: 6000 })],
    },
    {
      says: 'something came, and nobody knows how much',
      body: charge('delayed', ['UNRESOLVED']),
      updates: [ofUnknownAmount],
    },
    {
      says: 'a fraction of a cent came besides',
      body: charge('delayed', ['UNRESOLVED'], { payments: [paid('19.50'), paid('0.001')] }),
      updates: [ofUnknownAmount],
    },
    {
      says: 'several currencies came',
      body: charge('delayed', ['UNRESOLVED'], {
        payments: [paid('1'), paid('1', 'CONFIRMED', 'USD')],
      }),
      updates: [ofUnknownAmount],
    },
    {
      says: 'late money is on its way',
      body: charge('delayed', ['EXPIRED', 'PENDING']),
      updates: [main('processing')],
    },
    {
      says: 'the shop took what came for enough',
      body: charge('resolved', ['UNRESOLVED', 'RESOLVED'], { payments: [paid('49.98')] }),
      updates: [main('succeeded', { amount: 4998, waived: 2, complete: true })],
    },
    {
      says: 'the shop took for good what nobody says how much it was',
      body: charge('resolved', ['UNRESOLVED', 'RESOLVED']),
      updates: [main('succeeded', { complete: true })],
    },
    {
      says: 'the money is to go back',
      body: charge('resolved', ['UNRESOLVED', 'PENDING REFUND']),
      updates: [main('succeeded')],
    },
    {
      says: 'the money went back',
      body: charge('resolved', ['COMPLETED', 'REFUNDED']),
      updates: [main('succeeded'), { ...main('succeeded'), part: 'refunds', state: 'total' }],
    },
    {
      says: 'as much came as the shopper liked',
      body: charge('confirmed', ['COMPLETED'], { pricing: null, payments: [paid('7.00')] }),
      updates: [main('succeeded', { amount: 700, complete: true })],
    },
    {
      says: 'a coin is no currency',
      body: charge('confirmed', ['COMPLETED'], {
        pricing: { local: { amount: '1', currency: 'MATIC' } },
      }),
      updates: [{ ...ofUnknownAmount, complete: true }],
    },
    {
      says: 'a name that no order can have is mentioned',
      body: charge('created', ['NEW'], { metadata: { order_id: '#1' } }),
      updates: [{ ...nameless, mentions: ['#1'] }],
    },
    {
      says: 'an invoice: none of our business',
      body: { id: 'd_1', event: { id: 'evt_1', type: 'invoice:created', data: {} } },
      updates: [],
    },

    {
      says: 'a charge of tomorrow: kept for somebody to look at',
      body: charge('of_tomorrow', []),
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'a checkout of tomorrow: kept for somebody to look at',
      body: checkout('refunded', 'REFUNDED'),
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'the shop\u2019s own wallet: none of our business',
      body: { eventType: 'wallet.activity.detected' },
      updates: [],
    },
    {
      says: 'a checkout is paid',
      body: checkout('success', 'COMPLETED', { transactionHash: '0x3a1b' }),
      updates: [ofCheckout('succeeded', { receipt: '0x3a1b', complete: true })],
    },
    {
      says: 'a checkout is paid that was priced in euros',
      body: checkout('success', 'COMPLETED', { fiatAmount: '92.10', fiatCurrency: 'EUR' }),
      updates: [ofCheckout('succeeded', { amount: 9210, currency: 'EUR', complete: true })],
    },
    {
      says: 'a checkout was paid, and refunded since',
      body: checkout('success', 'REFUNDED'),
      updates: [
        ofCheckout('succeeded'),
        { ...ofCheckout('succeeded'), part: 'refunds', state: 'total' },
      ],
    },
    {
      says: 'a checkout was paid, and refunded in part since',
      body: checkout('success', 'PARTIALLY_REFUNDED'),
      updates: [ofCheckout('succeeded')],
    },
    {
      says: 'a checkout is paid, and nobody knows how much',
      body: checkout('success', 'COMPLETED', { amount: 'all' }),
      updates: [{ ...checkoutOfUnknownAmount, complete: true }],
    },
    {
      says: 'a checkout failed',
      body: checkout('failed', 'FAILED'),
      updates: [ofCheckout('failed')],
    },
    {
      says: 'nobody paid a checkout in time',
      body: checkout('expired', 'EXPIRED'),
      updates: [ofCheckout('expired')],
    },
    {
      says: 'a checkout was called off',
      body: checkout('expired', 'DEACTIVATED'),
      updates: [ofCheckout('canceled')],
    },
    {
      says: 'a checkout waits',
      body: checkout('failed', 'ACTIVE', { metadata: { orderId: '#1' } }),
      updates: [{ ...namelessCheckout, mentions: ['#1'] }],
    },
    {
      says: 'a checkout is being paid',
      body: checkout('failed', 'PROCESSING'),
      updates: [ofCheckout('processing')],
    },
    {
      says: 'without a status a checkout tells by the name of its event',
      body: checkout('failed', null),
      updates: [ofCheckout('failed')],
    },
    {
      says: 'a status of tomorrow is no failure of a checkout',
      body: checkout('failed', 'OF_TOMORROW'),
      updates: [ofCheckout('processing')],
    },
  ],
})

describe('confirmations', () => {
  const confirmationsOf = (...blocks: unknown[]) => {
    const payments = blocks.map((block) => ({ ...paid('1', 'PENDING'), block }))
    const body = charge('pending', ['PENDING'], { payments })
    const said = coinbase.updates(body, { headers: new Headers(), digest: () => 'digest' })
    return understood(said)[0]?.confirmations
  }
  const block = (confirmations_accumulated: unknown, confirmations_required: unknown) => ({
    ...{ height: 850_000, hash: '0000', confirmations_accumulated, confirmations_required },
  })

  it('are those of the latest payment', () => {
    expect(confirmationsOf(block(2, 6))).toStrictEqual({ count: 2, required: 6 })
    expect(confirmationsOf(block(6, 6), block(0, 6))).toStrictEqual({ count: 0, required: 6 })
  })

  it('are left out where there are none, or nobody can read them', () => {
    expect(confirmationsOf()).toBeUndefined()
    expect(confirmationsOf(undefined)).toBeUndefined()
    expect(confirmationsOf(null)).toBeUndefined()
    expect(confirmationsOf(block('2', 6))).toBeUndefined()
    expect(confirmationsOf(block(-1, 6))).toBeUndefined()
    expect(confirmationsOf(block(2, 0.5))).toBeUndefined()
  })
})

describe('signed by Hook0', () => {
  const NOW = 1_795_219_200
  const body = JSON.stringify(checkout('success', 'COMPLETED'))
  const named = { 'x-event-type': 'checkout.payment.success', 'x-event-id': 'evt_1' }

  const v1 = mac(`${NOW}.x-event-type x-event-id.checkout.payment.success.evt_1.${body}`)
  const good = { ...named, 'x-hook0-signature': `t=${NOW},h=x-event-type x-event-id,v1=${v1}` }

  const judge = (headers: Record<string, string>, text = body, now = NOW) =>
    verify(
      coinbase,
      {
        url: 'https://relay.example.com/callbacks/coinbase',
        headers: new Headers(headers),
        body: new TextEncoder().encode(text),
      },
      [SECRET],
      now,
    )

  it('is believed, as long as it is fresh', () => {
    expect(judge(good, body, NOW + 300)).toBe('valid')
    expect(judge(good, body, NOW + 301)).toBe('stale')
  })

  it('is believed when we sign', () => {
    const ours = hook0.sign({ url: '', body, timestamp: NOW, id: 'evt_1' }, (signed) =>
      mac(signed.join('')),
    )
    expect(judge(ours)).toBe('valid')
  })

  it('is refused with another body, or another of the headers that it names', () => {
    expect(judge(good, `${body} `)).toBe('mismatch')
    expect(judge({ ...good, 'x-event-id': 'evt_2' })).toBe('mismatch')
    expect(judge({ 'x-hook0-signature': good['x-hook0-signature'] })).toBe('mismatch')
  })

  it.each(['', 'x-event-type  x-event-id', 'x-event.id', 'x-\u00e9'])(
    'is none when it names "%s"',
    (names) => {
      const header = `t=${NOW},h=${names},v1=${v1}`
      expect(judge({ ...named, 'x-hook0-signature': header })).toBe('missing')
    },
  )

  it('is none without a time, or names', () => {
    expect(judge({ ...named, 'x-hook0-signature': `h=x-event-id,v1=${v1}` })).toBe('missing')
    expect(judge({ ...named, 'x-hook0-signature': `t=${NOW},v1=${v1}` })).toBe('missing')
  })
})
