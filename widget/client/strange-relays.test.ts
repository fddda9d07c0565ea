import { afterEach, describe, expect, it, vi } from 'vitest'
import type { PageFrame } from '../../relay/protocol.ts'
import { follow } from './follow.ts'
import { countUpgrades, fails, playRelay, shows, startRelay } from './testing.ts'

const order = (id: string, status = 'pending', version = 1) => ({
  ...{ id, epoch: 'e', version, status, amountReceived: 0, history: [] },
})

/** What no relay of ours says. */
const NONSENSE = [null, 7, 'x', [], {}, { id: 7 }, { id: 'B' }]

const FRAMES = [
  ...NONSENSE,
  { type: 'update' },
  { type: 'update', order: null },
  { type: 'subscribed' },
  { type: 'subscribed', customer: '42', orders: [], notifications: [null] },
  { type: 'heartbeat' },
  { type: 'notification' },
  { type: 'error' },
  { type: 'news of another time' },
]

describe('what a page does not understand of what its relay says', () => {
  it('ends nothing: neither the connection, nor what else it is told', async () => {
    let asked = 0
    using relay = await playRelay((said, say) => {
      if (said.type !== 'subscribe') return
      asked++
      for (const frame of FRAMES) say(frame)
      say({ type: 'subscribed', orders: [...NONSENSE, order('A'), ...NONSENSE] })
      for (const frame of FRAMES) say(frame)
      say({ type: 'update', order: order('A', 'succeeded', 2) })
    })
    const following = follow({ relay: relay.url, order: 'A', token: 't' })
    const shown: string[] = []
    following.on('change', ({ status }) => shown.push(status))
    await shows(following, 'succeeded')
    expect(shown).toEqual(['pending', 'succeeded'])
    expect(following.connection).toBe('live')
    expect(asked).toBe(1)
    following.stop()
  })
})

describe('a connection', () => {
  it('is live once a subscription was answered, and not because somebody is there', async () => {
    await using relay = await startRelay()
    const following = relay.follow('ORD-1', { token: await relay.token('ORD-2') })
    const told: string[] = []
    following.on('connection', (connection) => told.push(connection))
    expect(await fails(following)).toMatchObject({ code: 'forbidden' })
    following.renew(await relay.token('ORD-1'))
    await shows(following, 'pending')
    await expect.poll(() => following.connection).toBe('live')
    expect(told).toEqual(['live'])
  })

  it.each<[what: string, topic: string | { customer: string }]>([
    ['an order', 'ORD-1'],
    ['a customer', { customer: 'wanjiru' }],
  ])('to a relay that wants %s polled is never shown as live', async (_, topic) => {
    await using relay = await startRelay({ REALTIME_ROLLOUT: '0' })
    await relay.register('ORD-1', ['wanjiru'])
    const upgrades = countUpgrades(relay)
    const exp = Date.now() / 1000 + 3_600
    const named = typeof topic === 'string' ? { orders: [topic] } : topic
    const told: string[] = []
    const visit = async (token: string) => {
      const following = relay.follow(topic, { token })
      following.on('connection', (connection) => told.push(connection))
      await expect.poll(() => following.snapshots).toMatchObject([{ id: 'ORD-1' }])
      await expect.poll(() => following.connection).toBe('polling')
      following.stop()
    }
    // The relay's own tokens say so; of a shop's own, the relay does, once.
    await visit(
      typeof topic === 'string'
        ? await relay.token(topic)
        : await relay.customerToken(topic.customer),
    )
    expect(upgrades()).toBe(0)
    const own = await relay.signed({ ...named, exp })
    for (const _ of ['first', 'second']) await visit(own)
    expect(upgrades()).toBe(1)
    expect(told).not.toContain('live')
  })
})

describe('when history goes on under another name', () => {
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  it('pages ask at moments of their own, lest all ask at once', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    let asked = 0
    using relay = await playRelay((said, say) => {
      if (said.type !== 'subscribe') return say({ type: 'pong', now: '' })
      const epoch = ++asked === 1 ? 'e' : 'f'
      say({ type: 'subscribed', orders: [{ ...order('A'), epoch }] })
      if (asked > 1) return
      for (const each of ['e', 'f']) {
        say({ type: 'heartbeat', now: '', epoch: each, versions: { A: 1 } })
      }
      say({ type: 'update', order: order('A', 'processing', 2) })
    })
    const following = follow({ relay: relay.url, order: 'A', token: 't' })
    // Both heartbeats were heard by then.
    await shows(following, 'processing')
    const renamed = shows(following, 'pending')
    vi.advanceTimersByTime(9_999)
    await new Promise(setImmediate)
    expect(asked).toBe(1)
    vi.advanceTimersByTime(1)
    expect(await renamed).toMatchObject({ epoch: 'f' })
    following.stop()
  })

  it('a page hands back the seal that proves what it was shown', async () => {
    const said: PageFrame[] = []
    using relay = await playRelay((frame, say) => {
      if (frame.type !== 'subscribe') return
      said.push(frame)
      const seal = 'twelve-chars'
      if (said.length === 1) say({ type: 'subscribed', orders: [{ ...order('A'), seal }] })
    })
    const following = follow({ relay: relay.url, order: 'A', token: 't' })
    await shows(following, 'pending')
    following.refresh()
    await expect.poll(() => said).toHaveLength(2)
    const known = { id: 'A', epoch: 'e', version: 1, seal: 'twelve-chars' }
    expect(said[1]).toMatchObject({ type: 'subscribe', orders: [known] })
    following.stop()
  })
})
