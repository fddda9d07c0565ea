/** `Idempotency-Key`: the merchant's request that is sent again gets the answer that it got. */

import { hash } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { requireMerchant, type MerchantKeys } from '../access/auth.ts'
import { problem } from '../http/problem.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'

/** Longer is no key, but something that strayed into the header. In characters. */
const LONGEST = 255

interface Parts {
  config: MerchantKeys
  store: Pick<Store, 'answer' | 'keepAnswer'>
  log: Log
  /** In ms since 1970. */
  now(): number
}

export function idempotency({ config, store, log, now }: Parts): MiddlewareHandler {
  const underWay = new Set<string>()

  return async (c, next) => {
    const given = c.req.header('Idempotency-Key')
    if (given === undefined || c.req.method === 'GET') return next()
    requireMerchant(c, config)
    if (given === '' || given.length > LONGEST) {
      return problem('invalid_request', `Idempotency-Key: 1 to ${LONGEST} characters.`)
    }

    const key = `${c.req.method} ${c.req.path} ${given}`
    if (underWay.has(key)) {
      return problem('request_under_way', 'The first request with this key is not answered yet.')
    }
    underWay.add(key)
    try {
      const digest = hash('sha256', await c.req.text())
      const known = await store.answer(key)
      if (known && known.digest !== digest) {
        return problem('key_reused', 'This Idempotency-Key was sent with another body before.')
      }
      if (known) {
        const headers = { 'Content-Type': known.type, 'Idempotent-Replayed': 'true' }
        return new Response(known.body, { status: known.status, headers })
      }
      await next()
      // What failed on our side may be tried again.
      if (c.res.status < 500) {
        const body = await c.res.clone().text()
        const type = c.res.headers.get('Content-Type') ?? ''
        // What was done is done, whether or not it can be remembered.
        await store
          .keepAnswer(key, { digest, status: c.res.status, type, body }, now())
          .catch((error: unknown) => log.error({ err: error }, 'an answer could not be kept'))
      }
      return undefined
    } finally {
      underWay.delete(key)
    }
  }
}
