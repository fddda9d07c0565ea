/** One act while it is played: what the phone, the shop and the provider do, one after the other, and what the relay makes of it. */

import { callbackUrl, type ReachedConfig } from '../config/config.ts'
import { RelayError } from '../http/problem.ts'
import type { Answers } from './answers.ts'
import type { Attempt, Attempts } from './attempts.ts'
import type { Happening, Happenings, Sent, Told } from './happenings.ts'
import { isCurrency } from './baskets.ts'
import { promptOf } from './prompts.ts'
import type { Newest } from './newest.ts'
import type { Order, Shop, Version } from './shop.ts'
import type { StageBank } from './stage-bank.ts'
import type { Staged, Word } from './staged.ts'
import type { Undelivered } from './undelivered.ts'
import { isNews, newsOf, nothingNew, toneOf } from './verdict.ts'
import type { Wire } from './wire.ts'
import { inWords } from './words.ts'

export interface Parts {
  config: ReachedConfig
  wire: Wire
  shop: Shop
  happenings: Happenings
  attempts: Attempts
  undelivered: Undelivered
  bank: StageBank
  answers: Answers
  /** Which version of each order was told of last. */
  told: Newest<Version>
}

/** How long the shopper has, in seconds. */
const PATIENCE = 90

export class Scene {
  /** All that happened, in that order. */
  readonly happened: Happening[] = []
  order: Order
  readonly provider: Staged
  readonly parts: Parts
  /** What led to what happens next. */
  #cause: string | undefined
  /** What was just said is believed once the provider was asked. */
  #isHeldBack = false

  /** `cause`: what led to it; default: what happened last of the attempt that is under way. */
  constructor(parts: Parts, order: Order, provider: Staged, cause?: string) {
    this.parts = parts
    this.order = order
    this.provider = provider
    this.#cause = cause ?? parts.attempts.of(order.id)?.last
  }

  get name(): string {
    return this.provider.adapter.name
  }

  /** Something that nobody sends. */
  tells(lane: Told['lane'], text: string, tone: Told['tone'] = 'plain'): void {
    this.#add(this.parts.happenings.tell(this.order.id, { lane, text, tone, ...this.#caused() }))
  }

  /** The shop asks the shopper to pay. `patience` in seconds. */
  async prompts(patience = PATIENCE): Promise<Attempt> {
    const { shop, config } = this.parts
    this.#cause = undefined
    const attempt = await this.#begins(true)
    const { action, rings } = promptOf(this.provider, this.order, config.publicUrl)
    await this.says(`Asks ${this.name} for the payment, and tells the relay`, {
      status: 'requires_action',
      payment: attempt.payment,
      provider: this.provider.adapter.id,
      action,
      expiresIn: patience,
      occurredAt: new Date().toISOString(),
    })
    const asked = this.#cause
    await this.becomes()
    this.#cause = asked
    this.tells('phone', rings)
    attempt.last = this.#cause
    this.order = (await shop.order(this.order.id)) ?? this.order
    return attempt
  }

  /** The attempt that is under way, or another. Where the address is the proof, nothing comes without a prompt. */
  async attempt(): Promise<Attempt> {
    const { attempts } = this.parts
    const attempt = attempts.of(this.order.id)
    if (attempt?.isOpen) return attempt
    if (this.provider.adapter.trust === 'address') return this.prompts()
    this.#cause = undefined
    return this.#begins(false)
  }

