import type { Update } from '../../order/update.ts'
import { describeProvider, recording } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { xendit } from './xendit.ts'

const TOKEN = 'xnd-callback-token-0123456789abcdef'

const TIME = '2026-11-21T08:30:00.123Z'

const invoiced = {
  eventId: 'wh-0001',
  part: 'main' as const,
  orderId: 'testing-invoice',
  payment: '593f4ed1c3d3bb7f39733d83',
  amount: 200_000_000,
  currency: 'IDR',
  time: Date.UTC(2020, 0, 14, 2, 32, 50, 912),
}

const invoice = (status: string, more: object = {}) => ({
  ...{ id: 'inv_1', external_id: 'A-1', status, amount: 50_000, currency: 'IDR' },
  ...{ updated: TIME },
  ...more,
})

const ofInvoice = (state: Extract<Update, { part: 'main' }>['state'], more: object = {}) => ({
  ...{ eventId: 'wh-0001', part: 'main' as const, state, orderId: 'A-1', payment: 'inv_1' },
  ...{ amount: 5_000_000, currency: 'IDR', time: Date.parse(TIME) },
  ...more,
})

const event = (name: string, data: object) => ({
  ...{ event: name, business_id: 'b_1', created: TIME },
  data: { reference_id: 'A-1', currency: 'PHP', updated: TIME, ...data },
})

const payment = (name: string, status: string | null, more: object = {}) =>
  event(name, {
    ...{ payment_id: 'py-1', payment_request_id: 'pr-1', request_amount: 150.5, status },
    ...more,
  })

const ours = {
  ...{ eventId: 'wh-0001', orderId: 'A-1', payment: 'py-1', containers: ['pr-1'] },
  ...{ amount: 15_050, currency: 'PHP', time: Date.parse(TIME) },
}

const main = (state: Extract<Update, { part: 'main' }>['state'], more: object = {}) => ({
  ...ours,
  ...more,
  part: 'main' as const,
  state,
})

const failed = (failure_code: string | null) =>
  payment('payment.failure', 'FAILED', { failure_code })

const failure = (code: NonNullable<Update['reason']>['code'], message: string, more: object = {}) =>
  main('failed', { reason: { code, message }, ...more })

const session = (name: string, status: string, more: object = {}) =>
  event(name, {
    ...{ payment_session_id: 'ps-1', payment_request_id: 'pr-1', payment_id: 'py-1' },
    ...{ session_type: 'PAY', amount: 150.5, status },
    ...more,
  })

const inSession = { containers: ['pr-1', 'ps-1'] }
const complete = { complete: true }

const refund = (name: string, status: string, more: object = {}) =>
  event(name, {
    ...{ id: 'rfd-1', payment_id: 'py-1', payment_request_id: 'pr-1', amount: 100, status },
    ...{ reference_id: 'refund-1', metadata: { order_id: 'A-1' } },
    ...more,
  })

const refunded = {
  ...ours,
  ...{ part: 'refund:rfd-1' as const, amount: 10_000, mentions: ['refund-1'] },
}

const older = (state: Extract<Update, { part: 'main' }>['state'], more: object = {}) => ({
  ...{ eventId: 'wh-0001', part: 'main' as const, state, orderId: 'A-1', payment: 'ch_1' },
  ...{ amount: 50_000, currency: 'IDR', time: Date.parse(TIME) },
  ...more,
})

const card = (status: string, more: object = {}) => ({
  ...{ id: 'ch_1', external_id: 'A-1', status, amount: 500, currency: 'IDR' },
  ...{ masked_card_number: '400000XXXXXX0002', created: TIME },
  ...more,
})

function without<Told extends object, Key extends string>(told: Told, ...keys: Key[]) {
  const known = Object.entries(told).filter(([key]) => !(keys as string[]).includes(key))
  return Object.fromEntries(known) as Omit<Told, Key>
}

/** Of the payment, that it was let go or taken back. */
const voided = (): Update => ({
  ...without(ours, 'amount'),
  ...{ part: 'void', state: 'canceled', doubt: 0 },
})

/** The same, of what lies in nothing. */
const voidedAlone = (payment: string): Update => ({
  ...without({ ...ours, payment }, 'amount', 'containers'),
  ...{ part: 'void', state: 'canceled', doubt: 0 },
})

