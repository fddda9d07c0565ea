/**
 * An honest fake bank, for tests and for the demo: it knows what came of each payment, and tells it in every provider's
 * tongue, at `/<provider>/…`. It believes who asks as little as the provider does, and has the provider's faults.
 *
 * It decides in memory; server.ts puts it on a socket.
 */

import { credentialsIn } from '../providers/authorize.ts'
import type { Parts } from '../providers/asking.ts'
import { PROVIDERS } from '../providers/index.ts'
import { Account, type Change, type Opening } from './account.ts'
import { Chance, type Faults } from './faults.ts'
import { Tokens } from './tokens.ts'
import type { Asked, Reply, Tongue, Truth } from './tongue.ts'
import { TONGUES } from './tongues.ts'

/** What the bank did where it did not reply. */
export type Silence = 'silent' | 'unreachable'

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

interface Of {
  provider: string
  /** How it stands, and since when; also what is still to come. */
  timeline?: readonly Change[]
}

/** More than a demo shows. */
const REMEMBERED = 1_000

/** Where no other is given: invented. */
const CALLBACK_SECRET = 'whsec_aW52ZW50ZWQgZm9yIHRoZSBmYWtlIGJhbms='

interface Answered {
  reply: Reply | Silence
  told?: Truth
}

interface Desk {
  tongue: Tongue
  parts: Parts
  tokens: Tokens
  faults: Faults
  /** The latest last; and by the names that most ask by. */
  accounts: Account[]
  byName: Map<string, Account>
}

export class Bank {
  readonly #desks = new Map<string, Desk>()
  readonly #chance: Chance
  readonly #options: BankOptions
  readonly #tongues: ReadonlyMap<string, Tongue>
  readonly #questions: Question[] = []
  #faults: Faults = {}

