/** The merchant registers an order, or more of it: `PUT /orders/:id`, and `register` when embedded. */

import * as v from 'valibot'
import { orderAddresses } from '../callbacks/order-addresses.ts'
import { Amount, Currency, CustomerId, Seconds, text, Time } from './fields.ts'
import type { Registered } from '../ledger/ledger.ts'
import { viewOf, type OrderView } from '../order/view.ts'
import { trustOf } from '../providers/index.ts'
import { refuse } from '../http/problem.ts'
import type { Dispatch } from '../dispatch.ts'
import type { ReachedConfig } from '../config/config.ts'
import type { Store } from '../store/store.ts'
import { DEFAULT_TTL, type Tokens } from '../access/token.ts'

export const Registration = v.strictObject({
  amount: v.exactOptional(Amount),
  currency: v.exactOptional(Currency),
  flow: v.exactOptional(v.picklist(['payment', 'escrow'])),
  test: v.exactOptional(v.boolean()),
  merchant: v.exactOptional(text(200)),
  description: v.exactOptional(text(500)),
  number: v.exactOptional(text(100)),
  customers: v.exactOptional(v.pipe(v.array(CustomerId), v.maxLength(20))),
  references: v.exactOptional(v.pipe(v.array(text(255)), v.maxLength(100))),
  expiresAt: v.exactOptional(Time),
  expiresIn: v.exactOptional(
    v.pipe(
      Seconds,
      v.transform((seconds) => seconds * 1000),
    ),
  ),
})

export type Registration = v.InferOutput<typeof Registration>

export interface RegisterParts {
  config: Pick<ReachedConfig, 'providers' | 'publicUrl'>
  store: Pick<Store, 'epoch'>
  dispatch: Pick<Dispatch, 'register'>
  tokens: Pick<Tokens, 'issue'>
  /** In ms since 1970. */
  now(): number
}

/** The answer to who registers. */
export interface RegisteredOrder {
  order: OrderView
  /** For the order's page. */
  token: string
  tokenExpiresAt: string
  /** By provider that does not sign: the order's own address. Never for a page. */
  callbackUrls: Record<string, string>
}

/** What is left out stays as it is. `once`: see the step's Context. */
export async function registerOrder(
  { config, store, dispatch, tokens, now }: RegisterParts,
  id: string,
  change: Registration,
  once?: string,
): Promise<{ created: boolean; registered: RegisteredOrder }> {
  const addresses = orderAddresses(config, id)
  const keys = addresses.flatMap(({ references }) => references)
  const result = await dispatch.register(id, { ...change, addresses: keys }, once)
  if ('conflict' in result) throw conflictOf(id, result)

  const { token, expiresAt } = await tokens.issue({ orders: [id] }, DEFAULT_TTL, now())
  const registered = {
    order: viewOf(result.order, store.epoch, now(), trustOf),
    token,
    tokenExpiresAt: new Date(expiresAt).toISOString(),
    callbackUrls: Object.fromEntries(addresses.map(({ provider, url }) => [provider, url])),
  }
  return { created: result.created, registered }
}

function conflictOf(id: string, said: Extract<Registered, { conflict: unknown }>): Error {
  return said.conflict === 'reference'
    ? refuse(
        'reference_conflict',
        `"${said.reference}" belongs to the order ${said.orderId} already.`,
      )
    : refuse(
        `${said.conflict}_conflict`,
        `Something was paid on ${id}: its ${said.conflict} cannot change. ` +
          'Register another order instead.',
      )
}
