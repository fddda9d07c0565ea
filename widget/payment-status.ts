import { html, LitElement, svg, type TemplateResult } from 'lit'
import type { PaymentStatus, Snapshot } from '../relay/protocol.ts'
import { adoptStyles } from './adopt-styles.ts'
import type { Connection } from './client/connection.ts'
import { PaymentEvent } from './events.ts'
import type { Later } from './later/later.ts'
import { wordsFor } from './locales/index.ts'
import { merged, type FirstWords } from './locales/words.ts'
import { OrderController } from './order-controller.ts'
import { styles } from './payment-status.styles.ts'
import { pageUrl } from './safe-url.ts'
import { loadToasts } from './toasts/load-toasts.ts'
import type { Button } from './view-model/view.ts'
import { view } from './view-model/view-model.ts'
import { ICONS } from './views/icons.ts'
import { VIEWS } from './views/index.ts'
import { parts } from './views/parts.ts'
import { Presses } from './presses.ts'

/** For ears only. Set as a property, it holds under a strict content security policy too, without our styles. */
const UNSEEN = 'position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)'

/**
 * Tells the shopper how the payment of an order stands, and keeps it true.
 *
 * @element payment-status
 * @slot - Shown while there is no order, and until something is known of it.
 *
 * @fires payment-status-change - A newer snapshot: `event.snapshot`, `event.previous`.
 * @fires payment-succeeded - The order is paid.
 * @fires payment-connection-change - `event.connection`.
 * @fires payment-retry - The shopper wants to try again. Cancelable.
 * @fires payment-error - What the merchant must mend: `event.code`, `event.message`.
 *
 * @csspart card head merchant amount description test ring title next money slot clock button
 * @csspart stub reference receipt connection support
 *
 * @cssprop --payment-status-accent --payment-status-on-accent - Buttons, and the ring while we wait.
 * @cssprop --payment-status-surface - Behind the text.
 * @cssprop --payment-status-text
 * @cssprop --payment-status-border
 * @cssprop --payment-status-radius - With its unit: `0px`.
 * @cssprop --payment-status-font
 * @cssprop --payment-status-success --payment-status-failure --payment-status-notice
 */
export class PaymentStatusElement extends LitElement {
  static override properties = {
    order: {},
    token: {},
    tokenUrl: { attribute: 'token-url' },
    getToken: { attribute: false },
    relay: {},
    merchant: {},
    transport: {},
    toasts: { type: Boolean },
    tabTitle: { type: Boolean, attribute: 'tab-title' },
    debug: { type: Boolean },
    continueUrl: { attribute: 'continue-url' },
    retryUrl: { attribute: 'retry-url' },
    supportUrl: { attribute: 'support-url' },
  }

  /** Where the relay's own script came from. The npm package knows of none. */
  static defaultRelay = ''

  /** The merchant's own id of the order, such as `ORD-1205`. */
  declare order: string
  declare token: string
  /** POSTed to with same-origin credentials when there is no token, or it ran out. */
  declare tokenUrl: string
  declare getToken: (() => Promise<string>) | undefined
  declare relay: string
  declare merchant: string
  declare transport: 'auto' | 'polling'
  /** Announces changes as toasts, too. */
  declare toasts: boolean
  /** A hidden page goes on asking, once a minute. */
  declare tabTitle: boolean
  /** The connection's story, in the console. */
  declare debug: boolean
  /** In these, `{order}` is filled in. */
  declare continueUrl: string
  declare retryUrl: string
  declare supportUrl: string

  readonly #order = new OrderController(this, () => ({
    relay: this.relay || PaymentStatusElement.defaultRelay,
    order: this.order,
    token: this.token,
    tokenUrl: this.tokenUrl,
    getToken: this.getToken && this.#askForToken,
    transport: this.transport,
    background: this.tabTitle,
    debug: this.debug,
  }))

  readonly #presses = new Presses()
  #later: Later | undefined

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#loadLater()
  }

  async #loadLater(): Promise<void> {
    this.#later ??= (await import('./later/later.ts')).later
    this.requestUpdate()
  }

  /** Asks whatever `getToken` is by then: many a page makes it anew each time it renders. */
  readonly #askForToken = async (): Promise<string> => (await this.getToken?.()) ?? ''

  constructor() {
    super()
    this.order = this.token = this.tokenUrl = this.relay = this.merchant = ''
    this.continueUrl = this.retryUrl = this.supportUrl = ''
    this.transport = 'auto'
    this.toasts = this.tabTitle = this.debug = false
  }

  get snapshot(): Snapshot | null {
    return this.#order.known.snapshot ?? null
  }

  get status(): PaymentStatus | null {
    return this.snapshot?.status ?? null
  }

  get connection(): Connection {
    return this.#order.known.connection
  }

  /** Asks the relay for the newest now. */
  refresh(): void {
    this.#order.refresh()
  }

  protected override updated(): void {
    if (this.toasts) void loadToasts().then((toasts) => toasts.watch(this))
  }

  protected override render(): TemplateResult {
    this.#adopt('first', styles)
    const words = wordsFor('en') as FirstWords
    const later = this.#later
    if (later) this.#adopt('later', later.styles)
    const { known } = this.#order
    const { snapshot } = known
    const now = Date.now()
    const shown = view(
      {
        ...known,
        order: this.order,
        isSilent: false,
        heardAt: undefined,
        now,
        shownAt: now,
        checked: undefined,
        isChecking: false,
        continueIn: undefined,
        continueUrl: this.#filled(this.continueUrl),
        isClosable: false,
        canRetry: true,
        language: this.closest<HTMLElement>('[lang]')?.lang || navigator.language,
        words: later ? merged(words, later.words) : words,
        merchant: this.merchant || snapshot?.merchant || location.host,
      },
      later,
    )
    this.#presses.arrange(shown)
    const announcement = snapshot ? shown.announcement : ''

    // Screen readers announce changes to a live region, not its arrival: so both are here from the start.
    return html`
      <div role="status" .style=${UNSEEN} .textContent=${shown.isUrgent ? '' : announcement}></div>
      <div role="alert" .style=${UNSEEN} .textContent=${shown.isUrgent ? announcement : ''}></div>
      ${
        snapshot
          ? VIEWS.card(shown, {
              html,
              svg,
              parts,
              icons: later ? { ...ICONS, ...later.icons } : ICONS,
              words,
              supportUrl: this.#filled(this.supportUrl, /^(mailto|tel):$/),
              press: (button, event) => this.#press(button, event),
              adopt: this.#adopt,
            })
          : html`<slot></slot>`
      }
    `
  }

  readonly #adopt = (name: string, css: string): void => {
    if (this.shadowRoot) adoptStyles(this.shadowRoot, name, css)
  }

  #press({ deed, isResting }: Button, event: Event): void {
    if (isResting || !this.#presses.isMeant(event)) return event.preventDefault()
    if (deed === 'retry') this.#retry()
    else if (deed === 'check') this.refresh()
  }

  #retry(): void {
    const isLeft = this.dispatchEvent(new PaymentEvent('payment-retry', {}, true))
    if (isLeft && this.retryUrl) location.assign(this.#filled(this.retryUrl))
  }

  /** Where an address of the page leads. An attribute that was removed leaves null behind. */
  #filled(url: string | null, more?: RegExp): string {
    const filled = (url ?? '').replaceAll('{order}', encodeURIComponent(this.order))
    return pageUrl(filled, this.baseURI, more)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'payment-status': PaymentStatusElement
  }
}
