/**
 * An honest fake bank, for tests and for the demo: it knows what came of each payment, and tells it in every provider's
 * tongue, at `/<provider>/…`. It believes who asks as little as the provider does, and has the provider's faults.
 *
 * It decides in memory; server.ts puts it on a socket.
 */

import { credentialsIn } from '../providers/authorize.ts'
import { PROVIDERS } from '../providers/index.ts'
import type { Change, Opening } from './account.ts'
import { Desk, type Silence } from './desk.ts'
import { Chance, type Faults } from './faults.ts'
import type { Asked, Lost, Reply, Tongue, Truth } from './tongue.ts'
import { TONGUES } from './tongues.ts'

/** Something that the bank was asked. */
export interface Question {
  provider: string
  method: string
  /** As the provider has it, without what stands before it here. */
  path: string
  /** Under which name a payment was asked for. */
  name?: string
  /** Of HTTP. */
  status: number | Silence
  /** In ms since 1970. */
  at: number
}

/** What came, and what went out. */
export interface Exchanged {
  asked: Asked
  reply: Reply | Silence
  /** Of what, as it was told. Undefined: of nothing. */
  told?: Truth
}

export interface BankOptions {
  /** By the provider's id. Default: all that there are. */
  tongues?: ReadonlyMap<string, Tongue>
  /** Of chance, where faults have a share. */
  seed?: number
  /** Of callbacks, by provider: where a question is signed with one. */
  callbackSecrets?: Readonly<Record<string, string>>
  /** Hears of each question as it is answered. */
  onQuestion?(question: Question, exchanged: Exchanged): void
}

/** A payment that begins. */
export interface Begun extends Opening {
  provider: string
  /** How it stands, and since when; also what is still to come. */
  timeline?: readonly Change[]
}

/** More than a demo shows. */
const REMEMBERED = 1_000

/** Where no other is given: invented. */
const CALLBACK_SECRET = 'whsec_aW52ZW50ZWQgZm9yIHRoZSBmYWtlIGJhbms='

export class Bank {
  readonly #tongues: ReadonlyMap<string, Tongue>
  readonly #callbackSecrets: Readonly<Record<string, string>>
  readonly #onQuestion: BankOptions['onQuestion']
  readonly #chance: Chance
  readonly #desks = new Map<string, Desk>()
  readonly #faults = new Map<string | undefined, Faults>()
  readonly #questions: Question[] = []

  constructor({ tongues = TONGUES, seed = 1, callbackSecrets = {}, onQuestion }: BankOptions = {}) {
    this.#tongues = tongues
    this.#callbackSecrets = callbackSecrets
    this.#onQuestion = onQuestion
    this.#chance = new Chance(seed)
  }

  /** The latest questions, the earliest of them first. */
  get questions(): readonly Question[] {
    return this.#questions
  }

  /** What the operator enters as ASK_<PROVIDER>. */
  credentials(provider: string): string {
    return this.#desk(provider).tongue.credentials
  }

  /** By what the shop has to say that this payment is asked for; none: by what is known of it anyway. */
  asks(provider: string, payment: Pick<Truth, 'orderId' | 'payment'>): readonly string[] {
    return this.#desk(provider).tongue.asks?.(payment) ?? []
  }

  /** Throws where the payment ends as the provider, asked, has no word for. */
  open({ provider, timeline = [], ...opening }: Begun): void {
    this.#desk(provider).open(opening, timeline)
  }

  /** What came of the latest payment that is called so: by itself, or by its order. Throws as `open` does. */
  says(provider: string, called: string, change: Change): void {
    this.#desk(provider).says(called, change)
  }

  /** A callback goes out and does not arrive: whoever asks for such is told of it. */
  loses(provider: string, lost: Lost): void {
    this.#desk(provider).loses(lost)
  }

  /** From now on, at one provider or at all: instead of what was said of it before. */
  fails(faults: Faults, provider?: string): void {
    this.#faults.set(provider, faults)
  }

  /** `asked.path` begins with the provider. `now` in ms since 1970. */
  answer(asked: Asked, now: number): Reply | Silence {
    const [, provider = '', path = ''] = /^\/([\w-]+)(\/.*)$/s.exec(asked.path) ?? []
    if (!this.#tongues.has(provider)) return NO_PROVIDER
    const desk = this.#desk(provider)
    const faults = { ...this.#faults.get(undefined), ...this.#faults.get(provider) }
    const own = { ...asked, path }
    const { reply, told } = desk.answer(own, now, faults, this.#chance)

    const name = desk.tongue.asksFor(own)
    const question = {
      ...{ provider, method: asked.method, path, at: now },
      ...(name !== undefined && { name }),
      status: typeof reply === 'string' ? reply : reply.status,
    }
    this.#remember(question)
    this.#onQuestion?.(question, { asked, reply, ...(told && { told }) })
    if (typeof reply === 'string') return reply
    const date = new Date(now + (faults.clock ?? 0)).toUTCString()
    return { ...reply, headers: { date, ...reply.headers } }
  }

  #remember(question: Question): void {
    if (this.#questions.push(question) > REMEMBERED) this.#questions.shift()
  }

  #desk(provider: string): Desk {
    const desk = this.#desks.get(provider) ?? this.#opened(provider)
    this.#desks.set(provider, desk)
    return desk
  }

  #opened(provider: string): Desk {
    const tongue = this.#tongues.get(provider)
    const asking = PROVIDERS.get(provider)?.asking
    if (!tongue || !asking || 'cannot' in asking) {
      throw new Error(`The bank does not speak for "${provider}".`)
    }
    const secret = this.#callbackSecrets[provider] ?? CALLBACK_SECRET
    const parts = credentialsIn(asking.credentials, tongue.credentials, secret)
    if (!parts) throw new Error(`What asks ${provider} has the form ${asking.credentials.form}.`)
    return new Desk(provider, tongue, parts)
  }
}

const NO_PROVIDER: Reply = { status: 404, body: 'The bank speaks for no such provider.' }
