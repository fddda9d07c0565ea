/**
 * The bank of the stage, simulated: it knows what the shopper did, and the relay asks it as it would ask each provider.
 * It is on this machine alone, and its credentials open nothing else.
 */

import { Bank, type Exchanged, type Question } from '../bank/bank.ts'
import { serveBank, type BankServer } from '../bank/server.ts'
import { TONGUES } from '../bank/tongues.ts'
import { settingOf, type Environment } from '../config/config.ts'
import type { MainState } from '../order/update.ts'
import type { Attempt } from './attempts.ts'
import { Newest } from './newest.ts'
import type { Order } from './shop.ts'
import type { Staged, Word } from './staged.ts'

/** Until the shopper does something. Who has no word for it does not know the payment yet. */
const WAITING: MainState = 'requires_action'

/** Where there is no word for how it was closed, another that closes it. */
const CLOSED: readonly MainState[] = ['canceled', 'failed', 'expired']

/** More payments than anybody plays with at once. */
const PAYMENTS = 10_000

/** How a payment begins. `amount` in minor units; default: what the order asks. */
type Begun = Pick<Attempt, 'payment' | 'begunAt'> & { amount?: number }

type OnQuestion = (question: Question, exchanged: Exchanged) => void

export class StageBank {
  readonly #bank: Bank
  readonly #server: BankServer
  readonly #listeners: Set<OnQuestion>
  /** Payments, by provider and name. */
  readonly #begun = new Newest<Begun>(PAYMENTS)

  /** `callbackSecrets`: by provider. Some questions are signed with them. */
  static async open(callbackSecrets: Readonly<Record<string, string>>): Promise<StageBank> {
    const listeners = new Set<OnQuestion>()
    const onQuestion: OnQuestion = (...heard) => {
      for (const hear of listeners) hear(...heard)
    }
    const bank = new Bank({ callbackSecrets, onQuestion })
    return new StageBank(bank, await serveBank(bank), listeners)
  }

  private constructor(bank: Bank, server: BankServer, listeners: Set<OnQuestion>) {
    this.#bank = bank
    this.#server = server
    this.#listeners = listeners
  }

  /** Who hears from now on of each question as it is answered. */
  onQuestion(hear: OnQuestion): void {
    this.#listeners.add(hear)
  }

  /** `http://127.0.0.1:PORT`. */
  get origin(): string {
    return this.#server.origin
  }

  /** With which the relay asks it, in place of all providers that can be asked. */
  get settings(): Environment {
    const pairs = [...TONGUES.keys()].flatMap((id) => [
      [`ASK_${settingOf(id)}`, this.#bank.credentials(id)],
      [`ASK_${settingOf(id)}_HOST`, `${this.origin}/${id}`],
    ])
    return Object.fromEntries(pairs)
  }

  /** What the shop has to say, that the provider can be asked about this payment. None: it cannot be asked at all. */
  asks({ adapter: { id } }: Staged, orderId: string, payment: string): readonly string[] {
    if (!TONGUES.has(id)) return []
    const asks = this.#bank.asks(id, { orderId, payment })
    // Others might know the order by its id: the shop says whose it is.
    return asks.length > 0 ? asks : [orderId]
  }

  /** Whether it tells of payments about which nobody has done anything. */
  knowsBefore({ adapter: { id } }: Staged): boolean {
    return TONGUES.get(id)?.states.includes(WAITING) ?? false
  }

  /** The shopper is asked to pay. */
  begins(provider: Staged, order: Order, begun: Begun): void {
    const { id } = provider.adapter
    if (!provider.isAsked) return
    const { payment, begunAt, amount = order.amount ?? 0 } = begun
    this.#begun.set(`${id} ${payment}`, { payment, begunAt, amount })
    this.#bank.open({
      ...{ provider: id, orderId: order.id, payment, amount, begunAt },
      currency: order.currency ?? provider.home,
      timeline: [{ at: begunAt, state: WAITING }],
    })
  }

  /** What came of a payment, whether or not a callback tells of it. */
  says(provider: Staged, order: Order, { status, payment, amount, at, reason }: Word): void {
    const { id } = provider.adapter
    const tongue = TONGUES.get(id)
    const changed = changeOf(status)
    if (!tongue || !changed) return
    const before = this.#begun.get(`${id} ${payment}`)
    if (!before || (amount ?? before.amount) !== before.amount) {
      const { begunAt = Date.now() } = before ?? {}
      this.begins(provider, order, { payment, begunAt, ...(amount !== undefined && { amount }) })
    }
    const { state, isBack = false } = changed
    const said = tongue.states.includes(state)
      ? state
      : CLOSED.includes(state) && CLOSED.find((each) => tongue.states.includes(each))
    if (!said) return
    this.#bank.says(id, payment, {
      ...{ at: at ?? Date.now(), state: said },
      ...(reason && { reason }),
      ...(isBack && { refunded: amount ?? before?.amount ?? order.amount ?? 0 }),
    })
  }

  close(): Promise<void> {
    return this.#server.close()
  }
}

/** Of the payment itself; `isBack`: the money went back. Undefined: a bank is not asked about that. */
function changeOf(status: Word['status']): { state: MainState; isBack?: true } | undefined {
  switch (status) {
    case 'refunded':
      return { state: 'succeeded', isBack: true }
    case 'partially_refunded':
    case 'partially_paid':
    case 'disputed':
      return undefined
    default:
      return { state: status }
  }
}
