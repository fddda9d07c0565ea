/** Tables that can take back what was done to them. */

import { compare } from '../../order/facts.ts'
import { COUNTED, type Queue } from '../tables.ts'

/** Makes one. */
export type NewTable = <K, V>() => Table<K, V>

/** Removes at most `limit` of what is older; how many it were. */
export type Sweep = (before: number, limit: number) => number

/** A map that tells how to take back what is done to it. */
export class Table<K, V> extends Map<K, V> {
  readonly #journal: (() => void)[]

  constructor(journal: (() => void)[]) {
    super()
    this.#journal = journal
  }

  override set(key: K, value: V): this {
    this.#record(key)
    return super.set(key, value)
  }

  override delete(key: K): boolean {
    this.#record(key)
    return super.delete(key)
  }

  /** Removes at most `limit` of those of which it is true; which they were. */
  remove(limit: number, isOld: (value: V) => boolean): K[] {
    const found = [...this].filter(([, value]) => isOld(value)).slice(0, limit)
    return found.map(([key]) => {
      this.delete(key)
      return key
    })
  }

  #record(key: K): void {
    const before = this.get(key)
    this.#journal.push(() => (before === undefined ? super.delete(key) : super.set(key, before)))
  }
}

/** Of what is not there, nothing changes. */
export function change<K, V>(table: Map<K, V>, key: K, changed: (value: V) => V): void {
  const known = table.get(key)
  if (known !== undefined) table.set(key, changed(known))
}

/** Undefined where there is none. */
export const least = (times: number[]): number | undefined => {
  const first = times.reduce((a, b) => Math.min(a, b), Infinity)
  return first === Infinity ? undefined : first
}

/** How many there are of each name, and since when the oldest is. */
export function queues<T>(all: Iterable<T>, of: (each: T) => [name: string, since: number]) {
  const found = new Map<string, Queue>()
  for (const [name, at] of [...all].map(of)) {
    const { count, since } = found.get(name) ?? { count: 0, since: Infinity }
    found.set(name, { count: Math.min(count + 1, COUNTED), since: Math.min(since, at) })
  }
  return found
}

/** By the first key, then by the next. */
export const sorted = <T>(all: Iterable<T>, ...by: ((each: T) => string | number)[]): T[] =>
  [...all].sort(
    (a, b) => by.map((key) => compare(key(a), key(b))).find((order) => order !== 0) ?? 0,
  )
