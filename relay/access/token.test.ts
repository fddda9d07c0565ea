import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { opens, tokens } from './token.ts'

const SECRET = 'correct-horse-battery-staple-0123'
const NOW = Date.UTC(2026, 10, 21, 12)
const HOUR = 3600

const key = (secret: string) => new TextEncoder().encode(secret)

const signed = (claims: JWTPayload, secret = SECRET, alg = 'HS256') =>
  new SignJWT({ aud: 'payment-status', exp: NOW / 1000 + HOUR, orders: ['A'], ...claims })
    .setProtectedHeader({ alg })
    .sign(key(secret))

const read = async (token: string | Promise<string>) => tokens([SECRET]).read(await token, NOW)

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
    ['names a customer as no text', { customer: 42 }],
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
    expect(await tokens([SECRET], url).read(token, NOW)).toMatchObject({ orders: ['A'] })
    expect(await tokens([SECRET]).read(token, NOW)).toBe('token_invalid')
  })

  it('are no fault of the token’s while they cannot be had', async () => {
    const token = await new SignJWT({ orders: ['A'] })
      .setProtectedHeader({ alg: 'ES256' })
      .setAudience('payment-status')
      .setExpirationTime(NOW / 1000 + HOUR)
      .sign(privateKey)
    const gone = new URL('/', url)
    gone.port = '1'
    await expect(tokens([SECRET], gone).read(token, NOW)).rejects.toThrow(
      /fetch|ECONNREFUSED|bad port/i,
    )
    expect(await tokens([SECRET], gone).read('no.token', NOW)).toBe('token_invalid')
  })

  it('never serve as the secret of an HMAC', async () => {
    const forged = await signed({}, JSON.stringify(publicJwk))
    expect(await tokens([SECRET], url).read(forged, NOW)).toBe('token_invalid')
  })
})
