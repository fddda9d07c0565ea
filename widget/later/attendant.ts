/** What goes on beside an element once the first seconds are over: its clock, its buttons, its tab. */

import type { ReactiveController } from 'lit'
import type { Host } from '../host.ts'
import type { Button, View } from '../view-model/view.ts'
import type { FirstInput, Tools, ViewInput } from '../view-model/view-model.ts'
import type { Listeners } from '../listeners.ts'
import type { Speech } from '../words-controller.ts'
import { pageUrl } from '../safe-url.ts'
import { ContinueAfter } from './continue-after.ts'
import { Countdown } from './countdown.ts'
import { Extras } from './extras.ts'
import { followLanguage } from './follow-language.ts'
import { markLanguage } from './mark-language.ts'
import { Presses } from './presses.ts'
import { forgetOnce, isHeard } from './retriers.ts'
import type { LoadCode } from './square.ts'
import { TabTitle } from './tab-title.ts'
import { view } from './view.ts'

/** How long *Check now* rests once it was pressed, in ms. */
const REST = 5_000

/** Help may also be a letter or a call. */
const CONTACT = /^(mailto|tel):$/

export class Attendant implements ReactiveController {
  readonly #host: Host
  readonly #tools: Tools
  /** Who listens for another attempt. */
  readonly #retriers: Listeners
  readonly #speech: () => Speech | undefined
  readonly #loadCode: LoadCode
  readonly #countdown: Countdown
  readonly #continue: ContinueAfter
  readonly #presses = new Presses()
  readonly #tab = new TabTitle()
  readonly #draw = () => this.#host.requestUpdate()
  /** What was said last, and since when, by the relay's clock. */
  #sentences = ''
  #shownAt = 0
  #see: (() => void) | undefined
  #isChecking = false
  #extras: Extras | undefined
  #shownOf = ''
  #stopFollowing: (() => void) | undefined
  #page: Document | undefined
  /** The end that has come, and was asked about: once is enough. */
  #ended: string | undefined

  constructor(
    host: Host,
    tools: Tools,
    retriers: Listeners,
    speech: () => Speech | undefined,
    loadCode: LoadCode,
    now: () => number,
  ) {
    this.#host = host
    this.#tools = tools
    this.#retriers = retriers
    this.#speech = speech
    this.#loadCode = loadCode
    this.#countdown = new Countdown(host, this.#draw, now)
    this.#continue = new ContinueAfter(this.#draw, () => {
      if (this.#continueUrl) location.assign(this.#continueUrl)
      else host.close()
    })
    host.addController(this)
  }

  /** All there is to show; `isSeen`: the page has seen the order's success happen. */
  look(first: FirstInput, isSeen: boolean): View {
    const input: ViewInput = {
      ...first,
      shownAt: this.#shownAt,
      isChecking: this.#isChecking,
      continueIn: this.#continue.left,
      continueUrl: this.#continueUrl,
      isClosable: this.#isClosable,
      // Not where a shop's own tests run, in jsdom.
      isDesktop: !globalThis.matchMedia?.('(any-pointer: coarse)').matches,
      canRetry: isHeard(this.#retriers, this.#draw) || this.#retryUrl !== '',
    }
    let shown = view(input, this.#tools)
    const sentences = [shown.title, shown.money, shown.next].join()
    if (sentences !== this.#sentences) {
      this.#sentences = sentences
      this.#shownAt = input.shownAt = input.now
      shown = view(input, this.#tools)
    }
    this.#presses.arrange(shown)
    this.#see = () => this.#shown(shown, input, isSeen)
    return shown
  }

  /** What an order has shown stays, as long as it is about that order. */
  get extras(): Extras {
    const { order } = this.#host
    if (!this.#extras || this.#shownOf !== order) {
      this.#extras = new Extras(this.#draw, this.#loadCode)
    }
    this.#shownOf = order
    return this.#extras
  }

  /** There is a dialog to close. */
  get #isClosable(): boolean {
    return this.#host.variant === 'dialog' && this.#host.open
  }

  /** See presses.ts. */
  get isTall(): boolean {
    return this.#presses.isTall
  }

  get supportUrl(): string {
    return this.#urlOf(this.#host.supportUrl, CONTACT)
  }

  get #continueUrl(): string {
    return this.#urlOf(this.#host.continueUrl)
  }

  get #retryUrl(): string {
    return this.#urlOf(this.#host.retryUrl)
  }

  /** Where an address of the page leads; empty where it leads nowhere, or would run as a script. */
  #urlOf(address: string, more?: RegExp): string {
    const { order, baseURI } = this.#host
    return pageUrl(address.replace(/\{order\}/g, encodeURIComponent(order)), baseURI, more)
  }

  hostConnected(): void {
    this.#stopFollowing = followLanguage(this.#host, this.#draw)
    // It may be in another document than the script.
    this.#page = this.#host.ownerDocument
    this.#page.addEventListener('visibilitychange', this.#draw)
    this.#draw()
  }

  hostDisconnected(): void {
    this.#stopFollowing?.()
    this.#countdown.stop()
    this.#page?.removeEventListener('visibilitychange', this.#draw)
    this.#continue.pause()
    this.#tab.restore()
  }

  hostUpdated(): void {
    markLanguage(this.#host, this.#speech())
    this.#countdown.stop()
    this.#see?.()
    this.#see = undefined
  }

  /** What comes of what is shown. */
  #shown(shown: View, input: ViewInput, isSeen: boolean): void {
    const { snapshot, now, continueUrl, isClosable } = input
    const { continueAfter, tabTitle } = this.#host
    const seconds = parseFloat(String(continueAfter))
    this.#countdown.run(shown, input)

    const { status = '', expiresAt = '' } = snapshot ?? {}
    const isOver = /^(pending|requires_action)$/.test(status) && now >= Date.parse(expiresAt)
    if (isOver && this.#ended !== expiresAt) {
      this.#ended = expiresAt
      this.#host.refresh()
    }

    const isLed = continueUrl !== '' || isClosable
    if (!isSeen || status !== 'succeeded' || !isLed) this.#continue.pause()
    else if (seconds >= 0) this.#continue.begin(seconds)
    if (tabTitle) this.#tab.show(shown)
  }

  press({ deed, href, isResting }: Button, event: Event): void {
    if (isResting || !this.#presses.isMeant(event)) return event.preventDefault()
    if (deed === 'retry') this.#retry()
    if (deed === 'check') this.#check()
    if (deed === 'continue' && !href) this.#host.close()
    if (deed === 'stay') this.#continue.stop()
    if (deed === 'print') window.print()
  }

  #retry(): void {
    const event = new Event('payment-retry', { bubbles: true, composed: true, cancelable: true })
    const isLeft = this.#host.dispatchEvent(event)
    forgetOnce(this.#retriers)
    this.#draw()
    if (isLeft && this.#retryUrl) location.assign(this.#retryUrl)
  }

  #check(): void {
    this.#isChecking = true
    this.#host.refresh()
    this.#draw()
    setTimeout(() => {
      this.#isChecking = false
      this.#draw()
    }, REST)
  }
}
