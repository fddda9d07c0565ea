/** Brings a registered order the payments that are its own. Pure but for the rows. */

import { join, type PaymentFacts } from '../order/facts.ts'
import { goingBy, mentioning, type Draft, type Drafts } from './drafts.ts'
import type { Holders } from './holders.ts'
import { asReceipt, namesOf } from './names.ts'

/**
 * Takes them from orders that nobody registered: the payments that go by one of `ids`, and those that go by one of
 * `registered` or of which an event mentioned it. What is taken goes by more ids, under which there may be more.
 * Returns all these names: what waits for one of them has found its order.
 */
export function gather(
  order: Draft,
  ids: readonly string[],
  registered: readonly string[],
  { drafts, holders }: { drafts: Drafts; holders: Holders },
): string[] {
  const names = new Set([...ids, ...registered])
  // It grows meanwhile: a Set also hands out what is added while it is walked through.
  for (const name of names) {
    for (const { orderId } of holders.of(name)) {
      if (orderId === order.id) continue
      const other = drafts.of(orderId)
      if (other.registration) continue
      const mentioned = registered.includes(name) ? mentioning(name, other) : []
      for (const facts of new Set([...goingBy(name, other), ...mentioned])) {
        move(facts, other, order, holders)
        for (const each of namesOf(facts)) names.add(each)
      }
    }
  }
  return [...names]
}

function move(facts: PaymentFacts, from: Draft, to: Draft, holders: Holders): void {
  from.payments.delete(facts.id)
  from.mentions = from.mentions.filter(([, payment]) => payment !== facts.id)
  from.isTouched = true
  to.payments.set(facts.id, join(to.payments.get(facts.id), facts))
  const receipt = facts.notes.receipt?.value
  if (receipt !== undefined) {
    holders.release(asReceipt(receipt), from.id)
    holders.hold(asReceipt(receipt), to.id, 'mention')
  }
  for (const name of namesOf(facts)) {
    // What another of its payments goes by as well is to be found there still.
    if (goingBy(name, from).length === 0) holders.release(name, from.id)
    holders.hold(name, to.id, 'event')
  }
}
