/** Which payments count, where some of them lie in others. Pure. */

import {
  attemptOf,
  cameAfter,
  compare,
  join,
  standingOf,
  voidOf,
  type Claim,
  type PaymentFacts,
  type Register,
} from './facts.ts'
import { furthest, latest, payment, type Asked, type Payment } from './payment.ts'
import type { Flow } from '../protocol.ts'

/** The merchant's name for a payment that it does not name. */
export const MANUAL = 'manual'

/**
 * The payments that count. A container, once a payment inside it is known, is that payment: what it
 * told of money is the payment's; how the attempt stands, the payment itself knows better.
 */
export function inPlaceOfContainers(
  facts: Record<string, PaymentFacts>,
  flow: Flow,
  asked: Asked,
): PaymentFacts[] {
  const all = Object.values(facts)
  if (all.length < 2) return all
  all.sort((a, b) => compare(a.id, b.id))
  const liesInOther = ({ id, containers }: PaymentFacts) =>
    id === MANUAL || containers.some((name) => Object.hasOwn(facts, name))
  if (!all.some(liesInOther)) return all

  const isWhole = (each: PaymentFacts) => isWholeOrder(each, all, flow, asked)
  const insideOf = contentsOf(all, isWhole)
  const liesIn = new Map(all.map((each) => [each, within(each, insideOf)]))
  const inside = (container: PaymentFacts) => liesIn.get(container) ?? NOTHING
  // Of two names for one payment, each told as the other's too, the first is the payment.
  const isContainer = (each: PaymentFacts) =>
    [...inside(each)].some((other) => !inside(other).has(each) || other.id < each.id)

  const containers = new Set(all.filter(isContainer))
  const leaves = all.filter((each) => !containers.has(each))
  const counted = new Map(leaves.map((each) => [each.id, each]))
  for (const container of containers) {
    // By what was told of them alone: no container may depend on what another one added.
    const payments = [...inside(container)]
      .filter((each) => !containers.has(each))
      .sort((a, b) => compare(a.id, b.id))
    const earlier = payments.filter((each) => !cameAfter(each, container))
    const chosen = heir(earlier, asked) ?? heir(payments, asked)
    if (!chosen) continue
    const paid = payments.filter((each) => payment(each, asked).settled)
    const isItself = isWhole(container) || inside(chosen).has(container)
    const told = isItself ? container : moneyIn(container)
    // Its success was the money that is inside already: it does not come twice. And what is let go of a
    // container is what nobody took of it.
    const word =
      paid.length === 0 ? told : isItself ? withoutMain(told) : withoutVoid(withoutMain(told))
    const { totals, parts } = refundsIn(word)
    const shares = new Map(sharesOf(totals, paid.length > 0 ? paid : [chosen], asked))
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
 * (releasing is no second payment), where it tells of no money that came in, where it only takes back
 * a refund or dispute that it told so, and where it calls what others brought all that was asked.
 */
const isWholeOrder = (
  { id, parts, notes }: PaymentFacts,
  all: readonly PaymentFacts[],
  flow: Flow,
  asked: Asked,
): boolean =>
  id === MANUAL &&
  (flow === 'escrow' ||
    !(parts.main ?? parts.lapse) ||
    isTakenBack(parts['refunds:hand'], notes.byHand?.time) ||
    isTakenBack(parts['dispute:hand'], notes.byHand?.time) ||
    (notes.word?.value.isAll === true &&
      all.some((other) => other.id !== MANUAL && payment(other, asked).settled)))

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

/**
 * What went back of a container, shared out among the payments inside: to each what it received, and
 * first to those in the currency that the order asks for.
 */
function sharesOf(
  totals: [part: string, total: Claim][],
  inside: PaymentFacts[],
  asked: Asked,
): [string, Parts][] {
  const left = new Map(totals.map(([part, { amount = Infinity }]) => [part, amount]))
  const isForeign = ({ currency = asked.currency }: Payment) => currency !== asked.currency
  const payments = inside
    .map((each) => payment(each, asked))
    .sort((a, b) => Number(isForeign(a)) - Number(isForeign(b)))
  return payments.map(({ id, received }, index) => {
    const shares = totals.map(([part, total]) => {
      const rest = left.get(part) ?? 0
      const amount = index === payments.length - 1 ? rest : Math.min(rest, received)
      left.set(part, rest - amount)
      const { amount: _, ...claim } = total
      const share = { ...claim, ...(Number.isFinite(amount) && { amount }) }
      return [`${part}:share`, { byRank: share, timeless: true }] as const
    })
    return [id, Object.fromEntries(shares)]
  })
}

const withoutMain = ({ parts, notes, ...rest }: PaymentFacts): PaymentFacts => {
  const { main: _, lapse: __, ...others } = parts
  const { byHand: ___, ...said } = notes
  return { ...rest, parts: others, notes: said }
}

const withoutVoid = ({ parts, ...rest }: PaymentFacts): PaymentFacts => {
  const { void: _, ...others } = parts
  return { ...rest, parts: others }
}

const NOTHING: ReadonlySet<PaymentFacts> = new Set()

/** What lies in each: by its own word, or as the merchant's word is said of the whole order. */
function contentsOf(
  all: readonly PaymentFacts[],
  isWhole: (container: PaymentFacts) => boolean,
): (container: PaymentFacts) => PaymentFacts[] {
  const told = all.flatMap((each) => each.containers.map((id) => ({ id, each })))
  // Asked of each payment: looked up, or an order of many would take the square of it.
  const byContainer = Map.groupBy(told, ({ id }) => id)
  return (container) => {
    const named = (byContainer.get(container.id) ?? []).map(({ each }) => each)
    const inside = isWhole(container) ? [...named, ...all] : named
    return inside.filter(({ id }) => id !== container.id)
  }
}

/** All that lies in a container, however deep. A ring, which no provider makes, ends too. */
function within(
  container: PaymentFacts,
  insideOf: (container: PaymentFacts) => PaymentFacts[],
): ReadonlySet<PaymentFacts> {
  const found = new Set<PaymentFacts>()
  const open = [container]
  for (let next = open.pop(); next; next = open.pop()) {
    for (const each of insideOf(next)) {
      if (!found.has(each)) open.push(each)
      found.add(each)
    }
  }
  return found
}

/** What a container told of money. */
function moneyIn(container: PaymentFacts): PaymentFacts {
  if (attemptOf(container)?.state === 'succeeded') return container
  return withoutMain(voidOf(container) ? container : withoutVoid(container))
}

/** Which of several payments inside it a container is: the one that its word of money fits best. */
function heir(inside: PaymentFacts[], asked: Asked): PaymentFacts | undefined {
  const payments = inside.map((each) => payment(each, asked))
  const chosen =
    latest(payments.filter(({ settled }) => settled)) ?? furthest(payments) ?? latest(payments)
  return inside.find(({ id }) => id === chosen?.id)
}
