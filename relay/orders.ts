/** `PUT` and `GET /orders/:id`, `POST /orders/:id/updates`. */

import { createHash } from 'node:crypto'
import { Hono, type Context } from 'hono'
import * as v from 'valibot'
import { authenticate, requireMerchant } from './auth.ts'
import { readBody } from './body.ts'
import { unknownOrder } from './conversation.ts'
import { published } from './hold.ts'
import { MANUAL, snapshotOf, viewOf, type OrderRecord } from './order.ts'
import type { Heard, Said } from './payment.ts'
import { problem, refuse } from './problem.ts'
import {
  ACTION_TYPES,
  REASON_CODES,
  STATUSES,
  isOrderId,
  type PaymentStatus,
  type Snapshot,
} from './protocol.ts'
import { addressKey } from './providers/verify.ts'
import { PROVIDERS } from './providers/index.ts'
import type { Services } from './services.ts'
import { opens, type Grant } from './token.ts'

/** How long a token that is handed out with an order is valid, in seconds. */
const TOKEN_TTL = 86_400

/** The longest that a request is held, in seconds. */
const MAX_WAIT = 30

const text = (max: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(max))
const Amount = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const Currency = v.pipe(
  v.string(),
  v.toUpperCase(),
  v.regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code, such as KES'),
)
const Seconds = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(540 * 86_400))
const Time = v.pipe(
  v.string(),
  v.isoTimestamp('must be an RFC 3339 time, such as 2026-11-21T08:30:00Z'),
  v.transform((at) => Date.parse(at)),
)

const Registration = v.strictObject({
  amount: v.exactOptional(Amount),
  currency: v.exactOptional(Currency),
  flow: v.exactOptional(v.picklist(['payment', 'escrow'])),
  merchant: v.exactOptional(text(200)),
  description: v.exactOptional(text(500)),
  number: v.exactOptional(text(100)),
  customers: v.exactOptional(v.pipe(v.array(text(255)), v.maxLength(20))),
  references: v.exactOptional(v.pipe(v.array(text(255)), v.maxLength(100))),
  expiresAt: v.exactOptional(Time),
  expiresIn: v.exactOptional(Seconds),
})

const ReasonCode = v.picklist(REASON_CODES)
const Reason = v.union([
  v.pipe(
    ReasonCode,
    v.transform((code) => ({ code })),
  ),
  v.strictObject({ code: ReasonCode, message: v.exactOptional(text(500)) }),
])

const WordByHand = v.strictObject({
  status: v.picklist(STATUSES),
  payment: v.exactOptional(text(255), MANUAL),
  provider: v.exactOptional(text(64)),
  amount: v.exactOptional(Amount),
  currency: v.exactOptional(Currency),
  receipt: v.exactOptional(text(255)),
  reason: v.exactOptional(Reason),
  action: v.exactOptional(
    v.strictObject({
      type: v.picklist(ACTION_TYPES),
      hint: v.exactOptional(text(200)),
      url: v.exactOptional(v.pipe(v.string(), v.url(), v.maxLength(2048))),
      qr: v.exactOptional(text(4096)),
      payTo: v.exactOptional(text(255)),
    }),
  ),
  confirmations: v.exactOptional(v.strictObject({ count: Amount, required: Amount })),
  expiresIn: v.exactOptional(Seconds),
  occurredAt: v.exactOptional(Time),
  final: v.exactOptional(v.boolean()),
})

export function orders(services: Services): Hono {
  const { config, store, hub, tokens, now, publish } = services
  const addressed = [...config.providers].filter(([id]) => PROVIDERS.get(id)?.trust === 'address')
  const stamp = strictlyRising(now)

  return new Hono()
    .put('/:id', async (c) => {
      requireMerchant(c, services)
      const id = orderIdIn(c)
      const change = await readBody(c, Registration)
      const { expiresIn, ...said } = change

      const result = await store.register(
        id,
        {
          ...said,
          ...(expiresIn !== undefined && { expiresIn: expiresIn * 1000 }),
          // Every secret that is valid: a prompt that was sent before a rotation still finds its way.
          addresses: addressed.flatMap(([provider, { secrets }]) =>
            secrets.map((secret) => addressOf(provider, addressKey(provider, secret, id))),
          ),
        },
        services.context(),
      )
      if ('conflict' in result) {
        return result.conflict === 'reference'
          ? problem(
              'reference_conflict',
              `"${result.reference}" belongs to the order ${result.orderId} already.`,
            )
          : problem(
              `${result.conflict}_conflict`,
              `Something was paid on ${id}: its ${result.conflict} cannot change. ` +
                'Register another order instead.',
            )
      }
      publish(result.changed)

      const { token, expiresAt } = await tokens.issue({ orders: [id] }, TOKEN_TTL, now())
      return c.json(
        {
          order: viewOf(result.order, store.epoch, now()),
          token,
          tokenExpiresAt: new Date(expiresAt).toISOString(),
          callbackUrls: Object.fromEntries(
            addressed.map(([provider, { secrets, url }]) => [
              provider,
              `${url ?? `${services.publicUrl}/callbacks/${provider}`}/${addressKey(provider, secrets[0] ?? '', id)}`,
            ]),
          ),
        },
        result.created ? 201 : 200,
      )
    })

    .post('/:id/updates', async (c) => {
      requireMerchant(c, services)
      const id = orderIdIn(c)
      const word = await readBody(c, WordByHand)
      const heard = heardByHand(word, now(), stamp)
      const changed = await store.apply(
        { key: `merchant:${id}:${heard.eventId}`, updates: [heard], orderId: id },
        services.context(),
      )
      publish(changed)
      const order = changed.find((each) => each.id === id) ?? (await store.order(id))
      if (!order) throw refuse('order_unknown', `Nothing is known of ${id}.`)
      return c.json({
        order: viewOf(order, store.epoch, now()),
        changed: changed.some((each) => each.id === id),
      })
    })

    .get('/:id', async (c) => {
      const who = await authenticate(c, services)
      const id = orderIdIn(c)
      const read = async () => {
        const order = await store.order(id)
        permit(who, id, order)
        return order
      }

      let order = await read()
      const known = c.req.header('If-None-Match')
      const isKnown = () => matches(known, etagOf(order, store.epoch))
      const wait = waitIn(c)
      if (isKnown() && wait > 0) {
        await published(hub, [id], wait * 1000, [services.draining, c.req.raw.signal])
        if (services.draining.aborted) return comeBackLater(services)
        order = await read()
      }

      c.header('ETag', etagOf(order, store.epoch))
      if (isKnown()) return c.body(null, 304)
      return c.json(seenBy(who, id, order, services))
    })
}

