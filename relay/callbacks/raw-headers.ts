/** A request's headers as Node has them. */

import type { HeaderReader } from '../providers/provider.ts'

/** What `Headers` makes of them, made only of those that are asked for. */
export class RawHeaders implements HeaderReader {
  readonly #raw: readonly string[]

  /** `raw`: names and values in turns. */
  constructor(raw: readonly string[]) {
    this.#raw = raw
  }

  get(name: string): string | null {
    const wanted = name.toLowerCase()
    const values: string[] = []
    for (let at = 0; at < this.#raw.length; at += 2) {
      const [known = '', value = ''] = [this.#raw[at], this.#raw[at + 1]]
      if (known.length === wanted.length && known.toLowerCase() === wanted) values.push(value)
    }
    return values.length > 0 ? values.join(', ') : null
  }

  [Symbol.iterator](): Iterator<[string, string]> {
    return new Headers(paired(this.#raw)).entries()
  }
}

/** In their order and case, those that come twice too. */
export const paired = (raw: readonly string[]): [name: string, value: string][] =>
  raw.flatMap((name, at) => (at % 2 ? [] : [[name, raw[at + 1] ?? '']]))
