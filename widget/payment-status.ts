import { html, LitElement, svg, type TemplateResult } from 'lit'
import type { PaymentStatus, Snapshot } from '../relay/protocol.ts'
import type { Connection } from './client/connection.ts'
import type { FollowError } from './client/following.ts'
import type { Face } from './face.ts'
import { listenersOf } from './listeners.ts'
import { loadFace } from './load-face.ts'
import { loadToasts } from './load-toasts.ts'
import { Opening } from './opening.ts'
import { OrderController } from './order-controller.ts'

/** Tells the merchant, in the console. */
async function explain(error: FollowError): Promise<void> {
  const face = await loadFace()
  await face.explain(error)
}

/** How long `updateComplete` waits for what is drawn, in ms. */
const PATIENCE = 1_000

/** Where the relay's own script came from. */
let defaultRelay = ''
/** All on the page: the copy that knows a relay may come later than the one that defined them. */
const placed = new Set<PaymentStatusElement>()

/** Those that are text, whatever a page sets. */
const TEXTS = [
  'order',
  'token',
  'tokenUrl',
  'relay',
  'merchant',
  'continueUrl',
  'retryUrl',
  'supportUrl',
] as const

/** For ears only. Set as a property, it holds under a strict content security policy too, without our styles. */
const UNSEEN = 'position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)'

/**
 * Tells the shopper how the payment of an order stands, and keeps it true.
 *
 * @element payment-status
 * @slot - Shown while there is no order, and until something is known of it.
 *
 * @fires payment-status-change - A newer snapshot: `event.snapshot`, `event.previous`.
 * @fires payment-succeeded - The order is paid: `event.seen`, whether it happened while the page watched.
 * @fires payment-connection-change - `event.connection`.
 * @fires payment-retry - The shopper wants to try again. Cancelable.
 * @fires payment-close - The dialog was closed: `event.snapshot`.
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
    // What the page can style by. A card, as most are, needs no name.
    variant: { reflect: true, useDefault: true },
    open: { type: Boolean, reflect: true },
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
    // Left empty, it is not 0.
    continueAfter: {
      converter: (text: string | null) => parseFloat(String(text)),
      attribute: 'continue-after',
    },
    retryUrl: { attribute: 'retry-url' },
    supportUrl: { attribute: 'support-url' },
  }

  /** Where the relay's own script came from. The npm package knows of none. */
  static get defaultRelay(): string {
    return defaultRelay
  }

  static set defaultRelay(relay: string) {
    defaultRelay = relay
    for (const element of placed) element.requestUpdate()
  }

  /** The merchant's own id of the order, such as `ORD-1205`. */
  declare order: string
  declare token: string
  /** `card`, `steps`, `dialog` or `badge`. */
  declare variant: string
  /** Of a dialog. */
  declare open: boolean
  /** POSTed to with same-origin credentials when there is no token, or it ran out. */
  declare tokenUrl: string
  declare getToken: (() => Promise<string>) | null | undefined
  declare relay: string
  declare merchant: string
  declare transport: 'auto' | 'polling'
  /** Announce changes as toasts, too. */
  declare toasts: boolean
  /** A hidden tab's title and icon tell the outcome; and a hidden page goes on asking, once a minute. */
  declare tabTitle: boolean
  /** The connection's story, in the console. */
  declare debug: boolean
  /** In these, `{order}` is filled in. */
  declare continueUrl: string
  declare retryUrl: string
  declare supportUrl: string
  /** In seconds: continues by itself once the page has seen the order paid, unless the shopper stops it. */
  declare continueAfter: number | null

  readonly #order = new OrderController(this, explain, () => ({
    relay: this.#address(),
    order: this.order,
    token: this.token,
    tokenUrl: this.tokenUrl,
    // Asks whatever it is by then: many a page makes it anew each time it renders.
    getToken: this.getToken ? async () => (await this.getToken?.()) ?? '' : undefined,
    transport: this.transport === 'polling' ? 'polling' : 'auto',
    background: this.tabTitle,
    debug: this.debug,
  }))

  readonly #opening = new Opening(this)

  /** Who listens for another attempt. */
  readonly #retriers = listenersOf(this, 'payment-retry', () => this.requestUpdate())

  #face: Face | undefined
  readonly #loaded = this.#loadFace()

  constructor() {
    super()
    this.order = this.token = this.tokenUrl = this.relay = this.merchant = ''
    this.continueUrl = this.retryUrl = this.supportUrl = ''
    this.variant = 'card'
    this.transport = 'auto'
    this.open = this.toasts = this.tabTitle = this.debug = false
    this.continueAfter = null
  }

  async #loadFace(): Promise<void> {
    const face = await loadFace()
    const [order, retriers] = [this.#order, this.#retriers]
    this.#face = face.of(this, { html, svg, order, retriers, unseen: UNSEEN })
    this.requestUpdate()
  }

  /** Drawn with all its words, unless they take too long. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete()
    await Promise.race([this.#loaded, new Promise((resolve) => setTimeout(resolve, PATIENCE))])
    await this.#face?.whole
    return super.getUpdateComplete()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    placed.add(this)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    placed.delete(this)
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

  /** Asks the relay for the newest now, and has it ask the provider, where it can. */
  refresh(): void {
    this.#order.refresh()
  }

  /** Opens the dialog. Answers once it is closed, with what was known of the order by then; null: nothing. */
  show(): Promise<Snapshot | null> {
    return this.#opening.show()
  }

  close(): void {
    this.open = false
  }

  protected override willUpdate(): void {
    // Frameworks set numbers, null and undefined as they come; templates leave white space.
    for (const name of TEXTS) this[name] = String(this[name] ?? '').trim()
  }

  protected override updated(): void {
    if (this.toasts) void loadToasts().then((toasts) => toasts.watch(this))
  }

  protected override render(): TemplateResult {
    const { polite = '', urgent = '', content, frame } = this.#face?.draw() ?? {}
    // Screen readers announce changes to a live region, not its arrival: so both are here from the start.
    const inside = html`
      <div role="status" .style=${UNSEEN} .textContent=${polite}></div>
      <div role="alert" .style=${UNSEEN} .textContent=${urgent}></div>
      ${content ?? html`<slot></slot>`}
    `
    return frame?.(inside) ?? inside
  }

  /** Where the relay is: absolute, for sockets of browsers before 2024. */
  #address(): string {
    const relay = this.relay || defaultRelay
    try {
      return relay && new URL(relay.replace(/\/?$/, '/'), this.baseURI).href
    } catch {
      return relay
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'payment-status': PaymentStatusElement
  }
}
