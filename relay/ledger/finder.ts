/** Finds the order that an event speaks of. Pure but for the rows. */

import { MANUAL } from '../order/containers.ts'
import { attemptOf } from '../order/facts.ts'
import type { Draft, Drafts } from './drafts.ts'
import type { Holders } from './holders.ts'
import type { Intake, Unplaced } from './intake.ts'
import { asHint, hintsIn, mentionedIn, namesIn, namesOf, orderIdsIn } from './names.ts'
import { isOrderId } from '../protocol.ts'
import type { Holder } from './rows.ts'
import type { Registration } from '../order/order.ts'
import type { Heard } from '../order/update.ts'

export class Finder {
  readonly #drafts: Drafts
  readonly #holders: Holders
  readonly #oldest: number

  /** What happened before `oldest`, in ms since 1970, makes no order of its own. */
  constructor(drafts: Drafts, holders: Holders, oldest: number) {
    this.#drafts = drafts
    this.#holders = holders
    this.#oldest = oldest
  }

  /**
   * The order of a registered name, else the registered order that it names, else its payment's, where that is
   * registered, else the only registered one that it hints at, else its payment's, else a new one under the id that
   * the merchant gave the provider. `addressed`: the order whose address it came to, or that the merchant speaks of.
   * What does not say whose shop's it is counts only where it goes by a name that is known.
   */
  find(
    heard: Heard,
    { orderId: addressed, shop, isAnswer }: Pick<Intake, 'orderId' | 'shop' | 'isAnswer'>,
  ): { orderId: string } | Unplaced {
    if (addressed !== undefined) {
      // The ids to ask by are the order's own, as the merchant says: an answer may tell of anything but another's.
      const isIts = isAnswer
        ? !this.#namesAnother(heard, addressed)
        : heard.by === 'merchant' || this.#fits(heard, addressed)
      return isIts ? { orderId: addressed } : { state: 'unmatched', code: 'other_payment' }
    }

    const { orderId, sharedWith = [], time = Infinity } = heard
    if (sharedWith.some((id) => this.#isRegistered(id))) {
      return { state: 'unmatched', code: 'several_orders' }
    }
    const [registered] = this.#holdersOf(mentionedIn(heard), 'merchant')
    if (registered) return registered
    const named = shop ? undefined : orderIdsIn(heard).find((id) => this.#isRegistered(id))
    if (named !== undefined) return { orderId: named }
    // A registered one first: it takes along what the others hold.
    const knowing = this.#holdersOf(namesIn(heard), 'event')
    const known = knowing.find((holder) => this.#isRegistered(holder.orderId))
    if (known) return known
    if (shop !== undefined) return knowing[0] ?? { state: 'unmatched', code: 'no_order' }
    const [alike, ...others] = this.#hintedAt(heard)
    if (others.length > 0) return { state: 'unmatched', code: 'several_orders' }
    if (alike !== undefined) return { orderId: alike }
    if (knowing[0]) return knowing[0]

    if (orderId === undefined) return { state: 'unmatched', code: 'no_order' }
    if (!isOrderId(orderId)) return { state: 'unmatched', code: 'invalid_order_id' }
    return time < this.#oldest ? { state: 'too_old', code: 'too_old' } : { orderId }
  }

  /**
   * Who knows an order's address may tell of it only what fits the ids that we know already: an address
   * stands in the logs of proxies. While we know none, what is not another order's.
   */
  #fits(heard: Heard, id: string): boolean {
    const { before, isTouched, registration, payments } = this.#drafts.of(id)
    if (!before && !isTouched) return false
    const known = new Set(referencesAt(heard.provider, registration))
    for (const facts of payments.values()) {
      const speaker = facts.provider ?? facts.notes.provider?.value ?? heard.provider
      if (facts.id === MANUAL || speaker !== heard.provider) continue
      for (const name of namesOf(facts)) known.add(name)
    }
    if (isMoreThanOnce(heard, payments) || isMoreThanAsked(heard, registration)) return false
    const names = namesIn(heard)
    return known.size > 0 ? names.some((name) => known.has(name)) : !this.#namesAnother(heard, id)
  }

  #namesAnother(heard: Heard, id: string): boolean {
    const holders = this.#holdersOf(mentionedIn(heard), 'merchant')
    const named = [...holders.map(({ orderId }) => orderId), ...this.#hintedAt(heard)]
    return named.length > 0 && !named.includes(id)
  }

  /** The registered orders that a hint may mean: the one that is spelled so, else all that are spelled alike. */
  #hintedAt(heard: Heard): string[] {
    for (const hint of hintsIn(heard)) {
      const exact = this.#holdersOf([hint], 'merchant')[0]?.orderId ?? hint
      if (this.#isRegistered(exact)) return [exact]
      const alike = this.#holders
        .of(asHint(hint))
        .map(({ orderId }) => orderId)
        .filter((id) => this.#isRegistered(id))
      if (alike.length > 0) return alike
    }
    return []
  }

  #isRegistered(id: string): boolean {
    return this.#drafts.of(id).registration !== undefined
  }

  #holdersOf(names: readonly string[], by: Holder['by']): Holder[] {
    return names.flatMap((name) => this.#holders.of(name)).filter((holder) => holder.by === by)
  }
}

/** All that the merchant registered, but for the ids of other providers' payments. */
function referencesAt(
  provider: string | undefined,
  { references, asks = {} }: Pick<Registration, 'references' | 'asks'> = { references: [] },
): string[] {
  const others = Object.entries(asks).flatMap(([id, ids]) => (id === provider ? [] : ids))
  return references.filter((name) => !others.includes(name))
}

/** One prompt brings one receipt: a second one is for somebody to look at. */
const isMoreThanOnce = (
  { state, payment, containers = [] }: Heard,
  payments: Draft['payments'],
): boolean =>
  state === 'succeeded' &&
  [...payments.values()].some(
    (other) =>
      other.id !== payment &&
      other.containers.some((name) => containers.includes(name)) &&
      attemptOf(other)?.state === 'succeeded',
  )

/** Nobody is prompted for more than the order asks. */
const isMoreThanAsked = (
  { state, amount = 0, currency }: Heard,
  registration: Draft['registration'],
): boolean =>
  state === 'succeeded' &&
  currency === registration?.currency &&
  amount > (registration?.amount ?? Infinity)
