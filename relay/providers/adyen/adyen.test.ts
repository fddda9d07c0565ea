import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Update } from '../../order/update.ts'
import { describeProvider, recording } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { verify } from '../verify.ts'
import { adyen } from './adyen.ts'

const KEY = '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056'

interface Item {
  pspReference: string
  originalReference?: string
  merchantAccountCode: string
  merchantReference: string
  amount: { value: number; currency: string }
  eventCode: string
  success: string
  additionalData?: { hmacSignature: string }
}

interface Sealed {
  notificationItems: { NotificationRequestItem: Item }[]
}

/**
 * As Adyen's library signs an item; a vector of its own says so.
 * That one was made with @adyen/api-library 32.1.0, by `new hmacValidator().calculateHmac(item, KEY)`.
 */
function signatureOf(item: Item): string {
  const signed = [
    ...[item.pspReference, item.originalReference, item.merchantAccountCode],
    ...[item.merchantReference, item.amount.value, item.amount.currency],
    ...[item.eventCode, item.success],
  ]
  return createHmac('sha256', Buffer.from(KEY, 'hex')).update(signed.join(':')).digest('base64')
}

function seal(body: string): string {
  const notification: Sealed = JSON.parse(body)
  for (const { NotificationRequestItem: item } of notification.notificationItems) {
    item.additionalData = { hmacSignature: signatureOf(item) }
  }
  return JSON.stringify(notification)
}

type Main = Extract<Update, { part: 'main' }>

/** 00:00 in Amsterdam. */
const time = Date.UTC(2026, 10, 20, 23)

const of42 = (code: string) => ({
  eventId: `PSP${code}:${code}:true`,
  ...{ payment: 'QFQTPCQ8HXSKGK82', orderId: 'order-42', amount: 1995, currency: 'EUR' },
  time,
})

/** The same, at no time: what is signed of a payment's own state has none. */
const timeless = <Told extends { time: unknown }>({ time: _, ...more }: Told) => more

const item = (eventCode: string, more: object = {}) => ({
  NotificationRequestItem: {
    ...{ pspReference: 'PSP2', originalReference: 'PSP1', merchantAccountCode: 'Shop' },
    ...{ merchantReference: 'A-1', amount: { value: 5000, currency: 'EUR' } },
    ...{ eventCode, success: 'true', eventDate: '2026-11-21T08:30:00Z' },
    ...more,
  },
})

const notification = (...notificationItems: object[]) => ({ live: 'true', notificationItems })

const told = (code: string, more: object = {}) => notification(item(code, more))

const ours = (code: string, success = 'true') => ({
  eventId: `PSP2:${code}:${success}`,
  ...{ payment: 'PSP1', orderId: 'A-1', amount: 5000, currency: 'EUR' },
  time: Date.UTC(2026, 10, 21, 8, 30),
})

const main = (code: string, state: Main['state'], more: Partial<Update> = {}): Update => ({
  ...timeless(ours(code)),
  ...more,
  part: 'main',
  state,
})

const refused = (reason: string) => ({
  body: told('AUTHORISATION', { success: 'false', reason }),
  ofReason: (code: NonNullable<Update['reason']>['code'], more: object = {}): Update => ({
    ...timeless(ours('AUTHORISATION', 'false')),
    ...{ part: 'main', state: 'failed', payment: 'PSP2', reason: { code, message: reason } },
    containers: ['reference:A-1'],
    ...more,
  }),
})

