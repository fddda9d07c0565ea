import { describe, expect, it } from 'vitest'
import { readConfig } from '../config/read-config.ts'
import { isAllowed } from './origin.ts'

const publicUrl = 'https://pay.example.net/relay'
const HOST = 'pay.example.net'

/** Whether a page of `origin` may, where ALLOWED_ORIGINS says so. */
const may = (origin: string | undefined, ...said: string[]) =>
  isAllowed(origin, HOST, { allowedOrigins: new Set(said), publicUrl })

const RELAY = { allowedOrigins: new Set<string>(), publicUrl: 'https://pay.example.com/relay' }

describe('a relay’s own pages', () => {
  it.each([
    ['https://pay.example.com', 'pay.example.com'],
    // A proxy in front may say what it likes as Host.
    ['https://pay.example.com', '10.0.0.7:8787'],
    ['http://localhost:8787', 'localhost:8787'],
    ['http://127.0.0.1:8787', '127.0.0.1:8787'],
    ['http://[::1]:8787', '[::1]:8787'],
    [undefined, 'whatever'],
  ])('may: %s at %s', (origin, host) => {
    expect(isAllowed(origin, host, RELAY)).toBe(true)
  })

  it.each([
    // A name of somebody else's that leads here.
    ['http://evil.example:8787', 'evil.example:8787'],
    ['http://pay.example.com', 'pay.example.com'],
    ['http://localhost:3000', 'localhost:8787'],
    ['http://localhost.evil.example:8787', 'localhost.evil.example:8787'],
    ['null', 'localhost:8787'],
    ['null', undefined],
    ['nonsense', 'nonsense'],
  ])('are none of %s at %s', (origin, host) => {
    expect(isAllowed(origin, host, RELAY)).toBe(false)
  })
})

describe('a page', () => {
  it.each([
    ['https://a.example.com', 'https://*.example.com'],
    ['https://a.b.c.example.com', 'https://*.example.com'],
    ['https://a.b.example.com', 'https://*.b.example.com'],
    ['https://a.example.com:8443', 'https://*.example.com:8443'],
    ['http://shop.localhost:3000', 'http://*.localhost:3000'],
    ['https://xn--bcher-kva.example.com', 'https://*.example.com'],
  ])('of %s may, where %s may', (origin, said) => {
    expect(may(origin, said)).toBe(true)
  })

  it.each([
    ['https://example.com', 'https://*.example.com'],
    ['https://evilexample.com', 'https://*.example.com'],
    ['https://a.example.com.evil.org', 'https://*.example.com'],
    ['http://a.example.com', 'https://*.example.com'],
    ['https://a.example.com:8443', 'https://*.example.com'],
    ['https://a.example.com', 'https://*.example.com:8443'],
    ['https://a.c.example.com', 'https://*.b.example.com'],
    ['https://evil.org/.example.com', 'https://*.example.com'],
    ['https://evil.org#.example.com', 'https://*.example.com'],
    ['https://evil.org?.example.com', 'https://*.example.com'],
    ['https://evil.org\\.example.com', 'https://*.example.com'],
    ['https://a@evil.org', 'https://*.example.com'],
    ['https://a.example.com/', 'https://*.example.com'],
    ['https://A.example.com', 'https://*.example.com'],
    ['null', 'https://*.example.com'],
    ['.example.com', 'https://*.example.com'],
    ['', 'https://*.example.com'],
  ])('of %j may not, where %s may', (origin, said) => {
    expect(may(origin, said)).toBe(false)
  })

  it('without an address may only where "null" is said: "*" is not enough', () => {
    expect(may('null', '*')).toBe(false)
    expect(may('null', 'null')).toBe(true)
    expect(may('https://any.example.org', '*')).toBe(true)
  })

  it('of the relay’s own may always, and so may what is no page', () => {
    expect(may('https://pay.example.net')).toBe(true)
    expect(may(undefined)).toBe(true)
    expect(may('https://shop.example.com')).toBe(false)
  })
})

describe('ALLOWED_ORIGINS', () => {
  const wrong = (ALLOWED_ORIGINS: string) =>
    readConfig({
      HOST: '127.0.0.1',
      API_KEYS: 'k-0123456789abcdef',
      TOKEN_SECRETS: 'correct-horse-battery-staple-0123',
      ALLOWED_ORIGINS,
    }).mistakes

  it.each([
    'https://shop.example.com',
    'https://*.example.com',
    'https://*.shop.example.com:8443',
    'http://*.localhost:3000',
    'https://a.example.com, https://*.example.org',
    '*',
    'null',
  ])('may be %s', (text) => {
    expect(wrong(text)).toBeUndefined()
  })

  it.each([
    'https://*.com',
    'https://*',
    '*.example.com',
    '*://shop.example.com',
    'https://*example.com',
    'https://shop.*.example.com',
    'https://*.*.example.com',
    'https://*.example.com/',
    'https://*.203.0.113.7',
    'https://*.[::1]',
    'shop.example.com',
    'file://',
    'NULL',
  ])('is refused where it is %s, with what it may be', (text) => {
    expect(wrong(text)).toEqual([
      { name: 'ALLOWED_ORIGINS', problem: expect.stringContaining('https://*.example.com') },
    ])
  })
})
