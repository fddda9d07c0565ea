/** Tokens that are almost an honest one: in their header, their claims, who signs, and how they are written. */

import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import fc from 'fast-check'
import { edited, mostly, NAMES, spoilt, TEXT, VALUE } from '../hostile.ts'
import { CANARY, TOKEN_SECRET } from '../target.ts'

/** The relay's clock, in ms since 1970. */
export const NOW = Date.UTC(2026, 10, 21, 12)
export const SECONDS = NOW / 1000
export const DAY = 86_400

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const PEM = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()
/** What the shop publishes. */
export const PUBLIC_KEY = rsa.publicKey
export const JWK = {
  ...rsa.publicKey.export({ format: 'jwk' }),
  kid: 'k1',
  use: 'sig',
  alg: 'RS256',
}

const TIMES = [
  ...[0, -1, 1, 60, 61, -60, -61, 3_600, DAY / 2, DAY / 2 + 61, 30 * DAY, 30 * DAY + 61, 1e9, 0.5],
].map((offset) => SECONDS + offset)

/** The shop's own login, whose tokens may count as well. */
export const LOGIN = { audience: 'shop-login', customerClaim: 'sub' }

const time = (honest: number) =>
  mostly<unknown>(fc.constant(honest), fc.oneof(fc.constantFrom(...TIMES), VALUE), 3)

const ORDER_IDS = fc.constantFrom('A-1', 'A-1', 'A-2', '*', ...NAMES)

/** What the most ordinary of them says. */
export const HONEST = { aud: 'payment-status', exp: SECONDS + 3_600, orders: ['A-1'] }

const CLAIMS: fc.Arbitrary<unknown> = mostly<unknown>(
  fc.constant(HONEST),
  fc.record(
    {
      aud: mostly<unknown>(
        fc.constantFrom<unknown>(HONEST.aud, ['x', HONEST.aud], LOGIN.audience),
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
      sub: mostly<unknown>(fc.constantFrom('42', 42), VALUE),
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

export const base64url = (text: string): string => Buffer.from(text).toString('base64url')

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

export const TOKENS = fc.oneof(
  { weight: 4, arbitrary: TOKEN },
  { weight: 1, arbitrary: edited(TOKEN, { most: 2 }) },
)
