/** By which names PayPal and the merchant call a payment, and the order. */

import { attached, orderNamed } from '../reading/names.ts'
import type { Merchant, Paid, Resource } from './event.ts'

type Own = Partial<Pick<Resource, keyof typeof Merchant>>

/** What WooCommerce says until it has made the order: the shopper's, whichever order it is about. */
const isShoppers = (id: string): boolean => id.startsWith('pcp_customer_')

/** In which all captures with the merchant's same id lie. */
export const ownContainer = ({
  custom_id,
  custom,
  invoice_id,
  invoice_number,
}: Own): string | undefined => {
  const ids = [custom_id, custom, invoice_id, invoice_number]
  const id = ids.find((each) => each && !isShoppers(each))
  return id ? `custom:${id}` : undefined
}

/** The order, as the merchant calls it; of JSON in such a text, all that it may have registered. */
export function namesIn(owns: readonly Own[]) {
  const texts = owns.flatMap((own) => [
    ...[own.custom_id, own.custom, own.invoice_id, own.invoice_number, own.reference_id],
  ])
  const inside = texts
    .map(attached)
    .flatMap((own) => (own instanceof Object ? Object.values(own) : []))
  return orderNamed(
    texts,
    inside.filter((value) => typeof value === 'string'),
  )
}

export const CAPTURE = /\/(?:captures|sale)\/([\w-]+)$/
export const CONTAINER = /\/(?:authorizations?|orders|payment)\/([\w-]+)$/

/** What it goes up to. */
export const upIn = (links: Paid['links'], what: RegExp): string | undefined =>
  links?.flatMap(({ href, rel }) => (rel === 'up' && what.exec(href)?.[1]) || [])[0]