/** The reference under which an order's address is found again. */
export const addressOf = (provider: string, key: string): string => `address:${provider}:${key}`

/** A page that was held when the relay stops: come back, each at a moment of its own. */
export function comeBackLater({ comeBack }: Services): Response {
  const { after, spread } = comeBack()
  const seconds = Math.ceil((after + Math.random() * spread) / 1000)
  return problem('unavailable', 'The relay restarts.', { 'Retry-After': String(seconds) })
}

function orderIdIn(c: Context): string {
  const id = c.req.param('id')
  if (isOrderId(id)) return id
  throw refuse(
    'invalid_order_id',
    'An order is named by a letter or digit and up to 127 of A-Z a-z 0-9 . _ : - after it.',
  )
}

function waitIn(c: Context): number {
  const wait = Number(c.req.query('wait') ?? 0)
  if (Number.isFinite(wait) && wait >= 0) return Math.min(wait, MAX_WAIT)
  throw refuse('invalid_request', 'wait: must be seconds, at most 30.')
}

function permit(who: 'merchant' | Grant, id: string, order: OrderRecord | undefined): void {
  if (who === 'merchant') {
    if (!order) throw refuse('order_unknown', `Nothing is known of ${id}. PUT it first.`)
  } else if (!opens(who, id, order?.registration?.customers)) {
    throw refuse('forbidden', 'The token does not open this order.')
  }
}

function seenBy(
  who: 'merchant' | Grant,
  id: string,
  order: OrderRecord | undefined,
  { store, now }: Services,
): Snapshot {
  if (!order) return unknownOrder(id, store.epoch, now())
  return who === 'merchant' ? viewOf(order, store.epoch, now()) : snapshotOf(order, store.epoch)
}

const etagOf = (order: OrderRecord | undefined, epoch: string): string =>
  `"${epoch}.${order?.version ?? 0}"`

/** Weakly: a proxy may have marked the tag, or what it did to the body. */
function matches(header: string | undefined, etag: string): boolean {
  const plain = (tag: string) =>
    tag
      .trim()
      .replace(/^W\//, '')
      .replace(/-\w+"$/, '"')
  return (header ?? '').split(',').some((tag) => tag.trim() === '*' || plain(tag) === etag)
}

/** Further ahead, a merchant's clock counts as none. In ms. */
const MAX_AHEAD = 5 * 60_000

const REFUNDS: Said = { part: 'refunds', state: 'total' }

/** Which part of a payment a status by hand speaks of. */
const SAID: Readonly<Record<PaymentStatus, Said>> = {
  pending: { part: 'main', state: 'pending' },
  requires_action: { part: 'main', state: 'requires_action' },
  processing: { part: 'main', state: 'processing' },
  authorized: { part: 'main', state: 'authorized' },
  partially_paid: { part: 'main', state: 'succeeded' },
  succeeded: { part: 'main', state: 'succeeded' },
  failed: { part: 'main', state: 'failed' },
  canceled: { part: 'main', state: 'canceled' },
  expired: { part: 'main', state: 'expired' },
  partially_refunded: REFUNDS,
  refunded: REFUNDS,
  disputed: { part: 'dispute:hand', state: 'open' },
}

/** The merchant's word as an update. */
function heardByHand(
  word: v.InferOutput<typeof WordByHand>,
  now: number,
  stamp: () => number,
): Heard {
  const { status, occurredAt, expiresIn, final, ...said } = word
  if (status.startsWith('partially') && said.amount === undefined) {
    throw refuse('invalid_request', `amount: ${status} needs to know how much.`)
  }
  // Said without a time, it is said now; and after whatever was said before.
  const time = occurredAt !== undefined && occurredAt <= now + MAX_AHEAD ? occurredAt : stamp()
  return {
    ...said,
    ...SAID[status],
    by: 'merchant',
    time,
    receivedAt: now,
    ...(expiresIn !== undefined && { deadline: time + expiresIn * 1000 }),
    ...(final && { final }),
    eventId: createHash('sha256')
      .update(JSON.stringify([word, time]))
      .digest('hex'),
  }
}

/** A clock of which no two readings are equal. */
function strictlyRising(now: () => number): () => number {
  let last = 0
  return () => (last = Math.max(now(), last + 1))
}