  constructor(options: BankOptions = {}) {
    this.#options = options
    this.#tongues = options.tongues ?? TONGUES
    this.#chance = new Chance(options.seed ?? 1)
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

  /** A payment begins. Whatever is told of it later: so it stands, and will stand. */
  open({ provider, timeline = [], ...opening }: Opening & Of): void {
    const desk = this.#desk(provider)
    for (const { state } of timeline) requireWord(provider, desk.tongue, state)
    const account = new Account(opening, timeline)
    desk.accounts.push(account)
    const { orderId, payment } = opening
    for (const name of [orderId, payment, ...this.asks(provider, opening)]) {
      if (desk.tongue.isNamed(opening, name)) desk.byName.set(name, account)
    }
  }

  /** What came of the latest payment that is called so: by itself, or by its order. */
  says(provider: string, called: string, change: Change): void {
    const desk = this.#desk(provider)
    requireWord(provider, desk.tongue, change.state)
    const account = desk.accounts.findLast(
      ({ opening }) => opening.payment === called || opening.orderId === called,
    )
    if (!account) throw new Error(`The bank has no payment ${called} by ${provider}.`)
    account.changes(change)
  }

  /** From now on, at one provider or at all: instead of what went wrong until then. */
  fails(faults: Faults, provider?: string): void {
    if (provider === undefined) this.#faults = faults
    else this.#desk(provider).faults = faults
  }

  /** `asked.path` begins with the provider. `now` in ms since 1970. */
  answer(asked: Asked, now: number): Reply | Silence {
    const [, provider = '', path = ''] = /^\/([\w-]+)(\/.*)$/s.exec(asked.path) ?? []
    if (!TONGUES.has(provider))
      return { status: 404, body: 'The bank speaks for no such provider.' }
    const desk = this.#desk(provider)
    const own = { ...asked, path }
    const { reply, told } = this.#answer(desk, own, now)
    const question = {
      ...{ provider, method: asked.method, path, at: now },
      ...named(desk.tongue, own),
      status: typeof reply === 'string' ? reply : reply.status,
    }
    this.#remember(question)
    this.#options.onQuestion?.(question, { asked, reply, ...(told && { told }) })
    if (typeof reply === 'string') return reply
    const date = new Date(now + (this.#faultsOf(desk).clock ?? 0)).toUTCString()
    return { ...reply, headers: { date, ...reply.headers } }
  }

  #answer(desk: Desk, asked: Asked, now: number): Answered {
    const { tongue, parts, tokens } = desk
    const faults = this.#faultsOf(desk)
    const { unreachable, silent, badGateway, tooMuch } = faults
    if (this.#chance.has(unreachable)) return { reply: 'unreachable' }
    if (this.#chance.has(silent)) return { reply: 'silent' }
    if (this.#chance.has(badGateway)) return { reply: BAD_GATEWAY }
    if (this.#chance.has(tooMuch?.share)) return { reply: throttled(tongue, tooMuch?.after) }

    const vault = { parts, now, token: tokens.at(now) }
    const refused = tongue.refuses(asked, vault)
    if (refused) return { reply: refused }
    const token = tongue.token?.(asked, vault)
    if (token) {
      tokens.gives(token, now, faults.tokenLife)
      return { reply: token }
    }
    const name = tongue.asksFor(asked)
    const account = name === undefined ? undefined : accountOf(desk, name)
    return account ? this.#tells(desk, account, asked, now) : { reply: tongue.absent(asked) }
  }

  #tells({ tongue, ...desk }: Desk, account: Account, asked: Asked, now: number): Answered {
    const { lag = 0, absentFor = 0, moods, other } = this.#faultsOf(desk)
    const { begunAt } = account.opening
    const truth = now < begunAt + absentFor ? undefined : account.at(now - lag, tongue.states)
    if (!truth) return { reply: tongue.absent(asked) }
    const { share, names = Object.keys(tongue.moods ?? {}), within = Infinity } = moods ?? {}
    if (now < truth.at + within && this.#chance.has(share)) {
      const mood = tongue.moods?.[this.#chance.pick(names) ?? '']
      if (mood) return { reply: mood(asked) }
    }
    const told = this.#chance.has(other) ? anothers(truth, tongue) : truth
    return { reply: tongue.says(told, asked, now), told }
  }

  #faultsOf({ faults }: Pick<Desk, 'faults'>): Faults {
    return { ...this.#faults, ...faults }
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
    const secret = this.#options.callbackSecrets?.[provider] ?? CALLBACK_SECRET
    const parts = credentialsIn(asking.credentials, tongue.credentials, secret)
    if (!parts) throw new Error(`What asks ${provider} has the form ${asking.credentials.form}.`)
    const tokens = new Tokens(provider)
    return { tongue, parts, tokens, faults: {}, accounts: [], byName: new Map() }
  }
}

const BAD_GATEWAY: Reply = {
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>',
}

const THROTTLED: Reply = { status: 429, body: { message: 'Too many requests' } }

const throttled = ({ tooMuch = THROTTLED }: Tongue, after?: number): Reply => ({
  ...tooMuch,
  headers: { ...tooMuch.headers, ...(after !== undefined && { 'retry-after': String(after) }) },
})

const accountOf = ({ tongue, accounts, byName }: Desk, name: string): Account | undefined =>
  byName.get(name) ?? accounts.findLast(({ opening }) => tongue.isNamed(opening, name))

function named(tongue: Tongue, asked: Asked): Pick<Question, 'name'> {
  const name = tongue.asksFor(asked)
  return name === undefined ? {} : { name }
}

const anothers = (truth: Truth, { payment }: Tongue): Truth => ({
  ...truth,
  orderId: 'ANOTHER-1',
  payment: payment?.('ANOTHER1') ?? 'ANOTHER1',
})

const CLOSED: ReadonlySet<string> = new Set(['expired', 'canceled', 'failed', 'succeeded'])

/** What it cannot tell on the way, it leaves out; but of what became of a payment somebody must hear. */
function requireWord(provider: string, { states }: Tongue, state: Change['state']): void {
  if (CLOSED.has(state) && !states.includes(state)) {
    throw new Error(`Asked, ${provider} has no word for "${state}", but for: ${states.join(', ')}.`)
  }
}
