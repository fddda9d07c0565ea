/**
 * BTCPay Server, asked: an invoice, and how much came for one that was not paid as it was asked. That is more than
 * any webhook tells.
 *
 * It is the shop's own server: its address is part of the credentials.
 *
 * @see https://docs.btcpayserver.org/API/Greenfield/v1/#operation/Invoices_GetInvoice
 */

import * as v from 'valibot'
import { exponentOf } from '../../protocol.ts'
import type { Asking, Known, Opened, Question, ReadEvent, Told } from '../asking.ts'
import { minorUnits } from '../reading/amounts.ts'
import { Currency, Decimal, given, Id, Text, UnixSeconds } from '../reading/fields.ts'
import { mendMain } from '../reading/mend.ts'
import { byKind, merchantIds, pathOf } from '../reading/questions.ts'

/** Base58, of 16 bytes. */
const INVOICE = /^[1-9A-HJ-NP-Za-km-z]{20,24}$/

const invoice = (id: string): Question => ({
  name: 'invoice',
  method: 'GET',
  path: pathOf`/api/v1/stores/{store}/invoices/${id}`,
  asks: id,
})

const invoices = (orderId: string): Question => ({
  name: 'invoices',
  method: 'GET',
  path: pathOf`/api/v1/stores/{store}/invoices?orderId=${orderId}`,
  asks: orderId,
})

const received = (payment: string, currency: string): Question => ({
  name: 'what came',
  method: 'GET',
  path: pathOf`/api/v1/stores/{store}/invoices/${payment}/payment-methods`,
  of: { payment, currency },
})

function questions(known: Known): readonly Question[] {
  // Among the references, such a name may be anything's.
  const theirs = byKind({ ...known, references: [] }, [[INVOICE, invoice]])
  return theirs.length > 0 ? theirs : merchantIds({ ...known, payments: [] }).map(invoices)
}

const Time = v.fallback(v.nullish(UnixSeconds), null)

const Invoice = v.looseObject({
  id: Id,
  amount: Decimal,
  currency: Currency,
  status: v.string(),
  additionalStatus: Text,
  expirationTime: Time,
  monitoringExpiration: Time,
})

type Invoice = v.InferOutput<typeof Invoice>

/** What an invoice has come to, in the words of its events. All else is under way. */
const EVENTS = new Map([
  ['New', 'InvoiceCreated'],
  ['Settled', 'InvoiceSettled'],
  ['Invalid', 'InvoiceInvalid'],
  ['Expired', 'InvoiceExpired'],
  ['Expired PaidPartial', 'InvoiceExpiredPaidPartial'],
  ['Expired PaidLate', 'InvoicePaidAfterExpiration'],
])

/** Of which the invoice does not say how much came. */
const OTHERWISE_PAID: ReadonlySet<unknown> = new Set(['PaidPartial', 'PaidLate', 'PaidOver'])

const Methods = v.array(
  v.object({
    rate: v.string(),
    payments: v.array(
      v.object({ status: v.string(), value: v.string(), receivedDate: v.optional(UnixSeconds) }),
    ),
  }),
)

export const askingBtcpay: Asking = {
  credentials: {
    form: 'https://btcpay.example/<storeId>:<key>',
    example: 'https://btcpay.example/9CiNzaY8SLRBwpvV8xPBVGGCJHbMw8k5Ya3yRkTeTVFd:anApiKey',
    pattern: /^(?<server>https?:\/\/[^\s?#]+)\/(?<store>[A-Za-z0-9]{20,64}):(?<key>\w+)$/,
    open: ['server', 'store'],
  },
  hosts: { live: '{server}', sandbox: '{server}' },
  auth: { headers: { Authorization: 'token {key}' } },

  probes: ['1111111111111111111111'],
  questions,

  read({ body, question }, _, event): Told[] {
    if (question.name === 'what came') return whatCame(v.parse(Methods, body), question)
    if (question.name === 'invoice') return invoiceIn(v.parse(Invoice, body), event)
    return v.parse(v.array(Invoice), body).flatMap((each) => invoiceIn(each, event))
  },

  then({ body, question }: Opened) {
    if (question.name === 'what came') return []
    const all =
      question.name === 'invoice' ? [v.parse(Invoice, body)] : v.parse(v.array(Invoice), body)
    return all
      .filter(({ additionalStatus }) => OTHERWISE_PAID.has(additionalStatus))
      .map(({ id, currency }) => received(id, currency))
  },

  tells: ['amount'],
  clock: 'change',
  cadence: 'slow',
  gap: 10_000,
  rate: { perMinute: 60, burst: 5 },
}

function invoiceIn(invoice: Invoice, event: ReadEvent): Told[] {
  const { id, status, additionalStatus, expirationTime, monitoringExpiration, currency } = invoice
  const type = EVENTS.get(`${status} ${additionalStatus}`) ?? EVENTS.get(status)
  const told = event({
    ...{ type: type ?? 'InvoiceProcessing', deliveryId: 'answer', invoiceId: id },
    ...{ metadata: invoice['metadata'], overPaid: additionalStatus === 'PaidOver' },
  })
  const end = expirationTime ?? undefined
  const watched = monitoringExpiration && end ? Math.max(0, monitoringExpiration - end) : undefined
  return mendMain(told, (main) => ({
    ...main,
    ...given({ amount: minorUnits(invoice.amount, currency), currency }),
    ...(main.state === 'pending' && given({ deadline: end })),
    ...(main.state === 'expired' && given({ time: end, doubt: watched })),
  }))
}

/** What is settled of an invoice, at the rates that it promised. */
function whatCame(methods: v.InferOutput<typeof Methods>, { of }: Question): Told[] {
  const { payment, currency } = v.parse(v.object({ payment: Id, currency: Currency }), of)
  const settled = methods.flatMap(({ rate, payments }) =>
    payments.filter(({ status }) => status === 'Settled').map((each) => ({ ...each, rate })),
  )
  if (settled.length === 0) return []

  const amounts = settled.map(({ value, rate }) => product(value, rate, currency))
  const amount = amounts.reduce((sum, each) => sum + each, 0)
  if (!Number.isSafeInteger(amount)) throw new Error('Nobody can read how much came.')
  const time = Math.max(...settled.map(({ receivedDate }) => receivedDate ?? 0)) || undefined
  return [{ part: 'main', state: 'succeeded', payment, currency, amount, ...given({ time }) }]
}

/** A coin's worth in minor units, rounded down. By whole numbers: 18 places are too many for others. */
function product(value: string, rate: string, currency: string): number {
  const [coins, price] = [wholes(value), wholes(rate)]
  const digits = coins.places + price.places
  const minor = coins.whole * price.whole * 10n ** BigInt(exponentOf(currency))
  return Number(minor / 10n ** BigInt(digits))
}

const DECIMAL = /^(\d{1,15})(?:\.(\d{1,18}))?$/

function wholes(decimal: string): { whole: bigint; places: number } {
  const [, whole, fraction = ''] = DECIMAL.exec(decimal) ?? []
  if (whole === undefined) throw new Error('Nobody can read how much came.')
  return { whole: BigInt(whole + fraction), places: fraction.length }
}
