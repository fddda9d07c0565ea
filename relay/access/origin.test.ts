import { describe, expect, it } from 'vitest'
import { isAllowed } from './origin.ts'

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
