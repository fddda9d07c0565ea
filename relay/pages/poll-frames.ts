/** What a page says in one poll, in the order in which it is taken in: each topic once. */

import { EVERY_ORDER } from '../access/token.ts'
import { errorFrame } from './frames.ts'
import { readPageFrame, type Said } from './page-frame.ts'

/** A topic that is named again costs an answer each time, and tells nothing. */
const NAMED_AGAIN = 'This poll names it already: name each order and customer once.'

interface Named {
  orders: Set<string>
  customers: Set<string>
}

/** Undefined: one of the frames is none. */
export function readPoll(frames: readonly unknown[]): Said[] | undefined {
  const named: Named = { orders: new Set(), customers: new Set() }
  const all: Said[] = []
  for (const frame of frames) {
    const said = readPageFrame(frame)
    if (!said) return undefined
    all.push(once(said, named))
  }
  // What is asked about or acknowledged has to be followed first.
  return [...all.filter((said) => !isAbout(said)), ...all.filter(isAbout)]
}

const isAbout = (said: Said): boolean => isAsk(said) || isAck(said)

const isAsk = ({ frame }: Said): boolean => frame?.type === 'ask'

export const isAck = ({ frame }: Said): boolean => frame?.type === 'ack'

/** As much of it as is answered anew: what was acknowledged or asked about is so once. */
export function saidAgain(said: Said): Said[] {
  if (isAck(said)) return []
  return isAsk(said) ? [{ errors: said.errors }] : [said]
}

/** Without what was named before. */
function once(said: Said, named: Named): Said {
  const { frame, errors } = said
  if (frame?.type !== 'subscribe') return said
  if ('customer' in frame) {
    const { customer } = frame
    if (!named.customers.has(customer)) {
      named.customers.add(customer)
      return said
    }
    const again = errorFrame('too_many_subscriptions', { customer }, NAMED_AGAIN)
    return { errors: [...errors, again] }
  }

  const ids = frame.orders === '*' ? [EVERY_ORDER] : frame.orders.map(({ id }) => id)
  const again = ids.filter((id) => named.orders.has(id))
  if (again.length === 0) {
    for (const id of ids) named.orders.add(id)
    return said
  }
  const orders = frame.orders === '*' ? [] : frame.orders.filter(({ id }) => !named.orders.has(id))
  for (const { id } of orders) named.orders.add(id)
  return {
    ...(orders.length > 0 && { frame: { ...frame, orders } }),
    errors: [...errors, errorFrame('too_many_subscriptions', { orders: again }, NAMED_AGAIN)],
  }
}
