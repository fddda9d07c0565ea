import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import type { PaymentStatus } from '../../relay/protocol.ts'
import { follow } from './follow.ts'
import { becomes, countUpgrades, fails, heldPoll, shop, shows, startRelay } from './testing.ts'

describe.concurrent('who follows an order', () => {
  it('hears how it stands, and what becomes of it', async () => {
    await using relay = await startRelay()
    await relay.say('ORD-1', 'processing')
    const following = relay.follow('ORD-1', { token: await relay.token('ORD-1') })

    expect(await shows(following, 'processing')).toMatchObject({ id: 'ORD-1', version: 1 })
    await becomes(following, 'live')
    await relay.say('ORD-1', 'succeeded')
    expect(await shows(following, 'succeeded')).toMatchObject({ version: 2 })
    expect(following.snapshot?.status).toBe('succeeded')
  })

  it('is told what was shown before', async () => {
    await using relay = await startRelay()
    const following = relay.follow('ORD-1', { token: await relay.token('ORD-1') })
    const seen: [PaymentStatus | undefined, PaymentStatus][] = []
    following.on('change', (now, before) => seen.push([before?.status, now.status]))

    await shows(following, 'pending')
    await relay.say('ORD-1', 'succeeded')
    await shows(following, 'succeeded')
    expect(seen).toEqual([
      [undefined, 'pending'],
      ['pending', 'succeeded'],
    ])
  })

  it('hears the same without a socket, where none is wanted', async () => {
    await using relay = await startRelay()
    const upgrades = countUpgrades(relay)
    const token = await relay.token('ORD-1')
    const following = relay.follow('ORD-1', { token, transport: 'polling' })

    await shows(following, 'pending')
    await relay.say('ORD-1', 'succeeded')
    await shows(following, 'succeeded')
    expect(following.connection).toBe('polling')
    expect(upgrades()).toBe(0)
  })

  it.each(['refused', 'swallowed'] as const)(
    'hears the same where sockets are %s on the way',
    async (fate) => {
      await using relay = await startRelay()
      relay.let(fate)
      const following = relay.follow('ORD-1', { token: await relay.token('ORD-1') })

      await shows(following, 'pending')
      await relay.say('ORD-1', 'succeeded')
      await shows(following, 'succeeded')
      expect(following.connection).toBe('polling')
    },
  )

  it('shares one connection with all who follow the same relay', async () => {
    await using relay = await startRelay()
    const upgrades = countUpgrades(relay)
    const one = relay.follow('ORD-1', { token: await relay.token('ORD-1') })
    const two = relay.follow('ORD-2', { token: await relay.token('ORD-2') })
    await Promise.all([shows(one, 'pending'), shows(two, 'pending')])
    const late = relay.follow('ORD-3', { token: await relay.token('ORD-3') })
    await shows(late, 'pending')

    await Promise.all([relay.say('ORD-1', 'succeeded'), relay.say('ORD-3', 'failed')])
    await Promise.all([shows(one, 'succeeded'), shows(late, 'failed')])
    expect(two.snapshot?.status).toBe('pending')
    expect(upgrades()).toBe(1)
  })
})

describe.concurrent('who comes later, to what another one has already', () => {
  it.each(['auto', 'polling'] as const)('is told of it (%s)', async (transport) => {
    await using relay = await startRelay()
    const token = await relay.token('ORD-1')
    await shows(relay.follow('ORD-1', { token, transport }), 'pending')
    const late = relay.follow('ORD-1', { token, transport })
    expect(await shows(late, 'pending')).toMatchObject({ id: 'ORD-1' })
  })

  it('does not wait for a poll that the relay holds for others', async () => {
    await using relay = await startRelay()
    const transport = 'polling'
    const first = heldPoll(relay)
    const early = relay.follow('ORD-1', { token: await relay.token('ORD-1'), transport })
    await first
    const second = heldPoll(relay)
    await shows(early, 'pending')
    await second

    const late = relay.follow('ORD-2', { token: await relay.token('ORD-2'), transport })
    expect(await shows(late, 'pending')).toMatchObject({ id: 'ORD-2' })
  })
})

describe.concurrent('when the relay goes away', () => {
  it('follows on after a crash, and never shows an older version', async () => {
    await using relay = await startRelay()
    await relay.say('ORD-1', 'pending')
    const following = relay.follow('ORD-1', { token: await relay.token('ORD-1') })
    const versions: number[] = []
    following.on('change', ({ version }) => versions.push(version))
    await shows(following, 'pending')
    await relay.say('ORD-1', 'processing')
    await shows(following, 'processing')

    await relay.crash()
    await relay.startAgain()
    // Nobody was there to hear of it: the page has to ask.
    await relay.say('ORD-1', 'succeeded')

    await shows(following, 'succeeded')
    expect(versions).toEqual([1, 2, 3])
    await becomes(following, 'live')
  })
})

