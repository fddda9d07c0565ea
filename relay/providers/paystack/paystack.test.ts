import { createHmac } from 'node:crypto'
import type { Update } from '../../order/update.ts'
import { describeProvider, recording } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { paystack } from './paystack.ts'

const SECRET = 'sk_test_0000000000000000000000000000000000000000'

const signatureOf = (body: string) => createHmac('sha512', SECRET).update(body).digest('hex')

const charge = (more: object = {}) => ({
  event: 'charge.success',
  data: {
    ...{ id: 302961, domain: 'live', status: 'success', reference: 'ref_1', amount: 10000 },
    ...{ currency: 'NGN', metadata: { order_id: 'A-1' }, paid_at: '2016-09-30T21:10:19.000Z' },
    ...more,
  },
})

const preauthorization = (event: string, status: string | null, more: object = {}) => ({
  event: `preauthorization.${event}`,
  data: {
    ...{ id: 3099, domain: 'live', status, reference: 'pre_1', amount: 1000, currency: 'ZAR' },
    ...{ captured_amount: null, captured_at: null, metadata: null, transaction_id: null },
    ...more,
  },
})

const refund = (event: string, status: string | null, more: object = {}) => ({
  event: `refund.${event}`,
  data: {
    ...{ status, transaction_reference: 'ref_1', refund_reference: 'TRF_1', amount: '5000' },
    ...{ currency: 'NGN', domain: 'live' },
    ...more,
  },
})

const dispute = (event: string, resolution: string | null, more: object = {}) => ({
  event: `charge.dispute.${event}`,
  data: {
    ...{ id: 358950, refund_amount: 5800, currency: 'NGN', domain: 'live', resolution },
    transaction: { id: 302961, reference: 'ref_1', metadata: { order_id: 'A-1' } },
    updated_at: '2020-11-24T18:00:02.000Z',
    ...more,
  },
})

/** A reference is at best a hint, and set by the page that asks for the charge. */
const hint = (orderHint: string) => ({ orderHint, namedBy: 'shopper' as const })

const ours = {
  ...hint('ref_1'),
  ...{ eventId: 'digest', payment: 'ref_1', containers: ['302961'], orderId: 'A-1' },
  ...{ amount: 10000, currency: 'NGN', time: Date.UTC(2016, 8, 30, 21, 10, 19) },
}

const paid = (more: Partial<Update> = {}) => ({
  ...ours,
  receipt: 'ref_1',
  ...more,
  part: 'main' as const,
  state: 'succeeded' as const,
})

/** The same, of an order that nothing names for certain. */
const unnamed = ({ orderId: _, ...update }: ReturnType<typeof paid>) => update

const ofPreauthorization = {
  part: 'main',
  ...{ eventId: 'digest', payment: 'pre_1', ...hint('pre_1') },
  ...{ amount: 1000, currency: 'ZAR' },
} as const

const ofRefund = {
  part: 'refund:TRF_1',
  ...{ eventId: 'digest', payment: 'ref_1', ...hint('ref_1') },
  ...{ amount: 5000, currency: 'NGN' },
} as const

const ofDispute = {
  ...hint('ref_1'),
  ...{ eventId: 'digest', payment: 'ref_1', containers: ['302961'], orderId: 'A-1' },
  ...{ amount: 5800, currency: 'NGN', time: Date.UTC(2020, 10, 24, 18, 0, 2) },
} as const

/** As recorded: the reference may be the order, as far as anybody knows. */
const recorded = (reference: string, transaction: string | undefined, more: Partial<Update>) => ({
  ...{ eventId: 'digest', payment: reference, ...hint(reference) },
  ...(transaction && { containers: [transaction] }),
  ...more,
})

const ofRequest = {
  part: 'main',
  ...{ eventId: 'digest', payment: 'PRQ_y0paeo93jh99mho', test: true },
  ...{ references: ['3365451089700'], amount: 10000000, currency: 'NGN' },
} as const

const recordedRefund = (reference: string, amount: number) =>
  recorded(reference, undefined, { amount, currency: 'NGN' })

const recordedDispute = {
  ...recorded('v3mjfgbnc19v97x', '896467688', {
    ...{ amount: 5800, currency: 'NGN', time: Date.UTC(2020, 10, 24, 18, 0, 2) },
  }),
  part: 'dispute:358950',
  state: 'open',
} as const

const recordedResolution = recorded('5qm4pv2mxs9rltp', '896467592', {
  ...{ amount: 5700, currency: 'NGN', time: Date.UTC(2020, 10, 24, 14, 0, 2) },
})

