/**
 * Adyen: authorisations, captures, cancellations, refunds and disputes.
 *
 * A body holds items, each signed for itself: its references, amount, event and success; not its date, and nothing
 * of its additional data. So no date decides which of two states of a payment is the later. What is authorised is
 * not paid before it is captured: an account that captures by itself says so in no signed field.
 *
 * What several cards pay together is told of them by the merchant's reference alone: so that is a container of its
 * own, in which all authorisations with it lie.
 *
 * @see https://docs.adyen.com/development-resources/webhooks/webhook-types
 * @see https://docs.adyen.com/risk-management/disputes-api/dispute-notifications
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { partWithAmount } from '../reading/amounts.ts'
import { failure, reasons, textCode, UPI_DOUBT } from '../reading/failure.ts'
import { Currency, given, Id } from '../reading/fields.ts'
import { orderNamed } from '../reading/names.ts'
import { silent } from '../reading/silent.ts'
import { rfc3339 } from '../reading/times.ts'
import { isoAmount } from './amount.ts'
import { askingAdyen } from './asking.ts'
import { itemSignatures, platformSignature, SignedItem } from './signatures.ts'
import { simulatedAdyen } from './simulated.ts'

/** Webhooks of Adyen's platform hold no items, and tell nothing of payments. */
const Notification = v.object({
  notificationItems: v.nullish(
    v.array(
      v.object({
        NotificationRequestItem: v.object({
          ...SignedItem.entries,
          pspReference: Id,
          amount: v.object({ value: v.pipe(v.number(), v.safeInteger()), currency: Currency }),
          eventDate: v.optional(v.unknown()),
          reason: v.nullish(v.string()),
          paymentMethod: v.optional(v.unknown()),
        }),
      }),
    ),
  ),
})

type Item = NonNullable<
  v.InferOutput<typeof Notification>['notificationItems']
>[number]['NotificationRequestItem']

/** What an item says, but for what is the same for all. */
type Word = Said &
  Pick<Update, 'reason' | 'doubt' | 'complete' | 'containers'> & { payment?: string }

type Reader = (item: Item) => Word | undefined

const READERS = new Map<string, Reader>([
  ['AUTHORISATION', authorisation],
  ['AUTHORISATION_ADJUSTMENT', main('authorized')],
  ['PENDING', main('processing')],
  ['CANCELLATION', main('canceled')],
  ['TECHNICAL_CANCEL', main('canceled')],
  // A hold that ran out; and a voucher that nobody paid.
  ['EXPIRE', main('canceled')],
  ['OFFER_CLOSED', main('expired')],
  ['CAPTURE', part('capture', 'done')],
  ['CAPTURE_FAILED', part('capture', 'failed')],
  ['REFUND', part('refund', 'done')],
  ['REFUND_WITH_DATA', part('refund', 'done')],
  ['POSTPONED_REFUND', part('refund', 'pending')],
  ['REFUND_FAILED', part('refund', 'failed')],
  ['REFUNDED_REVERSED', part('refund', 'failed')],
  ['CANCEL_OR_REFUND', reversal],
  ['ORDER_CLOSED', closed],
  // Inquiries and warnings: nothing is disputed yet.
  ['REQUEST_FOR_INFORMATION', dispute('none')],
  ['NOTIFICATION_OF_FRAUD', dispute('none')],
  ['NOTIFICATION_OF_CHARGEBACK', dispute('open')],
  ['CHARGEBACK', dispute('open')],
  ['DISPUTE_DEFENSE_PERIOD_ENDED', dispute('open')],
  ['CHARGEBACK_REVERSED', dispute('won')],
  ['PREARBITRATION_WON', dispute('won')],
  ['ISSUER_RESPONSE_TIMEFRAME_EXPIRED', dispute('won')],
  ['SECOND_CHARGEBACK', dispute('lost')],
  ['PREARBITRATION_LOST', dispute('lost')],
])

/** Papers, what the shop pays out, and what the shopper gives to others. */
const isSilent = silent(`
  ACCOUNT_* DISABLE_RECURRING DONATION INFORMATION_SUPPLIED ISSUER_COMMENTS ORDER_OPENED PAIDOUT_REVERSED
  PAYOUT_* RECURRING_CONTRACT REPORT_AVAILABLE`)

/** By the reason in words. https://docs.adyen.com/development-resources/refusal-reasons */
const REASONS = reasons({
  insufficient_funds: 'not_enough_balance insufficient_balance_on_payment',
  limit_exceeded: 'withdrawal_amount_exceeded withdrawal_count_exceeded pin_tries_exceeded',
  authentication_failed: `
    3d_not_authenticated authentication_required invalid_pin pin_validation_not_possible
    sca_required`,
  invalid_account: `
    expired_card invalid_card_number cvc_declined avs_declined no_checking_account_available
    no_savings_account_available no_contract_found`,
  declined: `
    refused declined declined_non_generic blocked_card restricted_card fraud fraud_cancelled
    issuer_suspected_fraud transaction_not_permitted not_supported revocation_of_auth
    issuer_decline mobile_pin_required`,
  canceled_by_customer: 'cancelled shopper_cancelled',
  expired: 'expired',
  provider_error: `
    acquirer_error acquirer_fraud issuer_unavailable referral communication_error
    not_submitted`,
})

