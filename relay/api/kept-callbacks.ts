/** `GET /callbacks`, `POST /callbacks/:id/replay`: what led to nothing, and why; try it again. */

import { Hono } from 'hono'
import * as v from 'valibot'
import { requireMerchant, type MerchantKeys } from '../access/auth.ts'
import { readQuery } from '../http/body.ts'
import { fields, oneOf, text, that } from '../http/shapes.ts'
import { KEPT_STATES, type KeptCallback } from '../ledger/intake.ts'
import { PROVIDERS } from '../providers/index.ts'
import { problem } from '../http/problem.ts'
import { readAgain } from '../callbacks/reading.ts'
import type { Dispatch } from '../dispatch.ts'
import type { Store } from '../store/store.ts'
import { Limit, pageOf } from './fields.ts'

const Query = fields({
  state: v.exactOptional(oneOf(KEPT_STATES)),
  order: v.exactOptional(text(255)),
  limit: Limit,
  before: v.exactOptional(
    that<string>('the id of a callback, such as 17', (said) => /^\d{1,15}$/.test(String(said))),
  ),
})

interface Parts {
  config: MerchantKeys
  store: Pick<Store, 'kept'>
  dispatch: Pick<Dispatch, 'replay'>
}

export function keptCallbacks({ config, store, dispatch }: Parts): Hono {
  return new Hono()
    .get('/', async (c) => {
      requireMerchant(c, config)
      const query = readQuery(c, Query)
      const kept = await store.kept({ ...query, limit: query.limit + 1 })
      const { page, last } = pageOf(kept, query.limit)
      return c.json({ callbacks: page.map(asListed), next: last?.id ?? null })
    })

    .post('/:id{[0-9]+}/replay', async (c) => {
      requireMerchant(c, config)
      const id = c.req.param('id')
      const replayed = await dispatch.replay(id, readToday, c.get('once'))
      if (!replayed) return problem('callback_unknown', `No callback ${id} is kept.`)
      const { left, changed } = replayed
      return c.json({
        applied: !left,
        orders: changed.map((order) => order.id),
        callback: left ? asListed(left) : null,
      })
    })
}

function readToday(kept: KeptCallback) {
  const provider = PROVIDERS.get(kept.provider)
  return provider && readAgain(provider, kept)
}

const asListed = ({ id, provider, state, code, order, receivedAt, evidence }: KeptCallback) => ({
  id,
  provider,
  state,
  code,
  order,
  receivedAt: new Date(receivedAt).toISOString(),
  // The text as it is kept: parsed, and written again, a long number would be another one.
  body: evidence?.body ?? null,
})
