/**
 * What `serve --demo` adds: the demo's pages, and a shop's server in small.
 *
 * It does what a merchant's server does, over the same HTTP API; only the providers are simulated, with
 * signatures that the relay verifies like any others. On loopback, with throw-away secrets.
 */

import { Hono } from 'hono'
import * as v from 'valibot'
import { serveAssets, type Assets } from './assets.ts'
import { readBody } from './body.ts'
import type { Config } from './config.ts'
import { problem } from './problem.ts'
import { STATUSES } from './protocol.ts'
import { PROVIDERS } from './providers/index.ts'
import { simulatedCallback } from './simulate.ts'

/** What the demo's shop sells. */
const BASKET = {
  amount: 500_000,
  currency: 'KES',
  merchant: 'Kikoy House',
  description: '2 × beach towel',
  expiresIn: 15 * 60,
}

const OrderId = v.pipe(v.string(), v.regex(/^DEMO-[A-Za-z0-9-]{1,40}$/))
const Wanted = v.object({ order: OrderId })
const Told = v.object({
  order: OrderId,
  provider: v.picklist([...PROVIDERS.keys()]),
  status: v.picklist(STATUSES),
})

export function demo(config: Config & { publicUrl: string }, assets: Assets): Hono {
  const relay = `http://127.0.0.1:${config.port}`

  const put = (id: string, order: object) =>
    fetch(`${relay}/orders/${id}`, {
      method: 'PUT',
      headers: {
        Authorization: `Bearer ${config.apiKeys[0] ?? ''}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify(order),
    })

  return (
    new Hono()
      .use('/demo/*', async (c, next) => {
        // A page elsewhere must not use the shop's server, not even a demo's.
        const origin = c.req.header('Origin')
        if (origin !== undefined && new URL(origin).host !== c.req.header('Host')) {
          return problem('forbidden', 'The demo is for its own pages.')
        }
        return next()
      })

      // The shop's checkout: registers the order when the shopper presses Pay.
      .post('/demo/orders', async (c) => {
        const { order } = await readBody(c, Wanted)
        const response = await put(order, { ...BASKET, number: `№ ${order.slice('DEMO-'.length)}` })
        return c.json(await response.json())
      })

      // The element's `token-url`.
      .post('/demo/token', async (c) => {
        const { order } = await readBody(c, Wanted)
        const registered = v.parse(
          v.object({ token: v.string() }),
          await (await put(order, {})).json(),
        )
        return c.json({ token: registered.token })
      })

      // The provider: signs, and calls back.
      .post('/demo/callbacks', async (c) => {
        const { order, provider: id, status } = await readBody(c, Told)
        const provider = PROVIDERS.get(id)
        const [secret = ''] = config.providers.get(id)?.secrets ?? []
        const simulation = { ...BASKET, orderId: order, status }
        const callback = provider && simulatedCallback(provider, secret, simulation, Date.now())
        if (!callback) return problem('invalid_request', `${id} has no event for "${status}".`)

        const response = await fetch(`${relay}/callbacks/${id}${callback.path}`, {
          method: 'POST',
          headers: callback.headers,
          body: callback.body,
        })
        return c.json({ ...callback, answered: response.status })
      })

      .route(
        '/',
        serveAssets(
          assets,
          new Map(
            [...assets.keys()]
              .filter((name) => name.startsWith('demo/'))
              .flatMap((name): [string, string][] => [
                [`/${name}`, name],
                ...(name === 'demo/index.html' ? ([['/', name]] as [string, string][]) : []),
              ]),
          ),
        ),
      )
  )
}
