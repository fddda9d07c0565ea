import { createHmac, generateKeyPairSync, sign as signWith } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { MAIN_STATES, type Update } from '../../order/update.ts'
import { describeProvider, describeRefusals } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { verify } from '../verify.ts'
import { standardWebhooks } from './standard-webhooks.ts'

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

const TIMESTAMP = '2026-11-21T08:30:00.000Z'

const event = (type: string, data: object = {}) => ({
  type,
  timestamp: TIMESTAMP,
  data: { order: 'A-1', payment: 'p-1', amount: 5000, currency: 'kes', ...data },
})

const ours = {
  eventId: 'msg_1',
  containers: ['of:A-1'],
  time: Date.UTC(2026, 10, 21, 8, 30),
  orderId: 'A-1',
  payment: 'p-1',
  amount: 5000,
  currency: 'KES',
}

const main = (state: Extract<Update, { part: 'main' }>['state'], more: Partial<Update> = {}) => ({
  ...ours,
  ...more,
  part: 'main' as const,
  state,
})

const { containers: _, ...of1 } = ours
const { amount: __, ...ofPayment } = of1
const { amount: ___, ...unclear } = main('processing')

describeProvider({
  provider: standardWebhooks,
  headers: { 'webhook-id': 'msg_1' },
  secret: SECRET,
  otherSecret: 'whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH',
  signature: 'webhook-signature',
  tolerance: { past: 300, future: 300 },
  // The second of two signatures in one list, and good.
  sentTwice: 'valid',

  sign: (body, timestamp) => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': new Webhook(SECRET).sign('msg_1', new Date(timestamp * 1000), body),
  }),

  // The library knows no clock but today's: it signs again instead, and compares.
  accepts(body, headers, timestamp) {
    const { 'webhook-id': id = '', 'webhook-signature': signature } = headers
    return signature === new Webhook(SECRET).sign(id, new Date(timestamp * 1000), body)
  },

  decisions: {
    'header/branded-svix-names': 'the same scheme by another name, sent by all who use Svix',
  },

  simulates: [...MAIN_STATES, 'refunded', 'partially_refunded', 'disputed'],

  recordings: [
    ...MAIN_STATES.map((state) => ({
      says: `payment.${state}`,
      body: event(`payment.${state}`),
      updates: [main(state)],
    })),
    {
      says: 'no more than the order, which then has one payment',
      body: { type: 'payment.succeeded', data: { order: 'A-1' } },
      updates: [
        {
          ...{ part: 'main', state: 'succeeded', eventId: 'msg_1', orderId: 'A-1', payment: 'A-1' },
          containers: ['of:A-1'],
        },
      ],
    },
    {
      says: 'the order by another name, as a number',
      body: event('payment.succeeded', { order: undefined, order_id: 1205 }),
      updates: [main('succeeded', { orderId: '1205', containers: ['of:1205'] })],
    },
    {
      says: 'an order that cannot be the id of one',
      body: { type: 'payment.succeeded', data: { order: 'No. 17/2026' } },
      updates: [
        {
          ...{ part: 'main', state: 'succeeded', eventId: 'msg_1' },
          ...{ payment: 'No. 17/2026', mentions: ['No. 17/2026'] },
          containers: ['of:No. 17/2026'],
        },
      ],
    },
    {
      says: 'no order, but what names it',
      body: event('payment.succeeded', { order: undefined, references: ['x-1', 'x-2'] }),
      updates: [
        {
          ...{ eventId: ours.eventId, time: ours.time, payment: 'p-1' },
          ...{ amount: 5000, currency: 'KES', references: ['x-1', 'x-2'] },
          ...{ part: 'main', state: 'succeeded' },
        },
      ],
    },
    {
      says: 'a receipt',
      body: event('payment.succeeded', { receipt: 'NLJ7RT61SV' }),
      updates: [main('succeeded', { receipt: 'NLJ7RT61SV' })],
    },
    {
      says: 'test money',
      body: event('payment.succeeded', { test: true }),
      updates: [main('succeeded', { test: true })],
    },
    {
      says: 'a reason of ours',
      body: event('payment.failed', { reason: 'insufficient_funds' }),
      updates: [main('failed', { reason: { code: 'insufficient_funds' } })],
    },
    {
      says: 'a reason of theirs',
      body: event('payment.failed', { reason: 'Card is blue' }),
      updates: [main('failed', { reason: { code: 'unknown', message: 'Card is blue' } })],
    },
    {
      says: 'a status that knows better than the type',
      body: event('payment.failed', { status: 'succeeded' }),
      updates: [main('succeeded')],
    },
    {
      says: 'a status of ours under a type of theirs, without an envelope',
      body: { type: 'checkout', order_id: 'A-1', status: 'failed', reason: { code: 'declined' } },
      updates: [
        {
          ...{ part: 'main', state: 'failed', eventId: 'msg_1', reason: { code: 'declined' } },
          ...{ payment: 'A-1', orderId: 'A-1', containers: ['of:A-1'] },
        },
      ],
    },
    {
      says: 'a status of ours of an order, under a type of theirs',
      body: event('order.updated', { status: 'succeeded' }),
      updates: [main('succeeded')],
    },
    {
      says: 'a status of ours, without a type',
      body: { data: { order: 'A-1', status: 'processing' } },
      updates: [
        {
          ...{ part: 'main', state: 'processing', eventId: 'msg_1' },
          ...{ payment: 'A-1', orderId: 'A-1', containers: ['of:A-1'] },
        },
      ],
    },
    ...(
      [
        ['a status of theirs under a type of theirs', 'invoice.sent', { status: 'open' }],
        ['a status of ours of what is no attempt to pay', 'invoice.sent', { status: 'succeeded' }],
        ['a status of theirs of an order, as Polar has it', 'order.paid', { status: 'paid' }],
        ['an order of which some went back', 'order.updated', { status: 'partially_refunded' }],
        ['what no longer takes part', 'subscription.canceled', { status: 'canceled' }],
        ['a way to pay is no attempt', 'payment_method.updated', { status: 'failed' }],
        ['underlined types, as Lemon Squeezy has them', 'order_created', { status: 'failed' }],
        ['a type of tomorrow', 'payment.of_tomorrow', {}],
        ['a status without its prefix', 'succeeded', {}],
      ] as const
    ).map(([says, type, data]) => ({
      says: `${says}: kept for somebody to look at`,
      body: event(type, data),
      updates: UNKNOWN_EVENT,
    })),
    {
      says: 'an order by a name that may be the sender\u2019s own: kept for somebody to look at',
      body: { type: 'order.updated', data: { id: 'A-1', status: 'succeeded' } },
      updates: UNKNOWN_EVENT,
    },
    ...['shipment.updated', 'message.attempt.exhausted', 'customer.updated'].map((type) => ({
      says: `${type}, as Svix and shops send it: none of our business`,
      body: event(type, { status: 'failed' }),
      updates: [],
    })),
    ...(
      [
        ['succeeded', 'done'],
        ['failed', 'failed'],
        ['canceled', 'failed'],
        ['pending', 'pending'],
        ['of_tomorrow', 'pending'],
      ] as const
    ).map(([status, state]) => ({
      says: `a refund of whatever payment the order has is ${status}, as Polar has it`,
      body: {
        ...{ type: 'refund.created', timestamp: TIMESTAMP },
        data: { id: 'r-1', status, amount: 300, currency: 'usd', order_id: 'A-1', tax_amount: 0 },
      },
      updates: [
        {
          ...{ part: 'refund:r-1' as const, state, eventId: 'msg_1', time: ours.time },
          ...{ payment: 'of:A-1', amount: 300, currency: 'USD' },
        },
      ],
    })),
    {
      says: 'a refund of a payment, nobody knows of how much',
      body: event('refund.updated', { refund: 'r-1', status: 'succeeded', amount: '3.00' }),
      updates: [{ ...ofPayment, part: 'refund:r-1', state: 'pending' }],
    },
    {
      says: 'a dispute of a payment is lost',
      body: event('dispute.closed', { id: 'd-1', status: 'lost' }),
      updates: [{ ...ofPayment, part: 'dispute:d-1', state: 'lost', amount: 5000 }],
    },
    ...['prevented', 'early_warning'].map((status) => ({
      says: `nothing is disputed: ${status}`,
      body: event('dispute.updated', { id: 'd-1', status }),
      updates: [
        { ...ofPayment, part: 'dispute:d-1' as const, state: 'none' as const, amount: 5000 },
      ],
    })),
    {
      says: 'a dispute of a payment is open, whatever it calls that',
      body: event('dispute.created', { id: 'd-1', status: 'succeeded' }),
      updates: [{ ...ofPayment, part: 'dispute:d-1', state: 'open', amount: 5000 }],
    },
    ...[
      { amount: '50.00' },
      { amount: -1 },
      { amount: 0.5 },
      { amount: null, total_amount: 50 },
    ].map((data) => ({
      says: `a success of nobody knows how much is not believed yet: ${JSON.stringify(data)}`,
      body: event('payment.succeeded', data),
      updates: [unclear],
    })),
    {
      says: 'a status of tomorrow, which is no failure',
      body: event('payment.failed', { status: 'of_tomorrow' }),
      updates: [main('processing')],
    },
    {
      says: 'the money was let go, whatever was said before',
      body: event('payment.voided'),
      updates: [{ ...ours, part: 'void', state: 'canceled', doubt: 0 }],
    },
    {
      says: 'the bank took the money back, whatever was said before',
      body: event('payment.returned'),
      updates: [{ ...ours, part: 'void', state: 'failed' }],
    },
    {
      says: 'all that went back so far',
      body: event('payment.refunded'),
      updates: [{ ...ours, part: 'refunds', state: 'total' }],
    },
    {
      says: 'one refund',
      body: event('payment.partially_refunded', { refund: 'r-1', amount: 2000 }),
      updates: [{ ...ours, part: 'refund:r-1', state: 'done', amount: 2000 }],
    },
    {
      says: 'a refund that bounced',
      body: event('payment.refund_failed', { refund: 'r-1', amount: 2000 }),
      updates: [{ ...ours, part: 'refund:r-1', state: 'failed', amount: 2000 }],
    },
    {
      says: 'a dispute',
      body: event('payment.disputed', { dispute: 'd-1' }),
      updates: [{ ...ours, part: 'dispute:d-1', state: 'open' }],
    },
    {
      says: 'a dispute without a name, which is the payment’s only one',
      body: event('payment.disputed'),
      updates: [{ ...ours, part: 'dispute:p-1', state: 'open' }],
    },
    {
      says: 'the dispute was won',
      body: event('payment.dispute_won', { dispute: 'd-1' }),
      updates: [{ ...ours, part: 'dispute:d-1', state: 'won' }],
    },
    {
      says: 'the dispute was lost',
      body: event('payment.dispute_lost', { dispute: 'd-1' }),
      updates: [{ ...ours, part: 'dispute:d-1', state: 'lost' }],
    },
  ],
})

