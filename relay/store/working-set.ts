/**
 * The rows of a step whose store answers later: what was loaded, and what the step has done to it so far.
 *
 * A step is pure but for its rows, so it can be run again. What it asks for and is not here, it is told to be nothing;
 * the set remembers the question, and the run does not count. Pure.
 */

import type { Ask, Waiting } from '../ledger/asks.ts'
import type { Forward, KeptCallback } from '../ledger/intake.ts'
import type { By, Holder, Outcome, StepRows } from '../ledger/rows.ts'
import type { OrderRecord } from '../order/record.ts'
import { LONGEST_STEP, type AskRows, type Pace } from '../reconciliation/queue.ts'
import {
  dueAsksOf,
  dueOf,
  nextAsksOf,
  subjectOf,
  type Changes,
  type Listed,
  type Loaded,
  type Question,
} from './loaded.ts'
import { sorted, Table } from './memory/table.ts'

/** How many of the first to be asked are looked at: more than are given out at once. */
const HEAD = 32

export class WorkingSet implements StepRows, AskRows {
  /** What was asked for in vain. While there is any, nothing that came of the step counts. */
  readonly questions = new Map<string, Question>()
  readonly #loaded: Loaded
  /** How to take back what was done since. */
  readonly #journal: (() => void)[] = []
  readonly #orders = this.#table<string, OrderRecord>()
  readonly #holders = this.#table<string, readonly Holder[]>()
  readonly #kept = this.#table<string, { record: KeptCallback | null; names: readonly string[] }>()
  readonly #customers = this.#table<string, readonly string[]>()
  readonly #asks = this.#table<string, readonly Ask[]>()
  readonly #paces = this.#table<string, Pace>()
  readonly #announced = this.#table<string, { order: OrderRecord; at: number }>()
  readonly #forwards = this.#table<number, { forward: Forward; at: number }>()
  readonly #outcomes = this.#table<string, Outcome>()
  readonly #given = this.#table<number, string>()

  constructor(loaded: Loaded) {
    this.#loaded = loaded
  }

  /** From here on, what is done can be taken back. */
  mark(): void {
    this.#journal.length = 0
  }

