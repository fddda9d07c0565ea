import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decodeJwt, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRolledOut } from './rollout.ts'
import { problemOf, wordsFor, type TokenFault } from './token-faults.ts'
import { opens, tokens, type Grant } from './token.ts'

const SECRET = 'correct-horse-battery-staple-0123'
const NOW = Date.UTC(2026, 10, 21, 12)
const HOUR = 3600

const key = (secret: string) => new TextEncoder().encode(secret)

const signed = (claims: JWTPayload, secret = SECRET, alg = 'HS256') =>
  new SignJWT({ aud: 'payment-status', exp: NOW / 1000 + HOUR, orders: ['A'], ...claims })
    .setProtectedHeader({ alg })
    .sign(key(secret))

/** What is granted, or by which code it is refused. */
const codeOf = async (read: Promise<Grant | TokenFault>) => {
  const grant = await read
  return typeof grant === 'string' ? problemOf(grant) : grant
}

const read = async (token: string | Promise<string>) =>
  codeOf(tokens([SECRET]).read(await token, NOW))

describe('a token', () => {
  it('opens what it was issued for, until it runs out', async () => {
    const { token, expiresAt } = await tokens([SECRET]).issue(
      { orders: ['A'], customer: '42' },
      90,
      NOW,
    )
    expect(expiresAt).toBe(NOW + 90_000)
    const grant = await read(token)
    expect(grant).toEqual({ orders: ['A'], customer: '42', expiresAt: NOW + 90_000 })
  })

  it('may be signed by any language, with the secret’s bytes as they stand', async () => {
    expect(await read(signed({}))).toMatchObject({ orders: ['A'] })
  })

  it('is known by every secret, and signed with the first', async () => {
    const rotated = tokens([`${SECRET}-new`, SECRET])
    expect(await rotated.read(await signed({}), NOW)).toMatchObject({ orders: ['A'] })
    const { token } = await rotated.issue({ orders: ['A'] }, HOUR, NOW)
    expect(await read(token)).toBe('token_invalid')
  })

  it.each([
    ['an order', { orders: ['A'] }],
    ['a customer', { customer: '42' }],
    ['staff', { orders: ['*'] }],
  ])('says to the page of %s whether a socket would be refused', async (_, grant) => {
    const transportAt = async (rollout: number) => {
      const { token } = await tokens([SECRET], { rollout }).issue(grant, HOUR, NOW)
      expect(await read(token)).toMatchObject(grant)
      return decodeJwt(token).transport
    }
    expect(await transportAt(0)).toBe('polling')
    expect(await transportAt(100)).toBeUndefined()
  })

  it('says nothing of it where a socket is for some of what it opens', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `A-${index}`)
    const { issue } = tokens([SECRET], { rollout: 50 })
    const { token } = await issue({ orders: ids }, HOUR, NOW)
    expect(decodeJwt(token).transport).toBeUndefined()
    const alone = await Promise.all(ids.map((id) => issue({ orders: [id] }, HOUR, NOW)))
    const polled = alone.filter((each) => decodeJwt(each.token).transport === 'polling')
    expect(polled).toHaveLength(ids.filter((id) => !isRolledOut(id, 50)).length)
  })

  it.each<[string, JWTPayload]>([
    ['is for somebody else', { aud: 'another-service' }],
    ['has no end', { exp: undefined as unknown as number }],
    ['ends in more than thirty days', { exp: NOW / 1000 + 31 * 24 * HOUR }],
    ['opens everything for more than twelve hours', { orders: ['*'], exp: NOW / 1000 + 13 * HOUR }],
    ['is not valid yet', { nbf: NOW / 1000 + 120 }],
    ['begins at no number', { nbf: 'soon' as unknown as number }],
    ['was issued at no number', { iat: 'lately' as unknown as number }],
    ['ends at no number', { exp: `${NOW / 1000 + HOUR}` as unknown as number }],
    ['names orders as no list', { orders: 'A' }],
    ['names a customer as no text', { customer: 42.5 }],
  ])('is refused when it %s', async (_, claims) => {
    expect(await read(signed(claims))).toBe('token_invalid')
  })

  it('is refused with another secret, without a signature, or changed', async () => {
    expect(await read(signed({}, `${SECRET}-other`))).toBe('token_invalid')
    const unsigned = new UnsecuredJWT({ orders: ['A'] })
      .setAudience('payment-status')
      .setExpirationTime('1h')
    expect(await read(unsigned.encode())).toBe('token_invalid')
    const [header, , signature] = (await signed({})).split('.')
    const forged = Buffer.from(JSON.stringify({ aud: 'payment-status', exp: NOW, orders: ['*'] }))
    expect(await read(`${header}.${forged.toString('base64url')}.${signature}`)).toBe(
      'token_invalid',
    )
    expect(await read('')).toBe('token_invalid')
  })

  it('may be for several services, this one among them', async () => {
    expect(await read(signed({ aud: ['another-service', 'payment-status'] }))).toMatchObject({
      orders: ['A'],
    })
    expect(await read(signed({ aud: ['another-service'] }))).toBe('token_invalid')
  })

  it.each<[string, (token: string) => string]>([
    ['a byte less', (token) => token.slice(0, -1)],
    ['a byte more', (token) => `${token}A`],
    ['padding', (token) => `${token}=`],
    ['a part more', (token) => `${token}.`],
    ['no signature', (token) => token.slice(0, token.lastIndexOf('.') + 1)],
    ['white space', (token) => ` ${token}`],
    ['another’s claims', (token) => token.replace(/\.[^.]+/, `.${'e30'}`)],
  ])('is refused with %s', async (_, change) => {
    expect(await read(change(await signed({})))).toBe('token_invalid')
  })

  it.each<[string, object]>([
    ['another algorithm', { alg: 'HS512' }],
    ['none', { alg: 'none' }],
    ['what is critical, and we do not know', { alg: 'HS256', crit: ['urn:limits'] }],
  ])('is refused with a good signature whose header says %s', async (_, header) => {
    const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = { aud: 'payment-status', exp: NOW / 1000 + HOUR, orders: ['A'] }
    const of = (header: object) => {
      const text = `${base64(header)}.${base64(claims)}`
      return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`
    }
    expect(await read(of({ alg: 'HS256' }))).toMatchObject({ orders: ['A'] })
    expect(await read(of(header))).toBe('token_invalid')
  })

  it('has a minute’s grace for clocks that differ, and then has expired', async () => {
    expect(await read(signed({ exp: NOW / 1000 - 30 }))).toMatchObject({ expiresAt: NOW + 30_000 })
    expect(await read(signed({ exp: NOW / 1000 - 61 }))).toBe('token_expired')
  })
})

describe('a grant', () => {
  const grant = { orders: ['A'], expiresAt: NOW }

  it('opens its orders, its customer’s orders, and for staff all', () => {
    expect(opens(grant, 'A')).toBe(true)
    expect(opens(grant, 'B')).toBe(false)
    expect(opens({ ...grant, customer: '42' }, 'B', ['42'])).toBe(true)
    expect(opens({ ...grant, customer: '42' }, 'B', ['43'])).toBe(false)
    expect(opens({ orders: ['*'], expiresAt: NOW }, 'B')).toBe(true)
  })
})

describe('published keys', () => {
  const server = createServer()
  let url: URL
  let privateKey: CryptoKey
  let publicJwk: object

  beforeAll(async () => {
    const pair = await generateKeyPair('ES256')
    privateKey = pair.privateKey
    publicJwk = { ...(await exportJWK(pair.publicKey)), alg: 'ES256' }
    server.on('request', (_, response) => response.end(JSON.stringify({ keys: [publicJwk] })))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`)
  })
  afterAll(() => server.close())

  it('verify what the merchant signs with its private key', async () => {
    const token = await new SignJWT({ orders: ['A'] })
      .setProtectedHeader({ alg: 'ES256' })
      .setAudience('payment-status')
      .setExpirationTime(NOW / 1000 + HOUR)
      .sign(privateKey)
    expect(await tokens([SECRET], { jwksUrl: url }).read(token, NOW)).toMatchObject({
      orders: ['A'],
    })
    expect(await codeOf(tokens([SECRET]).read(token, NOW))).toBe('token_invalid')
  })

  it.each<[fault: string, claims: JWTPayload, header?: object]>([
    ['aud', { aud: 'my-app' }],
    ['exp', { exp: undefined as never }],
    ['expired', { exp: NOW / 1000 - HOUR }],
    ['exp_too_far', { exp: NOW / 1000 + 31 * 24 * HOUR }],
    ['nbf', { nbf: NOW / 1000 + HOUR }],
    ['orders', { orders: 'A' }],
    ['form', {}, { crit: ['b64'], b64: true }],
  ])('let in no more than a secret does: %s', async (fault, claims, header = {}) => {
    const token = await new SignJWT({
      ...{ aud: 'payment-status', exp: NOW / 1000 + HOUR, orders: ['A'] },
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', ...header })
      .sign(privateKey)
    expect(await tokens([SECRET], { jwksUrl: url }).read(token, NOW)).toBe(fault)
  })

  it('have nothing to do with what another key has signed', async () => {
    const { privateKey: stranger } = await generateKeyPair('ES256')
    const token = await new SignJWT({ aud: 'payment-status', orders: ['*'] })
      .setProtectedHeader({ alg: 'ES256' })
      .setExpirationTime(NOW / 1000 + HOUR)
      .sign(stranger)
    expect(await tokens([SECRET], { jwksUrl: url }).read(token, NOW)).toBe('signature')
    const { length } = token
    expect(await tokens([SECRET], { jwksUrl: url }).read(token.slice(0, length - 2), NOW)).toBe(
      'signature',
    )
  })

  it('are no fault of the token’s while they cannot be had', async () => {
    const token = await new SignJWT({ orders: ['A'] })
      .setProtectedHeader({ alg: 'ES256' })
      .setAudience('payment-status')
      .setExpirationTime(NOW / 1000 + HOUR)
      .sign(privateKey)
    const gone = new URL('/', url)
    gone.port = '1'
    await expect(tokens([SECRET], { jwksUrl: gone }).read(token, NOW)).rejects.toThrow(
      /fetch|ECONNREFUSED|bad port/i,
    )
    expect(await codeOf(tokens([SECRET], { jwksUrl: gone }).read('no.token', NOW))).toBe(
      'token_invalid',
    )
  })

  it('never serve as the secret of an HMAC', async () => {
    const forged = await signed({}, JSON.stringify(publicJwk))
    expect(await codeOf(tokens([SECRET], { jwksUrl: url }).read(forged, NOW))).toBe('token_invalid')
  })
})

