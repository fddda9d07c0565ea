/** The play: one order at a time, and what the shopper, the provider and the network do to it. */

import { OPEN, type PaymentStatus } from '../../relay/protocol.ts'
import type { PaymentStatusElement } from '../../widget/payment-status.ts'
import type { Need } from './chips.ts'
import type { Happening } from './happening.ts'
import type { Phone, Screen } from './phone.ts'
import * as server from './server.ts'
import type { Network, Provider } from './server.ts'
import { forgetOrder, keepNetwork, keepOrder, keptOrder, lineOf, networkOf } from './visit.ts'

/** What the phone shows once this was done. */
const SCREENS: Readonly<Record<string, Screen>> = {
  prompt: 'asking',
  approve: 'paid',
  cancel: 'canceled',
  wrong_pin: 'wrong',
  no_money: 'poor',
  ignore: 'ignored',
  switch_off: 'off',
  twice: 'paid',
  late: 'paid',
  out_of_order: 'paid',
  before_order: 'paid',
  never: 'paid',
  pay_twice: 'paid',
  too_little: 'paid',
  after_time: 'paid',
  confirm: 'confirmed',
  release: 'released',
}

/** What the phone shows of an order that was there before the page. */
const SCREENS_BY_STATUS: { [Status in PaymentStatus]?: Screen } = {
  pending: 'asking',
  requires_action: 'asking',
  succeeded: 'paid',
  canceled: 'canceled',
  expired: 'ignored',
}

/** Of these nothing comes: the order stays as open as it was. */
const WITHOUT_OUTCOME = ['prompt', 'forged']

/** What the visitor has chosen for orders to come. */
export interface Cast {
  provider: Provider
  currency: string
}

export interface Stage {
  element: PaymentStatusElement
  phone: Phone
  cast(): Cast
  /** Something happened, to this order. */
  tell(happening: Happening): void
  /** Another order begins: what was told is over. */
  begin(number: string): void
  /** Switches and buttons look as this is. */
  draw(): void
}

/** What the demo's orders are called: of another name there is none. */
const ORDER = /^DEMO-\d{1,12}$/

export class Play {
  readonly line = lineOf()
  isEscrow = false
  isRelayRunning = true
  network: Network = networkOf()
  order = ''
  readonly #stage: Stage
  #number = ''
  /** What was done to the order that comes to something. */
  #done = new Set<string>()
  #stopHearing = () => {}
  #notes = 0
  #turn = 0
  #last: Promise<void> = Promise.resolve()
  #switched: Promise<void> = Promise.resolve()

  constructor(stage: Stage) {
    this.#stage = stage
  }

  /**
   * Goes on with the order of this visit, or with the one that the address names. Else begins one.
   *
   * `isWatched`: another page is open, whose visitor may want the relay as it is.
   */
  async open(named: string | undefined, isWatched: boolean): Promise<void> {
    const kept = keptOrder()
    if (this.network !== 'open') await this.#try(() => server.setNetwork(this.line, this.network))
    if (named !== undefined && ORDER.test(named))
      return this.#join(named, `№ ${named.replace(/\D/g, '')}`, false)
    if (kept) return this.#join(kept.order, kept.number, kept.isEscrow)
    // Who killed it has left.
    if (!this.isRelayRunning && !isWatched) await this.setRelay(true)
    await this.anew()
  }

  /** Another order, and its prompt on the phone. */
  anew(): Promise<void> {
    return this.#inTurn(() => this.#anew())
  }

  /** What the shopper or the provider does. */
  act(act: string): Promise<void> {
    return this.#inTurn(() => this.#act(act))
  }

  /** Does it to an order for which it makes sense. */
  prepareAndAct(act: string, needs: Need | undefined): Promise<void> {
    return this.#inTurn(async () => {
      if (needs === 'unasked') await this.#begin()
      else if (!this.order || (needs === 'open' && this.#done.size > 0)) await this.#anew()
      if (needs === 'paid' && !this.#isPaid()) await this.#act('approve')
      await this.#act(act)
    })
  }

  /** What is pressed while something is under way comes after it. */
  #inTurn(what: () => Promise<void>): Promise<void> {
    return (this.#last = this.#last.then(what, what))
  }

  /** Pressed twice, it is off again, though the first press be under way. No act is waited for. */
  #switch(what: () => Promise<void>): Promise<void> {
    return (this.#switched = this.#switched.then(what, what))
  }

  async #anew(): Promise<void> {
    if (await this.#begin()) await this.#act('prompt')
  }

  /** Another order. Says whether it is on. */
  async #begin(): Promise<boolean> {
    const turn = ++this.#turn
    const { provider, currency } = this.#stage.cast()
    const wanted = { provider: provider.id, currency, escrow: this.isEscrow }
    const made = await this.#try(() => server.newOrder(wanted))
    if (!made || turn !== this.#turn) return false
    this.#enter(made.order, made.number, made.token)
    return true
  }

  async #act(act: string): Promise<void> {
    if (!this.order) return this.#anew()
    const { order } = this
    const { phone, cast, tell } = this.#stage
    if (act === 'approve') phone.show('sending')
    if (!WITHOUT_OUTCOME.includes(act)) this.#done.add(act)
    const acted = await this.#try(() => server.act(order, cast().provider.id, act))
    if (order !== this.order) return
    if (acted?.order) this.#enter(acted.order, acted.number ?? '', '')
    for (const happening of acted?.happened ?? []) tell(happening)
    const screen = acted ? SCREENS[act] : 'asking'
    if (screen) phone.show(screen === 'paid' && this.isEscrow ? 'held' : screen)
  }

