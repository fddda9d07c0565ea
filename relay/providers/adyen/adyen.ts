/**
 * Adyen: authorisations, captures, cancellations, refunds and disputes.
 *
 * A body holds items, each signed for itself: its references, amount, event and success; not its date,
 * and nothing of its additional data. Dates only order what is signed. What is authorised is not paid
 * before it is captured: an account that captures by itself says so in no signed field.
 *
 * @see https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures
 * @see https://docs.adyen.com/development-resources/webhooks/webhook-types
 * @see https://docs.adyen.com/risk-management/disputes-api/dispute-notifications
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import type { HmacScheme, Provider, Signature } from '../provider.ts'
import { partWithAmount } from '../reading/amounts.ts'
import { failure, reasons, textCode } from '../reading/failure.ts'
import { Currency, given, Id } from '../reading/fields.ts'
import { jsonBody } from '../reading/json.ts'
import { orderNamed } from '../reading/names.ts'
import { rfc3339 } from '../reading/times.ts'
import { bodyHmac } from '../schemes.ts'
import { isoAmount } from './amount.ts'
import { simulatedAdyen } from './simulated.ts'

/** A colon ends a field where it is signed: only the merchant's reference may hold one. */
const Field = v.pipe(v.string(), v.regex(/^[^:]*$/))

const Signed = v.object({
  pspReference: v.pipe(Field, v.nonEmpty()),
  originalReference: v.nullish(Field),
  merchantAccountCode: Field,
  merchantReference: v.nullish(v.string()),
  amount: v.object({ value: v.pipe(v.number(), v.safeInteger()), currency: Field }),
  eventCode: Field,
  success: v.pipe(v.union([v.picklist(['true', 'false']), v.boolean()]), v.transform(String)),
})

const Sealed = v.object({
  ...Signed.entries,
  additionalData: v.object({ hmacSignature: v.pipe(v.string(), v.nonEmpty()) }),
})

const itemsOf = <Item extends v.GenericSchema>(item: Item) =>
  v.object({ notificationItems: v.array(v.object({ NotificationRequestItem: item })) })

/** Webhooks of Adyen's platform hold no items, and tell nothing of payments. */
const Notification = v.object({
  live: v.nullish(v.union([v.string(), v.boolean()])),
  notificationItems: v.nullish(
    v.array(
      v.object({
        NotificationRequestItem: v.object({
          ...Signed.entries,
          pspReference: Id,
          amount: v.object({ value: v.pipe(v.number(), v.safeInteger()), currency: Currency }),
          eventDate: v.optional(v.unknown()),
          reason: v.nullish(v.string()),
          additionalData: v.fallback(
            v.nullish(v.object({ 'modification.action': v.optional(v.unknown()) })),
            null,
          ),
        }),
      }),
    ),
  ),
})

type Item = NonNullable<
  v.InferOutput<typeof Notification>['notificationItems']
>[number]['NotificationRequestItem']

/** What an item says, but for what is the same for all. */
type Word = Said & Pick<Update, 'reason' | 'doubt'>

type Reader = (item: Item) => Word | undefined

const READERS = new Map<string, Reader>([
  ['AUTHORISATION', authorisation],
  ['PENDING', main('processing')],
  ['CANCELLATION', main('canceled')],
  ['TECHNICAL_CANCEL', main('canceled')],
  ['EXPIRE', main('expired')],
  ['OFFER_CLOSED', main('expired')],
  ['CAPTURE', part('capture', 'done')],
  ['CAPTURE_FAILED', part('capture', 'failed')],
  ['REFUND', part('refund', 'done')],
  ['REFUND_WITH_DATA', part('refund', 'done')],
  ['POSTPONED_REFUND', part('refund', 'pending')],
  ['REFUND_FAILED', part('refund', 'failed')],
  ['REFUNDED_REVERSED', part('refund', 'failed')],
  ['CANCEL_OR_REFUND', reversal],
  ['REQUEST_FOR_INFORMATION', dispute('open')],
  ['NOTIFICATION_OF_CHARGEBACK', dispute('open')],
  ['CHARGEBACK', dispute('open')],
  ['CHARGEBACK_REVERSED', dispute('won')],
  ['PREARBITRATION_WON', dispute('won')],
  ['ISSUER_RESPONSE_TIMEFRAME_EXPIRED', dispute('won')],
  ['SECOND_CHARGEBACK', dispute('lost')],
  ['PREARBITRATION_LOST', dispute('lost')],
])

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

