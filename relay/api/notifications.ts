/** `POST …/notifications`: a message to an order, a customer, or everybody connected. */

import { Hono, type Context } from 'hono'
import * as v from 'valibot'
import { requireMerchant, type MerchantKeys } from '../access/auth.ts'
import { readBody } from '../http/body.ts'
import { CustomerId, orderIdOf, text } from './fields.ts'
import type { Addressee } from '../store/notice.ts'
import { PATHS } from '../http/paths.ts'
import { refuse } from '../http/problem.ts'
import { isOrderId } from '../protocol.ts'
import type { Hub } from '../pages/hub.ts'
import type { Store } from '../store/store.ts'

/** Of `data`, as JSON. In characters. */
const MAX_DATA = 4_096

/** A link that a page may follow: no scheme that runs. */
const Url = v.pipe(
  v.string(),
  v.maxLength(2_048),
  v.regex(/^(?:https?:\/\/|\/(?![/\\\s]))/i, 'must begin with https://, http:// or /'),
)

/** What is to be told, as the shop's server says it. */
export const NewNotification = v.strictObject({
  type: text(64),
  title: text(200),
  message: text(2_000),
  tone: v.exactOptional(text(32)),
  url: v.exactOptional(Url),
  data: v.exactOptional(
    v.pipe(
      v.unknown(),
      v.check(
        (data) => (JSON.stringify(data) ?? '').length <= MAX_DATA,
        `must be at most ${MAX_DATA} characters of JSON`,
      ),
    ),
  ),
})

/** One of the three. */
export type Recipient = { customer: string } | { order: string } | { everybody: true }

/** A mistyped name must not become a message to everybody. Throws on what names nobody. */
export function addresseeOf(to: Recipient): Addressee {
  if ('customer' in to) return { to: 'customer', id: v.parse(CustomerId, to.customer) }
  if ('order' in to) return { to: 'order', id: orderIdOf(to.order) }
  if (to.everybody === true) return { to: 'everybody', id: '' }
  throw new TypeError('To whom? { customer }, { order }, or { everybody: true }.')
}

interface NotifyParts {
  store: Pick<Store, 'notify' | 'order'>
  hub: Pick<Hub, 'notify'>
  /** In ms since 1970. */
  now(): number
}

export function notifications(parts: NotifyParts & { config: MerchantKeys }): Hono {
  const send = async (c: Context, addressee: Addressee) => {
    requireMerchant(c, parts.config)
    const message = await readBody(c, NewNotification)
    return c.json({ id: await notify(parts, addressee, message, c.get('once')) }, 202)
  }

  return new Hono()
    .post(PATHS.notifications, (c) => send(c, { to: 'everybody', id: '' }))
    .post(`${PATHS.orders}/:id/notifications`, (c) => {
      const id = c.req.param('id')
      if (!isOrderId(id)) throw refuse('invalid_order_id', `"${id}" cannot name an order.`)
      return send(c, { to: 'order', id })
    })
    .post(`${PATHS.customers}/:id/notifications`, (c) => {
      const id = c.req.param('id')
      if (!v.is(CustomerId, id)) {
        throw refuse('invalid_request', 'A customer has at most 255 characters.')
      }
      return send(c, { to: 'customer', id })
    })
}

/** Keeps the message until it is acknowledged, and tells it to who is there. Its id. `once`: see the step's Context. */
export async function notify(
  { store, hub, now }: NotifyParts,
  addressee: Addressee,
  message: v.InferOutput<typeof NewNotification>,
  once?: string,
): Promise<string> {
  const notice = await store.notify(addressee, message, now(), once)
  const order = addressee.to === 'order' ? await store.order(addressee.id) : undefined
  hub.notify(notice, order?.registration?.customers ?? [])
  return notice.notification.id
}
