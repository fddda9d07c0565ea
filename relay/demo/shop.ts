import { randomInt } from 'node:crypto'
import { Hono } from 'hono'
import * as v from 'valibot'
import type { Config } from '../config/config.ts'
import { readBody } from '../http/body.ts'

/** What the demo's shop sells. */
export const BASKET = {
  amount: 500_000,
  currency: 'KES',
  merchant: 'Kikoy House',
  description: '2 × beach towel',
  expiresIn: 15 * 60,
}

export const OrderId = v.pipe(v.string(), v.regex(/^DEMO-[0-9]{1,12}$/))
const Wanted = v.object({ order: OrderId })
const Token = v.object({ token: v.string() })

export const newOrder = (): string => `DEMO-${randomInt(1_000, 10_000)}`

/** Where the shop reaches the relay, which is on this machine. */
export const relayAddress = ({ port }: Pick<Config, 'port'>): string => `http://127.0.0.1:${port}`

const put = (config: Config, id: string, order: object): Promise<Response> =>
  fetch(`${relayAddress(config)}/orders/${id}`, {
    method: 'PUT',
    headers: {
      Authorization: `Bearer ${config.apiKeys[0] ?? ''}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify(order),
  })

/** Tells the relay of an order for the basket. */
export const register = (config: Config, id: string): Promise<Response> =>
  put(config, id, { ...BASKET, number: `№ ${id.slice('DEMO-'.length)}` })

/** A merchant's server: registers an order when the shopper presses Pay, and gets tokens for its page. */
export const shop = (config: Config): Hono =>
  new Hono()
    .post('/orders', async (c) => {
      const { order: id = newOrder() } = await readBody(c, v.partial(Wanted))
      const { ok } = await register(config, id)
      return c.json({ order: id }, ok ? 200 : 502)
    })
    .post('/token', async (c) => {
      const { order } = await readBody(c, Wanted)
      const { token } = v.parse(Token, await (await put(config, order, {})).json())
      return c.json({ token })
    })
