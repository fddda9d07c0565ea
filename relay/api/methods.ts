/** What a program that has the relay inside asks of it: what the routes do, without HTTP. */

import type * as v from 'valibot'
import type { Tokens } from '../access/token.ts'
import { readGiven } from '../http/body.ts'
import { viewOf, type OrderView } from '../order/view.ts'
import { trustOf } from '../providers/index.ts'
import type { Store } from '../store/store.ts'
import { askedAbout, type AskedOrder, type AskParts } from './asks.ts'
import { audienceOf, type Audience, type AudienceParts } from './audience.ts'
import type { ChangeListener, ChangeListeners } from './change-listeners.ts'
import { orderIdOf } from './fields.ts'
import {
  addresseeOf,
  NewNotification,
  notify,
  type NotifyParts,
  type Recipient,
} from './notifications.ts'
import {
  registeredWith,
  registerOrder,
  registration,
  type RegisteredOrder,
  type RegisterParts,
} from './registration.ts'
import { tokenWanted } from './token-requests.ts'
import { applyByHand, type UpdateParts } from './updates.ts'
import { wordByHand, type SaidByHand } from './word-by-hand.ts'

export interface Methods {
  /** Registers an order, or more of it: what `PUT /orders/:id` takes. Throws on anything else, and on what it refuses. */
  register(
    id: string,
    order?: v.InferInput<ReturnType<typeof registration>>,
  ): Promise<Pick<RegisteredOrder, 'order' | 'token' | 'callbackUrls'>>
  /** The order as the merchant sees it, or undefined where nothing is known of it. */
  order(id: string): Promise<OrderView | undefined>
  /** The merchant's own word on a payment: what `POST /orders/:id/updates` takes. Throws on anything else. */
  update(id: string, word: SaidByHand): ReturnType<typeof applyByHand>
  /**
   * Asks the order's providers now, and waits for 10 s at most: what `POST /orders/:id/ask` does. Throws where nothing
   * is known of the order.
   */
  ask(id: string): Promise<AskedOrder>
  /** Tells a customer, those who follow an order, or everybody connected. The notification's id. */
  notify(to: Recipient, message: v.InferInput<typeof NewNotification>): Promise<string>
  /** Who sees the order now, and what was sent and shown. */
  audience(id: string): Promise<Audience>
  /**
   * A token for an order's page, or for a customer: what `POST /tokens` hands out. `ttl` in seconds.
   * Throws on anything else.
   */
  token(
    grant: { orders?: readonly string[]; customer?: string | number; ttl?: number },
    ttl?: number,
  ): ReturnType<Tokens['issue']>
  /** Hears of each order that changed, once it is on disk. */
  onChange(listener: ChangeListener): () => void
}

type Parts = {
  store: Pick<Store, 'order' | 'epoch'>
  listeners: Pick<ChangeListeners, 'add'>
  /** Callback addresses are about to be handed out: from now on they stay what they are. */
  settle(): void
} & RegisterParts &
  UpdateParts &
  AskParts &
  NotifyParts &
  AudienceParts

export function methods(parts: Parts): Methods {
  const { store, tokens, listeners, now } = parts

  return {
    async register(given, order = {}) {
      parts.settle()
      const id = orderIdOf(given)
      const word = readGiven(registration(await registeredWith(store, id)), order)
      const { registered } = await registerOrder(parts, id, word)
      const { order: view, token, callbackUrls } = registered
      return { order: view, token, callbackUrls }
    },
    async order(id) {
      const order = await store.order(orderIdOf(id))
      return order && viewOf(order, store.epoch, now(), trustOf)
    },
    async update(given, word) {
      const id = orderIdOf(given)
      const schema = wordByHand(await registeredWith(store, id))
      return applyByHand(parts, id, readGiven(schema, word))
    },
    ask: async (id) => askedAbout(parts, orderIdOf(id)),
    async notify(to, message) {
      return notify(parts, addresseeOf(to), readGiven(NewNotification, message))
    },
    audience: async (id) => audienceOf(parts, orderIdOf(id)),
    async token(grant, ttl) {
      const wanted = tokenWanted({ ...grant, ...(ttl !== undefined && { ttl }) })
      return tokens.issue(wanted.grant, wanted.ttl, now())
    },
    onChange: (listener) => listeners.add(listener),
  }
}
