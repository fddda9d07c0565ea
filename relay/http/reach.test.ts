import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { Reach } from './reach.ts'

const server = createServer()

/** Where requests come in, and where the world sends them. */
function attached(publicUrl: string | undefined, path?: string) {
  const reach = new Reach({ publicUrl, port: 8787 })
  return { at: reach.attach(server, path), publicUrl: reach.publicUrl }
}

describe('a relay on a server', () => {
  it.each<[what: string, publicUrl: string | undefined, path: string | undefined, found: object]>([
    [
      'is where PUBLIC_URL says',
      'https://shop.example.com/pay',
      undefined,
      { at: '/pay', publicUrl: 'https://shop.example.com/pay' },
    ],
    [
      'is where it is put, and the world is told so',
      'https://shop.example.com',
      '/pay',
      { at: '/pay', publicUrl: 'https://shop.example.com/pay' },
    ],
    [
      'is where both say',
      'https://shop.example.com/pay',
      '/pay/',
      { at: '/pay', publicUrl: 'https://shop.example.com/pay' },
    ],
    [
      'is behind a proxy that cuts off where the shop is',
      'https://example.com/shop/pay',
      '/pay',
      { at: '/pay', publicUrl: 'https://example.com/shop/pay' },
    ],
    [
      'is on this machine',
      undefined,
      '/pay',
      { at: '/pay', publicUrl: 'http://localhost:8787/pay' },
    ],
    [
      'has all of a server that is its own, where that is said',
      'https://pay.example.com',
      '/',
      { at: '', publicUrl: 'https://pay.example.com' },
    ],
    [
      'is where requests say, in their letters',
      'https://shop.example.com',
      '/zahlung/für',
      { at: '/zahlung/f%C3%BCr', publicUrl: 'https://shop.example.com/zahlung/f%C3%BCr' },
    ],
  ])('%s', (_, publicUrl, path, found) => {
    expect(attached(publicUrl, path)).toEqual(found)
  })

  it.each([
    [undefined, undefined],
    ['https://shop.example.com', undefined],
    ['https://shop.example.com', ''],
  ])('needs a path of its own (%s, %s), and says how to give it one', (publicUrl, path) => {
    expect(() => attached(publicUrl, path)).toThrow(
      "Write relay.attach(server, { path: '/pay' }), or give PUBLIC_URL a path",
    )
  })

  it.each(['pay', '//pay', '/pay?a=1', '/pay#a', 'https://shop.example.com/pay', '/\\pay'])(
    'takes %s for no path',
    (path) => {
      expect(() => attached('https://shop.example.com', path)).toThrow(`path is "${path}"`)
    },
  )

  it.each(['/checkout', '/y', '/shop/pay', '/pay/pay'])(
    'is not put at %s where PUBLIC_URL says otherwise: providers would call in vain',
    (path) => {
      expect(() => attached('https://shop.example.com/pay', path)).toThrow(
        'PUBLIC_URL (https://shop.example.com/pay) does not end with it',
      )
    },
  )

  it('is not put elsewhere once somebody was told where it is', () => {
    const reach = new Reach({ publicUrl: 'https://shop.example.com', port: 8787 })
    reach.settle()
    expect(() => reach.attach(server, '/pay')).toThrow('Call relay.attach() first')

    const settled = new Reach({ publicUrl: 'https://shop.example.com/pay', port: 8787 })
    settled.settle()
    expect(settled.attach(server, '/pay')).toBe('/pay')
  })

  it('is at one place of the world, on however many servers', () => {
    const reach = new Reach({ publicUrl: 'https://shop.example.com', port: 8787 })
    expect(reach.attach(server, '/pay')).toBe('/pay')
    expect(reach.attach(createServer())).toBe('/pay')
    expect(() => reach.attach(createServer(), '/checkout')).toThrow('does not end with it')
  })
})