describeProvider({
  provider: adyen,
  secret: KEY,
  otherSecret: KEY.replace('4', '5'),
  field: 'hmacSignature',
  seal,

  accepts: (body) =>
    (JSON.parse(body) as Sealed).notificationItems.every(
      ({ NotificationRequestItem: item }) =>
        item.additionalData?.hmacSignature === signatureOf(item),
    ),

  covers: (body) =>
    (JSON.parse(body) as Sealed).notificationItems.map(({ NotificationRequestItem: item }) => [
      ...[item.pspReference, item.originalReference, item.merchantAccountCode],
      ...[item.merchantReference, item.amount.value, item.amount.currency],
      ...[item.eventCode, item.success, item.additionalData?.hmacSignature],
    ]),

  simulates: [
    'processing',
    'authorized',
    'partially_paid',
    'succeeded',
    'failed',
    'canceled',
    'expired',
    'refunded',
    'partially_refunded',
    'disputed',
  ],

  recordings: [
    {
      says: 'the money is held',
      body: recording('adyen/AUTHORISATION-true.json'),
      updates: [
        {
          ...{ eventId: '123456789:AUTHORISATION:true', part: 'main', state: 'authorized' },
          ...{ payment: '123456789', orderId: '8313842560770001', amount: 10_100 },
          containers: ['reference:8313842560770001'],
          currency: 'EUR',
        },
      ],
    },
    {
      says: 'the payment was refused, without a reason',
      body: recording('adyen/AUTHORISATION-false.json'),
      updates: [
        {
          ...{
            ...timeless(of42('AUTHORISATION')),
            eventId: 'PSPAUTHORISATION:AUTHORISATION:false',
          },
          ...{ part: 'main', state: 'failed', payment: 'PSPAUTHORISATION' },
          ...{ reason: { code: 'unknown' }, containers: ['reference:order-42'] },
        },
      ],
    },
    {
      says: 'the money was captured',
      body: recording('adyen/CAPTURE-true.json'),
      updates: [
        {
          ...{ eventId: 'PSP_REFERENCE:CAPTURE:true', part: 'capture:PSP_REFERENCE' },
          ...{ state: 'done', payment: 'ORIGINAL_PSP', orderId: '00000001', amount: 23_623 },
          ...{ currency: 'USD', time: Date.UTC(2017, 0, 25, 17, 8, 19) },
        },
      ],
    },
    {
      says: 'some was refunded',
      body: recording('adyen/REFUND-true.json'),
      updates: [
        {
          ...{ eventId: 'PSP_REFERENCE:REFUND:true', part: 'refund:PSP_REFERENCE', state: 'done' },
          ...{ payment: 'ORIGINAL_PSP', orderId: 'payment-2017-1-17-11-refund', amount: 1500 },
          ...{ currency: 'EUR', time: Date.UTC(2017, 1, 17, 10, 11, 44) },
        },
      ],
    },
    {
      says: 'a refund was refused',
      body: recording('adyen/REFUND-false.json'),
      updates: [
        {
          ...{ eventId: 'PSP_REFERENCE:REFUND:false', part: 'refund:PSP_REFERENCE' },
          ...{ state: 'failed', payment: 'ORIGINAL_PSP' },
          ...{ orderId: 'payment-2017-1-17-11-refund', amount: 1500 },
          ...{ currency: 'EUR', time: Date.UTC(2017, 1, 17, 10, 4, 7) },
        },
      ],
    },
    {
      says: 'a refund came back',
      body: recording('adyen/REFUNDED_REVERSED.json'),
      updates: [
        { ...of42('REFUNDED_REVERSED'), part: 'refund:PSPREFUNDED_REVERSED', state: 'failed' },
      ],
    },
    {
      says: 'what was held is no more',
      body: recording('adyen/EXPIRE.json'),
      updates: [{ ...timeless(of42('EXPIRE')), part: 'main', state: 'canceled', doubt: 0 }],
    },
    {
      says: 'the shopper left',
      body: recording('adyen/OFFER_CLOSED.json'),
      updates: [{ ...timeless(of42('OFFER_CLOSED')), part: 'main', state: 'expired' }],
    },
    {
      says: 'the bank only asks',
      body: recording('adyen/REQUEST_FOR_INFORMATION.json'),
      updates: [
        {
          ...of42('REQUEST_FOR_INFORMATION'),
          ...{ part: 'dispute:PSPREQUEST_FOR_INFORMATION', state: 'none' },
        },
      ],
    },
    ...(['NOTIFICATION_OF_CHARGEBACK', 'CHARGEBACK'] as const).map((code) => ({
      says: `a dispute is open: ${code}`,
      body: recording(`adyen/${code}.json`),
      updates: [{ ...of42(code), part: `dispute:PSP${code}` as const, state: 'open' as const }],
    })),
    {
      says: 'the dispute was won',
      body: recording('adyen/CHARGEBACK_REVERSED.json'),
      updates: [
        {
          ...of42('CHARGEBACK_REVERSED'),
          ...{ part: 'dispute:PSPCHARGEBACK_REVERSED', state: 'won' },
        },
      ],
    },

    {
      says: 'two items, of two payments',
      body: notification(
        item('AUTHORISATION', { pspReference: 'PSP1', originalReference: null }),
        item('CAPTURE', { originalReference: 'PSP0', merchantReference: 'B-2' }),
      ),
      updates: [
        main('AUTHORISATION', 'authorized', {
          eventId: 'PSP1:AUTHORISATION:true',
          containers: ['reference:A-1'],
        }),
        {
          ...ours('CAPTURE'),
          ...{ part: 'capture:PSP2', state: 'done', payment: 'PSP0', orderId: 'B-2' },
        },
      ],
    },
    {
      says: 'the payment is under way; that nothing signed says it is test money makes it none',
      body: { ...told('PENDING', { originalReference: '' }), live: false },
      updates: [main('PENDING', 'processing', { payment: 'PSP2' })],
    },
    {
      says: 'the payment was called off',
      body: told('CANCELLATION', { success: true }),
      updates: [main('CANCELLATION', 'canceled', { doubt: 0 })],
    },
    {
      says: 'the payment was called off behind our back',
      body: told('TECHNICAL_CANCEL'),
      updates: [main('TECHNICAL_CANCEL', 'canceled', { doubt: 0 })],
    },
    {
      says: 'the payment could not be called off: it stands as it stood',
      body: told('CANCELLATION', { success: 'false' }),
      updates: [],
    },
    {
      says: 'a capture was refused: what is held is held',
      body: told('CAPTURE', { success: 'false' }),
      updates: [{ ...ours('CAPTURE', 'false'), part: 'capture:PSP2', state: 'failed' }],
    },
    {
      says: 'a capture failed that had been called done',
      body: told('CAPTURE_FAILED'),
      updates: [{ ...ours('CAPTURE_FAILED'), part: 'capture:PSP2', state: 'failed' }],
    },
    {
      says: 'it is not so that a capture failed',
      body: told('CAPTURE_FAILED', { success: 'false' }),
      updates: [],
    },
    {
      says: 'a refund failed that had been called done',
      body: told('REFUND_FAILED'),
      updates: [{ ...ours('REFUND_FAILED'), part: 'refund:PSP2', state: 'failed' }],
    },
    {
      says: 'a refund waits for the capture',
      body: told('POSTPONED_REFUND'),
      updates: [{ ...ours('POSTPONED_REFUND'), part: 'refund:PSP2', state: 'pending' }],
    },
    {
      says: 'it was cancelled or refunded, whatever the unsigned word for it is',
      body: told('CANCEL_OR_REFUND', { additionalData: { 'modification.action': 'cancel' } }),
      updates: [{ ...ours('CANCEL_OR_REFUND'), part: 'refund:PSP2', state: 'done' }],
    },
    {
      says: 'it was cancelled or refunded, nobody says how much',
      body: told('CANCEL_OR_REFUND', { amount: { value: 0, currency: 'EUR' } }),
      updates: [
        {
          ...timeless(ours('CANCEL_OR_REFUND')),
          ...{ part: 'void', state: 'canceled', doubt: 0, amount: 0 },
        },
      ],
    },
    {
      says: 'the dispute was lost',
      body: told('SECOND_CHARGEBACK'),
      updates: [{ ...ours('SECOND_CHARGEBACK'), part: 'dispute:PSP2', state: 'lost' }],
    },
    {
      says: 'there was too little money',
      body: refused('Not enough balance').body,
      updates: [refused('Not enough balance').ofReason('insufficient_funds', { doubt: 0 })],
    },
    {
      says: 'the shopper did not authenticate',
      body: refused('3D Not Authenticated').body,
      updates: [refused('3D Not Authenticated').ofReason('authentication_failed', { doubt: 0 })],
    },
    {
      says: 'by UPI a refusal may not be the last word',
      body: told('AUTHORISATION', {
        ...{ success: 'false', reason: 'Invalid Pin', paymentMethod: 'upi_collect' },
      }),
      updates: [
        refused('Invalid Pin').ofReason('authentication_failed', { doubt: 3 * 24 * 3_600_000 }),
      ],
    },
    {
      says: 'the bank could not be asked, and may have paid',
      body: refused('Issuer Unavailable').body,
      updates: [refused('Issuer Unavailable').ofReason('provider_error')],
    },
    {
      says: 'rupiah, whole at Adyen and not in ISO 4217, at a time that is none',
      body: told('PENDING', {
        amount: { value: 5000, currency: 'IDR' },
        eventDate: 'yesterday',
      }),
      updates: [
        {
          ...{ eventId: 'PSP2:PENDING:true', part: 'main', state: 'processing', payment: 'PSP1' },
          ...{ orderId: 'A-1', amount: 500_000, currency: 'IDR' },
        },
      ],
    },
    {
      says: 'a capture in hundredths that the currency does not have is not done',
      body: told('CAPTURE', { amount: { value: 5001, currency: 'CLP' } }),
      updates: [
        {
          ...{ eventId: 'PSP2:CAPTURE:true', part: 'capture:PSP2', state: 'pending' },
          ...{ payment: 'PSP1', orderId: 'A-1', currency: 'CLP', time: ours('CAPTURE').time },
        },
      ],
    },
    {
      says: 'a report is ready: none of our business',
      body: told('REPORT_AVAILABLE', { merchantReference: '' }),
      updates: [],
    },
    {
      says: 'an event of tomorrow',
      body: told('OF_TOMORROW'),
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'an event of tomorrow beside one that we know',
      body: notification(item('OF_TOMORROW'), item('CAPTURE')),
      updates: [{ ...ours('CAPTURE'), part: 'capture:PSP2', state: 'done' }],
    },
    {
      says: 'a card is kept for later: nothing is held',
      body: told('AUTHORISATION', { amount: { value: 0, currency: 'EUR' } }),
      updates: [],
    },
    {
      says: 'less is held than at first',
      body: told('AUTHORISATION_ADJUSTMENT', { amount: { value: 4000, currency: 'EUR' } }),
      updates: [main('AUTHORISATION_ADJUSTMENT', 'authorized', { amount: 4000 })],
    },
    {
      says: 'what several cards were to pay was not: what gift cards had paid goes back',
      body: told('ORDER_CLOSED', { success: 'false', originalReference: '' }),
      updates: [
        {
          ...{ ...ours('ORDER_CLOSED', 'false'), payment: 'reference:A-1' },
          ...{ part: 'refund:PSP2', state: 'done' },
        },
      ],
    },
    {
      says: 'what several cards were to pay is paid',
      body: told('ORDER_CLOSED', { originalReference: '' }),
      updates: [main('ORDER_CLOSED', 'processing', { payment: 'reference:A-1', complete: true })],
    },
    {
      says: 'a warning of fraud is no dispute',
      body: told('NOTIFICATION_OF_FRAUD'),
      updates: [{ ...ours('NOTIFICATION_OF_FRAUD'), part: 'dispute:PSP2', state: 'none' }],
    },
    {
      says: 'the shopper gives to others: none of our business',
      body: told('DONATION'),
      updates: [],
    },
    {
      says: 'of the platform: none of our business',
      body: { type: 'balancePlatform.accountHolder.created', data: {} },
      updates: [],
    },
  ],
})

const verdict = (body: string) => {
  const url = 'https://relay.example.com/callbacks/adyen'
  const sent = { url, headers: new Headers(), body: new TextEncoder().encode(body) }
  return verify(adyen, sent, [KEY], 0)
}

const good = seal(JSON.stringify(notification(item('AUTHORISATION'), item('CAPTURE'))))

it('believes two items that are both signed', () => {
  expect(verdict(good)).toBe('valid')
})

it.each([
  ['one that is changed', good.replace('"CAPTURE"', '"REFUND"'), 'mismatch'],
  ['one that is not signed', good.replace(/"hmacSignature":"[^"]+"/, '"none":""'), 'missing'],
  ['none at all', '{"notificationItems":[]}', 'missing'],
])('refuses all items for %s', (_, body, expected) => {
  expect(verdict(body)).toBe(expected)
})

it('refuses a field that runs over into the next', () => {
  const told = JSON.stringify(notification(item('CAPTURE', { merchantReference: 'B:A-1' })))
  const shifted = seal(told).replace('"Shop"', '"Shop:B"').replace('"B:A-1"', '"A-1"')
  expect(verdict(seal(told))).toBe('valid')
  expect(verdict(shifted)).toBe('missing')
})
