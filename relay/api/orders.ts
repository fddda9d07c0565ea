/** `GET /orders`; `PUT` and `GET /orders/:id`, and what lies below it. */

import { Hono, type Context } from 'hono'
import { authenticate, requireMerchant, type MerchantKeys } from '../access/auth.ts'
import { NOT_OPENED } from '../access/token-faults.ts'
import { readBody } from '../http/body.ts'
import { askedAbout, type AskParts } from './asks.ts'
import { applyByHand, type UpdateParts } from './updates.ts'
import { wordByHand } from './word-by-hand.ts'
import { audienceOf, type AudienceParts } from './audience.ts'
import type { Asker } from '../asking/asker.ts'
import { storyOf, type StoryParts } from './story.ts'
import { orderIdOf } from './fields.ts'
import { retryAfter, type Stopping } from '../pages/come-back.ts'
import { MAX_WAIT, type Holds } from '../pages/holds.ts'
import { listOrders } from './listing.ts'
import { keepFractions } from './money.ts'
import { registeredWith, registerOrder, registration, type RegisterParts } from './registration.ts'
import type { OrderRecord } from '../order/record.ts'
import { snapshotOf, unknownOrder } from '../order/snapshot.ts'
import { viewOf } from '../order/view.ts'
import { trustOf } from '../providers/index.ts'
import { comeBackLater, refuse } from '../http/problem.ts'
import { shown } from '../http/shapes.ts'
import type { Snapshot } from '../protocol.ts'
import type { Seals } from '../access/seals.ts'
import type { Hub } from '../pages/hub.ts'
import type { Sightings } from '../pages/sightings.ts'
import type { Store } from '../store/store.ts'
import { EVERY_ORDER, opens, type Grant, type Tokens } from '../access/token.ts'

interface Parts extends UpdateParts, RegisterParts, AudienceParts, StoryParts, AskParts, Stopping {
  config: MerchantKeys & RegisterParts['config'] & StoryParts['config'] & AskParts['config']
  store: Pick<Store, 'epoch' | 'order' | 'orders' | 'deliveryOf'>
  dispatch: UpdateParts['dispatch'] & RegisterParts['dispatch']
  asker: Pick<Asker, 'ask' | 'watched'>
  hub: Pick<Hub, 'pages' | 'follow' | 'unfollow'>
  tokens: Tokens
  sightings: Pick<Sightings, 'of' | 'delivered'>
  holds: Pick<Holds, 'hold'>
  seals: Pick<Seals, 'sealed'>
}

export function orders(parts: Parts): Hono {
  const { config, store, asker, hub, tokens, sightings, holds, now, draining } = parts

  return new Hono()
    .get('/', async (c) => {
      requireMerchant(c, config)
      return c.json(await listOrders(c, store, now()))
    })

    .put('/:id', async (c) => {
      requireMerchant(c, config)
      const id = orderIdOf(c.req.param('id'))
      const schema = registration(await registeredWith(store, id))
      const word = await readBody(c, schema, keepFractions)
      const { created, registered } = await registerOrder(parts, id, word, c.get('once'))
      return c.json(registered, created ? 201 : 200)
    })

    .post('/:id/updates', async (c) => {
      requireMerchant(c, config)
      const id = orderIdOf(c.req.param('id'))
      const schema = wordByHand(await registeredWith(store, id))
      const word = await readBody(c, schema, keepFractions)
      return c.json(await applyByHand(parts, id, word, c.get('once')))
    })

    .post('/:id/ask', async (c) => {
      requireMerchant(c, config)
      return c.json(await askedAbout(parts, orderIdOf(c.req.param('id'))))
    })

    .get('/:id/audience', async (c) => {
      requireMerchant(c, config)
      return c.json(await audienceOf(parts, orderIdOf(c.req.param('id'))))
    })

    .get('/:id/story', async (c) => {
      requireMerchant(c, config)
      const id = orderIdOf(c.req.param('id'))
      const order = await store.order(id)
      if (!order) throw refuse('order_unknown', unknown(id))
      return c.json(await storyOf(parts, order))
    })

    .get('/:id', async (c) => {
      const who = await authenticate(c, config, tokens, now())
      const id = orderIdOf(c.req.param('id'))
      const read = async () => {
        const order = await store.order(id)
        permit(who, id, order)
        return order
      }

      let order = await read()
      const asked = c.req.header('If-None-Match')
      const known = asked ?? etagOf(order, store.epoch)
      const isKnown = (each: typeof order) => matches(known, etagOf(each, store.epoch))
      const [wait, gone] = [waitIn(c), c.req.raw.signal]
      if (wait > 0 && isKnown(order)) {
        if (isPage(who)) asker.watched([id])
        await holds.hold(wait * 1000, gone, (end) => {
          const listener = { isPage: isPage(who), update: end, notify: () => {} }
          hub.follow(id, listener)
          // Of what changed before it was followed, nobody tells.
          void store.order(id).then((now) => isKnown(now) || end(), end)
          return () => hub.unfollow(id, listener)
        })
        if (draining.aborted) {
          return comeBackLater(retryAfter(parts.comeBack(), Math.random()))
        }
        order = await read()
      }

      c.header('ETag', etagOf(order, store.epoch))
      if (asked !== undefined && isKnown(order)) return c.body(null, 304)
      if (order && isPage(who) && !gone.aborted) sightings.delivered(id, order.version)
      return c.json(seenBy(who, id, order, parts))
    })
}

/** The shopper's: not the merchant's server, nor staff. */
const isPage = (who: 'merchant' | Grant): boolean =>
  who !== 'merchant' && !who.orders.includes(EVERY_ORDER)

function waitIn(c: Context): number {
  const said = c.req.query('wait') ?? '0'
  const wait = Number(said)
  if (Number.isFinite(wait) && wait >= 0) return Math.min(wait, MAX_WAIT)
  throw refuse('invalid_request', `wait: must be seconds, such as 25, not ${shown(said)}.`)
}

const unknown = (id: string): string => `Nothing is known of ${id}. PUT it first.`

function permit(who: 'merchant' | Grant, id: string, order: OrderRecord | undefined): void {
  if (who === 'merchant') {
    if (!order) throw refuse('order_unknown', unknown(id))
  } else if (!opens(who, id, order?.registration?.customers)) {
    throw refuse('forbidden', NOT_OPENED)
  }
}

function seenBy(
  who: 'merchant' | Grant,
  id: string,
  order: OrderRecord | undefined,
  { store, seals, now }: Pick<Parts, 'store' | 'seals' | 'now'>,
): Snapshot {
  if (!order) return seals.sealed(unknownOrder(id, store.epoch, now()))
  return who === 'merchant'
    ? viewOf(order, store.epoch, now(), trustOf)
    : seals.sealed(snapshotOf(order, store.epoch))
}

const etagOf = (order: OrderRecord | undefined, epoch: string): string =>
  `"${epoch}.${order?.version ?? 0}"`

const matches = (header: string | undefined, etag: string): boolean =>
  tagsIn(header).some((tag) => tag === '*' || tag === etag)

/** Weakly: a proxy may have marked a tag, or what it did to the body. */
const tagsIn = (header = ''): string[] =>
  header.split(',').map((tag) =>
    tag
      .trim()
      .replace(/^W\//, '')
      .replace(/-\w+"$/, '"'),
  )
