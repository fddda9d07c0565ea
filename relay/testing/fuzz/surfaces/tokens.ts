/** Tokens: headers, claims and signatures that are almost those of an honest one. `jose` says what they are worth. */

import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { compactVerify } from 'jose'
import { tokens as readers } from '../../../access/token.ts'
import { isDeepStrictEqual } from 'node:util'
import { edited, mostly, NAMES, spoilt, TEXT, VALUE } from '../hostile.ts'
import { promised } from '../promised.ts'
import type { Surface } from '../surface.ts'
import { CANARY, TOKEN_SECRET } from '../target.ts'

/** The relay's clock, in ms since 1970. */
const NOW = Date.UTC(2026, 10, 21, 12)
const SECONDS = NOW / 1000
const DAY = 86_400

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const PEM = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const JWK = { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' }

const TIMES = [
  ...[0, -1, 1, 60, 61, -60, -61, 3_600, DAY / 2, DAY / 2 + 61, 30 * DAY, 30 * DAY + 61, 1e9, 0.5],
].map((offset) => SECONDS + offset)

const time = (honest: number) =>
  mostly<unknown>(fc.constant(honest), fc.oneof(fc.constantFrom(...TIMES), VALUE), 3)

const ORDER_IDS = fc.constantFrom('A-1', 'A-1', 'A-2', '*', ...NAMES)

const HONEST = { aud: 'payment-status', exp: SECONDS + 3_600, orders: ['A-1'] }

const CLAIMS: fc.Arbitrary<unknown> = mostly<unknown>(
  fc.constant(HONEST),
  fc.record(
    {
      aud: mostly<unknown>(
        fc.constantFrom<unknown>(HONEST.aud, ['x', HONEST.aud]),
        fc.constantFrom<unknown>('Payment-Status', ['x'], {}, '', [[HONEST.aud]]),
      ),
      exp: time(HONEST.exp),
      nbf: time(SECONDS),
      iat: time(SECONDS),
      orders: mostly<unknown>(fc.array(ORDER_IDS, { maxLength: 3 }), VALUE),
      customer: mostly<unknown>(
        fc.constant('42'),
        fc.oneof(fc.constantFrom<unknown>(42, '*', ['42'], ''), VALUE),
      ),
      name: fc.constant(CANARY),
    },
    { requiredKeys: ['aud', 'exp'] },
  ),
  1,
)

const HEADER: fc.Arbitrary<unknown> = mostly<unknown>(
  fc.constantFrom({ alg: 'HS256' }, { alg: 'HS256', typ: 'JWT' }, { alg: 'RS256', kid: 'k1' }),
  fc.record(
    {
      alg: fc.oneof(
        fc.constantFrom('HS256', 'RS256', 'none', 'None', 'hs256', 'HS384', 'HS512'),
        fc.constantFrom('ES256', 'EdDSA', 'PS256', 'dir', 'RSA-OAEP'),
        VALUE,
      ),
      kid: fc.oneof(fc.constantFrom<unknown>('k1', 'k2', '../../dev/null', "' OR 1", 1), TEXT),
      typ: TEXT,
      jwk: fc.constant(JWK),
      jku: fc.constantFrom('http://127.0.0.1:1/jwks', 'file:///etc/passwd'),
      x5u: fc.constant('http://127.0.0.1:1/x'),
      x5c: fc.constant([CANARY]),
      crit: fc.oneof(fc.constantFrom<unknown>(['b64'], ['exp'], [], ['x']), VALUE),
      b64: fc.oneof(fc.boolean(), VALUE),
      zip: fc.constantFrom('DEF', ''),
      cty: fc.constant('JWT'),
      enc: fc.constant('A128GCM'),
    },
    { requiredKeys: ['alg'] },
  ),
  2,
)

const base64url = (text: string): string => Buffer.from(text).toString('base64url')

const hmac = (algorithm: string, key: string) => (signed: string) =>
  createHmac(algorithm, key).update(signed).digest('base64url')

type Signer = (signed: string) => string

const bySecret = hmac('sha256', TOKEN_SECRET)
const byKey: Signer = (signed) =>
  sign('sha256', Buffer.from(signed), rsa.privateKey).toString('base64url')

/** As the header has it. */
const honestly: Signer = (signed) =>
  Buffer.from(signed.split('.')[0] ?? '', 'base64url').includes('RS256')
    ? byKey(signed)
    : bySecret(signed)

/** And otherwise. */
const FORGERS: readonly Signer[] = [
  ...[bySecret, byKey, hmac('sha384', TOKEN_SECRET), hmac('sha512', TOKEN_SECRET)],
  ...[hmac('sha256', `${TOKEN_SECRET} `), hmac('sha256', PEM), hmac('sha256', PEM.trim())],
  ...[hmac('sha256', JWK.n ?? ''), hmac('sha256', '')],
  ...[() => '', () => '=', () => CANARY, (signed: string) => signed],
]

const written = (value: unknown): string => JSON.stringify(value) ?? ''

const json = (value: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
  mostly(
    spoilt(value).map(written),
    fc.oneof(
      edited(value.map(written)),
      // Said twice: the last one counts, for whoever reads it.
      fc.tuple(value, value).map((both) => both.map(written).join('').replace('}{', ',')),
    ),
  )

const TOKEN = fc
  .tuple(json(HEADER), json(CLAIMS), mostly(fc.constant(honestly), fc.constantFrom(...FORGERS), 3))
  .map(([header, claims, signer]) => {
    const signed = `${base64url(header)}.${base64url(claims)}`
    return `${signed}.${signer(signed)}`
  })

const CASES = fc.oneof(
  { weight: 4, arbitrary: TOKEN },
  { weight: 1, arbitrary: edited(TOKEN, { most: 2 }) },
)

/** Where the shop publishes its key. */
async function published(): Promise<URL> {
  const server = createServer((_, response) => response.end(JSON.stringify({ keys: [JWK] })))
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`)
}

export const tokens: Surface = {
  by: 'call',
  async against() {
    const shared = readers([TOKEN_SECRET])
    const both = readers([TOKEN_SECRET], await published())

    return fc.asyncProperty(CASES, fc.boolean(), async (token, isPublished) => {
      const grant = await (isPublished ? both : shared).read(token, NOW)
      const claims = await claimsIn(token, isPublished)
      if (typeof grant === 'string' || !('orders' in grant)) {
        return promised(!isHonest(token, claims), 'an honest token opens what it says', {
          token,
          grant,
        })
      }
      promised(claims !== undefined, 'nobody else signs a token', { token, grant })
      promised(isExact(token), 'a token has one spelling', token)
      const { orders = [], customer, aud, exp, nbf = 0 } = claims
      promised([aud].flat().includes('payment-status'), 'a token is for this relay', claims)
      promised(isDeepStrictEqual([...grant.orders], orders), 'it opens what it says', {
        claims,
        grant,
      })
      const named = typeof customer === 'number' ? String(customer) : customer
      promised(grant.customer === named, 'it is whose it says', { claims, grant })
      const longest = grant.orders.includes('*') ? DAY / 2 : 30 * DAY
      const isBounded =
        typeof exp === 'number' && exp > SECONDS - 60 && exp <= SECONDS + longest + 60
      promised(isBounded, 'it ends, and soon enough', claims)
      promised(Number(nbf) <= SECONDS + 60, 'it has begun', claims)
      const ends = grant.expiresAt / 1000
      promised(ends > SECONDS && ends <= SECONDS + longest + 60, 'it ends as it says', {
        claims,
        grant,
      })
    })
  },
}

/** What another library takes it to claim; undefined where that believes no word of it. */
async function claimsIn(
  token: string,
  isPublished: boolean,
): Promise<Record<string, unknown> | undefined> {
  const keys = [
    { key: new TextEncoder().encode(TOKEN_SECRET), algorithms: ['HS256'] },
    ...(isPublished ? [{ key: rsa.publicKey, algorithms: ['RS256'] }] : []),
  ]
  for (const { key, algorithms } of keys) {
    try {
      const { payload } = await compactVerify(token, key, { algorithms })
      return JSON.parse(new TextDecoder().decode(payload))
    } catch {
      // Perhaps with the next one.
    }
  }
  return undefined
}

/** Nothing about it is unusual, not even how it is written. */
const isHonest = (token: string, claims: Record<string, unknown> | undefined): boolean =>
  isExact(token) &&
  token.startsWith(`${base64url('{"alg":"HS256"}')}.`) &&
  isDeepStrictEqual(claims, HONEST)

/** As an encoder writes it, and no other spelling of the same. */
const isExact = (token: string): boolean =>
  token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
