/** One provider at the bank: the payments that it has, and how it answers, in its tongue and with its faults. */

import type { Parts } from '../providers/asking.ts'
import { Account, type Change, type Opening } from './account.ts'
import type { Chance, Faults } from './faults.ts'
import { Tokens } from './tokens.ts'
import type { Asked, Lost, Reply, Tongue, Truth } from './tongue.ts'

/** What it did where it did not reply. */
export type Silence = 'silent' | 'unreachable'

/** What it replied, and of what payment it told, as it told it; undefined: of none. */
export interface Answered {
  reply: Reply | Silence
  told?: Truth
}

export class Desk {
  readonly tongue: Tongue
  readonly #provider: string
  readonly #parts: Parts
  readonly #tokens: Tokens
  /** The latest last. */
  readonly #accounts: Account[] = []
  /** The latest of each name that most ask by. */
  readonly #byName = new Map<string, Account>()
  /** The earliest first. */
  readonly #lost: Lost[] = []

  /** `parts`: the credentials that it gave out. */
  constructor(provider: string, tongue: Tongue, parts: Parts) {
    this.#provider = provider
    this.tongue = tongue
    this.#parts = parts
    this.#tokens = new Tokens(provider)
  }

  open(opening: Opening, timeline: readonly Change[]): void {
    for (const change of timeline) this.#requireWord(change)
    const account = new Account(opening, timeline)
    this.#accounts.push(account)
    const { orderId, payment } = opening
    for (const name of [orderId, payment, ...(this.tongue.asks?.(opening) ?? [])]) {
      if (this.tongue.isNamed(opening, name)) this.#byName.set(name, account)
    }
  }

  says(called: string, change: Change): void {
    this.#requireWord(change)
    const account = this.#accounts.findLast(
      ({ opening }) => opening.payment === called || opening.orderId === called,
    )
    if (!account) throw new Error(`The bank has no payment ${called} by ${this.#provider}.`)
    account.changes(change)
  }

  loses(lost: Lost): void {
    this.#lost.splice(this.#lost.findLastIndex(({ at }) => at <= lost.at) + 1, 0, lost)
  }

  answer(asked: Asked, now: number, faults: Faults, chance: Chance): Answered {
    const { unreachable, silent, badGateway, tooMuch } = faults
    if (chance.has(unreachable)) return { reply: 'unreachable' }
    if (chance.has(silent)) return { reply: 'silent' }
    if (chance.has(badGateway)) return { reply: BAD_GATEWAY }
    if (chance.has(tooMuch?.share)) return { reply: throttled(this.tongue, tooMuch?.after) }

    const vault = { parts: this.#parts, now, token: this.#tokens.at(now) }
    const refused = this.tongue.refuses(asked, vault)
    if (refused) return { reply: refused }
    const token = this.tongue.token?.(asked, vault)
    if (token) {
      this.#tokens.gives(token, now, faults.tokenLife)
      return { reply: token }
    }
    const listed = this.tongue.lists?.(asked, this.#lost)
    if (listed) return { reply: listed }
    const account = this.#accountOf(this.tongue.asksFor(asked))
    if (account) return this.#tells(account, asked, now, faults, chance)
    return { reply: this.tongue.absent(asked) }
  }

  #tells(account: Account, asked: Asked, now: number, faults: Faults, chance: Chance): Answered {
    const { tongue } = this
    const { lag = 0, absentFor = 0, other } = faults
    const isThere = now >= account.opening.begunAt + absentFor
    const truth = isThere ? account.at(now - lag, tongue.states) : undefined
    if (!truth) return { reply: tongue.absent(asked) }

    const { moods = {} } = tongue
    const { share, names = Object.keys(moods), within = Infinity } = faults.moods ?? {}
    if (now < truth.at + within && chance.has(share)) {
      const mood = moods[chance.pick(names) ?? '']
      if (mood) return { reply: mood(asked) }
    }
    const told = chance.has(other) ? anothers(truth, tongue) : truth
    return { reply: tongue.says(told, asked, now), told }
  }

  #accountOf(name: string | undefined): Account | undefined {
    if (name === undefined) return undefined
    const isCalled = ({ opening }: Account) => this.tongue.isNamed(opening, name)
    return this.#byName.get(name) ?? this.#accounts.findLast(isCalled)
  }

  /** What it cannot tell on the way, it leaves out; but of what became of a payment somebody must hear. */
  #requireWord({ state }: Change): void {
    const { states } = this.tongue
    if (!CLOSED.has(state) || states.includes(state)) return
    throw new Error(
      `Asked, ${this.#provider} has no word for "${state}", but for: ${states.join(', ')}.`,
    )
  }
}

const CLOSED: ReadonlySet<string> = new Set(['expired', 'canceled', 'failed', 'succeeded'])

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

const anothers = (truth: Truth, { payment }: Tongue): Truth => ({
  ...truth,
  orderId: 'ANOTHER-1',
  payment: payment?.('ANOTHER1') ?? 'ANOTHER1',
})
