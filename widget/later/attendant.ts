/** What goes on beside an element once the first seconds are over: its clock, its buttons, its tab. */

import type { ReactiveController } from 'lit'
import type { PaymentStatusElement } from '../payment-status.ts'
import type { Deed, View } from '../view-model/view.ts'
import type { ViewInput } from '../view-model/view-model.ts'
import { ring } from './alarm.ts'
import { changesAt } from './changes-at.ts'
import { ContinueAfter } from './continue-after.ts'
import { followLanguage } from './follow-language.ts'
import { TabTitle } from './tab-title.ts'

/** How long *Check now* rests once it was pressed, in ms. */
const REST = 5_000

export class Attendant implements ReactiveController {
  readonly #host: PaymentStatusElement
  /** Where an address of the page leads; empty where it must not be followed. */
  readonly #urlOf: (address: string) => string
  readonly #continue: ContinueAfter
  readonly #tab = new TabTitle()
  readonly #draw = () => this.#host.requestUpdate()
  #isChecking = false
  #stopRinging: (() => void) | undefined
  #stopFollowing: (() => void) | undefined
  #page: Document | undefined
  /** The end that has come, and was asked about: once is enough. */
  #ended: string | undefined

  constructor(host: PaymentStatusElement, urlOf: (address: string) => string) {
    this.#host = host
    this.#urlOf = urlOf
    this.#continue = new ContinueAfter(this.#draw, () => location.assign(urlOf(host.continueUrl)))
    host.addController(this)
  }

  /** What only we know of. */
  get state(): Pick<ViewInput, 'isChecking' | 'continueIn'> {
    return { isChecking: this.#isChecking, continueIn: this.#continue.left }
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

  press(deed: Deed): void {
    if (deed === 'retry') this.#retry()
    if (deed === 'check') this.#check()
    if (deed === 'stay') this.#continue.stop()
    if (deed === 'print') window.print()
  }

  #retry(): void {
    const event = new Event('payment-retry', { bubbles: true, composed: true, cancelable: true })
    const url = this.#urlOf(this.#host.retryUrl)
    if (this.#host.dispatchEvent(event) && url) location.assign(url)
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
