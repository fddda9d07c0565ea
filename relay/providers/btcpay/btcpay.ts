/**
 * BTCPay Server: invoices.
 *
 * No event tells an amount. A settled invoice is paid in full, and counts as all that its order asks;
 * where less came, nobody says how much. One that the server or the shop calls invalid brought nothing, whatever was
 * said of it before.
 *
 * @see https://docs.btcpayserver.org/API/Greenfield/v1/#tag/Webhooks
 * @see https://docs.btcpayserver.org/Development/InvoiceMetadata/
 */

import * as v from 'valibot'
import type { MainState, Said, Update } from '../../order/update.ts'
import { UNKNOWN_EVENT, type Provider } from '../provider.ts'
import { given, Id, Text, UnixSeconds } from '../reading/fields.ts'
import { orderNamed } from '../reading/names.ts'
import { silent } from '../reading/silent.ts'
import { bodyHmac } from '../schemes.ts'
import { askingBtcpay } from './asking.ts'
import { simulatedBtcpay } from './simulated.ts'

const Typed = v.object({ type: v.string() })

const Event = v.object({
  // A redelivery has a `deliveryId` of its own, and the time and this of the first.
  originalDeliveryId: Text,
  deliveryId: Text,
  timestamp: v.nullish(UnixSeconds),
  invoiceId: Id,
  metadata: v.optional(v.unknown()),
  partiallyPaid: v.nullish(v.boolean()),
  overPaid: v.nullish(v.boolean()),
  pullPaymentId: Text,
})

type Event = v.InferOutput<typeof Event>

/** What an event says of its invoice. */
type Word = Said & Pick<Update, 'reason' | 'overpaid' | 'complete'>

const READERS = new Map<string, (event: Event) => Word>([
  ['InvoiceCreated', main('pending')],
  ['InvoiceReceivedPayment', main('processing')],
  ['InvoicePaymentSettled', main('processing')],
  ['InvoiceProcessing', main('processing')],
  ['InvoiceSettled', settled],
  ['InvoiceInvalid', () => ({ part: 'void', state: 'failed' })],
  ['InvoiceExpired', expired],
  ['InvoiceExpiredPaidPartial', keptInPart],
  // It waits for the shop to mark it as settled.
  ['InvoicePaidAfterExpiration', main('processing')],
  ['InvoiceRefund', refund],
])

/** What the shop pays out, and requests of which invoices tell. */
const isSilent = silent('Payout* PaymentRequest* Subscriber*')

/** What "Send test event" names. */
const TEST = /^__test__/

/** What invoices of a point of sale or a crowdfunding are called, all of them alike. */
const APP = /^(?:pos|crowdfund)-app_/

export const btcpay: Provider = {
  id: 'btcpay',
  name: 'BTCPay Server',
  trust: 'signed-body',

  schemes: [
    bodyHmac({ header: 'btcpay-sig', algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=' }),
  ],

  updates(payload) {
    const { type } = v.parse(Typed, payload)
    const read = READERS.get(type)
    if (!read) return isSilent(type) ? [] : UNKNOWN_EVENT

    const event = v.parse(Event, payload)
    const { invoiceId: payment, timestamp: time } = event
    const eventId = v.parse(Id, event.originalDeliveryId || event.deliveryId)
    if (TEST.test(payment)) return []

    const { orderId, ...mentioned } = orderNamed([event.metadata])
    const isShared = orderId !== undefined && APP.test(orderId)
    return [
      {
        ...read(event),
        eventId,
        payment,
        ...given({ time }),
        ...(orderId !== undefined && !isShared && { orderId }),
        ...mentioned,
      },
    ]
  },

  asking: askingBtcpay,

  ...simulatedBtcpay,
}

function main(state: MainState): () => Word {
  return () => ({ part: 'main', state })
}

function settled({ overPaid }: Event): Word {
  return {
    part: 'main',
    state: 'succeeded',
    complete: true,
    ...(overPaid && { overpaid: true }),
  }
}

function expired({ partiallyPaid }: Event): Word {
  return partiallyPaid ? keptInPart() : { part: 'main', state: 'expired' }
}

/** Money came, and is the shop's: to the shopper this is no payment that merely did not happen. */
function keptInPart(): Word {
  return { part: 'main', state: 'processing', reason: { code: 'amount_mismatch' } }
}

/** The shopper was offered the money back. Whether they took it is not told. */
function refund({ pullPaymentId }: Event): Word {
  if (!pullPaymentId) throw new Error('The event names no refund.')
  return { part: `refund:${pullPaymentId}`, state: 'pending' }
}
