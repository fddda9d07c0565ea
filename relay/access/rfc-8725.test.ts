/**
 * RFC 8725, JSON Web Token Best Current Practices, section 3, item by item.
 *
 * | item | |
 * | ---- | - |
 * | 3.1 to 3.5, 3.7 to 3.10, 3.12 | a test below, named after it |
 * | 3.6 compression before encryption | nothing here is encrypted; that such tokens are refused has a test |
 * | 3.11 explicit typing (`typ`) | is not asked for: shops sign in any language, whose libraries write `JWT` there. What it is for, `aud` does: see 3.9 and 3.12 |
 */

import { createHmac, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { CompactEncrypt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../config/read-config.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { tokens, type Tokens } from './token.ts'

const SECRET = 'correct-horse-battery-staple-0123'
const NOW = Date.UTC(2026, 10, 21, 12)
const HOUR = 3_600

const CLAIMS = { aud: 'payment-status', exp: NOW / 1000 + HOUR, orders: ['A-1'] }

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const PEM = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const JWK = { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' }
/** Published beside it, for another algorithm. */
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const EC_JWK = { ...ec.publicKey.export({ format: 'jwk' }), kid: 'k2', use: 'sig', alg: 'ES256' }

const base64url = (part: object | string): string =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')

const textOf = (header: object | string, claims: object | string): string =>
  `${base64url(header)}.${base64url(claims)}`

/** Signed with the shared secret, whatever the header says. */
function shared(
  header: object | string,
  claims: object | string = CLAIMS,
  secret = SECRET,
): string {
  const text = textOf(header, claims)
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

/** Signed with the published key, whatever the header says. */
function published(header: object, claims: object | string = CLAIMS): string {
  const text = textOf(header, claims)
  return `${text}.${sign('sha256', Buffer.from(text), rsa.privateKey).toString('base64url')}`
}

const RS256 = { alg: 'RS256', kid: 'k1' }
const HS256 = { alg: 'HS256' }

let asked = 0
const server = createServer((_, response) => {
  asked++
  response.end(JSON.stringify({ keys: [JWK, EC_JWK] }))
})
let reader: Tokens

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  reader = tokens([SECRET], { jwksUrl: new URL(`http://127.0.0.1:${port}/jwks.json`) })
})
afterAll(() => server.close())

/** What it opens, or why nothing. */
const read = (token: string, by: Tokens = reader) => by.read(token, NOW)

const OPEN = expect.objectContaining({ orders: ['A-1'] })
/** Why is in a word; which one, token.test.ts says. */
const REFUSED = expect.any(String)

describe('RFC 8725 3.1, algorithm verification: the algorithm is the key’s, never the token’s', () => {
  it('takes what each key signs by its own algorithm', async () => {
    expect(await read(shared(HS256))).toEqual(OPEN)
    expect(await read(published(RS256))).toEqual(OPEN)
  })

  it.each([
    ...['none', 'None', 'NONE', 'nOnE', '', 'hs256', 'HS384', 'HS512', 'RS256', 'ES256', 'EdDSA'],
    ...['PS256', 'dir', 'A128KW', 'PBES2-HS256+A128KW', 'constructor', '__proto__'],
  ])('refuses the secret’s signature under alg "%s"', async (alg) => {
    expect(await read(shared({ alg }))).toEqual(REFUSED)
  })

  it.each([null, 256, ['HS256'], { toString: 'HS256' }, true])(
    'refuses an alg that is no text: %j',
    async (alg) => {
      expect(await read(shared({ alg }))).toEqual(REFUSED)
    },
  )

  it.each(['PS256', 'RS384', 'RS512', 'ES256', 'HS256'])(
    'refuses the published RSA key’s signature under alg "%s"',
    async (alg) => {
      expect(await read(published({ alg, kid: 'k1' }))).toEqual(REFUSED)
    },
  )

  it('refuses a signature of one published key in the name of another', async () => {
    expect(await read(published({ alg: 'ES256', kid: 'k2' }))).toEqual(REFUSED)
    expect(await read(published({ alg: 'RS256', kid: 'k2' }))).toEqual(REFUSED)
  })

  it.each([
    ['the PEM', PEM],
    ['the PEM without its last newline', PEM.trim()],
    ['the modulus', JWK.n ?? ''],
    ['the JWK', JSON.stringify(JWK)],
    ['nothing', ''],
  ])('refuses an HMAC whose secret is %s of a public key', async (_, secret) => {
    expect(await read(shared(HS256, CLAIMS, secret))).toEqual(REFUSED)
    expect(await read(shared({ ...HS256, kid: 'k1' }, CLAIMS, secret))).toEqual(REFUSED)
  })
})

describe('RFC 8725 3.2, appropriate algorithms: those of the contract, and no other', () => {
  it('refuses what is unsigned', async () => {
    for (const alg of ['none', 'HS256', 'RS256']) {
      const text = textOf({ alg, kid: 'k1' }, CLAIMS)
      for (const token of [`${text}.`, text, `${text}..`, `.${text}`]) {
        expect(await read(token)).toEqual(REFUSED)
      }
    }
  })

  it('refuses RSA with SHA-1, and PKCS#1 v1.5 under a name that promises PSS', async () => {
    const text = textOf({ alg: 'RS1', kid: 'k1' }, CLAIMS)
    const sha1 = sign(
      'sha1',
      Buffer.from(text),
      createPrivateKey(rsa.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    )
    expect(await read(`${text}.${sha1.toString('base64url')}`)).toEqual(REFUSED)
    expect(await read(published({ alg: 'PS256', kid: 'k1' }))).toEqual(REFUSED)
  })
})

describe('RFC 8725 3.3, all cryptographic operations are validated: one that fails refuses it all', () => {
  it.each<[string, (token: string) => string]>([
    ['a byte of the header changed', (token) => token.replace(/^./, 'f')],
    ['a byte of the claims changed', (token) => token.replace(/\.(.)(.)/, '.$2$1')],
    [
      'its last byte changed',
      (token) => token.slice(0, -2) + (token.at(-2) === 'A' ? 'B' : 'A') + token.slice(-1),
    ],
    [
      'the bits changed that its last character leaves unused',
      (token) => token.slice(0, -1) + twin(token.at(-1) ?? ''),
    ],
    ['its signature cut', (token) => token.slice(0, -4)],
    ['its signature twice', (token) => token + token.slice(token.lastIndexOf('.') + 1)],
    ['padding', (token) => `${token}=`],
    ['a fourth part', (token) => `${token}.e30`],
    ['white space before it', (token) => ` ${token}`],
    ['white space after it', (token) => `${token} `],
    ['a NUL after it', (token) => `${token}\0`],
  ])('refuses a token with %s', async (_, change) => {
    for (const token of [shared(HS256), published(RS256)]) {
      expect(await read(change(token))).toEqual(REFUSED)
    }
  })

  it('refuses what it must understand and does not, signed as it is', async () => {
    for (const header of [
      { crit: ['x'], x: 1 },
      { crit: ['exp'], exp: 1 },
      { crit: [] },
      { crit: null },
      { crit: ['b64'], b64: false },
      { crit: ['b64'], b64: true },
    ]) {
      expect(await read(shared({ ...HS256, ...header }))).toEqual(REFUSED)
    }
  })
})

describe('RFC 8725 3.4, cryptographic inputs are validated', () => {
  it('refuses an ES256 signature of zeros, which a careless library takes for every message', async () => {
    const text = textOf({ alg: 'ES256', kid: 'k2' }, CLAIMS)
    for (const length of [0, 1, 32, 64, 72]) {
      const signature = Buffer.alloc(length).toString('base64url')
      expect(await read(`${text}.${signature}`)).toEqual(REFUSED)
    }
  })
})

describe('RFC 8725 3.5, keys have entropy', () => {
  it('starts with no TOKEN_SECRETS below the 32 bytes that HS256 has', () => {
    for (const secret of ['secret', 'x'.repeat(31), `${'x'.repeat(40)},short`]) {
      const { mistakes = [] } = readConfig({ ...ENVIRONMENT, TOKEN_SECRETS: secret })
      expect(mistakes.map(({ name }) => name)).toEqual(['TOKEN_SECRETS'])
    }
  })
})

describe('RFC 8725 3.6, no compression before encryption: nothing encrypted is taken', () => {
  it('refuses a token of five parts, encrypted for the very secret, compressed or not', async () => {
    const key = Buffer.from(SECRET).subarray(0, 32)
    const encrypted = await new CompactEncrypt(Buffer.from(JSON.stringify(CLAIMS)))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(key)
    expect(await read(encrypted)).toEqual(REFUSED)
    expect(await read(shared({ ...HS256, zip: 'DEF', crit: ['zip'] }))).toEqual(REFUSED)
  })
})

describe('RFC 8725 3.7, UTF-8', () => {
  it('takes names as the shop wrote them', async () => {
    const claims = { ...CLAIMS, customer: 'José 💶' }
    expect(await read(shared(HS256, claims))).toMatchObject({ customer: 'José 💶' })
    expect(await read(published(RS256, claims))).toMatchObject({ customer: 'José 💶' })
  })

  it('refuses claims in another encoding: what they name would be somebody else, too', async () => {
    const bytes = Buffer.from(JSON.stringify({ ...CLAIMS, customer: 'José' }), 'latin1')
    const claims = bytes.toString('base64url')
    const bySecret = `${base64url(HS256)}.${claims}`
    const hmac = createHmac('sha256', SECRET).update(bySecret).digest('base64url')
    expect(await read(`${bySecret}.${hmac}`)).toEqual(REFUSED)
    const byKey = `${base64url(RS256)}.${claims}`
    const signature = sign('sha256', Buffer.from(byKey), rsa.privateKey).toString('base64url')
    expect(await read(`${byKey}.${signature}`)).toEqual(REFUSED)
  })
})

describe('RFC 8725 3.8, issuer and subject: neither opens anything', () => {
  it('believes no claim but those of the contract', async () => {
    const { orders: _, ...nothing } = CLAIMS
    const others = { iss: 'payment-status', sub: '42', scope: '*', role: 'staff', admin: true }
    const grant = await read(shared(HS256, { ...nothing, ...others }))
    expect(grant).toEqual({ orders: [], expiresAt: NOW + HOUR * 1000 })
  })
})

describe('RFC 8725 3.9, audience: a token for another service opens nothing here', () => {
  it.each<[string, unknown]>([
    ['is missing', undefined],
    ['is empty', ''],
    ['is another', 'shop-login'],
    ['differs in case', 'Payment-Status'],
    ['has ours in it', 'payment-status-staging'],
    ['is a list without ours', ['shop-login']],
    ['is a list in a list', [['payment-status']]],
    ['is an object', { 0: 'payment-status', length: 1 }],
    ['is null', null],
  ])('refuses one whose aud %s', async (_, aud) => {
    for (const token of [shared(HS256, { ...CLAIMS, aud }), published(RS256, { ...CLAIMS, aud })]) {
      expect(await read(token)).toEqual(REFUSED)
    }
  })

  it('takes one that is for several services, this one among them', async () => {
    expect(await read(shared(HS256, { ...CLAIMS, aud: ['shop-login', 'payment-status'] }))).toEqual(
      OPEN,
    )
  })
})

describe('RFC 8725 3.10, received claims are not trusted', () => {
  it.each(['../../dev/null', "' OR 1=1 --", '', '\0', 'x'.repeat(5_000), '__proto__', 1, null])(
    'finds no key by a kid of %j that is none of the published',
    async (kid) => {
      expect(await read(published({ alg: 'RS256', kid }))).toEqual(REFUSED)
    },
  )

  it('fetches nothing that a token names, and takes no key from it', async () => {
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const jwk = { ...stranger.publicKey.export({ format: 'jwk' }), kid: 'k9', alg: 'RS256' }
    let visited = 0
    const trap = createServer((_, response) => {
      visited++
      response.end(JSON.stringify({ keys: [jwk] }))
    })
    trap.listen(0, '127.0.0.1')
    await once(trap, 'listening')
    const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/`
    for (const header of [
      { jwk },
      { jku: url },
      { x5u: url },
      { x5c: [PEM] },
      { jwk, kid: 'k1' },
    ]) {
      const text = textOf({ alg: 'RS256', ...header }, CLAIMS)
      const signature = sign('sha256', Buffer.from(text), stranger.privateKey).toString('base64url')
      expect(await read(`${text}.${signature}`)).toEqual(REFUSED)
    }
    trap.close()
    expect(visited).toBe(0)
  })

  it('asks for the published keys no more often, however many unknown kids come', async () => {
    await read(published(RS256))
    const before = asked
    for (let kid = 0; kid < 200; kid++) await read(published({ alg: 'RS256', kid: `x${kid}` }))
    expect(asked - before).toBeLessThanOrEqual(1)
  })

  it.each<[string, object]>([
    ['has no end', { exp: undefined }],
    ['ends at a text', { exp: String(CLAIMS.exp) }],
    ['ends at null', { exp: null }],
    ['ends before it began', { exp: -1 }],
    ['ended 61 s ago', { exp: NOW / 1000 - 61 }],
    ['ends in 30 days and a minute more', { exp: NOW / 1000 + 30 * 24 * HOUR + 61 }],
    ['ends in the year 292277026596', { exp: 9.2e18 }],
    ['opens all for 12 h and a minute more', { orders: ['*'], exp: NOW / 1000 + 12 * HOUR + 61 }],
    ['opens one and all for as long', { orders: ['A-1', '*'], exp: NOW / 1000 + 12 * HOUR + 61 }],
    ['begins in 2 min', { nbf: NOW / 1000 + 120 }],
    ['begins at a text', { nbf: '0' }],
    ['has orders as a text', { orders: '*' }],
    ['has orders as an object', { orders: { 0: '*', length: 1 } }],
    ['has orders within orders', { orders: [['*']] }],
    ['has numbers for orders', { orders: [1] }],
    ['has a list of customers', { customer: ['42'] }],
    ['has an object for a customer', { customer: { id: '42' } }],
  ])('refuses one that %s, though it is signed', async (_, claims) => {
    for (const token of [
      shared(HS256, { ...CLAIMS, ...claims }),
      published(RS256, { ...CLAIMS, ...claims }),
    ]) {
      expect(await read(token)).toEqual(REFUSED)
    }
  })

  it.each([
    '[]',
    'null',
    '"x"',
    '1',
    '{',
    '',
    '\0',
    '{"exp":1e999}',
    `[${JSON.stringify(CLAIMS)}]`,
  ])('refuses claims that are %j', async (claims) => {
    expect(await read(shared(HS256, claims))).toEqual(REFUSED)
  })

  it('takes of claims that are said twice the last, and of a prototype none', async () => {
    const { aud, exp } = CLAIMS
    const twice = `{"aud":"${aud}","exp":${exp},"orders":["*"],"orders":["A-1"]}`
    expect(await read(shared(HS256, twice))).toMatchObject({ orders: ['A-1'] })
    const inherited = `{"aud":"${aud}","exp":${exp},"__proto__":{"orders":["*"],"customer":"42"}}`
    expect(await read(shared(HS256, inherited))).toEqual({ orders: [], expiresAt: exp * 1000 })
  })
})

describe('RFC 8725 3.12, mutually exclusive rules for different kinds of tokens', () => {
  it('takes no token of the shop’s login that happens to be signed with the same key', async () => {
    const login = { iss: 'https://shop.example.com', sub: '42', exp: CLAIMS.exp }
    for (const aud of [undefined, 'https://shop.example.com']) {
      expect(await read(shared({ alg: 'HS256', typ: 'at+jwt' }, { ...login, aud }))).toEqual(
        REFUSED,
      )
      expect(await read(published({ ...RS256, typ: 'at+jwt' }, { ...login, aud }))).toEqual(REFUSED)
    }
  })
})

/** Another character for the same bytes: a lenient decoder drops the bits that are left over. */
function twin(character: string): string {
  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return ALPHABET[ALPHABET.indexOf(character) ^ 1] ?? ''
}