  /** Takes back what was done since the mark. */
  undo(): void {
    for (const undo of this.#journal.splice(0).toReversed()) undo()
  }

  order(id: string): OrderRecord | undefined {
    return this.#orders.get(id) ?? this.#ask(this.#loaded.orders, { of: 'order', key: id })
  }

  save(order: OrderRecord): void {
    this.order(order.id)
    this.#orders.set(order.id, order)
  }

  due(now: number, limit: number): OrderRecord[] {
    const isDue = ({ changesAt = Infinity }: OrderRecord) => changesAt <= now
    const known = this.#loaded.due.get(dueOf({ now }))
    const found = (known?.found ?? []).flatMap((id) => this.order(id) ?? []).filter(isDue)
    const own = [...this.#orders.values()].filter(
      (order) => isDue(order) && !known?.found.includes(order.id),
    )
    const most = this.#missing(known, found.length, limit)
    if (most) this.#miss({ of: 'due', now, limit: most })
    return sorted([...found, ...own], ({ changesAt = 0 }) => changesAt).slice(0, limit)
  }

  holders(name: string): Holder[] {
    const known = this.#holders.get(name)
    return [...(known ?? this.#ask(this.#loaded.holders, { of: 'name', key: name }) ?? [])]
  }

  hold(name: string, orderId: string, by: By): void {
    const others = this.holders(name).filter((holder) => holder.orderId !== orderId)
    this.#holders.set(
      name,
      sorted([...others, { orderId, by }], (holder) => holder.orderId),
    )
  }

  release(name: string, orderId: string): void {
    this.#holders.set(
      name,
      this.holders(name).filter((holder) => holder.orderId !== orderId),
    )
  }

  isKept(key: string): boolean {
    if ([...this.#kept.values()].some(({ record }) => record?.key === key)) return true
    const id = this.#ask(this.#loaded.events, { of: 'event', key })
    return id !== undefined && this.#kept.get(id)?.record !== null
  }

  keep({ id = this.#number(), ...rest }: KeptCallback, names: readonly string[]): KeptCallback {
    // Whoever is to find it by one of the names must not look at the same moment.
    for (const name of names) this.holders(name)
    const record = { ...rest, id }
    this.#kept.set(id, { record, names })
    return record
  }

  takeWaiting(names: readonly string[]): KeptCallback[] {
    const known = names.flatMap(
      (name) => this.#ask(this.#loaded.waiting, { of: 'name', key: name }) ?? [],
    )
    const own = [...this.#kept].filter(([, { names: waitsFor }]) =>
      waitsFor.some((name) => names.includes(name)),
    )
    const ids = new Set([...known.filter((id) => !this.#kept.has(id)), ...own.map(([id]) => id)])
    return sorted(ids, Number).flatMap((id) => this.takeKept(id) ?? [])
  }

  takeKept(id: string): KeptCallback | undefined {
    const own = this.#kept.get(id)
    const record = own ? own.record : this.#ask(this.#loaded.kept, { of: 'kept', key: id })
    if (!record) return undefined
    this.#kept.set(id, { record: null, names: [] })
    return record
  }

  enlist(orderId: string, customers: readonly string[]): void {
    this.#customers.set(orderId, customers)
  }

  announce(order: OrderRecord, at: number): void {
    this.#announced.set(order.id, { order, at })
  }

  forward(forward: Forward, at: number): void {
    this.#forwards.set(this.#forwards.size, { forward, at })
  }

  asksOf(orderId: string): Ask[] {
    const known = this.#asks.get(orderId)
    return [...(known ?? this.#ask(this.#loaded.asks, { of: 'order', key: orderId }) ?? [])]
  }

  saveAsks(orderId: string, asks: readonly Ask[]): void {
    this.asksOf(orderId)
    this.#asks.set(
      orderId,
      sorted(asks, ({ provider }) => provider),
    )
  }

  dueAsks(provider: string, waits: Waiting, now: number, limit: number): Ask[] {
    const isDue = ({ dueAt }: Ask) => dueAt <= now || dueAt > now + LONGEST_STEP
    const known = this.#loaded.dueAsks.get(dueAsksOf({ provider, waits, now }))
    const among = (ids: Iterable<string>) =>
      [...ids].flatMap((id) => this.#asksFor(id, provider, waits)).filter(isDue)
    const found = among(known?.found ?? [])
    const own = among([...this.#asks.keys()].filter((id) => !known?.found.includes(id)))
    const most = this.#missing(known, found.length, limit)
    if (most) this.#miss({ of: 'dueAsks', provider, waits, now, limit: most })
    return inOrder([...found, ...own]).slice(0, limit)
  }

  nextAsk(provider: string, waits: Waiting): number | undefined {
    const known = this.#loaded.nextAsks.get(nextAsksOf({ provider, waits }))
    const others = (known?.found ?? []).filter(({ orderId }) => !this.#asks.has(orderId))
    const most = this.#missing(known, others.length, 1)
    if (most) this.#miss({ of: 'nextAsks', provider, waits, limit: Math.max(most, HEAD) })
    const own = [...this.#asks.keys()].flatMap((id) => this.#asksFor(id, provider, waits))
    return inOrder([...others, ...own])[0]?.dueAt
  }

  paceOf(provider: string): Pace | undefined {
    const known = this.#paces.get(provider)
    return known ?? this.#ask(this.#loaded.paces, { of: 'pace', key: provider })
  }

  savePace(provider: string, pace: Pace): void {
    this.paceOf(provider)
    this.#paces.set(provider, pace)
  }

  outcome(name: string): Outcome | undefined {
    const known = this.#outcomes.get(name)
    return known ?? this.#ask(this.#loaded.requests, { of: 'request', key: name })?.outcome
  }

  keepOutcome(name: string, outcome: Outcome): void {
    const claimed = this.#ask(this.#loaded.requests, { of: 'request', key: name })
    if (claimed) this.#outcomes.set(name, outcome)
  }

  changes(): Changes {
    return {
      orders: [...this.#orders.values()],
      names: [...this.#holders].flatMap(([name, after]) => this.#difference(name, after)),
      kept: [...this.#kept].map(([id, kept]) => ({ id, ...kept })),
      customers: [...this.#customers].map(([orderId, customers]) => ({ orderId, customers })),
      asks: [...this.#asks].map(([orderId, asks]) => ({ orderId, asks })),
      paces: [...this.#paces].map(([provider, pace]) => ({ provider, pace })),
      announced: [...this.#announced.values()],
      forwards: [...this.#forwards.values()],
      outcomes: [...this.#outcomes].map(([name, outcome]) => ({ name, outcome })),
    }
  }

  #difference(name: string, after: readonly Holder[]): Changes['names'] {
    const before = this.#loaded.holders.get(name) ?? []
    const gone = before.filter(({ orderId }) => !after.some((each) => each.orderId === orderId))
    const news = after.filter(
      (holder) => !before.some((each) => each.orderId === holder.orderId && each.by === holder.by),
    )
    return [
      ...gone.map(({ orderId }) => ({ name, orderId, by: null })),
      ...news.map((holder) => ({ name, ...holder })),
    ]
  }

  #asksFor(orderId: string, provider: string, waits: Waiting): Ask[] {
    return this.asksOf(orderId).filter((ask) => ask.provider === provider && ask.waits === waits)
  }

  #number(): string {
    const at = this.#given.size
    const number = this.#loaded.numbers[at]
    if (number === undefined) this.#miss({ of: 'number', at })
    // Of a run that does not count: any that no other has.
    const given = number ?? String(-1 - at)
    this.#given.set(at, given)
    return given
  }

  /** How many are to be loaded of what is listed, where too few are left of those that are. */
  #missing(known: Listed<unknown> | undefined, left: number, limit: number): number | undefined {
    if (!known) return limit
    const isAll = known.found.length < known.limit
    return isAll || left >= limit ? undefined : known.limit + limit
  }

  #ask<T>(known: ReadonlyMap<string, T>, question: Question & { key: string }): T | undefined {
    if (!known.has(question.key)) this.#miss(question)
    return known.get(question.key)
  }

  #miss(question: Question): void {
    this.questions.set(subjectOf(question), question)
  }

  #table<K, V>(): Table<K, V> {
    return new Table(this.#journal)
  }
}

const inOrder = <T extends { orderId: string; dueAt: number }>(all: readonly T[]): T[] =>
  sorted(
    all,
    ({ dueAt }) => dueAt,
    ({ orderId }) => orderId,
  )
