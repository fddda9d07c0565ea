/** Which payments count, where some of them lie in others. Pure. */

import {
  compare,
  join,
  mainOf,
  standingOf,
  type Claim,
  type PaymentFacts,
  type Register,
} from './facts.ts'
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
  const all = Object.values(facts).sort((a, b) => compare(a.id, b.id))
  const insideOf = (container: PaymentFacts) =>
    all.filter(
      (each) =>
        each.id !== container.id &&
        (each.containers.includes(container.id) ||
          (isWholeOrder(container, flow) && !isWholeOrder(each, flow))),
    )
  const isContainer = (each: PaymentFacts) => insideOf(each).length > 0

  const leaves = new Map(
    all.filter((each) => !isContainer(each)).map((each) => [each.id, each] as const),
  )
  const counted = new Map(leaves)
  for (const container of all.filter(isContainer)) {
    // By what was told of them alone: no container may depend on what another one added.
    const inside = within(container, insideOf).flatMap(({ id }) => leaves.get(id) ?? [])
    const chosen = heir(inside)
    if (!chosen) continue
    const paid = inside.filter((each) => payment(each, {}).settled)
    const told = isWholeOrder(container, flow) ? container : moneyOf(container)
    // Its success was the money that is inside already: it does not come twice.
    const word = paid.length > 0 ? withoutMain(told) : told
    const { totals, parts } = refundsIn(word)
    const shares = new Map(sharesOf(totals, paid.length > 0 ? paid : [chosen]))
    shares.set(chosen.id, { ...shares.get(chosen.id), ...parts })
    for (const [id, parts] of shares) {
      const said = id === chosen.id ? word : { ...word, notes: {} }
      counted.set(id, join(counted.get(id), { ...said, id, parts }))
    }
  }
  return [...counted.values()].sort((a, b) => compare(a.id, b.id))
}

/**
 * What the merchant says without naming a payment is said of the order's own payments: in escrow
 * (releasing is no second payment), where it tells of no money that came in, and where it only takes back
 * a refund or dispute that it told so.
 */
const isWholeOrder = ({ id, parts, notes }: PaymentFacts, flow: Flow): boolean =>
  id === MANUAL &&
  (flow === 'escrow' ||
    !parts.main ||
    isTakenBack(parts['refunds:hand'], notes.byHand?.time) ||
    isTakenBack(parts['dispute:hand'], notes.byHand?.time))

/** Whether a word by hand told of a refund or dispute, before the merchant's last one on the attempt. */
const isTakenBack = (register: Register | undefined, lastWord: number | undefined): boolean =>
  register !== undefined &&
  lastWord !== undefined &&
  register.byRank.state !== 'none' &&
  register.byRank.amount !== 0 &&
  (register.byRank.time ?? 0) < lastWord

type Parts = PaymentFacts['parts']

/** The running totals of refunds that were told of a container, and its other parts. */
function refundsIn({ parts }: PaymentFacts): {
  totals: [part: string, total: Claim][]
  parts: Parts
} {
  const entries = Object.entries(parts)
  const isTotal = (part: string) => part.startsWith('refunds')
  return {
    totals: entries
      .filter(([part]) => isTotal(part))
      .map(([part, register]) => [part, standingOf(register)]),
    parts: Object.fromEntries(entries.filter(([part]) => !isTotal(part))),
  }
}

/** What went back of a container, shared out among the payments inside: to each what it received. */
function sharesOf(
  totals: [part: string, total: Claim][],
  inside: PaymentFacts[],
): [string, Parts][] {
  const left = new Map(totals.map(([part, { amount = Infinity }]) => [part, amount]))
  return inside.map((each, index) => {
    const { received } = payment(each, {})
    const shares = totals.map(([part, total]) => {
      const rest = left.get(part) ?? 0
      const amount = index === inside.length - 1 ? rest : Math.min(rest, received)
      left.set(part, rest - amount)
      const { amount: _, ...claim } = total
      const share = { ...claim, ...(Number.isFinite(amount) && { amount }) }
      return [`${part}:share`, { byRank: share, timeless: true }] as const
    })
    return [each.id, Object.fromEntries(shares)]
  })
}

const withoutMain = ({ parts, notes, ...rest }: PaymentFacts): PaymentFacts => {
  const { main: _, ...others } = parts
  const { byHand: __, ...said } = notes
  return { ...rest, parts: others, notes: said }
}

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
const moneyOf = (container: PaymentFacts): PaymentFacts =>
  mainOf(container)?.state === 'succeeded' ? container : withoutMain(container)

/** Which of several payments inside it a container is: the one that its word of money fits best. */
function heir(inside: PaymentFacts[]): PaymentFacts | undefined {
  const payments = inside.map((each) => payment(each, {}))
  const chosen =
    latest(payments.filter(({ settled }) => settled)) ?? furthest(payments) ?? latest(payments)
  return inside.find(({ id }) => id === chosen?.id)
}
