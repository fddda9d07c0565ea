/** A thousand orders: what a page says stays within what the relay takes, and all that it shows is true. */

import { afterEach, describe, expect, it, vi } from 'vitest'
import type { PageFrame } from '../../relay/protocol.ts'
import type { Following } from './following.ts'
import { becomes, countUpgrades, shows, startRelay } from './testing.ts'

afterEach(() => void vi.restoreAllMocks())

/** What pages of this process say over sockets, frame by frame, as it is said. */
function listening(): () => PageFrame[] {
  const send = vi.spyOn(WebSocket.prototype, 'send')
  return () => {
    const texts = send.mock.calls.map(([text]) => String(text))
    for (const text of texts) expect(text.length).toBeLessThanOrEqual(16 * 1024)
    const frames = texts.map((text): PageFrame => JSON.parse(text))
    for (const frame of frames) {
      if ('orders' in frame) expect(Object.keys(frame.orders ?? []).length).toBeLessThanOrEqual(100)
    }
    return frames
  }
}

/** The polls of pages of this process: how large, and of how many frames. */
function listeningToPolls(): () => { bytes: number; frames: number }[] {
  const post = vi.spyOn(globalThis, 'fetch')
  return () =>
    post.mock.calls.map(([, init]) => {
      const body = String(init?.body)
      return { bytes: body.length, frames: JSON.parse(body).frames.length }
    })
}

/** Ids as long as they may be. */
const named = (count: number) =>
  Array.from({ length: count }, (_, index) => `${index}-`.padEnd(128, 'x'))

const allShow = (followings: Following[], status: 'pending' | 'succeeded') =>
  Promise.all(followings.map((each) => shows(each, status)))

/** A relay with so many orders of one customer, and a token that opens them all. */
async function startShop(count: number) {
  const relay = await startRelay()
  const ids = named(count)
  await Promise.all(ids.map((id) => relay.register(id, ['wanjiru'])))
  return { relay, ids, token: await relay.customerToken('wanjiru') }
}

describe('a page with 500 elements', () => {
  it('has one socket, says a few frames, and hears of all', async () => {
    const said = listening()
    const { relay, ids, token } = await startShop(500)
    await using _ = relay
    const upgrades = countUpgrades(relay)
    const all = ids.map((order) => relay.follow(order, { token }))
    await allShow(all, 'pending')
    expect(said().length).toBeLessThan(10)

    for (const each of all) each.refresh()
    await expect.poll(() => all.filter(({ checked }) => checked).length).toBe(500)
    await Promise.all(ids.map((id) => relay.say(id, 'succeeded')))
    await allShow(all, 'succeeded')
    expect(all.every(({ connection }) => connection === 'live')).toBe(true)
    for (const each of all.slice(1)) each.stop()
    await expect.poll(() => said().map(({ type }) => type)).toContain('unsubscribe')
    // Hundreds were shown at the same time, and no frame was spent on each.
    expect(said().length).toBeLessThan(50)
    expect(upgrades()).toBe(1)
  })

  it.each(['auto', 'polling'] as const)(
    'may have another token for each of them (%s)',
    async (transport) => {
      const said = listening()
      const polls = listeningToPolls()
      await using relay = await startRelay()
      const upgrades = countUpgrades(relay)
      const closed = vi.spyOn(WebSocket.prototype, 'close')
      const all = await Promise.all(
        named(500).map(async (id) => relay.follow(id, { token: await relay.token(id), transport })),
      )
      await allShow(all, 'pending')
      await Promise.all(named(500).map((id) => relay.say(id, 'succeeded')))
      await allShow(all, 'succeeded')
      said()
      for (const { bytes, frames } of polls()) {
        expect(bytes).toBeLessThanOrEqual(64 * 1024)
        expect(frames).toBeLessThanOrEqual(100)
      }
      expect(closed).not.toHaveBeenCalled()
      expect(upgrades()).toBe(transport === 'auto' ? 1 : 0)
    },
  )
})

it('1,000 orders are polled for in turns, and none is left out', async () => {
  const polls = listeningToPolls()
  const { relay, ids, token } = await startShop(1_000)
  await using _ = relay
  const all = ids.map((order) => relay.follow(order, { token, transport: 'polling' }))
  await allShow(all, 'pending')
  await Promise.all(ids.map((id) => relay.say(id, 'succeeded')))
  await allShow(all, 'succeeded')
  for (const { bytes, frames } of polls()) {
    expect(bytes).toBeLessThanOrEqual(64 * 1024)
    expect(frames).toBeLessThanOrEqual(100)
  }
})

describe('a customer with more orders than the relay tells of at once', () => {
  it.each(['auto', 'polling'] as const)(
    'sees all that changed while they were away (%s)',
    async (transport) => {
      const said = listening()
      const { relay, ids, token } = await startShop(0)
      await using _ = relay
      const options = { token, transport }
      const first = relay.follow({ customer: 'wanjiru' }, options)
      await becomes(first, transport === 'auto' ? 'live' : 'polling')
      // It learns of them as they are made.
      const many = named(150)
      for (const [index, id] of many.entries()) {
        await relay.register(id, ['wanjiru'])
        if (index % 75 === 74) await expect.poll(() => first.snapshots.length).toBe(index + 1)
      }
      first.stop()
      await Promise.all(many.map((id) => relay.say(id, 'succeeded')))

      const second = relay.follow({ customer: 'wanjiru' }, { ...options, after: first })
      const isPaid = ({ status }: { status: string }) => status === 'succeeded'
      await expect.poll(() => second.snapshots.filter(isPaid).length).toBe(150)
      said()
      expect(ids).toEqual([])
    },
  )
})