describe('a refusal', () => {
  const soon = NOW / 1000 + HOUR
  const none = undefined as never

  it.each<[fault: TokenFault, token: string | Promise<string>]>([
    ['form', ''],
    ['form', 'merchant-0123456789abcdef'],
    ['form', '<html>'],
    ['form', 'a.b.c'],
    ['algorithm', signed({}, `${SECRET}${SECRET}`, 'HS512')],
    ['algorithm', new UnsecuredJWT({}).encode()],
    ['signature', signed({}, `${SECRET}-other`)],
    ['aud', signed({ aud: none })],
    ['aud', signed({ aud: 'my-app' })],
    ['exp', signed({ exp: none })],
    ['exp_too_far', signed({ exp: soon * 1000 })],
    ['exp_too_far', signed({ orders: ['*'], exp: NOW / 1000 + 13 * HOUR })],
    ['expired', signed({ exp: NOW / 1000 - HOUR })],
    ['nbf', signed({ nbf: soon })],
    ['orders', signed({ orders: 'A' })],
    ['customer', signed({ customer: 42.5 })],
    ['customer', signed({ customer: '' })],
    ['customer', signed({ customer: null })],
  ])('says what is wrong: %s', async (fault, token) => {
    expect(await tokens([SECRET]).read(await token, NOW)).toBe(fault)
    expect(wordsFor(fault)).toMatch(/^The token (is|has) .*\. Get a new one\.$/)
  })

  it('says nothing of the claims before the signature has been found good', async () => {
    const token = signed({ aud: 'my-app', exp: none, orders: 'A' }, `${SECRET}-other`)
    expect(await tokens([SECRET]).read(await token, NOW)).toBe('signature')
  })
})

