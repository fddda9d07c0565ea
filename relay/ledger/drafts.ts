/** Orders as one step has them so far. Pure but for the rows. */

import type { PaymentFacts } from '../order/facts.ts'
import { namesOf } from './names.ts'
import type { Registration } from '../order/order.ts'
import type { StepRows } from './rows.ts'
import type { OrderRecord } from '../order/record.ts'

export interface Draft {
  id: string
  /** As it was before this step. */
  before: OrderRecord | undefined
  /** What the merchant has said of it, if anything. */
  registration: Registration | undefined
  payments: Map<string, PaymentFacts>
  /** Of an order that nobody registered: by which other names the merchant may register its payments. */
  mentions: [name: string, payment: string][]
  isTouched: boolean
  /** See asks.ts. */
  speakers: Set<string>
  toVerify: Set<string>
}

export class Drafts {
  readonly #rows: Pick<StepRows, 'order'>
  readonly #drafts = new Map<string, Draft>()

  constructor(rows: Pick<StepRows, 'order'>) {
    this.#rows = rows
  }

  /** `given`: the order, where it has been read already. */
  of(id: string, given?: OrderRecord): Draft {
    const known = this.#drafts.get(id)
    if (known) return known
    const before = given ?? this.#rows.order(id)
    const draft: Draft = {
      id,
      before,
      registration: before?.registration,
      payments: new Map(Object.entries(before?.payments ?? {})),
      mentions: before?.mentions ?? [],
      isTouched: false,
      speakers: new Set(),
      toVerify: new Set(),
    }
    this.#drafts.set(id, draft)
    return draft
  }

  touched(): Draft[] {
    return [...this.#drafts.values()].filter(({ isTouched }) => isTouched)
  }
}

/** Whether the step has learned nothing of it. What it did not touch is the same object still. */
export function isUnchanged({ before, registration, payments, mentions }: Draft): boolean {
  const known = before?.payments ?? {}
  return (
    registration === before?.registration &&
    mentions === (before?.mentions ?? mentions) &&
    payments.size === Object.keys(known).length &&
    [...payments].every(([id, facts]) => facts === known[id] || isSame(facts, known[id]))
  )
}

const isSame = (a: PaymentFacts, b: PaymentFacts | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

/** The payments that go by this name. */
export const goingBy = (name: string, { payments }: Draft): PaymentFacts[] =>
  [...payments.values()].filter((facts) => namesOf(facts).includes(name))

/** The payments of which an event mentioned this name. */
export const mentioning = (name: string, { payments, mentions }: Draft): PaymentFacts[] =>
  mentions.flatMap(([mentioned, id]) => (mentioned === name ? (payments.get(id) ?? []) : []))
