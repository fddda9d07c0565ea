/** What an event calls the payment, and the order. */

import type { Update } from '../../order/update.ts'
import { isOrderId, parseJson } from '../../protocol.ts'
import { isJson } from '../payload.ts'
import { given } from './fields.ts'

type Name = string | null | undefined

/** The payment and what it lies in, given all their names, the inmost first. */
export function paymentNamed(names: readonly Name[]): Pick<Update, 'payment' | 'containers'> {
  const [payment, ...containers] = unique(names)
  if (payment === undefined) throw new Error('The event names no payment.')
  return { payment, ...(containers.length > 0 && { containers }) }
}

/**
 * The order that the merchant's own fields name. A field is an object, or JSON of one, with an order's name
 * under a key for it; or the bare name.
 *
 * `references`: what else the merchant may have registered, in whatever form. `perhaps`: what may be the order's
 * name, and as well one that the provider itself made, or a text: it makes no order.
 */
export function orderNamed(
  fields: readonly unknown[],
  references: readonly Name[] = [],
  perhaps: readonly Name[] = [],
): Pick<Update, 'orderId' | 'orderAliases' | 'mentions' | 'orderHint'> {
  const own = fields.flatMap(namesIn)
  const [orderId, ...orderAliases] = unique(own.filter(isOrder))
  const mentions = unique([...own.filter((name) => !isOrder(name)), ...references]).filter(
    (name) => name !== orderId && !orderAliases.includes(name),
  )
  const [orderHint] = unique(perhaps)
  return {
    ...given({ orderId, orderHint }),
    ...(orderAliases.length > 0 && { orderAliases }),
    ...(mentions.length > 0 && { mentions }),
  }
}

/** A description of one word may be the order's name: Odoo writes it nowhere else. */
export const described = (text: Name): Name => (text && isOrder(text) ? text : undefined)

const isOrder = (name: string): boolean => isOrderId(name) && !isNoOrder(name)

/** What stands there for want of a name. */
const isNone = (name: string): boolean => /^(?:0*|null|undefined|none|default)$/i.test(name)

/**
 * What is no order's, though it could be: what WooCommerce tells PayPal until it has made the order, and what
 * Flutterwave calls the payments of its links.
 */
const isNoOrder = (name: string): boolean => /^(?:pcp_customer_.*|Links-\d+)$/.test(name)

const unique = (names: readonly Name[]): string[] => [
  ...new Set(names.filter((name): name is string => Boolean(name))),
]

/**
 * What shops call the order in the fields that a provider leaves to them, in lower case and without signs between.
 * The name under an earlier key is believed before one under a later.
 */
const ORDER_KEYS = [
  // Vendure's own id stands beside it.
  'ordercode',
  'orderid',
  'order',
  'ordernumber',
  'orderno',
  'orderreference',
  'orderref',
  'merchantorderid',
  'merchantordernumber',
  'shoporderid',
  // The plugins of platforms.
  ...['woocommerceorderid', 'woocommerceordernumber', 'wcorderid', 'wcordernumber'],
  ...['opencartorderid', 'prestashoporderid', 'prestashoporderreference'],
  ...['magentoorderid', 'orderincrementid', 'storeincrementid', 'incrementid'],
  ...['shopifyorderid', 'shopifyordernumber', 'shopifyordername'],
  ...['shopwareordernumber', 'shopwareorderid', 'bigcommerceorderid'],
  ...['solidusordernumber', 'spreeordernumber', 'spreeorderid'],
  ...['commerceorderid', 'eddorderid', 'saleororderid', 'medusaorderid'],
]

const RANKS = new Map(ORDER_KEYS.map((key, rank) => [key, rank]))

/** A text longer than this names no order. In characters. */
const LONGEST = 256

function namesIn(field: unknown): string[] {
  const said = opened(field)
  return typeof said === 'object' && said !== null
    ? valuesIn(said).flatMap((value) => namesInText(value))
    : textOf(said)
}

/** PayPal's plugins write JSON into the one text that they have. */
function namesInText(value: unknown): string[] {
  const said = opened(value)
  if (said === value) return textOf(value)
  return typeof said === 'object' && said !== null ? valuesIn(said).flatMap(textOf) : []
}

/** What stands under an order's keys (`order_id`, `orderId` and `Order ID` are one), the surest first. */
const valuesIn = (fields: object): unknown[] =>
  Object.entries(fields)
    .flatMap(([key, value]) => {
      const rank = RANKS.get(key.toLowerCase().replace(/[^a-z0-9]/g, ''))
      return rank === undefined ? [] : [{ rank, value }]
    })
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ value }) => value)

/** An object that stands there as a text of JSON. */
function opened(value: unknown): unknown {
  const isObject = typeof value === 'string' && isJson(value)
  return isObject ? (parseJson(value) ?? value) : value
}

function textOf(value: unknown): string[] {
  if (typeof value !== 'string' && !Number.isSafeInteger(value)) return []
  const text = String(value).trim()
  return isNone(text) || text.length > LONGEST ? [] : [text]
}

/** What a merchant attached: some providers give it back as JSON in a text. */
export const attached = (metadata: unknown): unknown =>
  typeof metadata === 'string' ? (parseJson(metadata) ?? metadata) : metadata
