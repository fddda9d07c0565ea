/** What an event calls the payment, and the order. */

import type { Update } from '../../order/update.ts'
import { given } from './fields.ts'
import { orderIn } from './order-keys.ts'

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
