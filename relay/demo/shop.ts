/** The merchant's server: registers orders, gets tokens for their pages, sends prompts. As any would, by HTTP. */

import * as v from 'valibot'
import { basket, type Currency } from './baskets.ts'
import type { Happening, Sent } from './happenings.ts'
import type { Wire } from './wire.ts'

export const OrderId = v.pipe(v.string(), v.regex(/^DEMO-[0-9]{1,12}$/))

export const numberOf = (id: string): string => `№ ${id.slice('DEMO-'.length)}`

/** What the shop sees of an order: as much as the demo needs. */
const Order = v.object({
  id: v.string(),
  status: v.string(),
  version: v.number(),
  flow: v.string(),
  registered: v.boolean(),
  amount: v.nullable(v.number()),
  currency: v.nullable(v.string()),
  amountReceived: v.number(),
  overpaid: v.boolean(),
  payments: v.array(
    v.object({ id: v.string(), provider: v.optional(v.string()), status: v.string() }),
  ),
})
export type Order = v.InferOutput<typeof Order>

const Token = v.object({ token: v.string() })
const Page = v.object({
  orders: v.array(v.object({ id: v.string() })),
  next: v.nullish(v.string()),
})

/** Where the demo's first order would be numbered from. */
const FIRST = 1_205

export class Shop {
  readonly #wire: Wire
  readonly #publicUrl: string
  readonly #key: string

  constructor(wire: Wire, publicUrl: string, key: string) {
    this.#wire = wire
    this.#publicUrl = publicUrl
    this.#key = key
  }

  /** Undefined where nobody answers, or there is none. */
  async order(id: string): Promise<Order | undefined> {
    const answer = await this.#wire.send(this.#request('GET', `/orders/${id}`))
    return answer?.status === 200 ? v.parse(Order, JSON.parse(answer.body)) : undefined
  }

  /** Of its page. Undefined where nobody answers. */
  async token(id: string): Promise<string | undefined> {
    const answer = await this.#wire.send(this.#request('POST', '/tokens', { orders: [id] }))
    return answer && v.parse(Token, JSON.parse(answer.body)).token
  }

  /** For the basket. */
  register(id: string, currency: Currency, isEscrow: boolean): Promise<Happening> {
    const flow = isEscrow ? { flow: 'escrow' } : {}
    return this.#tell(id, 'PUT', `/orders/${id}`, `registers ${id}`, {
      ...basket(currency),
      number: numberOf(id),
      ...flow,
    })
  }

  /** The shop's own word on a payment. */
  says(id: string, text: string, word: object, cause?: string): Promise<Happening> {
    return this.#tell(id, 'POST', `/orders/${id}/updates`, text, word, cause)
  }

  /** One more than the highest that there ever was. */
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
        const [, digits] = /^DEMO-(\d{1,12})$/.exec(id) ?? []
        if (digits !== undefined) highest = Math.max(highest, Number(digits))
      }
      before = next
    } while (before)
    return highest + 1
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
