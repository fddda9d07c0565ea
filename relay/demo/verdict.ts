/** What the relay makes of what it heard, in words: each version of an order is told of once, whoever sees it first. */

import type { Answers } from './answers.ts'
import type { Happenings, Told } from './happenings.ts'
import type { Newest } from './newest.ts'
import type { Order, Shop, Version } from './shop.ts'
import { inWords } from './words.ts'

/** An answer is taken in as soon as it comes. In seconds. */
const SOON = 2

interface Parts {
  shop: Shop
  happenings: Happenings
  answers: Answers
  /** Which version of each order was told of last. */
  told: Newest<Version>
}

/** The relay was answered: what it makes of that. */
export async function becomesThen(parts: Parts, orderId: string): Promise<void> {
  const { shop, happenings, answers, told } = parts
  const before = told.get(orderId) ?? shop.seen(orderId)
  if (!before) return
  const cause = answers.last(orderId)
  const order = (await shop.changed(orderId, before, SOON)) ?? shop.seen(orderId)
  if (!order) return
  const isNew = isNews(parts, order)
  // That a shopper has done nothing so far is no story.
  if (!isNew && !answers.isAwaited(orderId)) return
  happenings.tell(orderId, {
    ...(isNew
      ? { lane: 'relay', text: newsOf(order), tone: toneOf(order) }
      : { lane: 'relay', text: nothingNew(order), tone: 'plain' }),
    ...(cause !== undefined && { cause }),
  })
}

/** Whether nobody has told of it. From now on, somebody has. */
export function isNews({ told }: Pick<Parts, 'told'>, { id, epoch, version }: Order): boolean {
  const last = told.get(id)
  if (last?.epoch === epoch && last.version >= version) return false
  told.set(id, { epoch, version })
  return true
}

export const newsOf = (order: Order): string =>
  `${order.id} is ${wordsOf(order)}: version ${order.version}`

export const nothingNew = (order: Order): string =>
  `Nothing changes: ${order.id} is ${wordsOf(order)}`

const wordsOf = ({ overpaid, status, reason }: Order): string =>
  overpaid ? 'paid, and more than was asked' : inWords(status, reason?.code)

export const toneOf = ({ status }: Order): Told['tone'] =>
  status === 'succeeded' || status === 'authorized' ? 'good' : 'plain'
