/** By which names events and payments are found. Pure. */

import { MANUAL } from '../order/containers.ts'
import type { PaymentFacts } from '../order/facts.ts'
import { undecorated } from './decorated.ts'
import type { Heard } from '../order/update.ts'

/** The ids of the payment: what an event teaches, and is found by. */
export const namesIn = ({
  payment,
  containers = [],
  references = [],
}: Pick<Heard, 'payment' | 'containers' | 'references'>): string[] =>
  [...new Set([payment, ...containers, ...references])].filter((name) => name !== MANUAL)

/** All by which the merchant may have registered it. */
export const mentionedIn = (heard: Heard): string[] => [
  ...namesIn(heard),
  ...(heard.mentions ?? []),
  ...hintsIn(heard).map(asHint),
  ...orderIdsIn(heard),
]

/** The ids that it gives the order: a registered one wins, else the first. */
export const orderIdsIn = ({ orderId, orderAliases = [] }: Heard): string[] =>
  orderId === undefined ? orderAliases : [orderId, ...orderAliases]

/** What may name the order, the surest first. */
export const hintsIn = (heard: Heard): string[] => {
  const { orderHint, mentions = [] } = heard
  const hints = orderHint === undefined ? [] : [orderHint]
  const names = [...orderIdsIn(heard), ...hints, ...mentions]
  return [...new Set([...hints, ...names.flatMap((name) => undecorated(name) ?? [])])]
}

/** The ids by which a payment goes. */
export const namesOf = ({ id, containers }: PaymentFacts): string[] =>
  [id, ...containers].filter((name) => name !== MANUAL)

/** The order that an event names: another name than the same word in a text of its. */
export const asOrder = (id: string): string => `order:${id}`

/** A name in whatever case, with whatever spaces around it: that of several orders, perhaps. */
export const asHint = (name: string): string => `hint:${name.trim().toLowerCase()}`

/** What a shopper can quote of a payment. It leads nowhere, and is only looked up. */
export const asReceipt = (receipt: string): string => `receipt:${receipt}`

/** All under which somebody who looks for an order may find it. */
export const asSought = (text: string): string[] => [
  text,
  asOrder(text),
  asHint(text),
  asReceipt(text),
]

/** A signature that came, and with which body. */
export const asSealed = ({ by, body }: { by: string; body: string }): [string, string] => [
  `sealed:${by}`,
  `sealed:${by}:${body}`,
]

/** What the merchant registers, by whichever field an event names it. */
export const asRegistered = (names: readonly string[]): string[] =>
  names.flatMap((name) => [name, asOrder(name)])
