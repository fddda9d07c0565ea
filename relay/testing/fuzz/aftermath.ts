/** Whoever is honest is served as if nothing had happened, and nothing of what happened is left. */

import { once } from 'node:events'
import { WebSocket } from 'ws'
import { PROVIDERS } from '../../providers/index.ts'
import { simulatedCallback } from '../../providers/simulated-callback.ts'
import { answersIn } from './answers.ts'
import { promised } from './promised.ts'
import { callbackUrlOf, requestOf, type Sent } from './surfaces/deliveries.ts'
import { ORDERS } from './surfaces/page-frames.ts'
import { ORIGIN, SECRETS, until, type Target } from './target.ts'

/** Throws where it is not so. */
export async function checkAftermath(target: Target): Promise<void> {
  await target.isLeftAlone()
  for (const id of ORDERS) {
    // Whose connection has ended leaves a moment later.
    const watching = async () => (await target.relay.audience(id)).connections
    await until(async () => (await watching()) === 0)
    promised((await watching()) === 0, 'nobody is watching who has gone', id)
  }
  await serveGoodPage(target)
  await target.isLeftAlone()
  target.checkLog()
}

const isAnswered = (bytes: Buffer): boolean => answersIn(bytes).length > 0

let served = 0

async function serveGoodPage(target: Target): Promise<void> {
  const id = `GOOD-${++served}`
  const registered = await target.merchant('PUT', `/orders/${id}`, {
    amount: 5_000,
    currency: 'KES',
  })
  promised(registered.status === 201, 'an order is registered', registered.status)
  const { token } = await target.relay.token({ orders: [id] })

  const told: Record<string, any>[] = []
  const page = new WebSocket(`ws://${target.host}/ws`, { origin: ORIGIN })
  page.on('message', (data) => told.push(JSON.parse(String(data))))
  await once(page, 'open')
  page.send(JSON.stringify({ type: 'subscribe', orders: [{ id }], token }))
  // Between what it asked for, it may be told what everybody is.
  const toldOf = (type: string) => told.find((frame) => frame.type === type)
  await until(() => toldOf('subscribed') !== undefined)
  promised(toldOf('subscribed') !== undefined, 'a good page is subscribed', told)

  // The same, twice: it counts once.
  const callback = requestOf(paidOf(target, id))
  for (let each = 0; each < 2; each++) {
    const [answer] = answersIn((await target.exchange([callback], isAnswered)).bytes)
    promised(answer?.status === 204, 'a good callback is acknowledged', answer)
  }
  await until(() => toldOf('update') !== undefined)
  promised(toldOf('update')?.order.status === 'succeeded', 'and the page is told', told)
  const order = await (await target.merchant('GET', `/orders/${id}`)).json()
  const { amountReceived, payments } = order
  promised(amountReceived === 5_000 && payments.length === 1, 'once', order)
  page.close()
  await once(page, 'close')
}

function paidOf({ port }: Target, orderId: string): Sent {
  const stripe = PROVIDERS.get('stripe')
  if (!stripe) throw new Error('Stripe is gone.')
  const said = {
    url: callbackUrlOf(port, stripe),
    status: 'succeeded',
    amount: 5_000,
    currency: 'KES',
  } as const
  const { headers, body } = simulatedCallback(
    stripe,
    SECRETS.get('stripe') ?? '',
    { ...said, orderId },
    Date.now(),
  )
  return { path: '/callbacks/stripe', headers, body }
}
