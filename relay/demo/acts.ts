/** What can be played on the stage, and by whom. */

import { callbackUrl, type ReachedConfig } from '../config/config.ts'
import type { PaymentStatus, ReasonCode } from '../protocol.ts'
import type { Happening, Happenings, Sent } from './happenings.ts'
import { promptOf } from './prompts.ts'
import type { Order, Shop } from './shop.ts'
import type { Staged } from './staged.ts'
import type { Wire } from './wire.ts'

/** What the shopper does, in words; how a provider may tell of it, and for which reasons. */
interface Deed {
  text: string
  tone: 'good' | 'care'
  statuses: readonly PaymentStatus[]
  reasons: readonly ReasonCode[]
}

const DEEDS = {
  approve: { text: 'approves', tone: 'good', statuses: ['succeeded'], reasons: [] },
  cancel: {
    text: 'cancels',
    tone: 'care',
    statuses: ['canceled', 'failed'],
    reasons: ['canceled_by_customer'],
  },
  wrong_pin: {
    text: 'types a wrong PIN',
    tone: 'care',
    statuses: ['failed'],
    reasons: ['authentication_failed'],
  },
  no_money: {
    text: 'approves, and there is not enough money',
    tone: 'care',
    statuses: ['failed'],
    reasons: ['insufficient_funds'],
  },
  ignore: {
    text: 'does nothing, and the time runs out',
    tone: 'care',
    statuses: ['expired', 'failed'],
    reasons: ['no_response', 'expired'],
  },
  switch_off: {
    text: 'is switched off',
    tone: 'care',
    statuses: ['expired', 'failed'],
    reasons: ['unreachable'],
  },
} as const satisfies Record<string, Deed>

export type Act = 'prompt' | keyof typeof DEEDS

export const ACTS: readonly Act[] = ['prompt', ...(Object.keys(DEEDS) as (keyof typeof DEEDS)[])]

/** One time that a shopper was asked for an order. */
interface Attempt {
  payment: string
  isOpen: boolean
  /** The last that happened of it: what comes next comes of that. */
  last?: string
}

interface Parts {
  config: ReachedConfig
  wire: Wire
  shop: Shop
  happenings: Happenings
}

export class Acts {
  readonly #parts: Parts
  readonly #attempts = new Map<string, Attempt>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Those that this provider has words for. */
  static of(provider: Staged): Act[] {
    return ACTS.filter((act) => act === 'prompt' || sayingOf(provider, act) !== undefined)
  }

  /** All that happened, the first first. */
  async play(act: Act, order: Order, provider: Staged): Promise<Happening[]> {
    const happened: Happening[] = []
    if (act === 'prompt') await this.#prompt(order, provider, happened)
    else await this.#deed(act, order, provider, happened)
    return happened
  }

  /** The shop asks the shopper to pay. */
  async #prompt(order: Order, provider: Staged, happened: Happening[]): Promise<Attempt> {
    const { shop, happenings, config } = this.#parts
    const attempt = this.#begin(order)
    const { action, rings } = promptOf(provider, order, config.publicUrl)
    const word = { status: 'requires_action', payment: attempt.payment, action, expiresIn: 90 }
    const { name, id } = provider.adapter
    const said = await shop.says(order.id, `asks ${name} for the payment, and tells the relay`, {
      ...word,
      provider: id,
      occurredAt: new Date().toISOString(),
    })
    const rang = happenings.tell(order.id, {
      lane: 'phone',
      text: rings,
      tone: 'plain',
      cause: said.id,
    })
    happened.push(said, rang)
    await this.#became(order, said.id, happened)
    attempt.last = rang.id
    return attempt
  }

  async #deed(
    act: keyof typeof DEEDS,
    order: Order,
    provider: Staged,
    happened: Happening[],
  ): Promise<void> {
    const { happenings } = this.#parts
    const { text, tone } = DEEDS[act]
    const attempt = await this.#attempt(order, provider, happened)
    const did = happenings.tell(order.id, {
      lane: 'phone',
      text,
      tone,
      ...(attempt.last !== undefined && { cause: attempt.last }),
    })
    happened.push(did)
    const saying = sayingOf(provider, act)
    if (!saying) return
    const request = this.request(provider, order, { ...saying, payment: attempt.payment })
    attempt.isOpen = false
    const called = await this.#calls(order, provider, request, saying.status, did.id)
    happened.push(called)
    await this.#became(order, called.id, happened)
  }

  #calls(
    order: Order,
    { adapter }: Staged,
    request: Sent,
    status: string,
    cause: string,
  ): Promise<Happening> {
    return this.#parts.wire.tell(order.id, request, {
      lane: 'provider',
      text: `${adapter.name} calls back: ${status.replaceAll('_', ' ')}`,
      tone: 'plain',
      cause,
    })
  }

  /** A callback of the provider's, as it would send it. */
  request(
    provider: Staged,
    { id: orderId, amount, currency }: Order,
    told: { status: PaymentStatus; reason?: ReasonCode; payment?: string },
  ): Sent {
    const { config } = this.#parts
    const { id } = provider.adapter
    const settings = config.providers.get(id)
    const url = settings
      ? callbackUrl(settings, config.publicUrl, id)
      : `${config.publicUrl}/callbacks/${id}`
    const money = { amount: amount ?? 0, currency: currency ?? provider.home }
    const { path, headers, body } = provider.callback(
      { url, orderId, ...money, ...told },
      Date.now(),
    )
    return { method: 'POST', url: url + path, headers, body }
  }

  /** The one that is under way, or another. Where the address is the proof, nothing comes without a prompt. */
  async #attempt(order: Order, provider: Staged, happened: Happening[]): Promise<Attempt> {
    const attempt = this.#attempts.get(order.id)
    if (attempt?.isOpen) return attempt
    if (provider.adapter.trust === 'address') return this.#prompt(order, provider, happened)
    return this.#begin(order)
  }

  #begin({ id }: Order): Attempt {
    const unique = Date.now().toString(36).toUpperCase()
    const attempt = { payment: `${id.replace('-', '')}T${unique}`, isOpen: true }
    this.#attempts.set(id, attempt)
    return attempt
  }

  /** What the relay makes of it. */
  async #became(before: Order, cause: string, happened: Happening[]): Promise<void> {
    const { shop, happenings } = this.#parts
    const order = await shop.order(before.id)
    if (!order || order.version === before.version) return
    happened.push(
      happenings.tell(order.id, {
        lane: 'relay',
        text: `${order.id} is ${order.status.replaceAll('_', ' ')} now, version ${order.version}`,
        tone: order.status === 'succeeded' ? 'good' : 'plain',
        cause,
      }),
    )
  }
}

const sayingOf = (provider: Staged, act: keyof typeof DEEDS) => {
  const { statuses, reasons }: Deed = DEEDS[act]
  return provider.saying(statuses, reasons)
}
