/**
 * One provider, to be asked with the operator's credentials: the only one that holds them. They may be several, while
 * they change: what one is refused, the next may be told.
 */

import type { Answer, Asking, Parts, Question } from '../providers/asking.ts'
import { authorized, tokenRequest, type Where } from '../providers/authorize.ts'
import { faultIn } from '../providers/hear.ts'
import { Tokens, type Unsent } from './tokens.ts'
import type { Transport } from './transport.ts'
import { within } from './within.ts'

/** How a provider is asked, with what, and where. */
export interface Asker {
  asking: Asking
  /** Tried in turn. At least one. */
  credentials: readonly Parts[]
  where: Where
}

/** An answer, to credentials that were believed. Times in ms since 1970. */
interface Answered {
  outcome: 'sent'
  answer: Answer
  /** By our clock: when the question left, tokens and refused tries aside; and when all of the answer was here. */
  askedAt: number
  answeredAt: number
  /** When the provider sent it, by its own clock. */
  date?: number
}

type Tried = Answered | Unsent

/** What one question took. */
interface Spent {
  /** How often it was asked, tokens aside. */
  requests: number
  /** Of the last answer to it. */
  status?: number
}

/** What came of a question. `ms`: for how long we waited. Nothing in it is secret, but for what the answer says. */
export type Sent = Tried & Spent & { ms: number }

export interface ClientOptions {
  /** For everything that one question takes, tokens included, in ms. */
  timeout?: number
  /** In ms since 1970. */
  now?: () => number
}

interface Key {
  parts: Parts
  tokens?: Tokens
  /** So often in a row the provider has refused it, where that may be a mistake. */
  refusals: number
}

const REFUSED = { outcome: 'refused', why: 'credentials' } as const

const isRefused = (tried: Tried): boolean =>
  tried.outcome === 'refused' && tried.why === 'credentials'

export class Client {
  readonly #transport: Transport
  readonly #asker: Asker
  readonly #timeout: number
  readonly #now: () => number
  /** The one that worked last comes first. */
  #keys: readonly Key[]

  constructor(
    transport: Transport,
    asker: Asker,
    { timeout = 10_000, now = Date.now }: ClientOptions = {},
  ) {
    this.#transport = transport
    this.#asker = asker
    this.#timeout = timeout
    this.#now = now
    this.#keys = asker.credentials.map((parts) => this.#keyOf(parts))
  }

  /** Whether any of the credentials can ask it. */
  suits(question: Question): boolean {
    return this.#keys.some((key) => this.#isFor(key, question))
  }

  /** Never rejects. */
  async ask(question: Question): Promise<Sent> {
    const begunAt = performance.now()
    const spent: Spent = { requests: 0 }
    const tried = await within<Tried>(this.#timeout, this.#late, (signal) =>
      this.#askInTurn(question, signal, spent),
    )
    return { ...tried, ...spent, ms: Math.round(performance.now() - begunAt) }
  }

  get #late() {
    return { outcome: 'unreachable', why: `no answer within ${this.#timeout / 1000} s` } as const
  }

  #keyOf(parts: Parts): Key {
    const { asking, where } = this.#asker
    const request = tokenRequest(asking, { parts, where })
    if (!request) return { parts, refusals: 0 }
    const send = () =>
      within(this.#timeout, this.#late, (signal) => this.#transport.send(request, signal))
    return { parts, refusals: 0, tokens: new Tokens(send, this.#now) }
  }

  #isFor({ parts }: Key, question: Question): boolean {
    return this.#asker.asking.suits?.(question, parts) ?? true
  }

  async #askInTurn(question: Question, signal: AbortSignal, spent: Spent): Promise<Tried> {
    for (const key of this.#keys.filter((each) => this.#isFor(each, question))) {
      const tried = await this.#askAs(key, question, signal, spent)
      if (isRefused(tried)) continue
      if (tried.outcome === 'sent') this.#prefer(key)
      return tried
    }
    return REFUSED
  }

  #prefer(key: Key): void {
    if (this.#keys[0] === key) return
    this.#keys = [key, ...this.#keys.filter((each) => each !== key)]
  }

  /** A token may end before its time: what is refused with one, is asked once more with a new one. */
  async #askAs(key: Key, question: Question, signal: AbortSignal, spent: Spent): Promise<Tried> {
    const got = await key.tokens?.get()
    if (got && got.outcome !== 'token') return got
    const tried = await this.#askOnce(key, question, signal, spent, got?.token)
    if (!got || !isRefused(tried)) return tried

    key.tokens?.drop(got.token)
    const next = await key.tokens?.get()
    if (next?.outcome !== 'token') return next ?? tried
    return this.#askOnce(key, question, signal, spent, next.token)
  }

  async #askOnce(
    key: Key,
    question: Question,
    signal: AbortSignal,
    spent: Spent,
    token?: string,
  ): Promise<Tried> {
    const { asking, where } = this.#asker
    const askedAt = this.#now()
    let request
    try {
      const vouched = {
        parts: key.parts,
        where,
        now: askedAt,
        ...(token !== undefined && { token }),
      }
      request = authorized(asking, question, vouched)
    } catch {
      // No signature can be made with it: a private key that is none, say.
      return REFUSED
    }
    spent.requests += 1
    const came = await this.#transport.send(request, signal)
    if (came.outcome !== 'answered') return came
    const { status, headers, text } = came
    spent.status = status
    const answer: Answer = { question, status, headers, text }

    const fault = faultIn(asking, answer)
    if (fault?.outcome === 'refused' && fault.why === 'credentials') {
      if (fault.inARow === undefined) return fault
      key.refusals += 1
      return key.refusals < fault.inARow ? { outcome: 'later' } : REFUSED
    }
    key.refusals = 0
    const date = dateOf(headers.get('date'))
    return {
      ...{ outcome: 'sent', answer, askedAt, answeredAt: this.#now() },
      ...(date !== undefined && { date }),
    }
  }
}

/** Of HTTP's form: JavaScript reads almost anything as a date, in the zone of this machine. */
function dateOf(text: string | null): number | undefined {
  const date = text?.endsWith(' GMT') ? Date.parse(text) : NaN
  return Number.isNaN(date) ? undefined : date
}
