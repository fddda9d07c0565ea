/** What an event calls the order, where shoppers have a hand in it. */

import type { Update } from '../../order/update.ts'
import { orderNamed } from './names.ts'

type Named = Pick<Update, 'orderId' | 'orderAliases' | 'mentions' | 'orderHint' | 'namedBy'>

/**
 * The order as `orderNamed` has it. `shopper`: fields that a page can set with a public key, so that they
 * may be a stranger's; `merchant`: those that it cannot. What is only `perhaps` its name is set by the page, too.
 */
export function orderNamedBy(
  { shopper, merchant = [] }: { shopper: readonly unknown[]; merchant?: readonly unknown[] },
  references?: Parameters<typeof orderNamed>[1],
  perhaps?: Parameters<typeof orderNamed>[2],
): Named {
  const named = orderNamed([...shopper, ...merchant], references, perhaps)
  const known = idsIn(orderNamed(merchant))
  const isHinted = named.orderHint !== undefined && known.length === 0
  const isStrange = isHinted || idsIn(named).some((id) => !known.includes(id))
  return { ...named, ...(isStrange && { namedBy: 'shopper' }) }
}

const idsIn = ({ orderId, orderAliases = [] }: Named): string[] =>
  orderId === undefined ? orderAliases : [orderId, ...orderAliases]