describe('when the relay restarts', () => {
  afterEach(() => vi.restoreAllMocks())

  it('asks for what a heartbeat shows to be missing', async () => {
    const order = { id: 'A', epoch: 'e', version: 1, status: 'pending', amountReceived: 0 }
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/ws' })
    await once(server, 'listening')
    const asked = new Promise<unknown>((resolve) => {
      server.on('connection', (socket) => {
        const say = (frame: object) => socket.send(JSON.stringify(frame))
        say({ type: 'connected', connection: 'c', now: '', heartbeat: 25_000 })
        socket.once('message', () => {
          say({ type: 'subscribed', orders: [order] })
          say({ type: 'heartbeat', now: '', epoch: 'e', versions: { A: 2 } })
          socket.once('message', (text) => resolve(JSON.parse(String(text))))
        })
      })
    })
    const { port } = server.address() as AddressInfo
    const following = follow({ relay: `http://127.0.0.1:${port}`, order: 'A', token: 't' })
    expect(await asked).toMatchObject({ type: 'subscribe', orders: [{ id: 'A', version: 1 }] })
    following.stop()
    server.close()
  })

  it('neither connects nor polls before it was told to come back', async () => {
    // Whose luck has them return at once, if they are not told otherwise.
    vi.spyOn(Math, 'random').mockReturnValue(0)
    await using relay = await startRelay()
    const following = relay.follow('ORD-1', { token: await relay.token('ORD-1') })
    await shows(following, 'pending')
    await becomes(following, 'live')

    const asked = Promise.race([once(relay.server, 'upgrade'), once(relay.server, 'request')])
    const back = asked.then(() => performance.now())
    const restartedAt = performance.now()
    await relay.restart()
    // The least that a relay says, in ms.
    expect((await back) - restartedAt).toBeGreaterThanOrEqual(500)

    await relay.say('ORD-1', 'succeeded')
    await shows(following, 'succeeded')
  })
})

describe.concurrent('a token', () => {
  it('is asked for when there is none', async () => {
    await using relay = await startRelay()
    const { getToken, asked } = shop(relay)
    await shows(relay.follow('ORD-1', { getToken }), 'pending')
    expect(asked()).toBe(1)
  })

  it('is not asked for when there is one', async () => {
    await using relay = await startRelay()
    const { getToken, asked } = shop(relay)
    await shows(relay.follow('ORD-1', { token: await relay.token('ORD-1'), getToken }), 'pending')
    expect(asked()).toBe(0)
  })

  it('is asked for when the one there is has expired', async () => {
    await using relay = await startRelay()
    const { getToken, asked } = shop(relay)
    const token = await relay.token('ORD-1', 1)
    relay.turnClock(3_600_000)
    await shows(relay.follow('ORD-1', { token, getToken }), 'pending')
    expect(asked()).toBe(1)
  })

  it('is renewed when it expires while it is in use', async () => {
    await using relay = await startRelay()
    const { getToken, first } = shop(relay)
    const token = await relay.token('ORD-1', 20)
    const following = relay.follow('ORD-1', { token, getToken })
    await shows(following, 'pending')

    relay.turnClock(21_000)
    await first
    await relay.say('ORD-1', 'succeeded')
    expect(await shows(following, 'succeeded')).toMatchObject({ version: 1 })
  })

  it('is asked for again when there was none to be had', async () => {
    await using relay = await startRelay()
    let isUp = false
    const getToken = async () => {
      if (isUp) return relay.token('ORD-1')
      isUp = true
      throw new Error('The shop is down.')
    }
    const following = relay.follow('ORD-1', { getToken })

    const { code, message } = await fails(following)
    expect(code).toBe('token_unavailable')
    expect(message).toContain('The shop is down.')
    await shows(following, 'pending')
  })

  it('of another order is an error, and shows nothing', async () => {
    await using relay = await startRelay()
    const following = relay.follow('ORD-1', { token: await relay.token('ORD-2') })
    expect(await fails(following)).toMatchObject({ code: 'forbidden' })
    expect(following.snapshot).toBeUndefined()
  })

  it.each(['auto', 'polling'] as const)(
    'that is refused is nobody else\u2019s fault who follows the same (%s)',
    async (transport) => {
      await using relay = await startRelay()
      const one = relay.follow('ORD-1', { token: await relay.token('ORD-1'), transport })
      await shows(one, 'pending')
      let asked = 0
      const bad = async () => `${await relay.token('ORD-1', 2_000_000)}${asked++}`
      const two = relay.follow('ORD-1', { getToken: bad, transport })
      await shows(two, 'pending')
      await relay.say('ORD-1', 'succeeded')
      await Promise.all([shows(one, 'succeeded'), shows(two, 'succeeded')])
      expect(asked).toBeLessThan(4)
    },
  )

  it('that the shop has just given, and is refused, is told of once', async () => {
    await using relay = await startRelay()
    let asked = 0
    const following = relay.follow('ORD-1', {
      getToken: async () => (++asked < 3 ? 'of other TOKEN_SECRETS' : relay.token('ORD-1')),
    })
    const errors: string[] = []
    following.on('error', ({ code }) => errors.push(code))
    await shows(following, 'pending')
    expect(errors).toEqual(['token_invalid'])
  })

  it('that is refused again, after another one, is told of again', async () => {
    await using relay = await startRelay()
    const following = relay.follow('ORD-1', { token: 'bad' })
    expect(await fails(following)).toMatchObject({ code: 'token_invalid' })
    const again = fails(following)
    following.renew('worse')
    expect(await again).toMatchObject({ code: 'token_invalid' })
  })

  it('that is refused is told of once, and not said again', async () => {
    await using relay = await startRelay()
    const token = await relay.token('B')
    const following = relay.follow('A', { token, transport: 'polling' })
    const errors: string[] = []
    following.on('error', ({ code }) => errors.push(code))
    const opened = shows(following, 'pending')
    await fails(following)
    following.renew(await relay.token('A'))
    await opened
    expect(errors).toEqual(['forbidden'])
  })

  it('that is none is an error, where no other can be had', async () => {
    await using relay = await startRelay()
    const following = relay.follow('ORD-1', { token: 'not a token' })
    expect(await fails(following)).toMatchObject({ code: 'token_invalid' })
  })

  it('can be handed in later', async () => {
    await using relay = await startRelay()
    const following = relay.follow('ORD-1', { token: 'not a token' })
    await fails(following)
    following.renew(await relay.token('ORD-1'))
    expect(await shows(following, 'pending')).toMatchObject({ id: 'ORD-1' })
  })
})