describe('Standard Webhooks', () => {
  const said = (body: unknown, headers: HeadersInit = { 'webhook-id': 'msg_1' }) =>
    standardWebhooks.updates(body, { headers: new Headers(headers), digest: () => 'digest' })

  it('does not take a partial refund of nobody knows how much for a full one', () => {
    const body = event('payment.partially_refunded', { amount: undefined })
    expect(() => said(body)).toThrow('data.amount')
  })

  it('cannot tell which refund failed without its id', () => {
    expect(() => said(event('payment.refund_failed'))).toThrow('data.refund')
  })

  it('keeps unread what names neither an order nor a payment', () => {
    const body = { type: 'payment.succeeded', data: { amount: 5000, currency: 'KES' } }
    expect(() => said(body)).toThrow('neither an order nor a payment')
  })

  it('keeps unread what claims to be of no day in the calendar', () => {
    expect(() => said({ ...event('payment.failed'), timestamp: '2026-13-41T08:30:00Z' })).toThrow(
      'NaN',
    )
  })

  it('names the event by the header that was signed, not by one that was added', () => {
    const headers = { 'svix-id': 'msg_2', 'svix-signature': 'v1,abcd', 'webhook-id': 'forged' }
    expect(said(event('payment.succeeded'), headers)).toMatchObject([{ eventId: 'msg_2' }])
  })

  it('is refused without an id or a time, even if it is signed like that', () => {
    const body = '{"type":"payment.succeeded"}'
    const judge = (id: string, timestamp: string) => {
      const mac = createHmac('sha256', Buffer.from(SECRET.slice('whsec_'.length), 'base64'))
      const signature = mac.update(`${id}.${timestamp}.${body}`).digest('base64')
      const headers = new Headers({
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      })
      const delivery = { url: 'https://x.example', headers, body: new TextEncoder().encode(body) }
      return verify(standardWebhooks, delivery, [SECRET], 1_795_219_200)
    }
    expect(judge('msg_1', '1795219200')).toBe('valid')
    expect(judge('', '1795219200')).toBe('missing')
    expect(judge('msg_1', '')).toBe('missing')
  })

  describe('signed with a private key', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
    const secret = `whpk_${raw.toString('base64')}`
    const body = JSON.stringify(event('payment.succeeded'))
    const signature = signWith(null, Buffer.from(`msg_1.1795219200.${body}`), privateKey)

    const judge = (text: string, secrets: string[], version = 'v1a') => {
      const headers = new Headers({
        'webhook-id': 'msg_1',
        'webhook-timestamp': '1795219200',
        'webhook-signature': `${version},${signature.toString('base64')}`,
      })
      const delivery = { url: 'https://x.example', headers, body: new TextEncoder().encode(text) }
      return verify(standardWebhooks, delivery, secrets, 1_795_219_200)
    }

    it('is believed', () => {
      expect(judge(body, [SECRET, secret])).toBe('valid')
    })

    it('is refused when changed, or with no public key', () => {
      expect(judge(`${body} `, [secret])).toBe('mismatch')
      expect(judge(body, [SECRET])).toBe('mismatch')
      expect(judge(body, [secret.slice('whpk_'.length)])).toBe('mismatch')
      expect(judge(body, [secret], 'v1')).toBe('mismatch')
    })

    // Each signature is one of all that is signed.
    const values = Array.from({ length: 12 }, (_, at) => Buffer.alloc(64, at).toString('base64'))
    const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': '1795219200' }
    const sent = (signature: string) => ({
      headers: { ...headers, 'webhook-signature': signature },
      body,
    })
    describeRefusals({
      provider: standardWebhooks,
      secrets: [secret],
      otherSecrets: [`whpk_${Buffer.alloc(32, 1).toString('base64')}`],
      good: [
        sent(`v1a,${signature.toString('base64')}`),
        sent(values.map((value) => `v1a,${value}`).join(' ')),
      ],
    })
  })
})