describeProvider({
  provider: paystack,
  secret: SECRET,
  otherSecret: 'sk_live_1111111111111111111111111111111111111111',
  signature: 'x-paystack-signature',
  sentTwice: 'mismatch',

  sign: (body) => ({ 'x-paystack-signature': signatureOf(body) }),
  accepts: (body, headers) => headers['x-paystack-signature'] === signatureOf(body),

  simulates: [
    'requires_action',
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
      says: 'a card was charged',
      body: recording('paystack/charge.success.json'),
      updates: [
        {
          ...recorded('qTPrJoy9Bx', '302961', { receipt: 'qTPrJoy9Bx' }),
          ...{ part: 'main', state: 'succeeded', amount: 10000, currency: 'NGN' },
          time: Date.UTC(2016, 8, 30, 21, 10, 19),
        },
      ],
    },
    {
      says: 'the shopper bore the fee',
      body: charge({ requested_amount: 9850 }),
      updates: [paid({ waived: -150, complete: true })],
    },
    {
      says: 'less came than was asked for, which is no discount',
      body: charge({ requested_amount: 12000 }),
      updates: [paid()],
    },
    {
      says: 'a phone paid',
      body: recording('paystack/charge.success.mobile_money.json'),
      updates: [
        {
          ...recorded('gf4n3ykzj6a7u89', '59214', { receipt: 'gf4n3ykzj6a7u89' }),
          ...{ part: 'main', state: 'succeeded', amount: 100, currency: 'GHS' },
          time: Date.UTC(2018, 10, 15, 6, 10, 54),
        },
      ],
    },
    {
      says: 'a bank transfer came',
      body: recording('paystack/charge.success.pesalink.json'),
      updates: [
        {
          ...recorded('uybxnzf71231', '519558290', {
            ...{ receipt: 'uybxnzf71231', mentions: ['0123456789'] },
          }),
          ...{ part: 'main', state: 'succeeded', amount: 1000, currency: 'KES' },
          time: Date.UTC(2025, 5, 21, 11, 11, 27),
        },
      ],
    },
    {
      says: 'a bank transfer of the wrong amount was refused, and names no order',
      body: recording('paystack/bank.transfer.rejected.json'),
      updates: [
        {
          ...{ part: 'main', state: 'failed', eventId: 'digest', payment: '5195686331' },
          reason: { code: 'amount_mismatch', message: 'incorrect amount sent' },
        },
      ],
    },
    {
      says: 'funds are held',
      body: recording('paystack/preauthorization.reserve.success.json'),
      updates: [
        {
          ...recorded('pre_9gjnu6dc', undefined, { amount: 1000, currency: 'ZAR' }),
          ...{ part: 'main', state: 'authorized' },
        },
      ],
    },
    {
      says: 'held funds were taken',
      body: recording('paystack/preauthorization.capture.success.json'),
      updates: [
        {
          ...recorded('atyntuup5bec03e', '1504264401', { amount: 1000, currency: 'ZAR' }),
          ...{ part: 'main', state: 'succeeded' },
        },
      ],
    },
    {
      says: 'an invoice waits to be paid',
      body: recording('paystack/paymentrequest.pending.json'),
      updates: [{ ...ofRequest, state: 'requires_action' }],
    },
    {
      says: 'an invoice was paid',
      body: recording('paystack/paymentrequest.success.json'),
      updates: [{ ...ofRequest, state: 'succeeded', complete: true }],
    },
    {
      says: 'a refund was asked for, and has no name yet',
      body: recording('paystack/refund.pending.json'),
      updates: [
        {
          ...recordedRefund('tvunjbbd_412829_4b18075d_c7had', 10000),
          ...{ part: 'refund:digest', state: 'pending' },
        },
      ],
    },
    {
      says: 'a refund is under way, and has no name yet',
      body: recording('paystack/refund.processing.json'),
      updates: [
        {
          ...recordedRefund('tvunjbbd_412829_4b18075d_c7had', 10000),
          ...{ part: 'refund:digest', state: 'pending' },
        },
      ],
    },
    {
      says: 'a refund waits for an account number',
      body: recording('paystack/refund.needs-attention.json'),
      updates: [
        {
          ...recordedRefund('88bfa94509eb96aa9785641c26cc57cc', 5306),
          ...{ part: 'refund:TRF_7jn17u9vkqm91efk', state: 'pending' },
        },
      ],
    },
    {
      says: 'a refund is done, its amount a text',
      body: recording('paystack/refund.processed.json'),
      updates: [
        {
          ...recordedRefund('T2154954_412829_3be32076_6lcg3', 5000),
          ...{ part: 'refund:132013318360', state: 'done' },
        },
      ],
    },
    {
      says: 'a refund failed, its amount a number',
      body: recording('paystack/refund.failed.json'),
      updates: [
        {
          ...recordedRefund('T9171231_412325_3be2736c_n6tml', 20000),
          ...{ part: 'refund:TRF_9vgfawjnoz58uxy', state: 'failed' },
        },
      ],
    },
    {
      says: 'a dispute was opened',
      body: recording('paystack/charge.dispute.create.json'),
      updates: [recordedDispute],
    },
    {
      says: 'a dispute waits for the merchant',
      body: recording('paystack/charge.dispute.remind.json'),
      updates: [recordedDispute],
    },
    {
      says: 'nobody contested the dispute, and the money goes back',
      body: recording('paystack/charge.dispute.resolve.json'),
      updates: [
        { ...recordedResolution, part: 'dispute:358949', state: 'won' },
        { ...recordedResolution, part: 'refunds', state: 'total' },
      ],
    },

    {
      says: 'the merchant’s metadata names the order',
      body: charge(),
      updates: [paid()],
    },
    {
      says: 'the metadata is JSON in a text',
      body: charge({ metadata: '{"order_id":1205}' }),
      updates: [paid({ orderId: '1205' })],
    },
    {
      says: 'a field of the form names the order',
      body: charge({
        metadata: {
          custom_fields: [{ display_name: 'Order', variable_name: 'order_id', value: 'B-2' }],
        },
      }),
      updates: [paid({ orderId: 'B-2' })],
    },
    {
      says: 'what cannot be the id of an order is a reference',
      body: charge({ metadata: { order: 'No. 17/2026' } }),
      updates: [unnamed(paid({ mentions: ['No. 17/2026'] }))],
    },
    {
      says: 'test money',
      body: charge({ domain: 'test' }),
      updates: [paid({ test: true })],
    },
    {
      says: 'francs, in hundredths that do not exist',
      body: charge({ amount: 500000, currency: 'XOF' }),
      updates: [paid({ amount: 5000, currency: 'XOF' })],
    },
    {
      says: 'five hundredths',
      body: charge({ amount: 5 }),
      updates: [paid({ amount: 5 })],
    },
    {
      says: 'a status of tomorrow is no success',
      body: charge({ status: 'of_tomorrow' }),
      updates: [{ ...ours, part: 'main', state: 'processing' }],
    },
    {
      says: 'a charge that failed, should one be told',
      body: charge({ status: 'failed' }),
      updates: [{ ...ours, part: 'main', state: 'failed', reason: { code: 'unknown' } }],
    },
    {
      says: 'without a status the event tells by its name',
      body: charge({ status: null }),
      updates: [paid()],
    },
    {
      says: 'a success of nobody knows how much is not believed yet',
      body: charge({ amount: '1e4', paid_at: 'yesterday', id: null, currency: null }),
      updates: [
        {
          ...{ part: 'main', state: 'processing', eventId: 'digest', payment: 'ref_1' },
          ...{ orderId: 'A-1', ...hint('ref_1'), receipt: 'ref_1' },
        },
      ],
    },
    {
      says: 'a refused transfer of another kind',
      body: {
        event: 'bank.transfer.rejected',
        data: { bank_transfer: { transaction_id: 51, message_type: 'OF_TOMORROW' } },
      },
      updates: [
        {
          ...{ part: 'main', state: 'failed', eventId: 'digest', payment: '51' },
          reason: { code: 'unknown' },
        },
      ],
    },

    {
      says: 'some of what was held was taken',
      body: preauthorization('capture.success', 'captured', { captured_amount: '400' }),
      updates: [{ ...ofPreauthorization, state: 'succeeded', amount: 400 }],
    },
    {
      says: 'nothing could be taken: all is held still',
      body: preauthorization('capture.failed', 'capture_failed', { captured_amount: '1000' }),
      updates: [{ ...ofPreauthorization, state: 'authorized' }],
    },
    {
      says: 'held funds were let go',
      body: preauthorization('release.success', 'released'),
      updates: [{ ...ofPreauthorization, state: 'canceled', doubt: 0 }],
    },
    {
      says: 'held funds could not be let go',
      body: preauthorization('release.failed', 'release_failed'),
      updates: [{ ...ofPreauthorization, state: 'authorized' }],
    },
    {
      says: 'a preauthorization without a status',
      body: preauthorization('release.success', null),
      updates: [{ ...ofPreauthorization, state: 'canceled', doubt: 0 }],
    },
    {
      says: 'a preauthorization of tomorrow',
      body: preauthorization('release.success', 'of_tomorrow'),
      updates: [{ ...ofPreauthorization, state: 'processing' }],
    },
    {
      says: 'an invoice of tomorrow, for an order',
      body: {
        event: 'paymentrequest.success',
        data: {
          ...{ request_code: 'PRQ_1', status: 'of_tomorrow', amount: 100, currency: 'NGN' },
          ...{ domain: 'live', metadata: { order_id: 'A-1' } },
        },
      },
      updates: [
        {
          ...{ part: 'main', state: 'processing', eventId: 'digest', payment: 'PRQ_1' },
          ...{ orderId: 'A-1', amount: 100, currency: 'NGN' },
        },
      ],
    },

    {
      says: 'the refund has moved on since the event was made',
      body: refund('pending', 'processed'),
      updates: [{ ...ofRefund, state: 'done' }],
    },
    {
      says: 'without a status the refund’s event tells by its name',
      body: refund('failed', null),
      updates: [{ ...ofRefund, state: 'failed' }],
    },
    {
      says: 'a refund with no other name than its number',
      body: refund('processed', 'processed', { refund_reference: null, id: '123456' }),
      updates: [{ ...ofRefund, part: 'refund:123456', state: 'done' }],
    },
    {
      says: 'a refund of nobody knows how much is not believed yet',
      body: refund('processed', 'processed', { amount: '50.00' }),
      updates: [
        {
          ...{ part: 'refund:TRF_1', state: 'pending', eventId: 'digest', payment: 'ref_1' },
          ...{ ...hint('ref_1'), currency: 'NGN' },
        },
      ],
    },

    {
      says: 'the merchant won the dispute',
      body: dispute('resolve', 'declined'),
      updates: [{ ...ofDispute, part: 'dispute:358950', state: 'won' }],
    },
    {
      says: 'the merchant gave in',
      body: dispute('resolve', 'merchant-accepted'),
      updates: [
        { ...ofDispute, part: 'dispute:358950', state: 'won' },
        { ...ofDispute, part: 'refunds', state: 'total' },
      ],
    },
    {
      says: 'the merchant gave in, nobody says for how much',
      body: dispute('resolve', 'merchant-accepted', { refund_amount: null }),
      updates: [
        {
          ...{ part: 'dispute:358950', state: 'lost', eventId: 'digest', payment: 'ref_1' },
          ...{ containers: ['302961'], orderId: 'A-1', currency: 'NGN', time: ofDispute.time },
          ...hint('ref_1'),
        },
      ],
    },
    {
      says: 'a resolution of tomorrow settles nothing',
      body: dispute('resolve', 'of_tomorrow'),
      updates: [{ ...ofDispute, part: 'dispute:358950', state: 'open' }],
    },

    {
      says: 'a refund that was done without any name is none that was told before',
      body: refund('processed', 'processed', { refund_reference: null, id: '' }),
      updates: [{ ...ofRefund, part: 'refund:digest', state: 'done' }],
    },
    ...[-10000, null, 100.5].map((amount) => ({
      says: `a success of ${amount} is not believed yet`,
      body: charge({ amount }),
      updates: [
        (({ amount: _, ...of }) => ({
          ...of,
          ...{ part: 'main' as const, state: 'processing' as const, receipt: 'ref_1' },
        }))(ours),
      ],
    })),
    {
      says: 'the charge was taken back',
      body: charge({ status: 'reversed' }),
      updates: [
        (({ amount: _, ...of }) => ({
          ...of,
          ...{ part: 'void' as const, state: 'canceled' as const, doubt: 0 },
        }))(ours),
      ],
    },
    {
      says: 'a charge failed',
      body: {
        ...charge({ status: 'failed', gateway_response: 'Insufficient Funds' }),
        event: 'charge.failed',
      },
      updates: [
        {
          ...{ ...ours, part: 'main', state: 'failed', doubt: 0 },
          reason: { code: 'insufficient_funds', message: 'Insufficient Funds' },
        },
      ],
    },
    {
      says: 'money came to an account that is kept for the shopper, under a reference of Paystack’s',
      body: recording('paystack/charge.success.dedicated_nuban.json'),
      updates: [
        {
          ...recorded('100004260304121530887640', '4718200931', {
            ...{ receipt: '100004260304121530887640', mentions: ['9930041127'] },
            ...{ amount: 1_275_000, currency: 'NGN', time: Date.UTC(2026, 2, 4, 11, 15, 32) },
          }),
          ...{ part: 'main', state: 'succeeded' },
        },
      ],
    },
    {
      says: 'an event of tomorrow is kept',
      body: { ...charge(), event: 'charge.of_tomorrow' },
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'a payout: none of our business',
      body: { event: 'transfer.success', data: { reference: 'trf_1', amount: 30000 } },
      updates: [],
    },
  ],
})
