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
 *
 * @slot - Shown while there is no order, and until something is known of it: a form for the phone number, say.
 *
 * @fires {PaymentStatusChangeEvent} payment-status-change - A newer snapshot: `event.snapshot`, and `event.previous`,
 *   null the first time.
 * @fires {PaymentSucceededEvent} payment-succeeded - The order is paid: `event.snapshot`, and `event.seen`, whether it
 *   happened while the page watched, or was found so, as after a reload. Once for an element and order.
 * @fires {PaymentConnectionChangeEvent} payment-connection-change - `event.connection` is another: `offline`,
 *   `connecting`, `live` or `polling`.
 * @fires {PaymentRetryEvent} payment-retry - The shopper presses _Try again_. Prevent the default to handle it
 *   without `retry-url`.
 * @fires {PaymentCloseEvent} payment-close - The dialog was closed: `event.snapshot`, null where nothing was known.
 * @fires {PaymentErrorEvent} payment-error - Something that you must mend: `event.code`, `event.message`.
 *
 * @csspart card - The slip of paper, in all looks but the badge.
 * @csspart head - Its first lines: what is paid to whom.
 * @csspart merchant - To whom.
 * @csspart amount - How much.
 * @csspart description - What for.
 * @csspart test - Says that it is test money.
 * @csspart ring - Open while the truth is being found, closed once it is known.
 * @csspart title - What happened.
 * @csspart next - What to do next.
 * @csspart money - Was money taken.
 * @csspart code - The code to scan.
 * @csspart account - The account to pay to.
 * @csspart exact - The amount to pay there.
 * @csspart copy - Each button that copies.
 * @csspart slot - The row of the clock and the buttons: always there.
 * @csspart clock - The time left, or for how long we wait.
 * @csspart button - Each button of that row.
 * @csspart stub - Its last lines: what one quotes, and the connection.
 * @csspart reference - The order's number.
 * @csspart receipt - The provider's receipt.
 * @csspart connection - How it stands with the connection.
 * @csspart print - Prints the receipt.
 * @csspart support - The link to your help.
 * @csspart steps - The list, of the look `steps`.
 * @csspart step - Each of them.
 * @csspart dialog - The native dialog around the card, of the look `dialog`.
 * @csspart close - Its cross.
 * @csspart badge - All of the look `badge`.
 *
 * @cssprop [--payment-status-accent=--payment-status-text] - Buttons, and the ring while we wait.
 * @cssprop [--payment-status-on-accent=--payment-status-surface] - The words on a button of that colour.
 * @cssprop [--payment-status-surface=Canvas] - Behind the text.
 * @cssprop [--payment-status-text=CanvasText] - All words.
 * @cssprop [--payment-status-border=#80808059] - Lines, and the edge.
 * @cssprop [--payment-status-radius=14px] - Of the corners, with its unit: `0px`, not `0`.
 * @cssprop [--payment-status-font=system-ui] - A `font-family`.
 * @cssprop [--payment-status-success=#1c8f5f] - The marks once it is paid.
 * @cssprop [--payment-status-failure=#e0473b] - The marks once it has failed.
 * @cssprop [--payment-status-notice=#ad7a14] - The marks of what wants a look: a part of the money, a dispute.
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
    // Frameworks that know no property of this name write what they have as text.
    tabTitle: {
      attribute: 'tab-title',
      converter: (text: string | null) => text !== null && text !== 'false',
    },
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

  /** Your own id of the order, such as `ORD-1205`. A number is taken as text. Without it, the slot is shown. */
  declare order: string
  /** An order token: `PUT /orders/:id` and `POST /tokens` of the relay hand it to your server. */
  declare token: string
  /**
   * What it looks like: `card`, `steps`, `dialog` or `badge`. Anything else is a card.
   * @type {'card' | 'steps' | 'dialog' | 'badge'}
   */
  declare variant: string
  /** Whether the dialog is open. Set it, or read it. */
  declare open: boolean
  /**
   * Instead of, or beside `token`: the element POSTs `{ "order": "…" }` there with same-origin credentials, and expects
   * `{ "token": "…" }`. Asked when there is none, or it runs out. Each asking ends after 10 s.
   */
  declare tokenUrl: string
  /** An async function that answers the token, instead of `token-url`. */
  declare getToken: (() => Promise<string>) | null | undefined
  /** The relay's address. Where the script came from the relay itself, that one; with the npm package, required. */
  declare relay: string
  /** Whom the shopper pays. Else as the order says, or the page's host. */
  declare merchant: string
  /** `polling`: never a WebSocket. */
  declare transport: 'auto' | 'polling'
  /** Tells changes as toasts, too. */
  declare toasts: boolean
  /** A hidden tab's title and icon tell the outcome; and a page that is hidden for long goes on asking, once a minute. */
  declare tabTitle: boolean
  /** The connection's story, in the console. */
  declare debug: boolean
  /** Where a button leads once the order is paid. `{order}` is filled in. A dialog without it closes. */
  declare continueUrl: string
  /**
   * Where _Try again_ leads. `{order}` is filled in. Without it, and without a listener for `payment-retry` on the
   * element itself, there is no such button.
   */
  declare retryUrl: string
  /** Where your help is, `mailto:` and `tel:` too. `{order}` is filled in. */
  declare supportUrl: string
  /**
   * In seconds: goes to `continue-url` by itself, only where success was seen to happen, on a page that somebody sees,
   * and never once the shopper says _stay_.
   */
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

  /** All that is known of the order; null: nothing yet. */
  get snapshot(): Snapshot | null {
    return this.#order.known.snapshot ?? null
  }

  /** Of the snapshot. */
  get status(): PaymentStatus | null {
    return this.snapshot?.status ?? null
  }

  /** How the page hears: `offline`, `connecting`, `live` once a subscription was answered, `polling`. */
  get connection(): Connection {
    return this.#order.known.connection
  }

  /** Asks the relay for the newest now, and has it ask the provider, where it can. */
  refresh(): void {
    this.#order.refresh()
  }

  /** Opens the dialog. Answers the snapshot with which it was closed, by whomever; null where nothing was known. */
  show(): Promise<Snapshot | null> {
    return this.#opening.show()
  }

  /** Closes the dialog. */
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
