/** What tokens open, by whatever setting: `jose` says what they are worth, and the contract what they may open. */

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { compactVerify } from 'jose'
import { tokens as readers, type Grant } from '../../../access/token.ts'
import { promised } from '../promised.ts'
import type { Surface } from '../surface.ts'
import { TOKEN_SECRET } from '../target.ts'
import {
  base64url,
  DAY,
  HONEST,
  JWK,
  LOGIN,
  NOW,
  PUBLIC_KEY,
  SECONDS,
  TOKENS,
} from './made-tokens.ts'

type Claims = Record<string, unknown>

const SETTINGS = ['a secret', 'a secret and published keys', 'a secret and a login'] as const

export const tokens: Surface = {
  by: 'call',
  async against() {
    const by = {
      'a secret': readers([TOKEN_SECRET]),
      'a secret and published keys': readers([TOKEN_SECRET], { jwksUrl: await published() }),
      'a secret and a login': readers([TOKEN_SECRET], { login: LOGIN }),
    }
    return fc.asyncProperty(TOKENS, fc.constantFrom(...SETTINGS), async (token, setting) => {
      const grant = await by[setting].read(token, NOW)
      const claims = await claimsIn(token, setting === 'a secret and published keys')
      if (typeof grant === 'string') {
        return promised(!isHonest(token, claims), 'an honest token is taken', { token, grant })
      }
      promised(claims !== undefined, 'nobody else signs a token', { token, grant })
      promised(isExact(token), 'a token has one spelling', token)
      checkTimes(grant, claims)
      if (setting === 'a secret and a login') checkLogin(grant, claims)
      else checkOwn(grant, claims)
    })
  },
}

function checkTimes({ orders, expiresAt }: Grant, claims: Claims): void {
  const { exp, nbf = 0 } = claims
  const longest = (orders.includes('*') ? DAY / 2 : 30 * DAY) + 60
  const isBounded = typeof exp === 'number' && exp > SECONDS - 60 && exp <= SECONDS + longest
  promised(isBounded, 'a token ends, and soon enough', claims)
  promised(Number(nbf) <= SECONDS + 60, 'it has begun', claims)
  const ends = expiresAt / 1000
  promised(ends > SECONDS && ends <= SECONDS + longest, 'it ends as it says', { claims, expiresAt })
}

/** One that is made for the relay opens what it says. */
function checkOwn({ orders, customer }: Grant, claims: Claims): void {
  promised(audiencesIn(claims).includes(HONEST.aud), 'a token is for this relay', claims)
  const isSame = isDeepStrictEqual([...orders], claims.orders ?? [])
  promised(isSame, 'it opens what it says', { claims, orders })
  promised(customer === textOf(claims.customer), 'it is whose it says', { claims, customer })
}

/** One of the login says who somebody is, and opens nothing by itself. */
function checkLogin(grant: Grant, claims: Claims): void {
  if (!audiencesIn(claims).includes(LOGIN.audience)) {
    return checkOwn(grant, { ...claims, customer: claims.sub ?? claims.customer })
  }
  promised(grant.orders.length === 0, 'a login opens no orders', { claims, grant })
  promised(grant.customer === textOf(claims.sub), 'it is whose the login says', { claims, grant })
}

const audiencesIn = ({ aud }: Claims): unknown[] => [aud].flat()

/** A shop may count its customers. */
const textOf = (customer: unknown): unknown =>
  typeof customer === 'number' ? String(customer) : customer

/** Where the shop publishes its key. */
async function published(): Promise<URL> {
  const server = createServer((_, response) => response.end(JSON.stringify({ keys: [JWK] })))
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`)
}

/** What another library takes it to claim; undefined where that believes no word of it. */
async function claimsIn(token: string, isPublished: boolean): Promise<Claims | undefined> {
  const keys = [
    { key: new TextEncoder().encode(TOKEN_SECRET), algorithms: ['HS256'] },
    ...(isPublished ? [{ key: PUBLIC_KEY, algorithms: ['RS256'] }] : []),
  ]
  for (const { key, algorithms } of keys) {
    try {
      const { payload } = await compactVerify(token, key, { algorithms })
      // A byte order mark stands in no JSON.
      return JSON.parse(new TextDecoder('utf-8', { ignoreBOM: true }).decode(payload))
    } catch {
      // Perhaps with the next one.
    }
  }
  return undefined
}

/** Nothing about it is unusual, not even how it is written. */
const isHonest = (token: string, claims: Claims | undefined): boolean =>
  isExact(token) &&
  token.startsWith(`${base64url('{"alg":"HS256"}')}.`) &&
  isDeepStrictEqual(claims, HONEST)

/** As an encoder writes it, and no other spelling of the same. */
const isExact = (token: string): boolean =>
  token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
