import { LitElement } from 'lit'
import { PaymentStatusElement } from '../payment-status.ts'
import { loadToasts } from '../load-toasts.ts'

/**
 * Listens for a signed-in customer, and shows notifications and what becomes of their orders as toasts, at the top of the
 * page. Shows nothing where it stands.
 *
 * @element payment-toasts
 *
 * @fires payment-notification - `event.notification`. Cancelable: then it is the page that shows it.
 * @fires payment-status-change - A newer snapshot of an order: `event.snapshot`, `event.previous`.
 * @fires payment-error - What the merchant must mend: `event.code`, `event.message`.
 *
 * @csspart toast close
 */
export class PaymentToastsElement extends LitElement {
  static override properties = {
    token: {},
    tokenUrl: { attribute: 'token-url' },
    getToken: { attribute: false },
    relay: {},
    debug: { type: Boolean },
  }

  /** Names the customer, too. */
  declare token: string
  /** POSTed to with same-origin credentials when there is no token, or it ran out. */
  declare tokenUrl: string
  declare getToken: (() => Promise<string>) | undefined
  declare relay: string
  /** The connection's story, in the console. */
  declare debug: boolean

  override firstUpdated(): void {
    void loadToasts().then((toasts) => toasts.serve(this, () => PaymentStatusElement.defaultRelay))
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'payment-toasts': PaymentToastsElement
  }
}
