/** The merchant's server: registers orders, gets tokens for their pages, sends prompts. As any would, by HTTP. */

import * as v from 'valibot'
import { REASON_CODES, STATUSES } from '../protocol.ts'
import { basket, type Currency } from './baskets.ts'
import type { Happening, Sent } from './happenings.ts'
import { Newest } from './newest.ts'
import type { Wire } from './wire.ts'

export const OrderId = v.pipe(v.string(), v.regex(/^DEMO-[0-9]{1,12}$/))

export const orderOf = (number: number): string => `DEMO-${number}`

/** As shoppers see it. */
export const shownNumber = (id: string): string => `№ ${id.slice('DEMO-'.length)}`

/** What the shop sees of an order: as much as the demo needs. */
const Order = v.object({
  id: v.string(),
  epoch: v.string(),
  status: v.picklist(STATUSES),
  reason: v.optional(v.object({ code: v.picklist(REASON_CODES) })),
  version: v.number(),
  flow: v.string(),
  registered: v.boolean(),
  amount: v.nullable(v.number()),
  currency: v.nullable(v.string()),
  amountReceived: v.number(),
  overpaid: v.boolean(),
  payments: v.array(
    v.object({ id: v.string(), provider: v.nullish(v.string()), amountReceived: v.number() }),
  ),
})
export type Order = v.InferOutput<typeof Order>

/** Of an order, and its store's history. */
export type Version = Pick<Order, 'epoch' | 'version'>

const Token = v.object({ token: v.string() })
const Page = v.object({
  orders: v.array(v.object({ id: v.string() })),
  next: v.nullish(v.string()),
})

/** For so long it is waited, in seconds. */
const WAIT = 25

/** Of so many orders. */
const SEEN = 1_000

/** Where the demo's first order would be numbered from. */
const FIRST = 1_205

export class Shop {
  readonly #wire: Wire
  readonly #publicUrl: string
  readonly #key: string
  /** As they were seen last: a provider calls back whether or not the relay runs. */
  readonly #seen = new Newest<Order>(SEEN)

  constructor(wire: Wire, publicUrl: string, key: string) {
    this.#wire = wire
    this.#publicUrl = publicUrl
    this.#key = key
  }

  /** Undefined where nobody answers, or there is none. */
  async order(id: string): Promise<Order | undefined> {
    return this.#read(id, this.#request('GET', `/orders/${id}`))
  }

  /** As it was when the shop looked last. */
  seen(id: string): Order | undefined {
    return this.#seen.get(id)
  }

  /** One that the relay does not know yet. */
  unregistered(id: string, currency: Currency, isEscrow: boolean): Order {
    const { amount } = basket(currency)
    const flow = isEscrow ? 'escrow' : 'payment'
    const nothing = { epoch: '', version: 0, amountReceived: 0, overpaid: false, payments: [] }
    return { id, status: 'pending', flow, registered: false, amount, currency, ...nothing }
  }

  /** Waits until it is another than this one, for so many seconds at most. Undefined: it stays as it was, or nobody answers. */
  changed(id: string, { epoch, version }: Version, wait = WAIT): Promise<Order | undefined> {
    const { headers, ...request } = this.#request('GET', `/orders/${id}?wait=${wait}`)
    const known = { ...headers, 'If-None-Match': `"${epoch}.${version}"` }
    return this.#read(id, { ...request, headers: known })
  }

  /** Waits until it is; or until it is something else for good, or nobody answers. */
  async expired(id: string): Promise<void> {
    let order = await this.order(id)
    while (order && (order.status === 'pending' || order.status === 'requires_action')) {
      await this.changed(id, order)
      order = await this.order(id)
    }
  }

  /** Of its page. Undefined where nobody answers. */
  async token(id: string): Promise<string | undefined> {
    const answer = await this.#wire.send(this.#request('POST', '/tokens', { orders: [id] }))
    return answer && v.parse(Token, JSON.parse(answer.body)).token
  }

  /** For the basket. */
  async register(id: string, currency: Currency, isEscrow: boolean): Promise<Happening> {
    const happening = await this.#tell(id, 'PUT', `/orders/${id}`, `Registers ${id}`, {
      ...basket(currency),
      number: shownNumber(id),
      ...(isEscrow && { flow: 'escrow' }),
    })
    await this.order(id)
    return happening
  }

  /** By what providers can be asked about the order. */
  asks(id: string, text: string, asks: Readonly<Record<string, readonly string[]>>) {
    return this.#tell(id, 'PUT', `/orders/${id}`, text, { asks })
  }

  /** The shop's own word on a payment. */
  says(id: string, text: string, word: object, cause?: string): Promise<Happening> {
    return this.#tell(id, 'POST', `/orders/${id}/updates`, text, word, cause)
  }

  /** One more than the highest that there ever was, but for those so high that nobody has counted up to them. */
  async nextNumber(): Promise<number> {
    let highest = FIRST - 1
    let before: string | null | undefined = ''
    do {
      const from: string = before === '' ? '' : `&before=${encodeURIComponent(before)}`
      const answer = await this.#wire.send(this.#request('GET', `/orders?limit=100${from}`))
      const { orders, next }: v.InferOutput<typeof Page> = v.parse(
        Page,
        JSON.parse(answer?.body ?? '{"orders":[]}'),
      )
      for (const { id } of orders) {
        const [, digits] = /^DEMO-(\d{1,9})$/.exec(id) ?? []
        if (digits !== undefined) highest = Math.max(highest, Number(digits))
      }
      before = next
    } while (before)
    return highest + 1
  }

  async #read(id: string, request: Sent): Promise<Order | undefined> {
    const answer = await this.#wire.send(request)
    if (answer?.status !== 200) return undefined
    const order = v.parse(Order, JSON.parse(answer.body))
    this.#seen.set(id, order)
    return order
  }

  #tell(
    order: string,
    method: string,
    path: string,
    text: string,
    body: object,
    cause?: string,
  ): Promise<Happening> {
    return this.#wire.tell(order, this.#request(method, path, body), {
      lane: 'shop',
      text,
      tone: 'plain',
      ...(cause !== undefined && { cause }),
    })
  }

  #request(method: string, path: string, body?: object): Sent {
    return {
      method,
      url: this.#publicUrl + path,
      headers: {
        Authorization: `Bearer ${this.#key}`,
        ...(body && { 'Content-Type': 'application/json' }),
      },
      body: body ? JSON.stringify(body) : '',
    }
  }
}
