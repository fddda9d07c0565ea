/** What goes on beside an element once the first seconds are over: its clock, its buttons, its tab. */

import type { ReactiveController } from 'lit'
import type { PaymentStatusElement } from '../payment-status.ts'
import type { Button, View } from '../view-model/view.ts'
import type { ViewInput } from '../view-model/view-model.ts'
import { pageUrl } from '../safe-url.ts'
import { ring } from './alarm.ts'
import { changesAt } from './changes-at.ts'
import { ContinueAfter } from './continue-after.ts'
import { followLanguage } from './follow-language.ts'
import { Presses } from './presses.ts'
import { TabTitle } from './tab-title.ts'

/** How long *Check now* rests once it was pressed, in ms. */
const REST = 5_000

/** Help may also be a letter or a call. */
const CONTACT = /^(mailto|tel):$/

export class Attendant implements ReactiveController {
  readonly #host: PaymentStatusElement
  /** Whether somebody listens for another attempt. */
  readonly #hasRetrier: () => boolean
  readonly #continue: ContinueAfter
  readonly #presses = new Presses()
  readonly #tab = new TabTitle()
  readonly #draw = () => this.#host.requestUpdate()
  #isChecking = false
  #stopRinging: (() => void) | undefined
  #stopFollowing: (() => void) | undefined
  #page: Document | undefined
  /** The end that has come, and was asked about: once is enough. */
  #ended: string | undefined

  constructor(host: PaymentStatusElement, hasRetrier: () => boolean) {
    this.#host = host
    this.#hasRetrier = hasRetrier
    this.#continue = new ContinueAfter(this.#draw, () => location.assign(this.#continueUrl))
    host.addController(this)
  }

  /** What only we know of. */
  get state(): Pick<ViewInput, 'isChecking' | 'continueIn' | 'continueUrl' | 'canRetry'> {
    return {
      isChecking: this.#isChecking,
      continueIn: this.#continue.left,
      continueUrl: this.#continueUrl,
      canRetry: this.#hasRetrier() || this.#retryUrl !== '',
    }
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
    this.#stopRinging?.()
    this.#page?.removeEventListener('visibilitychange', this.#draw)
    this.#continue.pause()
    this.#tab.restore()
  }

  /** Told what is shown, of what; `isSeen`: the page has seen its success happen. */
  see(view: View, input: ViewInput, isSeen: boolean): void {
    const { snapshot, now, continueUrl } = input
    const { continueAfter, tabTitle, ownerDocument } = this.#host
    this.#presses.arrange(view)
    this.#stopRinging?.()
    // What nobody sees need not change; once somebody does, it is drawn anew.
    if (!ownerDocument.hidden) this.#stopRinging = ring(this.#draw, changesAt(view, input) - now)

    const { status = '', expiresAt = '' } = snapshot ?? {}
    const isOver = /^(pending|requires_action)$/.test(status) && now >= Date.parse(expiresAt)
    if (isOver && this.#ended !== expiresAt) {
      this.#ended = expiresAt
      this.#host.refresh()
    }

    if (!isSeen || status !== 'succeeded' || !continueUrl) this.#continue.pause()
    else if (continueAfter !== null && continueAfter >= 0) this.#continue.begin(continueAfter)
    if (tabTitle) this.#tab.show(view)
  }

  press({ deed, isResting }: Button, event: Event): void {
    if (isResting || !this.#presses.isMeant(event)) return event.preventDefault()
    if (deed === 'retry') this.#retry()
    if (deed === 'check') this.#check()
    if (deed === 'stay') this.#continue.stop()
    if (deed === 'print') window.print()
  }

  #retry(): void {
    const event = new Event('payment-retry', { bubbles: true, composed: true, cancelable: true })
    if (this.#host.dispatchEvent(event) && this.#retryUrl) location.assign(this.#retryUrl)
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
