/** What an event calls the payment, and the order. */

import type { Update } from '../../order/update.ts'
import { isOrderId, parseJson } from '../../protocol.ts'
import { given } from './fields.ts'

type Name = string | null | undefined

/** The payment and what it lies in, given all their names, the inmost first. */
export function paymentNamed(names: readonly Name[]): Pick<Update, 'payment' | 'containers'> {
  const [payment, ...containers] = unique(names)
  if (payment === undefined) throw new Error('The event names no payment.')
  return { payment, ...(containers.length > 0 && { containers }) }
}

/**
 * The order that the merchant's own fields name, and what else the merchant may have registered:
 * `references`, in whatever form.
 */
export function orderNamed(
  fields: readonly unknown[],
  references: readonly Name[] = [],
): Pick<Update, 'orderId' | 'mentions'> {
  const { orderId, mentions } = orderIn(fields)
  const others = unique([...mentions, ...references]).filter((name) => name !== orderId)
  return { ...given({ orderId }), ...(others.length > 0 && { mentions: others }) }
}

const unique = (names: readonly Name[]): string[] => [
  ...new Set(names.filter((name): name is string => Boolean(name))),
]

/** What shops call the order in the fields that a provider leaves to them. The first that fits wins. */
const ORDER_KEYS = [
  'order_id',
  'orderId',
  'order',
  'order_number',
  'orderNumber',
  'order_reference',
  'orderReference',
  'order_ref',
  'merchant_order_id',
  'merchantOrderId',
  // The plugins of WooCommerce, OpenCart, PrestaShop, Magento and Shopify.
  'woocommerce_order_id',
  'woocommerce_order_number',
  'opencart_order_id',
  'prestashop_order_id',
  'magento_order_id',
  'Order #',
  'shopify_order_id',
] as const

/** A text longer than this names no order. In characters. */
const LONGEST = 256

/**
 * The order that the merchant's own fields name. What stands under such a key and cannot be an order's
 * id (`rcptid #1`) is only mentioned: the merchant may have registered it.
 */
export function orderIn(fields: readonly unknown[]): { orderId?: string; mentions: string[] } {
  const named = fields.flatMap(namesIn)
  const orderId = named.find(isOrderId)
  return {
    ...(orderId !== undefined && { orderId }),
    mentions: [...new Set(named.filter((name) => !isOrderId(name)))],
  }
}

function namesIn(fields: unknown): string[] {
  if (typeof fields !== 'object' || fields === null) return []
  const known = new Map<string, unknown>(Object.entries(fields))
  return ORDER_KEYS.flatMap((key) => textOf(known.get(key)))
}

function textOf(value: unknown): string[] {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return [String(value)]
  if (typeof value !== 'string') return []
  const text = value.trim()
  return text === '' || text.length > LONGEST ? [] : [text]
}

/** What a merchant attached: some providers give it back as JSON in a text. */
export const attached = (metadata: unknown): unknown =>
  typeof metadata === 'string' ? (parseJson(metadata) ?? metadata) : metadata