  /** `isNamed`: the shop is about to tell the relay what the provider calls the payment. */
  async #begins(isNamed: boolean): Promise<Attempt> {
    const { attempts, bank, shop } = this.parts
    const attempt = attempts.begin(this.order.id, this.provider.named)
    const { payment } = attempt
    bank.begins(this.provider, this.order, attempt)
    const asks = bank.asks(this.provider, this.order.id, payment)
    if (asks.some((each) => !isNamed || each !== payment)) {
      const text = `Says by what ${this.name} can be asked`
      this.#add(await shop.asks(this.order.id, text, { [this.provider.adapter.id]: asks }))
    }
    return attempt
  }

  /** The shop tells the relay of the order. */
  async registers(): Promise<void> {
    const { id, currency, flow } = this.order
    const known = currency !== null && isCurrency(currency) ? currency : this.provider.home
    this.#add(await this.parts.shop.register(id, known, flow === 'escrow'))
  }

  /** The shop's own word on a payment. */
  async says(text: string, word: object): Promise<void> {
    this.#add(await this.parts.shop.says(this.order.id, text, word, this.#cause))
  }

  /** So it is at the provider, whoever hears of it. */
  isSo(word: Word): void {
    this.parts.bank.says(this.provider, this.order, word)
  }

  /** The provider calls back. */
  async calls(word: Word, text = this.#inWords(word)): Promise<Sent> {
    if (!word.isForged && !word.isUntrue) this.isSo(word)
    const request = this.callback(word)
    await this.sends(request, text, word)
    this.#isHeldBack = this.provider.provesLittle && !word.isForged
    return request
  }

  /** Sends what was made before: again, or late. */
  async sends(request: Sent, text: string, word: Word): Promise<void> {
    const { wire, undelivered } = this.parts
    const called = await wire.tell(this.order.id, request, {
      lane: 'provider',
      text,
      tone: this.#toneOf(word),
      ...this.#caused(),
    })
    this.#add(called)
    this.parts.answers.expect(this.order.id, called.id)
    if (!called.answer) undelivered.keep(this.order, this.provider, word, called.id)
  }

  /** A callback, as the provider signs it. */
  callback({ status, reason, payment, at, ...word }: Word): Sent {
    const { config } = this.parts
    const { id } = this.provider.adapter
    const settings = config.providers.get(id)
    const url = settings && callbackUrl(settings, config.publicUrl, id)
    if (url === undefined) throw new RelayError('provider_off', `${this.name} is not on.`)
    const { amount, currency } = this.order
    const attempt = this.parts.attempts.of(this.order.id)
    const told = {
      url,
      orderId: this.order.id,
      status,
      payment,
      amount: word.amount ?? amount ?? 0,
      currency: currency ?? this.provider.home,
      ...(reason && { reason }),
      ...(at !== undefined && { at }),
      ...(attempt?.payment === payment && { begunAt: attempt.begunAt }),
    }
    const { path, headers, body } = this.provider.callback(told, word.isForged)
    return { method: 'POST', url: url + path, headers, body }
  }

  /** A callback that nobody hears of. */
  loses(text: string): void {
    this.tells('provider', text, 'bad')
    if (this.#cause !== undefined) this.parts.answers.expect(this.order.id, this.#cause)
  }

  /** What the relay makes of what happened last. */
  async becomes(): Promise<void> {
    const order = await this.parts.shop.order(this.order.id)
    if (!order) return
    const isNew = order.version !== this.order.version
    this.order = order
    if (this.#isHeldBack && order.amountReceived === 0) {
      this.#isHeldBack = false
      isNews(this.parts, order)
      this.tells('relay', `That proves little: ${this.name} is asked first`, 'care')
    } else if (!isNew) this.tells('relay', nothingNew(order))
    else if (isNews(this.parts, order)) this.tells('relay', newsOf(order), toneOf(order))
  }

  /** Where the shopper has paid, and the relay has to ask: waits until it has heard so. */
  async settles(): Promise<void> {
    const { attempts, shop } = this.parts
    const { isAsked, adapter } = this.provider
    if (!isAsked || attempts.payerOf(this.order.id, adapter.id) === undefined) return
    while (this.order.amountReceived === 0) {
      const next = await shop.changed(this.order.id, this.order)
      if (!next) return
      this.order = next
    }
  }

  /** Throws, in words for the visitor, where money has come already. */
  async requireUnpaid(): Promise<void> {
    await this.settles()
    if (this.order.amountReceived === 0) return
    throw new RelayError('invalid_request', `${this.order.id} is paid already. Start a new order.`)
  }

  /** What is to be confirmed first is not good news yet. */
  #toneOf({ isForged, isUntrue }: Word): Told['tone'] {
    if (isForged || isUntrue) return 'bad'
    return this.provider.provesLittle ? 'care' : 'plain'
  }

  #inWords({ status, reason }: Word): string {
    return `${this.name} calls back: ${inWords(status, reason)}`
  }

  #add(happening: Happening): void {
    this.happened.push(happening)
    this.#cause = happening.id
  }

  #caused(): { cause?: string } {
    return this.#cause === undefined ? {} : { cause: this.#cause }
  }
}

/** What found the relay dead comes again. */
export async function deliverAgain(parts: Parts): Promise<void> {
  for (const { order, provider, word, cause } of parts.undelivered.take()) {
    const scene = new Scene(parts, order, provider, cause)
    await scene.calls(word, `${scene.name} calls back again: ${inWords(word.status, word.reason)}`)
    await scene.becomes()
  }
}