/** The same, without an amount. */
const withoutAmount = <Told extends { amount: number }>({ amount: _, ...told }: Told) => told

describeProvider({
  provider: xendit,
  headers: { 'webhook-id': 'wh-0001' },
  secret: TOKEN,
  otherSecret: 'xnd-callback-token-0123456789abcdeg',
  signature: 'x-callback-token',
  sentTwice: 'mismatch',
  sign: () => ({ 'x-callback-token': TOKEN }),
  accepts: (_, headers) => headers['x-callback-token'] === TOKEN,

  simulates: [
    'requires_action',
    'processing',
    'authorized',
    'succeeded',
    'failed',
    'expired',
    'refunded',
    'partially_refunded',
  ],

  recordings: [
    {
      says: 'the invoice is paid',
      body: recording('xendit/invoice-PAID.json'),
      updates: [{ ...invoiced, ...complete, state: 'succeeded' }],
    },
    {
      says: 'the money of the invoice has reached the merchant',
      body: recording('xendit/invoice-SETTLED.json'),
      updates: [{ ...invoiced, ...complete, state: 'succeeded' }],
    },

    {
      says: 'an invoice waits to be paid',
      body: invoice('PENDING'),
      updates: [ofInvoice('requires_action')],
    },
    {
      says: 'an invoice expired, and might be paid that moment',
      body: invoice('EXPIRED'),
      updates: [ofInvoice('expired')],
    },
    {
      says: 'more was paid than the invoice asks, by a payment that has a name',
      body: invoice('PAID', { paid_amount: '50001', payment_id: 'py-1', paid_at: 'yesterday' }),
      updates: [
        ofInvoice('succeeded', {
          ...{ amount: 5_000_100, payment: 'py-1', containers: ['inv_1'], complete: true },
        }),
      ],
    },
    {
      says: 'an invoice names its order beside a reference of another kind',
      body: invoice('PAID', { external_id: 'invoice no. 7', metadata: { order_id: 'B-2' } }),
      updates: [
        ofInvoice('succeeded', { orderId: 'B-2', mentions: ['invoice no. 7'], ...complete }),
      ],
    },
    {
      says: 'an invoice was paid, nobody says how much: no success of all that the order asks',
      body: invoice('PAID', { amount: null }),
      updates: [
        {
          ...{ eventId: 'wh-0001', part: 'main', state: 'processing', orderId: 'A-1' },
          ...{ payment: 'inv_1', currency: 'IDR', time: Date.parse(TIME), complete: true },
        },
      ],
    },
    {
      says: 'an invoice of tomorrow’s status is no failure',
      body: invoice('OF_TOMORROW'),
      updates: [ofInvoice('processing')],
    },
    {
      says: 'a virtual account was made: no payment',
      body: {
        id: 'va_1',
        external_id: 'A-1',
        bank_code: 'BNI',
        account_number: '8808999939380502',
      },
      updates: [],
    },

    {
      says: 'the payment was captured',
      body: payment('payment.capture', 'SUCCEEDED'),
      updates: [main('succeeded')],
    },
    {
      says: 'less was captured than authorized, in two parts',
      body: payment('payment.capture', 'SUCCEEDED', {
        captures: [{ capture_amount: 50 }, { capture_amount: '0.25' }],
      }),
      updates: [main('succeeded', { amount: 5025 })],
    },
    {
      says: 'a capture that nobody can read is no success',
      body: payment('payment.capture', 'SUCCEEDED', {
        captures: [{ capture_amount: 50 }, { capture_amount: 'some' }],
      }),
      updates: [withoutAmount(main('processing'))],
    },
    {
      says: 'the money is held',
      body: payment('payment.authorization', 'AUTHORIZED'),
      updates: [main('authorized')],
    },
    {
      says: 'the payment has moved on since the event was made',
      body: payment('payment.authorization', 'SUCCEEDED'),
      updates: [main('succeeded')],
    },
    {
      says: 'the shopper still has to pay',
      body: payment('payment.pending', 'REQUIRES_ACTION'),
      updates: [main('requires_action')],
    },
    {
      says: 'without a status the event tells by its name',
      body: payment('payment.failure', null),
      updates: [main('failed', { reason: { code: 'unknown' } })],
    },
    {
      says: 'a status of tomorrow is no failure',
      body: payment('payment.failure', 'OF_TOMORROW'),
      updates: [main('processing')],
    },
    {
      says: 'there was too little money',
      body: failed('INSUFFICIENT_BALANCE'),
      updates: [failure('insufficient_funds', 'INSUFFICIENT_BALANCE', { doubt: 0 })],
    },
    {
      says: 'the shopper did not answer, and may yet',
      body: failed('USER_DID_NOT_AUTHORIZE_THE_PAYMENT'),
      updates: [failure('no_response', 'USER_DID_NOT_AUTHORIZE_THE_PAYMENT')],
    },
    {
      says: 'a failure of tomorrow',
      body: failed('OF_TOMORROW'),
      updates: [failure('unknown', 'OF_TOMORROW')],
    },
    {
      says: 'nobody paid in time what was asked',
      body: event('payment_request.expiry', {
        ...{ payment_request_id: 'pr-1', status: 'EXPIRED', request_amount: 150.5 },
      }),
      updates: [
        {
          ...{ eventId: 'wh-0001', part: 'main', state: 'expired', orderId: 'A-1' },
          ...{ payment: 'pr-1', amount: 15_050, currency: 'PHP', time: Date.parse(TIME) },
        },
      ],
    },
    {
      says: 'the payment of the second version, of which the event alone tells the time',
      body: event('payment.succeeded', {
        ...{ id: 'py-1', payment_request_id: 'pr-1', amount: 150.5, status: 'SUCCEEDED' },
        updated: 'yesterday',
      }),
      updates: [main('succeeded')],
    },
    {
      says: 'an e-wallet was charged',
      body: event('ewallet.capture', {
        ...{ id: 'ewc_1', status: 'SUCCEEDED', charge_amount: 1000, capture_amount: 1000 },
      }),
      updates: [
        {
          ...{ eventId: 'wh-0001', part: 'main', state: 'succeeded', orderId: 'A-1' },
          ...{ payment: 'ewc_1', amount: 100_000, currency: 'PHP', time: Date.parse(TIME) },
        },
      ],
    },

    {
      says: 'the session is complete',
      body: session('payment_session.completed', 'COMPLETED'),
      updates: [main('succeeded', { ...inSession, ...complete })],
    },
    {
      says: 'the session is complete, and its money held',
      body: session('payment_session.completed', 'COMPLETED', { capture_method: 'MANUAL' }),
      updates: [main('authorized', inSession)],
    },
    {
      says: 'a session expired, and no payment came of it',
      body: session('payment_session.expired', 'EXPIRED', {
        payment_id: null,
        payment_request_id: null,
      }),
      updates: [
        {
          ...{ eventId: 'wh-0001', part: 'main', state: 'expired', orderId: 'A-1' },
          ...{ payment: 'ps-1', amount: 15_050, currency: 'PHP', time: Date.parse(TIME) },
        },
      ],
    },
    {
      says: 'a session was called off',
      body: session('payment_session.expired', 'CANCELED'),
      updates: [main('canceled', inSession)],
    },
    {
      says: 'a card is kept for later: no payment',
      body: session('payment_session.completed', 'COMPLETED', { session_type: 'SAVE' }),
      updates: [],
    },

    {
      says: 'a part of what was held is captured',
      body: event('capture.succeeded', {
        ...{ id: 'cptr-1', payment_id: 'py-1', status: 'SUCCEEDED', captured_amount: 50 },
      }),
      updates: [
        {
          ...{ eventId: 'wh-0001', part: 'capture:cptr-1', state: 'done', payment: 'py-1' },
          ...{ amount: 5000, currency: 'PHP', mentions: ['A-1'], time: Date.parse(TIME) },
        },
      ],
    },
    {
      says: 'a refund is done',
      body: refund('refund.succeeded', 'SUCCEEDED'),
      updates: [{ ...refunded, state: 'done' }],
    },
    {
      says: 'a refund of nobody knows how much is not all of it',
      body: refund('refund.succeeded', 'SUCCEEDED', { amount: null }),
      updates: [withoutAmount({ ...refunded, state: 'pending' as const })],
    },
    {
      says: 'a refund failed',
      body: refund('refund.failed', 'FAILED'),
      updates: [{ ...refunded, state: 'failed' }],
    },
    {
      says: 'a refund is under way',
      body: refund('refund.succeeded', 'PENDING'),
      updates: [{ ...refunded, state: 'pending' }],
    },
    {
      says: 'the payment was taken back after it was captured',
      body: payment('payment.capture', 'VOIDED'),
      updates: [voided()],
    },
    {
      says: 'the hold was called off',
      body: payment('payment.authorization', 'CANCELED'),
      updates: [voided()],
    },
    {
      says: 'the hold ran out before anything was taken of it',
      body: payment('payment.expiry', 'EXPIRED', { capture_method: 'MANUAL' }),
      updates: [voided()],
    },
    {
      says: 'nobody paid in time',
      body: payment('payment.expiry', 'EXPIRED', { capture_method: 'AUTOMATIC' }),
      updates: [main('expired')],
    },
    {
      says: 'an e-wallet was charged, and the charge taken back',
      body: event('ewallet.void', { id: 'ewc_1', status: 'VOIDED', void_status: 'SUCCEEDED' }),
      updates: [voidedAlone('ewc_1')],
    },
    {
      says: 'an e-wallet’s charge could not be taken back',
      body: event('ewallet.void', { id: 'ewc_1', status: 'SUCCEEDED', void_status: 'FAILED' }),
      updates: [],
    },
    {
      says: 'some of an e-wallet’s charge went back',
      body: event('ewallet.refund', {
        ...{ id: 'ewr_1', charge_id: 'ewc_1', refund_amount: 100, status: 'SUCCEEDED' },
        reference_id: null,
      }),
      updates: [
        {
          ...{ eventId: 'wh-0001', part: 'refund:ewr_1', state: 'done', payment: 'ewc_1' },
          ...{ amount: 10_000, currency: 'PHP', time: Date.parse(TIME) },
        },
      ],
    },
    {
      says: 'a bank account was debited',
      body: event('direct_debit.payment', { id: 'ddpy-1', status: 'COMPLETED', amount: 150.5 }),
      updates: [without(main('succeeded', { payment: 'ddpy-1' }), 'containers')],
    },
    {
      says: 'an offer paid for some of the invoice',
      body: invoice('PAID', { paid_amount: 45_000 }),
      updates: [ofInvoice('succeeded', { amount: 4_500_000, waived: 500_000, complete: true })],
    },
    {
      says: 'a fee stood on the invoice',
      body: invoice('PAID', {
        fees: [
          { type: 'ADMIN', value: 2000 },
          { type: 'x', value: -5 },
        ],
      }),
      updates: [ofInvoice('succeeded', { waived: -200_000, complete: true })],
    },
    {
      says: 'an invoice was paid by a card',
      body: invoice('PAID', { is_high: false, credit_card_charge_id: 'ch_1', ewallet_type: 'OVO' }),
      updates: [ofInvoice('succeeded', complete)],
    },
    ...[-50_000, 'all', 0.001].map((amount) => ({
      says: `an invoice of ${amount} is not all of it`,
      body: invoice('PAID', { amount }),
      updates: [without(ofInvoice('processing', { complete: true }), 'amount')],
    })),
    {
      says: 'an empty id is none',
      body: payment('payment.capture', 'SUCCEEDED', { payment_session_id: '', id: '' }),
      updates: [main('succeeded')],
    },

    {
      says: 'money came to a fixed virtual account, which others may pay, too',
      body: recording('xendit/fixed-virtual-account.json'),
      updates: [
        {
          ...{ eventId: 'wh-0001', part: 'main', state: 'succeeded', orderId: 'ORD-3302' },
          ...{ payment: '69a81d40c1f2a90012be77aa', amount: 32_500_000, currency: 'IDR' },
          mentions: ['69a81cf8b7e0d5001bfa1e02'],
          time: Date.UTC(2026, 2, 4, 11, 54, 1),
        },
      ],
    },
    {
      says: 'money came to a fixed virtual account, before they named a currency',
      body: {
        ...{ callback_virtual_account_id: 'va_1', payment_id: 'pay_1', external_id: 'A-1' },
        ...{ account_number: '9999', amount: 500, transaction_timestamp: TIME },
      },
      updates: [older('succeeded', { payment: 'pay_1', mentions: ['va_1'] })],
    },
    {
      says: 'a fixed virtual account is ready: no payment',
      body: { id: 'va_1', external_id: 'A-1', account_number: '9999', status: 'ACTIVE' },
      updates: [],
    },
    ...['COMPLETED', 'SETTLING'].map((status) => ({
      says: `it was paid at a counter: ${status}`,
      body: {
        ...{ id: 'cb_1', external_id: 'A-1', status, amount: '500', payment_code: 'TEST77' },
        ...{ fixed_payment_code_id: 'fpc_1', fixed_payment_code_payment_id: 'fpcp_1' },
        ...{ retail_outlet_name: 'ALFAMART', transaction_timestamp: TIME },
      },
      updates: [older('succeeded', { payment: 'fpcp_1', mentions: ['fpc_1', 'TEST77'] })],
    })),
    {
      says: 'a card was charged by the older API',
      body: card('CAPTURED', { capture_amount: 500 }),
      updates: [older('succeeded')],
    },
    {
      says: 'a card’s money is held by the older API',
      body: card('AUTHORIZED'),
      updates: [older('authorized')],
    },
    {
      says: 'a card’s charge was reversed',
      body: card('REVERSED'),
      updates: [
        {
          ...without(older('canceled'), 'amount'),
          ...{ part: 'void', state: 'canceled', doubt: 0 },
        },
      ],
    },
    {
      says: 'a card was refused',
      body: card('FAILED', { failure_reason: 'CARD_DECLINED' }),
      updates: [
        older('failed', { reason: { code: 'declined', message: 'CARD_DECLINED' }, doubt: 0 }),
      ],
    },
    {
      says: 'a card was charged, nobody can read how much',
      body: card('CAPTURED', { amount: -500 }),
      updates: [without(older('processing'), 'amount')],
    },
    {
      says: 'some of a card’s charge went back',
      body: {
        ...{ id: 'ref_1', credit_card_charge_id: 'ch_1', external_id: 'refund-1', updated: TIME },
        ...{ amount: 200, currency: 'IDR', status: 'SUCCEEDED' },
      },
      updates: [
        {
          ...{ eventId: 'wh-0001', part: 'refund:ref_1', state: 'done', payment: 'ch_1' },
          ...{ mentions: ['refund-1'], amount: 20_000, currency: 'IDR', time: Date.parse(TIME) },
        },
      ],
    },
    {
      says: 'an e-wallet paid, by the first API',
      body: { external_id: 'A-1', amount: 500, status: 'COMPLETED', ewallet_type: 'OVO' },
      updates: [without(older('succeeded', { payment: 'A-1' }), 'time')],
    },
    {
      says: 'a QR code was paid, by the first API',
      body: recording('xendit/qr.payment-first.json'),
      updates: [
        {
          ...{ eventId: 'wh-0001', part: 'main', state: 'succeeded', orderId: 'ORD-3303' },
          ...{ payment: 'qrpy_41f7c2aa-9b1e-4d55-8f0b-6a2d3e9c1b70', amount: 8_750_000 },
          ...{ currency: 'IDR', mentions: ['qr_9d2b61c3-0f5a-4c8e-a7d4-1e6b8f2c3a95'] },
          time: Date.UTC(2026, 2, 4, 12, 3, 11, 402),
        },
      ],
    },
    {
      says: 'the merchant paid somebody: no payment to it',
      body: {
        ...{ id: 'disb_1', external_id: 'A-1', amount: 500, status: 'COMPLETED' },
        ...{ bank_code: 'BCA', disbursement_description: 'Wages' },
      },
      updates: [],
    },
    {
      says: 'a session, out of its envelope',
      body: {
        ...{ payment_session_id: 'ps-1', reference_id: 'A-1', session_type: 'PAY', amount: 150.5 },
        ...{ currency: 'PHP', status: 'COMPLETED', payment_id: 'py-1', updated: TIME },
      },
      updates: [main('succeeded', { containers: ['ps-1'], complete: true })],
    },
    {
      says: 'an event of tomorrow is kept',
      body: payment('payment.of_tomorrow', 'SUCCEEDED'),
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'a token was made of a card: no payment',
      body: event('payment_token.activation', { payment_token_id: 'pt-1', status: 'ACTIVE' }),
      updates: [],
    },
  ],
})
