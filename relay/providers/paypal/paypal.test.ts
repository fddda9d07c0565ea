import { createPublicKey, createSign, createVerify, X509Certificate } from 'node:crypto'
import { crc32 } from 'node:zlib'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import type { Update } from '../../order/update.ts'
import { certificateAddress, signingKey } from '../certificate.ts'
import { describeProvider, recording } from '../conformance.ts'
import { UNKNOWN_EVENT, type CertificateScheme, type Delivery } from '../provider.ts'
import { simulatedKeys } from '../simulated-keys.ts'
import { paypal } from './paypal.ts'

const WEBHOOK_ID = '96605875FF6516633'

const certificates = v.parse(
  v.object({ leaf: v.string(), issuer: v.string() }),
  JSON.parse(recording('paypal/certificates.json')),
)

const [scheme] = paypal.schemes.filter(
  (each): each is CertificateScheme => each.kind === 'certificate',
)
if (!scheme) throw new Error('PayPal signs with a certificate.')

/** As PayPal documents it, spelled out. */
const message = (body: string, { id, time }: { id: string; time: string }) =>
  `${id}|${time}|${WEBHOOK_ID}|${crc32(Buffer.from(body)) >>> 0}`

const event = (event_type: string, resource: object, more: object = {}) => ({
  ...{ id: 'WH-1', create_time: '2026-11-21T08:00:00Z', event_type, resource, ...more },
})

const at = Date.UTC(2026, 10, 21, 8)
const recordedAt = Date.UTC(2019, 1, 14, 21, 50, 7, 940)

const capture = (status: string, more: object = {}) => ({
  ...{
    id: 'C-1',
    status,
    amount: { value: '2.51', currency_code: 'USD' },
    custom_id: 'A-1',
    ...more,
  },
})

const said = (more: object): Update[] => [
  {
    eventId: 'WH-1',
    time: at,
    payment: 'C-1',
    containers: ['custom:A-1'],
    orderId: 'A-1',
    ...USD,
    ...more,
  } as Update,
]

const withoutAmount = ({ amount: _, ...update }: Update) => update as Update

const USD = { amount: 251, currency: 'USD' }

const ofDispute = { eventId: 'WH-1', time: at, payment: 'C-1', orderId: 'A-1', ...USD }

const ofRecordedCapture = {
  ...USD,
  part: 'main' as const,
  eventId: 'WH-58D329510W468432D-8HN650336L201105X',
  time: recordedAt,
  payment: '27M47624FP291604U',
  containers: ['1W5313654M9708630', 'custom:order-42'],
  orderId: 'order-42',
  orderAliases: ['INV-42'],
}

