/** The merchant's word on an order: `PUT /orders/:id`, and `register` when embedded. */

import * as v from 'valibot'
import { orderAddresses } from '../callbacks/order-addresses.ts'
import type { ReachedConfig } from '../config/config.ts'
import type { Dispatch } from '../dispatch.ts'
import { refuse, type RelayError } from '../http/problem.ts'
import { fields, listOf, oneOf, text, that, yesOrNo } from '../http/shapes.ts'
import type { Registered } from '../ledger/ledger.ts'
import { viewOf, type OrderView } from '../order/view.ts'
import { PROVIDERS, trustOf } from '../providers/index.ts'
import type { Store } from '../store/store.ts'
import { DEFAULT_TTL, type Tokens } from '../access/token.ts'
import { CustomerId, Seconds, Time } from './fields.ts'
import { inMinorUnits, MONEY, moneyFits, type OrderCurrency } from './money.ts'

/** By provider: by which ids it can be asked. An empty list says nothing. */
const Asks = v.pipe(
  that<Record<string, unknown[] | undefined>>(
    'an object of lists, such as {"stripe":["pi_3QeF"]}',
    (asks) => typeof asks === 'object' && asks !== null && !Array.isArray(asks),
  ),
  fields(
    Object.fromEntries(
      [...PROVIDERS.keys()].map((id) => [id, v.exactOptional(listOf('ids', text(255), 20))]),
    ),
  ),
  v.transform((asks) => Object.fromEntries(Object.entries(asks).flatMap(uniqueIds))),
)

const uniqueIds = ([provider, ids = []]: [string, string[] | undefined]): [string, string[]][] =>
  ids.length > 0 ? [[provider, [...new Set(ids)]]] : []

/** What a provider is asked by names the order in its callbacks, too. */
function referencesIn({
  references,
  asks,
}: {
  references?: string[]
  asks?: v.InferOutput<typeof Asks>
}): { references?: string[] } {
  if (!asks) return {}
  const named = Object.entries(asks).filter(([provider]) => !PROVIDERS.get(provider)?.asksApart)
  return { references: [...(references ?? []), ...named.flatMap(([, ids]) => ids)] }
}

/** What `PUT /orders/:id` takes. `known`: what the order is registered with already. */
export const registration = (known: OrderCurrency = {}) =>
  v.pipe(
    fields({
      ...MONEY,
      flow: v.exactOptional(oneOf(['payment', 'escrow'])),
      test: v.exactOptional(yesOrNo),
      merchant: v.exactOptional(text(200)),
      description: v.exactOptional(text(500)),
      number: v.exactOptional(text(100)),
      // 42 and "42" are one.
      customers: v.exactOptional(
        v.pipe(
          listOf('customers', CustomerId, 20),
          v.transform((ids) => [...new Set(ids)]),
        ),
      ),
      references: v.exactOptional(listOf('references', text(255), 100)),
      asks: v.exactOptional(Asks),
      expiresAt: v.exactOptional(Time),
      expiresIn: v.exactOptional(Seconds),
    }),
    // Of an order that asks for so much of nothing, whoever pays first would decide how much it is.
    moneyFits(known, 'always'),
    v.transform(({ amount, currency, expiresIn, ...said }) => ({
      ...said,
      ...referencesIn(said),
      ...inMinorUnits({ amount, currency }, known),
      ...(expiresIn !== undefined && { expiresIn: expiresIn * 1000 }),
    })),
  )

/** What the order is registered with already. */
export const registeredWith = async (
  store: Pick<Store, 'order'>,
  id: string,
): Promise<OrderCurrency> => (await store.order(id))?.registration ?? {}

type RegistrationWord = v.InferOutput<ReturnType<typeof registration>>

export interface RegisterParts {
  config: Pick<ReachedConfig, 'providers' | 'publicUrl'>
  store: Pick<Store, 'epoch'>
  dispatch: Pick<Dispatch, 'register'>
  tokens: Pick<Tokens, 'issue'>
  /** In ms since 1970. */
  now(): number
}

/** All that the order's page needs, and the address of the order at each provider that does not sign. */
export interface RegisteredOrder {
  order: OrderView
  token: string
  tokenExpiresAt: string
  /** By provider. Never for a page. */
  callbackUrls: Record<string, string>
}

/** Registers an order, or more of it. `once`: see the step's Context. Throws where it contradicts what is settled. */
export async function registerOrder(
  { config, store, dispatch, tokens, now }: RegisterParts,
  id: string,
  word: RegistrationWord,
  once?: string,
): Promise<{ created: boolean; registered: RegisteredOrder }> {
  const addresses = orderAddresses(config, id)
  const keys = addresses.flatMap(({ references }) => references)
  const result = await dispatch.register(id, { ...word, addresses: keys }, once)
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

function conflictOf(id: string, said: Extract<Registered, { conflict: unknown }>): RelayError {
  switch (said.conflict) {
    case 'reference':
      return refuse(
        'reference_conflict',
        `"${said.reference}" belongs to the order ${said.orderId} already.`,
      )
    case 'amount':
      return refuse(
        'amount_conflict',
        `Something was paid on ${id}: its amount can become less, and not more. ` +
          'Register another order for the rest.',
      )
    case 'currency':
      return refuse(
        'currency_conflict',
        `Something was paid on ${id}: its currency cannot change. Register another order instead.`,
      )
  }
}
