/** Whether a dialog is open: who called `show()` is owed an answer once it is closed, and the page an event. */

import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { Snapshot } from '../relay/protocol.ts'
import { PaymentEvent } from './events.ts'

interface Host extends ReactiveControllerHost, HTMLElement {
  open: boolean
  readonly snapshot: Snapshot | null
}

export class Opening implements ReactiveController {
  readonly #host: Host
  #wasOpen = false
  #owed: ((snapshot: Snapshot | null) => void)[] = []

  constructor(host: Host) {
    this.#host = host
    host.addController(this)
  }

  show(): Promise<Snapshot | null> {
    this.#host.open = true
    return new Promise((resolve) => this.#owed.push(resolve))
  }

  hostUpdated(): void {
    if (this.#host.open) this.#wasOpen = true
    // Only after all others have seen it: then the dialog is closed, and the focus is back.
    else queueMicrotask(() => this.#host.open || this.#close(this.#host.snapshot))
  }

  hostDisconnected(): void {
    const { snapshot } = this.#host
    // One that is only moved stays open.
    queueMicrotask(() => this.#host.isConnected || this.#close(snapshot))
  }

  #close(snapshot: Snapshot | null): void {
    const wasOpen = this.#wasOpen
    this.#wasOpen = this.#host.open = false
    for (const resolve of this.#owed.splice(0)) resolve(snapshot)
    if (wasOpen) this.#host.dispatchEvent(new PaymentEvent('payment-close', { snapshot }))
  }
}