describeProvider({
  provider: paypal,
  secret: WEBHOOK_ID,
  otherSecret: '0EH40505U7160970P',
  signature: 'paypal-transmission-sig',
  sentTwice: 'mismatch',
  tolerance: { past: 4 * 86_400, future: 300 },
  // Through a checksum of all of it.
  covers: (body) => body,

  sign(body, timestamp) {
    const transmission = { id: '071f7d20', time: new Date(timestamp * 1000).toISOString() }
    return {
      'paypal-transmission-id': transmission.id,
      'paypal-transmission-time': transmission.time,
      'paypal-transmission-sig': createSign('RSA-SHA256')
        .update(message(body, transmission))
        .sign(simulatedKeys().privateKey, 'base64'),
      'paypal-auth-algo': 'SHA256withRSA',
      'paypal-cert-url': 'https://api.paypal.com/v1/notifications/certs/CERT-1',
    }
  },

  accepts(body, headers) {
    const { 'paypal-transmission-id': id = '', 'paypal-transmission-time': time = '' } = headers
    return createVerify('RSA-SHA256')
      .update(message(body, { id, time }))
      .verify(simulatedKeys().publicKey, headers['paypal-transmission-sig'] ?? '', 'base64')
  },

  publicKey(delivery, { publicKeyPem, now }) {
    if (!certificateAddress(scheme, delivery)) return undefined
    if (publicKeyPem) return createPublicKey(publicKeyPem)
    return signingKey(certificates.leaf, scheme.names, now * 1000, [certificates.issuer])
  },

  recordings: [
    {
      says: 'the money was captured',
      body: recording('paypal/PAYMENT.CAPTURE.COMPLETED.json'),
      updates: [{ ...ofRecordedCapture, state: 'succeeded' }],
    },
    {
      says: 'the capture waits for the bank',
      body: recording('paypal/PAYMENT.CAPTURE.PENDING.json'),
      updates: [{ ...ofRecordedCapture, state: 'processing' }],
    },
    {
      says: 'the capture was denied',
      body: recording('paypal/PAYMENT.CAPTURE.DENIED.json'),
      updates: [{ ...ofRecordedCapture, state: 'failed', reason: { code: 'declined' } }],
    },
    {
      says: 'some was refunded, of a capture that it does not name',
      body: recording('paypal/PAYMENT.CAPTURE.REFUNDED.json'),
      updates: [
        {
          part: 'refund:1Y107995YT783435V',
          state: 'done',
          eventId: 'WH-58D329510W468432D-8HN650336L201105X',
          time: recordedAt,
          payment: 'custom:order-42',
          orderId: 'order-42',
          amount: 100,
          currency: 'USD',
        },
      ],
    },
    {
      says: 'PayPal took the money back',
      body: recording('paypal/PAYMENT.CAPTURE.REVERSED.json'),
      updates: [
        {
          part: 'dispute:reversal',
          state: 'lost',
          eventId: 'WH-58D329510W468432D-8HN650336L201105X',
          time: recordedAt,
          payment: '27M47624FP291604U',
          containers: ['custom:order-42'],
          orderId: 'order-42',
          orderAliases: ['INV-42'],
          ...USD,
        },
      ],
    },
    {
      says: 'the buyer opened a dispute',
      body: recording('paypal/CUSTOMER.DISPUTE.CREATED.json'),
      updates: [
        {
          part: 'dispute:PP-D-4012',
          state: 'open',
          eventId: 'WH-58D329510W468432D-8HN650336L201105X',
          time: recordedAt,
          payment: '27M47624FP291604U',
          orderId: 'order-42',
          orderAliases: ['INV-42'],
          ...USD,
        },
      ],
    },
    {
      says: 'a sale of the older API completed, in the sandbox, for an order that only a register knows',
      body: recording('paypal/PAYMENT.SALE.COMPLETED-v1.json'),
      updates: [
        {
          part: 'main',
          state: 'succeeded',
          eventId: 'WH-82L71649W50323023-5WC64761VS637831A',
          time: Date.UTC(2016, 9, 5, 14, 57, 26),
          payment: '8RS6210148826604N',
          containers: ['PAY-11X29866PC6848407K72RIQA', 'custom:Hello World!'],
          mentions: ['Hello World!'],
          amount: 601,
          currency: 'USD',
          test: true,
        },
      ],
    },
    {
      says: 'the shopper has approved, and nothing is paid yet',
      body: event('CHECKOUT.ORDER.APPROVED', {
        ...{ id: 'O-1', status: 'APPROVED' },
        purchase_units: [{ custom_id: 'A-1', amount: { value: '2.51', currency_code: 'USD' } }],
      }),
      updates: said({ part: 'main', state: 'processing', payment: 'O-1' }),
    },
    {
      says: 'the approval was taken back',
      body: event('CHECKOUT.PAYMENT-APPROVAL.REVERSED', {
        id: 'O-1',
        purchase_units: [{ custom_id: 'A-1' }],
      }),
      updates: [
        {
          ...{ part: 'main', state: 'canceled', eventId: 'WH-1', time: at, payment: 'O-1' },
          ...{ containers: ['custom:A-1'], orderId: 'A-1', doubt: 0 },
        },
      ],
    },
    {
      says: 'the money is held',
      body: event('PAYMENT.AUTHORIZATION.CREATED', capture('CREATED')),
      updates: said({ part: 'main', state: 'authorized' }),
    },
    {
      says: 'the hold was let go',
      body: event('PAYMENT.AUTHORIZATION.VOIDED', capture('VOIDED')),
      updates: said({ part: 'main', state: 'canceled', doubt: 0 }),
    },
    {
      says: 'a capture belongs to what was held',
      body: event(
        'PAYMENT.CAPTURE.COMPLETED',
        capture('COMPLETED', {
          supplementary_data: { related_ids: { order_id: 'O-1', authorization_id: 'AUTH-1' } },
        }),
      ),
      updates: said({
        part: 'main',
        state: 'succeeded',
        containers: ['O-1', 'AUTH-1', 'custom:A-1'],
      }),
    },
    {
      says: 'a capture without an amount is no success of all that the order asks',
      body: event('PAYMENT.CAPTURE.COMPLETED', {
        id: 'C-1',
        status: 'COMPLETED',
        custom_id: 'A-1',
      }),
      updates: [
        {
          ...{ part: 'main', state: 'processing', eventId: 'WH-1', time: at, payment: 'C-1' },
          ...{ containers: ['custom:A-1'], orderId: 'A-1' },
        },
      ],
    },
    {
      says: 'the capture\u2019s state is of tomorrow: no failure',
      body: event('PAYMENT.CAPTURE.DENIED', capture('REVIEWED_AGAIN')),
      updates: said({ part: 'main', state: 'processing' }),
    },
    {
      says: 'a refund names its capture by a link',
      body: event('PAYMENT.CAPTURE.REFUNDED', {
        ...capture('COMPLETED', { id: 'R-1' }),
        links: [{ rel: 'up', href: 'https://api.paypal.com/v2/payments/captures/C-1' }],
      }),
      updates: [
        {
          ...{ part: 'refund:R-1', state: 'done', eventId: 'WH-1', time: at, payment: 'C-1' },
          ...{ orderId: 'A-1', ...USD },
        },
      ],
    },
    {
      says: 'a refund failed: nothing went back',
      body: event('PAYMENT.REFUND.FAILED', capture('FAILED', { id: 'R-1' })),
      updates: [
        {
          ...{
            part: 'refund:R-1',
            state: 'failed',
            eventId: 'WH-1',
            time: at,
            payment: 'custom:A-1',
          },
          ...{ orderId: 'A-1', ...USD },
        },
      ],
    },
    ...(['RESOLVED_SELLER_FAVOUR', 'RESOLVED_BUYER_FAVOUR'] as const).map((outcome_code) => ({
      says: `a dispute ended: ${outcome_code}`,
      body: event('CUSTOMER.DISPUTE.RESOLVED', {
        dispute_id: 'PP-D-1',
        dispute_amount: { value: '2.51', currency_code: 'USD' },
        dispute_outcome: { outcome_code },
        disputed_transactions: [{ seller_transaction_id: 'C-1', custom: 'A-1' }],
      }),
      updates: [
        {
          part: 'dispute:PP-D-1' as const,
          state: outcome_code === 'RESOLVED_SELLER_FAVOUR' ? ('won' as const) : ('lost' as const),
          ...ofDispute,
        },
        // What was taken for it comes back.
        ...(outcome_code === 'RESOLVED_SELLER_FAVOUR'
          ? [{ part: 'dispute:reversal' as const, state: 'none' as const, ...ofDispute }]
          : []),
      ],
    })),
    {
      says: 'buyer and seller still talk: no dispute',
      body: event('CUSTOMER.DISPUTE.CREATED', {
        ...{ dispute_id: 'PP-D-1', dispute_life_cycle_stage: 'INQUIRY' },
        dispute_amount: { value: '2.51', currency_code: 'USD' },
        disputed_transactions: [{ seller_transaction_id: 'C-1', custom: 'A-1' }],
      }),
      updates: [{ part: 'dispute:PP-D-1', state: 'none', ...ofDispute }],
    },
    {
      says: 'a dispute names its payment by the merchant\u2019s own id only',
      body: event('RISK.DISPUTE.CREATED', {
        dispute_id: 'PP-D-1',
        dispute_amount: { value: '2.51', currency_code: 'USD' },
        disputed_transactions: [{ seller_transaction_id: '', custom: 'A-1' }],
      }),
      updates: [{ part: 'dispute:PP-D-1', state: 'open', ...ofDispute, payment: 'custom:A-1' }],
    },
    {
      says: 'the approval was taken back, as PayPal documents it: of an order by another name',
      body: event('CHECKOUT.PAYMENT-APPROVAL.REVERSED', {
        order_id: 'O-1',
        purchase_units: [{ reference_id: 'default', custom_id: 'A-1', invoice_id: 'INV-1' }],
        payment_source: { ideal: { country_code: 'NL' } },
      }),
      updates: [
        {
          ...{ part: 'main', state: 'canceled', eventId: 'WH-1', time: at, payment: 'O-1' },
          ...{ containers: ['custom:A-1'], orderId: 'A-1', orderAliases: ['INV-1'], doubt: 0 },
        },
      ],
    },
    {
      says: 'the order was declined',
      body: event('CHECKOUT.ORDER.DECLINED', {
        ...{ id: 'O-1', status: 'PAYER_ACTION_REQUIRED' },
        purchase_units: [{ custom_id: 'A-1', amount: { value: '2.51', currency_code: 'USD' } }],
      }),
      updates: said({
        part: 'main',
        state: 'failed',
        payment: 'O-1',
        reason: { code: 'declined' },
      }),
    },
    {
      says: 'only the purchase unit\u2019s own reference names the order',
      body: event('CHECKOUT.ORDER.APPROVED', {
        ...{ id: 'O-1', status: 'APPROVED' },
        purchase_units: [{ reference_id: 'A-1', amount: { value: '2.51', currency_code: 'USD' } }],
      }),
      updates: [
        {
          ...{ part: 'main', state: 'processing', eventId: 'WH-1', time: at, payment: 'O-1' },
          ...{ orderId: 'A-1', ...USD },
        },
      ],
    },
    {
      says: 'an order is complete, and tells of the payments inside it',
      body: event('CHECKOUT.ORDER.COMPLETED', {
        ...{ id: 'O-1', status: 'COMPLETED' },
        purchase_units: [
          {
            custom_id: 'A-1',
            amount: {
              ...{ value: '2.51', currency_code: 'USD' },
              breakdown: { discount: { value: '0.50', currency_code: 'USD' } },
            },
            payments: {
              captures: [
                {
                  ...{ id: 'C-1', status: 'COMPLETED', update_time: '2026-11-21T07:59:00Z' },
                  amount: { value: '2.51', currency_code: 'USD' },
                },
              ],
              refunds: [
                {
                  ...{ id: 'R-1', status: 'COMPLETED' },
                  amount: { value: '1.00', currency_code: 'USD' },
                  links: [{ rel: 'up', href: 'https://api.paypal.com/v2/payments/captures/C-1' }],
                },
              ],
            },
          },
        ],
      }),
      updates: [
        ...said({ part: 'main', state: 'processing', payment: 'O-1', complete: true, waived: 50 }),
        ...said({
          ...{ part: 'main', state: 'succeeded', containers: ['O-1', 'custom:A-1'] },
          time: at - 60_000,
        }),
        {
          ...{ part: 'refund:R-1', state: 'done', eventId: 'WH-1', time: at, payment: 'C-1' },
          ...{ amount: 100, currency: 'USD' },
        },
      ],
    },
    {
      says: 'a capture names what was held by a link',
      body: event('PAYMENT.CAPTURE.COMPLETED', {
        ...{ id: 'C-1', status: 'COMPLETED', amount: { value: '2.51', currency_code: 'USD' } },
        links: [{ rel: 'up', href: 'https://api.paypal.com/v2/payments/authorizations/AUTH-1' }],
      }),
      updates: [
        {
          ...{ part: 'main', state: 'succeeded', eventId: 'WH-1', time: at, payment: 'C-1' },
          ...{ containers: ['AUTH-1'], ...USD },
        },
      ],
    },
    {
      says: 'the merchant\u2019s own id is JSON, of which it may have registered what it likes',
      body: event('PAYMENT.CAPTURE.COMPLETED', {
        ...{ id: 'C-1', status: 'COMPLETED', amount: { value: '2.51', currency_code: 'USD' } },
        custom_id: '{"orderTransactionId":"0190a1b2","version":9}',
      }),
      updates: [
        {
          ...{ part: 'main', state: 'succeeded', eventId: 'WH-1', time: at, payment: 'C-1' },
          containers: ['custom:{"orderTransactionId":"0190a1b2","version":9}'],
          ...{ mentions: ['0190a1b2'], ...USD },
        },
      ],
    },
    {
      says: 'it is test money, as links of late tell',
      body: event('PAYMENT.CAPTURE.COMPLETED', {
        ...capture('COMPLETED'),
        links: [{ rel: 'self', href: 'https://api-m.sandbox.paypal.com/v2/payments/captures/C-1' }],
      }),
      updates: said({ part: 'main', state: 'succeeded', test: true }),
    },
    {
      says: 'a refund was called off',
      body: event('PAYMENT.REFUND.CANCELLED', capture('CANCELLED', { id: 'R-1' })),
      updates: [
        {
          ...{ part: 'refund:R-1', state: 'failed', eventId: 'WH-1', time: at },
          ...{ payment: 'custom:A-1', orderId: 'A-1', ...USD },
        },
      ],
    },
    {
      says: 'two orders of one shopper lie in nothing together',
      body: event(
        'PAYMENT.CAPTURE.COMPLETED',
        capture('COMPLETED', { custom_id: 'pcp_customer_7', invoice_id: 'A-1' }),
      ),
      updates: said({ part: 'main', state: 'succeeded', mentions: ['pcp_customer_7'] }),
    },
    {
      says: 'what was held is no more',
      body: event('PAYMENT.AUTHORIZATION.VOIDED', capture('EXPIRED')),
      updates: said({ part: 'main', state: 'canceled', doubt: 0 }),
    },
    {
      says: 'a sale or a renewal: both are the agreement\u2019s',
      body: event('PAYMENT.SALE.COMPLETED', {
        ...{ id: 'S-2', state: 'completed', custom: 'A-1', billing_agreement_id: 'I-1' },
        amount: { total: '2.51', currency: 'USD' },
      }),
      updates: said({ part: 'main', state: 'succeeded', payment: 'I-1', references: ['S-2'] }),
    },
    {
      says: 'a refund by the older API, of less than nothing',
      body: event('PAYMENT.SALE.REFUNDED', {
        ...{ id: 'R-1', sale_id: 'S-1', state: 'completed' },
        amount: { total: '-1.00', currency: 'USD' },
      }),
      updates: [
        {
          ...{ part: 'refund:R-1', state: 'done', eventId: 'WH-1', time: at, payment: 'S-1' },
          ...{ amount: 100, currency: 'USD' },
        },
      ],
    },
    ...['-2.51', '2.515', '', null].map((value) => ({
      says: `a success of nobody knows how much is not believed yet: ${JSON.stringify(value)}`,
      body: event(
        'PAYMENT.CAPTURE.COMPLETED',
        capture('COMPLETED', { amount: { value, currency_code: 'USD' } }),
      ),
      updates: said({ part: 'main', state: 'processing' }).map(withoutAmount),
    })),
    {
      says: 'a refund of nobody knows how much is not believed yet',
      body: event('PAYMENT.SALE.REFUNDED', {
        ...{ id: 'R-1', sale_id: 'S-1', state: 'completed', amount: { total: '1.005' } },
      }),
      updates: [
        { part: 'refund:R-1', state: 'pending', eventId: 'WH-1', time: at, payment: 'S-1' },
      ],
    },
    {
      says: 'a refund, and all that went back so far',
      body: event('PAYMENT.CAPTURE.REFUNDED', {
        ...{ id: 'R-2', status: 'COMPLETED', amount: { value: '1.00', currency_code: 'USD' } },
        seller_payable_breakdown: {
          total_refunded_amount: { value: '1.50', currency_code: 'USD' },
        },
        links: [{ rel: 'up', href: 'https://api.paypal.com/v2/payments/captures/C-1' }],
      }),
      updates: [
        {
          ...{ part: 'refund:R-2', state: 'done', eventId: 'WH-1', time: at, payment: 'C-1' },
          ...{ amount: 100, currency: 'USD' },
        },
        {
          ...{ part: 'refunds', state: 'total', eventId: 'WH-1', time: at, payment: 'C-1' },
          ...{ amount: 150, currency: 'USD' },
        },
      ],
    },
    ...['INVOICING.INVOICE.PAID', 'BILLING.SUBSCRIPTION.PAYMENT.FAILED', 'PAYMENT.OF.TOMORROW'].map(
      (type) => ({
        says: `${type}: kept for somebody to look at`,
        body: event(type, { id: 'X-1' }),
        updates: UNKNOWN_EVENT,
      }),
    ),
    {
      says: 'a subscription began: none of our business',
      body: event('BILLING.SUBSCRIPTION.ACTIVATED', { id: 'I-1' }),
      updates: [],
    },
  ],
  simulates: [
    ...(['processing', 'authorized', 'succeeded', 'failed', 'canceled'] as const),
    ...(['partially_refunded', 'refunded', 'disputed'] as const),
  ],
})

