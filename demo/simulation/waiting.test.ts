/** One page that waits, on virtual time: what it is told, on a slow network and where nothing is heard. */

import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Following } from '../../widget/client/index.ts'
import { Clock } from './clock.ts'
import { clientOn, compileClient, type Client } from './client.ts'
import { Page } from './page.ts'
import type { Place } from './place.ts'
import { Random } from './random.ts'
import { Server } from './server.ts'
import { RELAY } from './shopper.ts'
import { FINE, type Weather } from './weather.ts'

let client: Client
beforeAll(async () => {
  client = await compileClient()
})

/** A page that follows an order, and all that is around it. */
class Waiting implements Place {
  readonly clock = new Clock()
  readonly random = new Random(1)
  readonly channels = new Map()
  readonly server = new Server(this)
  readonly page = new Page('page', this)
  following!: Following
  /** Whether it was silent, each time that it was told of it. */
  readonly told: boolean[] = []

  relaySays(): void {}
  note(): void {}

  async begin(weather: Partial<Weather> = {}): Promise<void> {
    this.server.start()
    this.page.weather = { ...FINE, ...weather }
    const token = await this.server.token({ orders: ['ORD-0'] }, 86_400)
    const { follow } = clientOn(client, this.page)
    this.following = follow({ relay: RELAY, order: 'ORD-0', token })
    this.following.on('silence', () => this.told.push(this.following.isSilent))
  }

  pass(ms: number): Promise<void> {
    return this.clock.runUntil(this.clock.now + ms)
  }
}

let all: Waiting
beforeEach(() => {
  all = new Waiting()
})

describe('on a slow network the truth is shown', () => {
  // Within 10 s of its greeting, the relay wants to hear what a socket is for.
  it.each<[what: string, oneWay: number, weather: Partial<Weather>]>([
    ['sockets, with a round trip of 8 s', 4_000, { polls: 'swallowed' }],
    ['polls, with one of 11 s', 5_500, { sockets: 'swallowed' }],
    ['either, with one of 11 s', 5_500, {}],
  ])('over %s', async (_, oneWay, weather) => {
    await all.begin({ ...weather, latency: [oneWay, oneWay] })
    await all.pass(90_000)
    expect(all.following.snapshot).toMatchObject({ id: 'ORD-0', status: 'pending' })
  })
})

describe('a page says that it has not heard', () => {
  it('never, while a relay with nothing to tell is there', async () => {
    await all.begin()
    await all.pass(600_000)
    expect(all.told).toEqual([])
    expect(all.following.now - (all.following.heardAt ?? 0)).toBeLessThan(26_000)
  })

  it('never, while it polls', async () => {
    await all.begin({ sockets: 'refused' })
    await all.pass(600_000)
    expect(all.told).toEqual([])
  })

  it('10 s after its relay went away, and not when it is back', async () => {
    await all.begin()
    await all.pass(30_000)
    all.server.crash()
    await all.pass(9_900)
    expect(all.told).toEqual([])
    await all.pass(1_200)
    expect(all.told).toEqual([true])
    all.server.start()
    await all.pass(60_000)
    expect(all.told).toEqual([true, false])
  })

  it('10 s after it has lost its network', async () => {
    await all.begin()
    await all.pass(20_000)
    all.page.goOffline()
    await all.pass(11_100)
    expect(all.told).toEqual([true])
    all.page.goOnline()
    await all.pass(1_000)
    expect(all.told).toEqual([true, false])
  })

  it('10 s after a heartbeat did not come, at the latest, where nobody told it of its dead link', async () => {
    await all.begin({ polls: 'swallowed' })
    await all.pass(1_000)
    for (const wire of all.page.wires) wire.die()
    all.page.weather = { ...FINE, sockets: 'swallowed', polls: 'swallowed' }
    await all.pass(34_000)
    expect(all.told).toEqual([])
    await all.pass(3_000)
    expect(all.told).toEqual([true])
  })

  it('10 s after it began, where nothing was ever heard', async () => {
    await all.begin({ sockets: 'swallowed', polls: 'swallowed' })
    await all.pass(11_000)
    expect(all.told).toEqual([true])
    expect(all.following.heardAt).toBeUndefined()
  })

  it.each(['asleep', 'kept', 'frozen'] as const)(
    'at once, when it is back from being %s with what it knew a minute ago, until it is answered',
    async (how) => {
      await all.begin()
      all.page.isStill = true
      await all.pass(5_000)
      if (how === 'asleep') all.page.sleep()
      if (how === 'kept') all.page.keep()
      if (how === 'frozen') all.page.freeze()
      await all.pass(60_000)
      expect(all.told).toEqual([])
      if (how === 'asleep') all.page.wake()
      if (how === 'kept') all.page.comeBack()
      if (how === 'frozen') {
        all.page.resume()
        all.page.show()
      }
      // Nobody tells of sleep, but its clock does within a second.
      if (how !== 'asleep') {
        await all.pass(1)
        expect(all.following.isSilent).toBe(true)
      }
      await all.pass(3_000)
      expect(all.told).toEqual([true, false])
    },
  )

  it('not when its clock is set, but for as long as it takes to ask', async () => {
    await all.begin()
    await all.pass(5_000)
    all.page.turned -= 86_400_000
    const { now } = all.following
    await all.pass(30_000)
    // Within what the relay's word takes to arrive.
    expect(Math.abs(all.following.now - now - 30_000)).toBeLessThan(60)
    expect(all.following.isSilent).toBe(false)
  })
})
