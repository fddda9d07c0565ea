/** `Idempotency-Key`: the merchant's request that is sent again gets the answer that it got. */

import { hash } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { requireMerchant, type MerchantKeys } from '../access/auth.ts'
import { problem } from '../http/problem.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'

/** Longer is no key, but something that strayed into the header. In characters. */
const LONGEST = 255

/** A request that is not answered for so long, in ms, is no longer under way: who had it is no more. */
const LEASE = 30_000

declare module 'hono' {
  interface ContextVariableMap {
    /** Names the request for its one step in the store. */
    once?: string
  }
}

interface Parts {
  config: MerchantKeys
  store: Pick<Store, 'claimKey' | 'releaseKey' | 'keepAnswer'>
  log: Log
  /** In ms since 1970. */
  now(): number
}

export function idempotency({ config, store, log, now }: Parts): MiddlewareHandler {
  return async (c, next) => {
    const given = c.req.header('Idempotency-Key')
    if (given === undefined || c.req.method === 'GET') return next()
    requireMerchant(c, config)
    if (given === '' || given.length > LONGEST) {
      return problem('invalid_request', `Idempotency-Key: 1 to ${LONGEST} characters.`)
    }

    const key = `${c.req.method} ${c.req.path} ${given}`
    const digest = hash('sha256', new Uint8Array(await c.req.arrayBuffer()))
    const claimed = await store.claimKey(key, digest, now(), LEASE)
    if (claimed === 'under way') {
      return problem('request_under_way', 'The first request with this key is not answered yet.')
    }
    if (claimed === 'other body') {
      return problem('key_reused', 'This Idempotency-Key was sent with another body before.')
    }
    if (claimed !== 'new') {
      const headers = { 'Content-Type': claimed.type, 'Idempotent-Replayed': 'true' }
      return new Response(claimed.body, { status: claimed.status, headers })
    }

    c.set('once', key)
    await next()
    // What was done is done, whether or not the answer can be remembered.
    await remember(key, c.res.clone()).catch((error: unknown) =>
      log.error({ err: error }, 'an answer could not be kept'),
    )
    return undefined
  }

  async function remember(key: string, answer: Response): Promise<void> {
    const { status } = answer
    // What failed on our side may be tried again.
    if (status >= 500) return store.releaseKey(key)
    const type = answer.headers.get('Content-Type') ?? ''
    return store.keepAnswer(key, { status, type, body: await answer.text() })
  }
}