describe('the certificate', () => {
  const delivery = (address: string): Delivery => ({
    url: '',
    headers: new Headers({ 'paypal-cert-url': address }),
    body: new Uint8Array(),
  })

  it.each([
    'https://api.paypal.com/v1/notifications/certs/CERT-1',
    'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-test',
  ])('may be fetched from %s', (address) => {
    expect(certificateAddress(scheme, delivery(address))?.href).toBe(address)
  })

  it.each([
    'http://api.paypal.com/v1/notifications/certs/CERT-1',
    'https://api.paypal.com/v1/notifications/certs/CERT-1?x=1',
    'https://api.paypal.com/v1/notifications/certs/CERT-1#1',
    'https://www.paypal.com/v1/notifications/certs/CERT-1',
    'https://api.paypal.com/v1/other',
    'https://paypal.com.evil.example/certs/1',
    'https://api.paypal.com@evil.example/certs/1',
    'https://user:password@api.paypal.com/certs/1',
    'https://evilpaypal.com/certs/1',
    'https://api.paypal.com:8443/certs/1',
    'https://api.paypal.com.:443@127.0.0.1/',
    'https://127.0.0.1/.paypal.com',
    'ftp://api.paypal.com/certs/1',
    'certs/1',
    '',
  ])('may not be fetched from "%s"', (address) => {
    expect(certificateAddress(scheme, delivery(address))).toBeUndefined()
  })

  const { leaf, issuer } = certificates
  const { publicKey } = new X509Certificate(leaf)
  const WHEN_VALID = Date.UTC(2018, 0, 1)
  const keyIn = (pem: string, { names = scheme.names, now = WHEN_VALID, roots = [issuer] } = {}) =>
    signingKey(pem, names, now, roots)?.equals(publicKey)

  it('is believed where it leads to a root that is', () => {
    expect(keyIn(leaf)).toBe(true)
    expect(keyIn(`${leaf}\n${issuer}`)).toBe(true)
  })

  it.each<[string, string, Parameters<typeof keyIn>[1]?]>([
    ['it has run out', leaf, { now: Date.UTC(2026, 10, 21) }],
    ['it is not valid yet', leaf, { now: Date.UTC(2016, 0, 1) }],
    ['it has another name', leaf, { names: ['paypal.com', 'user.paypal.com'] }],
    ['nobody trusts who issued it', leaf, { roots: [] }],
    ['it is its issuer\u2019s', issuer],
    ['its issuer comes first', `${issuer}\n${leaf}`],
    ['it issued itself', leaf, { roots: [leaf] }],
    ['a byte of it was changed', leaf.replace('MIIILDCC', 'MIIILDCD')],
    ['it is none', 'Not found'],
    ['there is none', ''],
  ])('is not believed where %s', (_, pem, wishes) => {
    expect(keyIn(pem, wishes)).toBeUndefined()
  })
})