export const adyen: Provider = {
  id: 'adyen',
  name: 'Adyen',
  trust: 'signed-fields',

  schemes: [itemSignatures, platformSignature],
  unsigned: {
    eventDate:
      'Of a capture, refund or dispute that is told anew under its reference, the later word stands.',
    reason:
      'Why it was refused: nothing else tells it. Without success there is no money either way.',
    paymentMethod:
      'How long a refused payment may still come. Without success there is no money yet.',
  },

  updates(payload) {
    const { notificationItems } = v.parse(Notification, payload)
    const items = (notificationItems ?? []).map((each) => each.NotificationRequestItem)
    const known = items.filter(({ eventCode }) => READERS.has(eventCode))
    const isUnknown = ({ eventCode }: Item) => !known.length && !isSilent(eventCode)
    if (items.some(isUnknown)) return UNKNOWN_EVENT

    return known.flatMap((item) => {
      const word = READERS.get(item.eventCode)?.(item)
      if (!word) return []

      const { pspReference, merchantReference, eventCode, success, amount, eventDate } = item
      return [
        {
          payment: paymentOf(item),
          ...word,
          eventId: [pspReference, eventCode, success].join(':'),
          ...orderNamed([{ order_id: merchantReference }], [merchantReference]),
          currency: amount.currency,
          ...given({ amount: amountOf(item) }),
          ...(isToldAnew(word) && given({ time: rfc3339(eventDate) })),
        },
      ]
    })
  },

  // The words of old, which still count; of late, any 2xx does.
  answer: { status: 200, body: '[accepted]', type: 'text/plain' },

  asking: askingAdyen,

  ...simulatedAdyen,
}

/** A capture, refund or dispute that failed may be tried again under its old reference. */
const isToldAnew = ({ part }: Word): boolean => /^(?:capture|refund|dispute):/.test(part)

/** An authorisation is the payment itself; all else speaks of one. */
const paymentOf = ({ eventCode, originalReference, pspReference }: Item): string =>
  (eventCode === 'AUTHORISATION' ? undefined : originalReference) || pspReference

const amountOf = ({ amount: { value, currency } }: Item): number | undefined =>
  isoAmount(value, currency)

const isTrue = ({ success }: Item): boolean => success === 'true'

const isUpi = ({ paymentMethod }: Item): boolean => /^upi/i.test(String(paymentMethod))

/** All authorisations that the merchant gave the same reference. */
const sharedBy = ({ merchantReference }: Item): string | undefined =>
  merchantReference ? `reference:${merchantReference}` : undefined

function authorisation(item: Item): Word | undefined {
  // It keeps a card for later, and holds nothing.
  if (item.amount.value === 0) return undefined
  const shared = sharedBy(item)
  const containers = shared ? { containers: [shared] } : {}
  if (isTrue(item)) return { part: 'main', state: 'authorized', ...containers }
  return {
    part: 'main',
    state: 'failed',
    ...containers,
    ...failure(REASONS, [textCode(item.reason)], item.reason),
    ...(isUpi(item) && { doubt: UPI_DOUBT }),
  }
}

/** Without success nothing became of it. */
function main(state: MainState): Reader {
  return (item) => {
    if (!isTrue(item)) return undefined
    return { part: 'main', state, ...(state === 'canceled' && { doubt: 0 }) }
  }
}

/** Without success Adyen gives back what gift cards had paid, and tells of it by no refund. */
function closed(item: Item): Word {
  const payment = sharedBy(item)
  if (!payment) throw new Error('The event names no order.')
  return isTrue(item)
    ? { part: 'main', state: 'processing', payment, complete: true }
    : {
        part: `refund:${item.pspReference}`,
        state: partWithAmount('done', amountOf(item)),
        payment,
      }
}

/** What was asked for was refused where there is no success; what failed, did not. */
function part(kind: 'capture' | 'refund', told: 'pending' | 'done' | 'failed'): Reader {
  return (item) => {
    if (!isTrue(item) && told === 'failed') return undefined
    const state = partWithAmount(isTrue(item) ? told : 'failed', amountOf(item))
    return { part: `${kind}:${item.pspReference}`, state }
  }
}

/** Cancelled or refunded, whichever was possible: a refund of what was never captured lets the hold go. */
function reversal(item: Item): Word | undefined {
  const isNothing = item.amount.value === 0
  if (isNothing && isTrue(item)) return { part: 'void', state: 'canceled', doubt: 0 }
  return part('refund', 'done')(item)
}

function dispute(state: 'none' | 'open' | 'won' | 'lost'): Reader {
  return (item) => (isTrue(item) ? { part: `dispute:${item.pspReference}`, state } : undefined)
}
