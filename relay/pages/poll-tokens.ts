/** The tokens of one poll: each is read once, pays for its frames, and after three that are refused no other is read. */

import { hash } from 'node:crypto'
import type { Buckets } from '../access/buckets.ts'
import type { TokenFault } from '../access/token-faults.ts'
import type { Grant, Tokens } from '../access/token.ts'
import { errorFrame, framesOf, weightOf } from './frames.ts'
import type { Said } from './page-frame.ts'

/** A page has few, and mends what is refused. Whoever has more that are bad is guessing. */
export const MAX_REFUSED = 3

const UNREAD = `${MAX_REFUSED} tokens of this poll were refused: ask again without them.`

export class PollTokens implements Pick<Tokens, 'read'> {
  readonly #tokens: Pick<Tokens, 'read'>
  readonly #read = new Map<string, Grant | TokenFault>()
  /** By valid token: how many frames came with it. */
  readonly #frames = new Map<string, number>()
  /** The hash of the token that pays for the answer, and for frames without a valid token of their own. */
  #payer = ''
  /** How many frames came without a token. */
  #others = 0
  /** How many orders were named until now. */
  #named = 0
  #refused = 0

  constructor(tokens: Pick<Tokens, 'read'>) {
    this.#tokens = tokens
  }

  /** What of this poll is answered; the tokens are read. `now` in ms since 1970. */
  async admit(said: readonly Said[], now: number): Promise<Said[]> {
    const admitted: Said[] = []
    for (const each of said) admitted.push(await this.#admit(each, now))
    return admitted
  }

  /** As it was read. It may have run out since. */
  async read(token: string, now: number): Promise<Grant | TokenFault> {
    const grant = this.#read.get(token) ?? (await this.#tokens.read(token, now))
    return typeof grant !== 'string' && grant.expiresAt <= now ? 'expired' : grant
  }

  /** Takes what the poll costs. 0, or in how many seconds there will be enough. */
  pay(buckets: Buckets, now: number): number {
    let others = this.#others
    for (const [token, frames] of this.#frames) {
      const key = nameOf(token)
      this.#payer ||= key
      const cost = frames + others
      others = 0
      const seconds = buckets.take(key, cost, now)
      if (seconds > 0) return seconds
    }
    return 0
  }

  /** Takes what an answer of so many bytes costs besides. */
  payFor(bytes: number, buckets: Buckets): void {
    buckets.owe(this.#payer, framesOf(bytes))
  }

  async #admit(said: Said, now: number): Promise<Said> {
    const { frame, errors } = said
    const cost = 1 + weightOf(frame, this.#named)
    if (!frame || !('token' in frame)) {
      this.#others += cost
      return said
    }
    if ('orders' in frame && frame.orders) this.#named += frame.orders.length
    const { token } = frame
    if (!this.#read.has(token)) {
      if (this.#refused === MAX_REFUSED) {
        // Its token may be good: so it is not said to be bad.
        const unread = errorFrame('too_many_subscriptions', topicOf(frame), UNREAD)
        return { errors: [...errors, unread] }
      }
      const grant = await this.#tokens.read(token, now)
      this.#read.set(token, grant)
      if (typeof grant === 'string') this.#refused++
    }
    if (typeof this.#read.get(token) !== 'string') {
      this.#frames.set(token, (this.#frames.get(token) ?? 0) + cost)
    }
    return said
  }
}

/** Buckets are named by it: a token itself is not kept. */
const nameOf = (token: string): string => hash('sha256', token, 'base64url')

function topicOf(frame: Extract<Said['frame'], { token: string }>): {
  orders?: string[]
  customer?: string
} {
  if (frame.type === 'token') return { orders: [] }
  if ('customer' in frame) return { customer: frame.customer }
  return { orders: frame.orders === '*' ? ['*'] : frame.orders.map(({ id }) => id) }
}
