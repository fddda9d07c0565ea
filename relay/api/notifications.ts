/** `POST …/notifications`: a message to an order, a customer, or everybody connected. */

import { Hono, type Context } from 'hono'
import * as v from 'valibot'
import { requireMerchant, type MerchantKeys } from '../access/auth.ts'
import { readBody } from '../http/body.ts'
import { at, fields, missing, mustBe, one, readOf, text } from '../http/shapes.ts'
import { customerIdOf, orderIdOf } from './fields.ts'
import type { Addressee } from '../store/notice.ts'
import { PATHS } from '../http/paths.ts'
import { refuse } from '../http/problem.ts'
import { WORDLESS } from '../protocol.ts'
import type { Bus } from '../nodes/bus.ts'
import type { Hub } from '../pages/hub.ts'
import type { Store } from '../store/store.ts'

/** Of `data`, as JSON. In characters. */
const MAX_DATA = 4_096

/** A link that a page may follow: no scheme that runs. */
const Link = one(
  'a link that begins with https://, http:// or /',
  v.pipe(
    v.string(mustBe('text')),
    v.maxLength(2_048, 'must have at most 2048 characters'),
    v.regex(/^(?:https?:\/\/|\/(?![/\\\s]))/i, 'must begin with https://, http:// or /'),
  ),
)

const TITLE = text(200)
const MESSAGE = text(2_000)

const WITHOUT_WORDS: ReadonlySet<unknown> = new Set(WORDLESS)

/** What is to be told, as the shop's server says it. */
export const NewNotification = v.pipe(
  fields({
    type: text(64),
    title: v.exactOptional(TITLE),
    message: v.exactOptional(MESSAGE),
    tone: v.exactOptional(text(32)),
    url: v.exactOptional(Link),
    data: v.exactOptional(
      v.pipe(
        v.unknown(),
        v.check(
          (data) => (JSON.stringify(data) ?? '').length <= MAX_DATA,
          `must be at most ${MAX_DATA} characters of JSON`,
        ),
      ),
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    const said = readOf(dataset.value)
    if (WITHOUT_WORDS.has(said['type'])) return
    for (const [key, shape] of [
      ['title', TITLE],
      ['message', MESSAGE],
    ] as const) {
      if (said[key] === undefined) addIssue({ message: missing(shape), path: at(said, key) })
    }
  }),
)

/** One of the three. */
export type Recipient = { customer: string | number } | { order: string } | { everybody: true }

/** A mistyped name must not become a message to everybody. Throws on what names nobody. */
export function addresseeOf(to: Recipient): Addressee {
  const { customer, order, everybody } = readOf(to)
  if (customer !== undefined) return { to: 'customer', id: customerIdOf(customer) }
  if (order !== undefined) return { to: 'order', id: orderIdOf(order) }
  if (everybody === true) return { to: 'everybody', id: '' }
  throw refuse('invalid_request', 'To whom? { customer }, { order }, or { everybody: true }.')
}

export interface NotifyParts {
  store: Pick<Store, 'notify' | 'order'>
  hub: Pick<Hub, 'notify'>
  bus: Pick<Bus, 'tell'>
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
    .post(`${PATHS.orders}/:id/notifications`, (c) =>
      send(c, { to: 'order', id: orderIdOf(c.req.param('id')) }),
    )
    .post(`${PATHS.customers}/:id/notifications`, (c) =>
      send(c, { to: 'customer', id: customerIdOf(c.req.param('id')) }),
    )
}

/** Keeps the message until it is acknowledged, and tells it to who is there. Its id. `once`: see the step's Context. */
export async function notify(
  { store, hub, bus, now }: NotifyParts,
  addressee: Addressee,
  message: v.InferOutput<typeof NewNotification>,
  once?: string,
): Promise<string> {
  const notice = await store.notify(addressee, message, now(), once)
  const order = addressee.to === 'order' ? await store.order(addressee.id) : undefined
  hub.notify(notice, order?.registration?.customers ?? [])
  bus.tell({ of: 'notice', id: notice.notification.id, addressee })
  return notice.notification.id
}
