/** What the page knows, and what it does about it. Whoever draws is told of each change. */

import { isOrderId, type Snapshot } from '../../relay/protocol.ts'
import { answerOf, askConsole, askRelay, faultOf, type Exchange, type Request } from './api.ts'
import { coalesced } from './coalesced.ts'
import { follow, type Feed } from './feed.ts'
import { heardOf, list, NOTHING, type Filter, type Listed } from './listing.ts'
import type { Audience, Everybody, Kept, Order, Start, Story } from './shapes.ts'

/** What the middle shows: an order by its id, or one of these. */
export type Place = { order: string } | 'nothing' | 'connected' | 'start'

/** How the order is looked at. */
export const LOOKS = ['story', 'payments', 'snapshot', 'audience'] as const
export type Look = (typeof LOOKS)[number]

/** All that is shown of one order. */
export interface Opened {
  id: string
  order?: Order
  story?: Story
  audience?: Audience
  kept: readonly Kept[]
  fault: string
}

/** On a phone, the one pane that is shown. */
export type Pane = 'orders' | 'middle' | 'tools'

/** What pages do, nobody tells: it is looked up, while somebody looks. In ms. */
const EVERY = 4_000

export class Desk {
  start: Start | undefined
  feed: Feed = { state: 'connecting', why: '', ms: undefined }
  filter: Filter = 'all'
  sought = ''
  listed: Listed = NOTHING
  place: Place = 'start'
  look: Look = 'story'
  opened: Opened | undefined
  kept: readonly Kept[] = []
  keptFault = ''
  everybody: Everybody | undefined
  pane: Pane = 'orders'
  /** Of the tools and buttons, by their names: what was sent last, and what came of it. */
  readonly sent = new Map<string, Exchange>()
  /** Orders whose providers are being asked. */
  readonly asking = new Set<string>()
  /** What a screen reader hears. */
  news = ''
  readonly #draw: () => void
  #isDrawing = false

  constructor(draw: () => void) {
    this.#draw = draw
  }

  async begin(): Promise<void> {
    const asked = await askConsole({ method: 'GET', path: '/start' })
    if (!faultOf(asked)) this.start = answerOf<Start>(asked)
    this.follow()
    this.changed()
    follow({
      changed: (feed) => this.changed((this.feed = feed) && undefined),
      heard: (order) => this.#heard(order),
      found: () => void this.refresh(),
    })
    setInterval(() => {
      if (document.visibilityState !== 'visible') return
      void this.lookAround()
      if (this.feed.state !== 'live') void this.list()
    }, EVERY)
    void this.refresh()
  }

  /** Draws soon: once for all that changes now. */
  changed(_?: unknown): void {
    if (this.#isDrawing) return
    this.#isDrawing = true
    queueMicrotask(() => {
      this.#isDrawing = false
      this.#draw()
    })
  }

  /** Goes where the address says. */
  follow(): void {
    const named = location.hash.slice(1)
    if (named === '/nothing' || named === '/connected')
      this.place = named === '/nothing' ? 'nothing' : 'connected'
    else this.place = isOrderId(named) ? { order: named } : 'start'
    const id = this.orderId
    if (id !== this.opened?.id) this.opened = id === '' ? undefined : { id, kept: [], fault: '' }
    this.pane = this.place === 'start' ? 'orders' : 'middle'
    if (id !== '') void this.open()
    this.changed()
  }

  /** The order that is open; empty where none is. */
  get orderId(): string {
    return typeof this.place === 'object' ? this.place.order : ''
  }

  nameOf(provider: string): string {
    return this.start?.providers.find(({ id }) => id === provider)?.name ?? provider
  }

  pagesOf(id: string): number {
    return this.everybody?.orders.find((each) => each.id === id)?.connections ?? 0
  }

  async list(filter = this.filter, sought = this.sought): Promise<void> {
    this.filter = filter
    this.sought = sought
    const listed = await list(filter, sought)
    // Another search has begun meanwhile.
    if (this.filter !== filter || this.sought !== sought) return
    this.listed = listed
    this.changed()
  }

  async more(): Promise<void> {
    this.listed = await list(this.filter, this.sought, this.listed)
    this.changed()
  }

  async refresh(): Promise<void> {
    await Promise.all([this.list(), this.lookAround()])
  }

  /** Asks for all of the order that is open. */
  readonly open = coalesced(() => this.#open())

  async #open(): Promise<void> {
    const id = this.orderId
    if (id === '') return
    const get = (path: string) => askRelay({ method: 'GET', path })
    const [order, story, audience, kept] = await Promise.all([
      get(`/orders/${id}`),
      get(`/orders/${id}/story`),
      get(`/orders/${id}/audience`),
      get(`/callbacks?order=${id}`),
    ])
    if (this.orderId !== id) return
    const known = (exchange: Exchange) => !faultOf(exchange)
    this.opened = {
      id,
      ...(known(order) && { order: answerOf<Order>(order) }),
      ...(known(story) && { story: answerOf<Story>(story) }),
      ...(known(audience) && { audience: answerOf<Audience>(audience) }),
      kept: known(kept) ? answerOf<{ callbacks: Kept[] }>(kept).callbacks : [],
      fault: faultOf(order) || faultOf(story),
    }
    this.changed()
  }

  /** What no frame tells: asked now and then, and once somebody here has done something. */
  readonly lookAround = coalesced(() => this.#lookAround())

  async #lookAround(): Promise<void> {
    const [kept, everybody] = await Promise.all([
      askRelay({ method: 'GET', path: '/callbacks?limit=100' }),
      askRelay({ method: 'GET', path: '/audience' }),
      this.open(),
    ])
    this.keptFault = faultOf(kept)
    if (!this.keptFault) this.kept = answerOf<{ callbacks: Kept[] }>(kept).callbacks
    if (!faultOf(everybody)) this.everybody = answerOf<Everybody>(everybody)
    this.changed()
  }

  #heard(order: Snapshot): void {
    this.listed = heardOf(this.listed, this.filter, this.sought, order)
    if (order.id === this.orderId) void this.open()
    this.changed()
  }

  /** Shows a tool, and puts the cursor where its form begins. */
  async goTo(tool: string): Promise<void> {
    this.changed((this.pane = 'tools'))
    // It is drawn by then.
    await Promise.resolve()
    const form = document.querySelector(`[aria-labelledby=tool-${tool}] form`)
    form?.querySelector<HTMLElement>('select, input')?.focus({ preventScroll: true })
    form?.closest('section')?.scrollIntoView({ block: 'start' })
  }

  /** Sends a request of the relay's for a tool, and shows what came of it. */
  async send(tool: string, request: Request): Promise<Exchange> {
    return this.show(tool, await askRelay(request))
  }

  /** Sends one to our own server, likewise. */
  async sendHere(tool: string, request: Request): Promise<Exchange> {
    return this.show(tool, await askConsole(request))
  }

  show(tool: string, exchange: Exchange): Exchange {
    this.sent.set(tool, exchange)
    this.news = faultOf(exchange) || `Answered with ${exchange.status}`
    this.changed()
    void this.refresh()
    return exchange
  }
}
