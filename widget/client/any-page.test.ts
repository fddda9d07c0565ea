/** Pages as they are: odd values, old libraries, orders that are swapped, and networks that are slow. */

import { afterEach, describe, expect, it, vi } from 'vitest'
import { follow } from './follow.ts'
import { TokenRefused } from './tokens.ts'
import { countUpgrades, fails, shows, startRelay } from './testing.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('what a framework hands in', () => {
  it.each([1207, ' 1207\n'])('as %j is the order 1207', async (order) => {
    await using relay = await startRelay()
    const token = ` ${await relay.token('1207')}\n`
    const following = follow({ relay: ` ${relay.url} `, order, token })
    expect(await shows(following, 'pending')).toMatchObject({ id: '1207' })
    following.stop()
  })

  it('as a number is a customer', async () => {
    await using relay = await startRelay()
    await relay.register('ORD-1', ['42'])
    const token = await relay.customerToken('42')
    const following = follow({ relay: relay.url, customer: 42, token })
    await expect.poll(() => following.snapshots).toMatchObject([{ id: 'ORD-1' }])
    following.stop()
  })

  it.each<[what: string, odd: object, code: string]>([
    ['an order that is an object', { order: {} }, 'order_invalid'],
    ['an order whose name is a book', { order: 'x'.repeat(100_000) }, 'order_invalid'],
    ['a token that is an object', { order: 'ORD-2', token: {} }, 'token_invalid'],
    ['a token that is a book', { order: 'ORD-2', token: 'x'.repeat(100_000) }, 'token_invalid'],
    [
      'a way to a token that gives an object',
      { order: 'ORD-2', token: undefined, getToken: async () => ({ token: 't' }) },
      'token_unavailable',
    ],
  ])('as %s is an error of its own, and no harm to neighbours', async (_, odd, code) => {
    for (const transport of ['auto', 'polling'] as const) {
      await using relay = await startRelay()
      const token = await relay.token('ORD-1')
      const good = relay.follow('ORD-1', { token, transport })
      const told: unknown[] = []
      good.on('error', (error) => told.push(error))
      await shows(good, 'pending')
      const options = { relay: relay.url, token, transport, ...odd } as Parameters<typeof follow>[0]
      const bad = follow(options)
      expect(await fails(bad)).toMatchObject({ code })
      await relay.say('ORD-1', 'succeeded')
      await shows(good, 'succeeded')
      expect(told).toEqual([])
      bad.stop()
    }
  })

  it.each([undefined, null, '', '  '])('as %j is nobody, and nothing is said', async (order) => {
    await using relay = await startRelay()
    const upgrades = countUpgrades(relay)
    const options = { relay: relay.url, order, token: order } as Parameters<typeof follow>[0]
    const nobody = follow(options)
    await shows(relay.follow('ORD-1', { token: await relay.token('ORD-1') }), 'pending')
    expect(nobody.snapshots).toEqual([])
    expect(upgrades()).toBe(1)
    nobody.stop()
  })
})

describe('a library that puts toJSON into arrays', () => {
  it.each(['auto', 'polling'] as const)('is not heard on the wire (%s)', async (transport) => {
    await using relay = await startRelay()
    const following = relay.follow('ORD-1', { token: await relay.token('ORD-1'), transport })
    await shows(following, 'pending')
    const isOver = Promise.withResolvers<string>()
    /** The relay runs in this process, and must not suffer from it. */
    const end = (text: unknown) => {
      Reflect.deleteProperty(Array.prototype, 'toJSON')
      isOver.resolve(String(text))
    }
    const { send } = WebSocket.prototype
    vi.spyOn(WebSocket.prototype, 'send').mockImplementation(function (this: WebSocket, text) {
      end(text)
      send.call(this, text)
    })
    const { fetch } = globalThis
    vi.spyOn(globalThis, 'fetch').mockImplementation((url, init) => {
      end(init?.body)
      return fetch(url, init)
    })
    const toJSON = { configurable: true, value: () => 'a text of its own' }
    // oxlint-disable-next-line no-extend-native -- as the library does
    Object.defineProperty(Array.prototype, 'toJSON', toJSON)
    following.refresh()
    expect(await isOver.promise).toContain('"orders":[{"id":"ORD-1"')
  })
})

describe('a shop that refuses a token', () => {
  it.each(['refresh', 'back', 'online'] as const)(
    'for a while is asked again at %s, and not before',
    async (how) => {
      vi.stubGlobal('document', { hidden: false })
      const heard = new EventTarget()
      vi.stubGlobal('addEventListener', heard.addEventListener.bind(heard))
      await using relay = await startRelay()
      let asked = 0
      const following = relay.follow('ORD-1', {
        getToken: async () => {
          if (++asked < 3) throw new TokenRefused('403')
          return relay.token('ORD-1')
        },
      })
      const again = {
        refresh: () => following.refresh(),
        back: () => void heard.dispatchEvent(new Event('visibilitychange')),
        online: () => void heard.dispatchEvent(new Event('online')),
      }[how]
      expect(await fails(following)).toMatchObject({ code: 'token_unavailable' })
      expect(asked).toBe(1)
      again()
      await expect.poll(() => asked).toBe(2)
      again()
      await shows(following, 'pending')
    },
  )

  it('and hangs, is asked again by whoever is back', async () => {
    await using relay = await startRelay()
    let asked = 0
    const following = relay.follow('ORD-1', {
      getToken: () => (++asked === 1 ? new Promise(() => {}) : relay.token('ORD-1')),
    })
    await expect.poll(() => asked).toBe(1)
    following.refresh()
    await shows(following, 'pending')
  })
})

describe('a page that follows one order after the other', () => {
  it('keeps its socket, though it follows nothing for a moment', async () => {
    vi.stubGlobal('document', { hidden: false })
    await using relay = await startRelay()
    const upgrades = countUpgrades(relay)
    const close = vi.spyOn(WebSocket.prototype, 'close')
    for (let each = 0; each < 20; each++) {
      const following = relay.follow(`ORD-${each}`, { token: await relay.token(`ORD-${each}`) })
      await shows(following, 'pending')
      following.stop()
      await new Promise(setImmediate)
    }
    // Those of the tests before are still being closed.
    const { host } = new URL(relay.url)
    const isOurs = (socket: unknown) => socket instanceof WebSocket && socket.url.includes(host)
    const ours = close.mock.contexts.filter(isOurs)
    expect([upgrades(), ours.length]).toEqual([1, 0])
  })
})