/** As the customer area shows it: in hex. */
const HMAC: Pick<HmacScheme, 'algorithm' | 'encoding' | 'key'> = {
  algorithm: 'sha256',
  encoding: 'base64',
  key: (secret) => (/^(?:[0-9a-f]{2})+$/i.test(secret) ? Buffer.from(secret, 'hex') : undefined),
}

export const adyen: Provider = {
  id: 'adyen',
  name: 'Adyen',
  trust: 'signed-fields',

  schemes: [
    {
      kind: 'hmac',
      ...HMAC,

      find({ body }) {
        const items = jsonBody(itemsOf(v.unknown()), body)?.notificationItems
        return items?.map(({ NotificationRequestItem: item }) => signatureIn(item))
      },

      seal(body, make) {
        const { notificationItems, ...notification } = v.parse(
          v.looseObject(itemsOf(v.looseObject(Signed.entries)).entries),
          JSON.parse(body),
        )
        const items = notificationItems.map(({ NotificationRequestItem: item }) => {
          const additionalData = { hmacSignature: make([signedOf(item)]) }
          return { NotificationRequestItem: { ...item, additionalData } }
        })
        return JSON.stringify({ ...notification, notificationItems: items })
      },
    },

    // Of the platform, which nobody subscribes to here; its webhooks are to be acknowledged all the same.
    bodyHmac({ header: 'hmacsignature', ...HMAC }),
  ],

  updates(payload) {
    const { live, notificationItems } = v.parse(Notification, payload)
    return (notificationItems ?? []).flatMap(({ NotificationRequestItem: item }) => {
      const word = READERS.get(item.eventCode)?.(item)
      if (!word) return []

      const { pspReference, merchantReference, eventCode, success, amount, eventDate } = item
      return [
        {
          ...word,
          eventId: [pspReference, eventCode, success].join(':'),
          payment: paymentOf(item),
          ...orderNamed([{ order_id: merchantReference }], [merchantReference]),
          currency: amount.currency,
          ...given({ amount: amountOf(item), time: rfc3339(eventDate) }),
          ...(String(live) === 'false' && { test: true }),
        },
      ]
    })
  },

  // The words of old, which still count; of late, any 2xx does.
  answer: { status: 200, body: '[accepted]', type: 'text/plain' },

  ...simulatedAdyen,
}

/** An item without a signature has none that fits: then none of the items is believed. */
function signatureIn(item: unknown): Signature {
  const { success, output } = v.safeParse(Sealed, item)
  if (!success) return { values: [], signed: [] }
  return { values: [output.additionalData.hmacSignature], signed: [signedOf(output)] }
}

const signedOf = (item: v.InferOutput<typeof Signed>): string =>
  [
    item.pspReference,
    item.originalReference,
    item.merchantAccountCode,
    item.merchantReference,
    item.amount.value,
    item.amount.currency,
    item.eventCode,
    item.success,
  ].join(':')

/** An authorisation is the payment itself; all else speaks of one. */
const paymentOf = ({ eventCode, originalReference, pspReference }: Item): string =>
  (eventCode === 'AUTHORISATION' ? undefined : originalReference) || pspReference

const amountOf = ({ amount: { value, currency } }: Item): number | undefined =>
  isoAmount(value, currency)

const isTrue = ({ success }: Item): boolean => success === 'true'

function authorisation(item: Item): Word {
  if (isTrue(item)) return { part: 'main', state: 'authorized' }
  return {
    part: 'main',
    state: 'failed',
    ...failure(REASONS, [textCode(item.reason)], item.reason),
  }
}

/** Without success nothing became of it. */
function main(state: MainState): Reader {
  return (item) => {
    if (!isTrue(item)) return undefined
    return { part: 'main', state, ...(state === 'canceled' && { doubt: 0 }) }
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

/** Cancelled or refunded, whichever was possible. */
function reversal(item: Item): Word | undefined {
  const action = item.additionalData?.['modification.action']
  if (action === 'cancel') return main('canceled')(item)
  return action === 'refund' ? part('refund', 'done')(item) : undefined
}

function dispute(state: 'open' | 'won' | 'lost'): Reader {
  return (item) => (isTrue(item) ? { part: `dispute:${item.pspReference}`, state } : undefined)
}
