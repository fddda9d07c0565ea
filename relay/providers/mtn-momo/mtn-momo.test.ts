import type { Update } from '../../order/update.ts'
import { describeProvider, recording, type Recording } from '../conformance.ts'
import { UNKNOWN_EVENT } from '../provider.ts'
import { mtnMomo } from './mtn-momo.ts'

type Main = Extract<Update, { part: 'main' }>
type More = Partial<Omit<Update, 'part' | 'state'>>

const REQUEST = { externalId: 'order-42', amount: '100', currency: 'EUR', payeeNote: 'note' }

/** Of the attempt that the shop called order-42, where MTN has no name of its own for it. */
const attempt = (state: Main['state'], event: string, more: More = {}): Update => ({
  eventId: `order-42:${event}`,
  payment: 'order-42',
  orderHint: 'order-42',
  amount: 100_00,
  currency: 'EUR',
  ...more,
  part: 'main',
  state,
})

const paid = (receipt: string, more: More = {}): Update =>
  attempt('succeeded', `SUCCESSFUL:${receipt}:`, {
    payment: receipt,
    containers: ['order-42'],
    receipt,
    ...more,
  })

const recorded = (name: string, says: string, update: Update): Recording => ({
  says,
  body: recording(`mtn-momo/${name}.json`),
  updates: [update],
})

const failed = (
  reason: string,
  state: Main['state'],
  code: NonNullable<Update['reason']>['code'],
  more: More = {},
) =>
  attempt(state, `FAILED::${reason}`, {
    reason: { code, message: reason },
    ...more,
  })

const FAILURES = [
  ['NOT_ENOUGH_FUNDS', 'insufficient_funds', { doubt: 0 }],
  ['PAYER_LIMIT_REACHED', 'limit_exceeded', { doubt: 0 }],
  ['PAYER_NOT_FOUND', 'invalid_account', { doubt: 0 }],
  ['SENDER_ACCOUNT_NOT_ACTIVE', 'invalid_account', { doubt: 0 }],
  ['NOT_ALLOWED', 'declined', { doubt: 0 }],
  ['SERVICE_UNAVAILABLE', 'provider_error', {}],
  ['OF_TOMORROW', 'unknown', {}],
] as const

const { amount: _, ...untold } = paid('600198217', {})
const {
  orderHint: __,
  containers: ___,
  ...nameless
} = paid('600198217', {
  eventId: ':SUCCESSFUL:600198217:',
})

describeProvider({
  provider: mtnMomo,
  simulates: ['requires_action', 'succeeded', 'failed', 'canceled', 'expired'],

  recordings: [
    recorded('SUCCESSFUL', 'paid', paid('600198217')),
    recorded(
      'SUCCESSFUL-UGX',
      'paid in shillings, which have no cents',
      paid('600198218', { amount: 5000, currency: 'UGX' }),
    ),
    recorded(
      'FAILED-APPROVAL_REJECTED',
      'the payer said no',
      failed('APPROVAL_REJECTED', 'canceled', 'canceled_by_customer', { doubt: 0 }),
    ),
    recorded('FAILED-EXPIRED', 'the payer said nothing', failed('EXPIRED', 'expired', 'expired')),
    recorded(
      'FAILED-INTERNAL_PROCESSING_ERROR',
      'MTN does not say why',
      failed('INTERNAL_PROCESSING_ERROR', 'failed', 'provider_error'),
    ),
    {
      says: 'the PIN was not entered in time',
      body: { ...REQUEST, status: 'FAILED', reason: 'COULD_NOT_PERFORM_TRANSACTION' },
      updates: [failed('COULD_NOT_PERFORM_TRANSACTION', 'expired', 'no_response')],
    },
    ...FAILURES.map(([reason, code, more]) => ({
      says: `${reason} is a failure`,
      body: { ...REQUEST, status: 'FAILED', reason },
      updates: [failed(reason, 'failed', code, more)],
    })),
    {
      says: 'a failure, with the reason as an object',
      body: {
        ...REQUEST,
        status: 'FAILED',
        reason: { code: 'PAYER_NOT_FOUND', message: 'Payee does not exist' },
      },
      updates: [
        failed('PAYER_NOT_FOUND', 'failed', 'invalid_account', {
          doubt: 0,
          reason: { code: 'invalid_account', message: 'Payee does not exist' },
        }),
      ],
    },
    {
      says: 'a failure of which no reason is told',
      body: { ...REQUEST, status: 'FAILED' },
      updates: [attempt('failed', 'FAILED::', { reason: { code: 'unknown' } })],
    },
    {
      says: 'the payer is yet to enter the PIN',
      body: { ...REQUEST, status: 'PENDING' },
      updates: [attempt('requires_action', 'PENDING::')],
    },
    ...['ONGOING', 'constructor', 'successful'].map((status) => ({
      says: `${status} is a status of tomorrow, and no failure`,
      body: { ...REQUEST, status, reason: 'EXPIRED' },
      updates: [attempt('processing', `${status}::EXPIRED`)],
    })),
    ...(
      [
        ['5000.00', 'UGX', 5000],
        ['1.15', 'GHS', 115],
        [100, 'XAF', 100],
      ] as const
    ).map(([amount, currency, counted]) => ({
      says: `paid: ${amount} ${currency}`,
      body: {
        ...REQUEST,
        ...{ status: 'SUCCESSFUL', amount, currency, financialTransactionId: 600198217 },
      },
      updates: [paid('600198217', { amount: counted, currency })],
    })),
    ...['5000.50', '-5000', '5,000', '', undefined].map((amount) => ({
      says: `paid, and "${amount}" of shillings does not say how much: we are checking`,
      body: {
        ...REQUEST,
        ...{ status: 'SUCCESSFUL', financialTransactionId: '600198217', amount, currency: 'UGX' },
      },
      updates: [{ ...untold, currency: 'UGX', state: 'processing' } as Update],
    })),
    {
      says: 'the payer refused, in other words, and nobody knows whether it is over',
      body: { ...REQUEST, status: 'REJECTED' },
      updates: [attempt('canceled', 'REJECTED::', { reason: { code: 'canceled_by_customer' } })],
    },
    {
      says: 'the payer said nothing, in other words',
      body: { ...REQUEST, status: 'TIMEOUT' },
      updates: [attempt('expired', 'TIMEOUT::', { reason: { code: 'no_response' } })],
    },
    {
      says: 'the merchant sent money, which is no payment to it',
      body: {
        ...{ financialTransactionId: '600198219', externalId: '8f3c', amount: '5000' },
        ...{ currency: 'UGX', status: 'SUCCESSFUL' },
        payee: { partyIdType: 'MSISDN', partyId: '256700000000' },
      },
      updates: UNKNOWN_EVENT,
    },
    {
      says: 'paid, under no other name than the shop’s',
      body: { ...REQUEST, status: 'SUCCESSFUL' },
      updates: [attempt('succeeded', 'SUCCESSFUL::')],
    },
    {
      says: 'paid, under no other name than MTN’s',
      body: {
        ...REQUEST,
        ...{ externalId: '', status: 'SUCCESSFUL', financialTransactionId: '600198217' },
      },
      updates: [nameless],
    },
  ],
})
