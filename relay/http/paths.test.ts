import { expect, it } from 'vitest'
import { startRelay } from '../testing/relay.ts'
import { ownPaths } from './paths.ts'

const isOurs = ownPaths('https://shop.example.com')

it('the list has the path of every route', async () => {
  const assets = {
    type: '',
    etag: '',
    isImmutable: true,
    plain: Buffer.alloc(0),
    gzip: Buffer.alloc(0),
  }
  const names = [
    'payment-status.js',
    'payment-status.0a1b2c3d.js',
    'payment-status-card.0a1b2c3d.js',
  ]
  const { relay } = await startRelay({}, { assets: new Map(names.map((name) => [name, assets])) })
  const paths = relay.app.routes.map(({ path }) => path).filter((path) => path !== '/*')
  expect(new Set(paths).size).toBeGreaterThan(15)
  expect(paths.filter((path) => !isOurs(path))).toEqual([])
})

it.each(['/', '/orders-of-mine', '/my/orders', '/payment-status', '/healthzz', '/readyz.html'])(
  'leaves %s to the shop',
  (path) => expect(isOurs(path)).toBe(false),
)

it('has all below the path of PUBLIC_URL, and nothing else', () => {
  const isBelow = ownPaths('https://shop.example.com/pay/')
  expect(['/pay/orders/A-1', '/pay/anything'].every(isBelow)).toBe(true)
  expect(['/orders/A-1', '/payments', '/pay'].some(isBelow)).toBe(false)
})
