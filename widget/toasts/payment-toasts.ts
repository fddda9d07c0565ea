import { LitElement } from 'lit'
import { PaymentStatusElement } from '../payment-status.ts'
import { loadToasts } from '../load-toasts.ts'

/**
 * Listens for a signed-in customer, and shows notifications and what becomes of their orders as toasts, at the top of the
 * page. Shows nothing where it stands.
 *
 * @element payment-toasts
 *
 * @fires {PaymentNotificationEvent} payment-notification - `event.notification` is about to be shown. Prevent the
 *   default to show it yourself.
 * @fires {PaymentStatusChangeEvent} payment-status-change - A newer snapshot of an order: `event.snapshot`, and
 *   `event.previous`, null the first time.
 * @fires {PaymentErrorEvent} payment-error - Something that you must mend: `event.code`, `event.message`.
 *
 * @csspart toast - Each toast.
 * @csspart close - Its cross.
 */
export class PaymentToastsElement extends LitElement {
  static override properties = {
    token: {},
    tokenUrl: { attribute: 'token-url' },
    getToken: { attribute: false },
    relay: {},
    debug: { type: Boolean },
  }

  /** A customer's token: it says whom to listen for. `POST /tokens` with `{ "customer": "42" }` makes one. */
  declare token: string
  /**
   * Instead of, or beside `token`: the element POSTs there with same-origin credentials, and expects `{ "token": "…" }`.
   * Asked when there is none, or it runs out.
   */
  declare tokenUrl: string
  /** An async function that answers the token, instead of `token-url`. */
  declare getToken: (() => Promise<string>) | undefined
  /** The relay's address. Where the script came from the relay itself, that one. */
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
