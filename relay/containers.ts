/** Which payments count, where some of them lie in others. Pure. */

import { compare, join, mainOf, type PaymentFacts } from './facts.ts'
import { furthest, latest, payment } from './payment.ts'
import type { Flow } from './protocol.ts'

/** The merchant's name for a payment that it does not name. */
export const MANUAL = 'manual'

/**
 * The payments that count. A container, once a payment inside it is known, is that payment: what it
 * told of money is the payment's; how the attempt stands, the payment itself knows better.
 */
export function inPlaceOfContainers(
  facts: Record<string, PaymentFacts>,
  flow: Flow,
): PaymentFacts[] {
  const all = Object.values(facts)
  const insideOf = (container: PaymentFacts) =>
    all.filter(
      (each) =>
        each.id !== container.id &&
        (each.containers.includes(container.id) ||
          (isWholeOrder(container, flow) && !isWholeOrder(each, flow))),
    )
  const isContainer = (each: PaymentFacts) => insideOf(each).length > 0

  const counted = new Map(
    all.filter((each) => !isContainer(each)).map((each) => [each.id, each] as const),
  )
  for (const container of all.filter(isContainer)) {
    const inside = heir(within(container, insideOf).filter(({ id }) => counted.has(id)))
    if (!inside) continue
    const known = counted.get(inside.id) ?? inside
    const told = isWholeOrder(container, flow) ? container : moneyOf(container)
    counted.set(inside.id, join(known, { ...told, id: inside.id }))
  }
  return [...counted.values()].sort((a, b) => compare(a.id, b.id))
}

/**
 * What the merchant says without naming a payment is said of the order's own payments: in escrow
 * (releasing is no second payment), and where it tells of no money that came in.
 */
const isWholeOrder = ({ id, parts }: PaymentFacts, flow: Flow): boolean =>
  id === MANUAL && (flow === 'escrow' || !parts.main)

/** All that lies in a container, however deep. A ring, which no provider makes, ends too. */
function within(
  container: PaymentFacts,
  insideOf: (container: PaymentFacts) => PaymentFacts[],
): PaymentFacts[] {
  const found = new Set<PaymentFacts>()
  const open = [container]
  for (let next = open.pop(); next; next = open.pop()) {
    for (const each of insideOf(next)) {
      if (!found.has(each)) open.push(each)
      found.add(each)
    }
  }
  return [...found]
}

/** What a container told of money. */
function moneyOf(container: PaymentFacts): PaymentFacts {
  if (mainOf(container)?.state === 'succeeded') return container
  const { main: _, ...parts } = container.parts
  const { byHand: __, ...notes } = container.notes
  return { ...container, parts, notes }
}

/** Which of several payments inside it a container is: the one that its word of money fits best. */
function heir(inside: PaymentFacts[]): PaymentFacts | undefined {
  const payments = inside.map((each) => payment(each, {}))
  const chosen =
    latest(payments.filter(({ settled }) => settled)) ?? furthest(payments) ?? latest(payments)
  return inside.find(({ id }) => id === chosen?.id)
}
