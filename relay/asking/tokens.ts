/** The tokens of one provider under one set of credentials: in memory only, each got once for all who wait for it. */

import type { Fault } from '../providers/asking.ts'
import { later } from '../providers/reading/waits.ts'
import { tokenIn } from '../providers/token.ts'
import type { Exchange } from './transport.ts'

/** Why there is no answer to a question. */
export type Unsent =
  Exclude<Fault, { outcome: 'absent' }> | { outcome: 'unread' | 'unreachable'; why: string }

export type Got = { outcome: 'token'; token: string } | Unsent

export class Tokens {
  readonly #send: () => Promise<Exchange>
  readonly #now: () => number
  #current: { token: string; until: number } | undefined
  #underWay: Promise<Got> | undefined

  /** `send` asks for a token, and never rejects. */
  constructor(send: () => Promise<Exchange>, now: () => number) {
    this.#send = send
    this.#now = now
  }

  /** The token that is good now. Never rejects. */
  async get(): Promise<Got> {
    if (this.#current && this.#now() < this.#current.until) {
      return { outcome: 'token', token: this.#current.token }
    }
    this.#underWay ??= this.#fetch().finally(() => {
      this.#underWay = undefined
    })
    return this.#underWay
  }

  /** The provider has refused this one, whatever it said of its life. */
  drop(token: string): void {
    if (this.#current?.token === token) this.#current = undefined
  }

  async #fetch(): Promise<Got> {
    const askedAt = this.#now()
    const came = await this.#send()
    if (came.outcome !== 'answered') return { ...came, why: `its tokens: ${came.why}` }
    const { status, headers, text } = came
    if (LATER.has(status)) return later(headers)
    if (status >= 500) return { outcome: 'unreachable', why: `its tokens: answered ${status}` }
    if (status >= 400) return { outcome: 'refused', why: 'credentials' }
    const given = status < 300 ? tokenIn(text, askedAt) : undefined
    if (!given) return { outcome: 'unread', why: `its tokens: none in the answer (${status})` }
    this.#current = given
    return { outcome: 'token', token: given.token }
  }
}

const LATER: ReadonlySet<number> = new Set([408, 425, 429])