describe('a token of the shop’s own login', () => {
  const login = { audience: 'my-app', customerClaim: 'sub' }
  const own = (claims: object) =>
    signed({ aud: 'my-app', orders: none, sub: '42', ...claims } as JWTPayload)
  const none = undefined
  const readBy = async (token: Promise<string>, by = login) =>
    tokens([SECRET], { login: by }).read(await token, NOW)

  it('opens the customer who is logged in', async () => {
    expect(await readBy(own({}))).toMatchObject({ orders: [], customer: '42' })
    expect(await readBy(own({ aud: ['shop', 'my-app'] }))).toMatchObject({ customer: '42' })
    expect(await readBy(own({ sub: 42 as never }))).toMatchObject({ customer: '42' })
  })

  it.each<[what: string, claims: JWTPayload]>([
    ['orders that a shopper may have written into a profile', { orders: ['*'] }],
    ['orders that count something', { orders: 7 }],
    ['another claim named customer', { customer: '43' }],
    ['both audiences', { aud: ['my-app', 'payment-status'], orders: ['*'], customer: '43' }],
  ])('opens nothing else, whatever it says besides: %s', async (_, claims) => {
    expect(await readBy(own(claims))).toEqual({
      orders: [],
      customer: '42',
      expiresAt: NOW + HOUR * 1000,
    })
  })

  it.each<[fault: string, claims: object]>([
    ['customer', { sub: none }],
    ['customer', { sub: '' }],
    ['customer', { sub: 2 ** 53 }],
    ['customer', { sub: ['42'] }],
    ['customer', { sub: { toString: '42' } }],
    ['aud', { aud: 'another-app' }],
    ['exp', { exp: none }],
    ['exp_too_far', { exp: NOW / 1000 + 31 * 24 * HOUR }],
  ])('is refused where it names nobody, or lasts too long: %s %o', async (fault, claims) => {
    expect(await readBy(own(claims))).toBe(fault)
  })

  it('is looked at for no claim that every object has', async () => {
    for (const customerClaim of ['constructor', '__proto__', 'toString']) {
      expect(await readBy(own({}), { ...login, customerClaim })).toBe('customer')
    }
  })

  it('has a name of its own for the customer also where it is made for this relay', async () => {
    const by = { audience: 'payment-status', customerClaim: 'sub' }
    const both = signed({ sub: '42', customer: '43', orders: ['A'] })
    expect(await readBy(both, by)).toMatchObject({ orders: ['A'], customer: '42' })
  })

  it('is never what the relay issues: that would open the shop', async () => {
    for (const by of [login, { audience: 'payment-status', customerClaim: 'sub' }]) {
      const relay = tokens([SECRET], { login: by })
      const { token } = await relay.issue({ orders: ['A'], customer: '42' }, HOUR, NOW)
      expect(decodeJwt(token)).toEqual({
        aud: 'payment-status',
        exp: NOW / 1000 + HOUR,
        orders: ['A'],
        customer: '42',
      })
      expect(await relay.read(token, NOW)).toMatchObject({ orders: ['A'], customer: '42' })
    }
  })
})