describe.concurrent('once it is stopped', () => {
  it('the socket is closed', async () => {
    await using relay = await startRelay()
    const upgraded = once(relay.server, 'upgrade') as Promise<[IncomingMessage, Duplex]>
    const following = relay.follow('ORD-1', { token: await relay.token('ORD-1') })
    const [, socket] = await upgraded
    await shows(following, 'pending')

    const closed = once(socket, 'close')
    following.stop()
    await closed
    expect(socket.destroyed).toBe(true)
  })

  it('a poll that the relay holds is let go', async () => {
    await using relay = await startRelay()
    const token = await relay.token('ORD-1')
    const first = heldPoll(relay)
    const following = relay.follow('ORD-1', { token, transport: 'polling' })
    await first
    const second = heldPoll(relay)
    await shows(following, 'pending')

    const held = await second
    const closed = once(held, 'close')
    following.stop()
    await closed
    expect(held.writableFinished).toBe(false)
  })

  it('a signal has stopped it as well', async () => {
    await using relay = await startRelay()
    const ending = new AbortController()
    const upgraded = once(relay.server, 'upgrade') as Promise<[IncomingMessage, Duplex]>
    const token = await relay.token('ORD-1')
    const following = relay.follow('ORD-1', { token, signal: ending.signal })
    const [, socket] = await upgraded
    await shows(following, 'pending')

    const closed = once(socket, 'close')
    ending.abort()
    await closed
    expect(socket.destroyed).toBe(true)
  })

  it('others who follow the same relay go on', async () => {
    await using relay = await startRelay()
    const upgrades = countUpgrades(relay)
    const one = relay.follow('ORD-1', { token: await relay.token('ORD-1') })
    const other = relay.follow('ORD-1', { token: await relay.token('ORD-1') })
    await Promise.all([shows(one, 'pending'), shows(other, 'pending')])

    one.stop()
    await relay.say('ORD-1', 'succeeded')
    await shows(other, 'succeeded')
    expect(one.snapshot?.status).toBe('pending')
    expect(upgrades()).toBe(1)
  })

  it('stopping it again touches nobody who came after', async () => {
    await using relay = await startRelay()
    const upgrades = countUpgrades(relay)
    const first = relay.follow('ORD-1', { token: await relay.token('ORD-1') })
    await shows(first, 'pending')
    first.stop()
    const second = relay.follow('ORD-1', { token: await relay.token('ORD-1') })
    await shows(second, 'pending')
    first.stop()

    const third = relay.follow('ORD-1', { token: await relay.token('ORD-1') })
    await shows(third, 'pending')
    expect(upgrades()).toBe(2)
  })

  it('what was stopped from the start opens nothing', async () => {
    await using relay = await startRelay()
    const upgrades = countUpgrades(relay)
    relay.follow('ORD-1', { token: await relay.token('ORD-1'), signal: AbortSignal.abort() })
    const other = relay.follow('ORD-2', { token: await relay.token('ORD-2') })
    await shows(other, 'pending')
    expect(upgrades()).toBe(1)
  })
})