  #isPaid(): boolean {
    const { status } = this.#stage.element
    const was = ['approve', 'twice', 'late', 'out_of_order', 'never', 'pay_twice'].some((act) =>
      this.#done.has(act),
    )
    return was || (status !== null && !OPEN.includes(status))
  }

  /** Whether the prompt was sent, and nobody has done anything since. */
  get isUntouched(): boolean {
    return this.#done.size === 0
  }

  /** Nobody is here: the shop waits for somebody to press Pay. */
  rest(): void {
    this.#turn++
    this.#leave()
    forgetOrder()
    this.#stage.element.removeAttribute('order')
    this.#stage.phone.show('resting')
    this.#stage.begin('')
    if (this.network !== 'open') void this.setNetwork('open')
    if (!this.isRelayRunning) void this.setRelay(true)
  }

  /** Somebody is here: so long the visit lasts. */
  touch(): void {
    const { order, isEscrow } = this
    if (order) keepOrder({ order, number: this.#number, isEscrow, at: Date.now() })
  }

  async setEscrow(isEscrow: boolean): Promise<void> {
    this.isEscrow = isEscrow
    this.#stage.draw()
    await this.anew()
  }

  /** Puts this weather on, or takes it off again. */
  toggleNetwork(network: Network): Promise<void> {
    return this.#switch(() => this.setNetwork(this.network === network ? 'open' : network))
  }

  /** Kills the relay, or starts it again. */
  toggleRelay(): Promise<void> {
    return this.#switch(() => this.setRelay(!this.isRelayRunning))
  }

  async setNetwork(network: Network): Promise<void> {
    await this.#try(() => server.setNetwork(this.line, network))
    this.network = network
    keepNetwork(network)
    this.#stage.draw()
    if (network !== 'open') return this.#note(NOTES[network], 'care')
    this.#note('network is back', 'good')
    // What a browser says when its machine wakes, or comes to another network.
    dispatchEvent(new Event('online'))
  }

  async setRelay(isRunning: boolean): Promise<void> {
    const relay = await this.#try(() => server.setRelay(isRunning ? 'running' : 'killed'))
    if (relay) this.isRelayRunning = relay.isRunning
    this.#stage.draw()
  }

  #join(order: string, number: string, isEscrow: boolean): void {
    const { element, phone } = this.#stage
    this.isEscrow = isEscrow
    this.#enter(order, number, '')
    const show = () => {
      const { status } = element
      if (order !== this.order || !status || phone.screen !== 'resting') return
      if (!OPEN.includes(status)) this.#done.add(status)
      phone.show(
        isEscrow && status !== 'requires_action' ? 'held' : (SCREENS_BY_STATUS[status] ?? 'asking'),
      )
    }
    element.addEventListener('payment-status-change', show, { once: true })
  }

  #enter(order: string, number: string, token: string): void {
    const { element, phone, begin, tell } = this.#stage
    this.#leave()
    this.order = order
    this.#number = number
    begin(number)
    phone.show('resting')
    this.touch()
    element.setAttribute('relay', `/line/${this.line}`)
    element.setAttribute('token', token)
    element.setAttribute('order', order)
    this.#stopHearing = server.hear(order, (happening) => {
      if (order === this.order) tell(happening)
    })
  }

  #leave(): void {
    this.#stopHearing()
    this.#done = new Set()
    this.order = ''
  }

  /** What does not succeed is told where everything else is. */
  async #try<T>(what: () => Promise<T>): Promise<T | undefined> {
    try {
      return await what()
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error)
      this.#note(this.isRelayRunning ? text : 'the relay is killed: nobody answers', 'bad')
      return undefined
    }
  }

  #note(text: string, tone: Happening['tone']): void {
    const id = `note-${++this.#notes}`
    this.#stage.tell({ id, at: Date.now(), lane: 'page', text, tone })
  }
}

const NOTES: Readonly<Record<Exclude<Network, 'open'>, string>> = {
  'no sockets': 'sockets are blocked',
  offline: 'network is gone',
  silent: 'falls asleep',
}
