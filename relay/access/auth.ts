/** Who asks: the merchant's server, with an API key, or a shopper's page, with an order token. */

import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { incomingOf } from '../http/incoming.ts'
import { refuse } from '../http/problem.ts'
import { recognized, recognizing } from './recognized.ts'
import { problemOf, wordsFor } from './token-faults.ts'
import type { Grant, Tokens } from './token.ts'

/** By which the merchant's server is known. */
export interface MerchantKeys {
  apiKeys: readonly string[]
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Whether the request carries one of these keys as its bearer token. */
export function bears(c: Context, keys: readonly string[]): boolean {
  const given = bearer(c)
  return given !== undefined && isApiKey(given, keys)
}

function bearer(c: Context): string | undefined {
  return /^Bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '')?.[1]
}

function isApiKey(given: string, keys: readonly string[]): boolean {
  const hash = digest(given)
  // All are compared, so that the time tells nothing.
  return keys.filter((key) => timingSafeEqual(digest(key), hash)).length > 0
}

/** Throws a 401 unless it is the merchant's server that asks. */
export function requireMerchant(c: Context, { apiKeys }: MerchantKeys): void {
  const given = bearer(c)
  if (given !== undefined && isApiKey(given, apiKeys)) return recognized(incomingOf(c))
  throw refuse(
    'unauthorized',
    given === undefined
      ? 'Send "Authorization: Bearer <one of API_KEYS>".'
      : 'The bearer token is none of API_KEYS.',
  )
}

/** The merchant's server, or what a page's token grants at `now` (ms since 1970). Throws a 401 for anybody else. */
export async function authenticate(
  c: Context,
  { apiKeys }: MerchantKeys,
  tokens: Pick<Tokens, 'read'>,
  now: number,
): Promise<'merchant' | Grant> {
  const given = bearer(c)
  if (given === undefined) {
    throw refuse('unauthorized', 'Send "Authorization: Bearer <order token>".')
  }
  if (isApiKey(given, apiKeys)) {
    recognized(incomingOf(c))
    return 'merchant'
  }
  const grant = await recognizing(tokens, incomingOf(c))
    .read(given, now)
    .catch(() => {
      throw refuse('unavailable', 'TOKEN_JWKS_URL cannot be read just now.')
    })
  if (typeof grant === 'string') throw refuse(problemOf(grant), wordsFor(grant))
  return grant
}
