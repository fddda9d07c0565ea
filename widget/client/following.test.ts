/** What a following knows beside the order: since when, and how. */

import { describe, expect, it } from 'vitest'
import type { PageFrame } from '../../relay/protocol.ts'
import { follow } from './follow.ts'
import { becomes, playRelay, shows, startRelay } from './testing.ts'

const DAY = 86_400_000

describe('who asks for the newest', () => {
  it.each(['auto', 'polling'] as const)(
    'is told what came of asking the provider (%s)',
    async (transport) => {
      await using relay = await startRelay()
      const following = relay.follow('ORD-1', { token: await relay.token('ORD-1'), transport })
      await shows(following, 'pending')
      expect(following.checked).toBeUndefined()
      const checked = new Promise<void>((resolve) => following.on('checked', resolve))
      following.refresh()
      await checked
      expect(following.checked).toEqual({ at: expect.stringMatching(/Z$/), outcome: 'cannot' })
    },
  )

  it('asks once in a tick, however many ask', async () => {
    const said: PageFrame[] = []
    using relay = await playRelay((frame, say) => {
      said.push(frame)
      if (frame.type === 'subscribe') say({ type: 'subscribed', orders: frame.orders })
    })
    const all = ['A', 'B', 'C'].map((order) => follow({ relay: relay.url, order, token: 't' }))
    await Promise.all(all.map((each) => becomes(each, 'live')))
    said.length = 0
    for (const each of all) for (let times = 0; times < 3; times++) each.refresh()
    await expect.poll(() => said.map(({ type }) => type)).toEqual(['subscribe', 'ask'])
    expect(said[1]).toEqual({ type: 'ask', orders: ['A', 'B', 'C'] })
    for (const each of all) each.stop()
  })

  it('does no harm where the relay is older, and is not asked in vain for ever', async () => {
    const said: string[] = []
    const errors: unknown[] = []
    using relay = await playRelay((frame, say) => {
      said.push(frame.type)
      const order = { id: 'A', epoch: 'e', version: 1, status: 'pending', amountReceived: 0 }
      if (frame.type === 'subscribe') say({ type: 'subscribed', orders: [order] })
      else say({ type: 'error', code: 'unknown_type', message: 'What?' })
    })
    const following = follow({ relay: relay.url, order: 'A', token: 't' })
    following.on('error', (error) => errors.push(error))
    await shows(following, 'pending')
    following.refresh()
    await expect.poll(() => said).toEqual(['subscribe', 'subscribe', 'ask'])
    following.renew('another')
    await expect.poll(() => said).toEqual(['subscribe', 'subscribe', 'ask', 'subscribe'])
    expect(errors).toEqual([])
    following.stop()
  })
})

describe('the time', () => {
  it.each(['auto', 'polling'] as const)(
    'is the relay’s, and so is when it was heard (%s)',
    async (transport) => {
      await using relay = await startRelay()
      relay.turnClock(DAY)
      const following = relay.follow('ORD-1', { token: await relay.token('ORD-1'), transport })
      expect(following.heardAt).toBeUndefined()
      await shows(following, 'pending')
      for (const time of [following.now, following.heardAt ?? 0]) {
        expect(Math.round((time - Date.now()) / DAY)).toBe(1)
      }
      expect(following.isSilent).toBe(false)
    },
  )
})

describe('who goes on after another one', () => {
  it('knows what that one knew, and is told it as what was before', async () => {
    await using relay = await startRelay()
    const token = await relay.token('ORD-1')
    const first = relay.follow('ORD-1', { token })
    const { version } = await shows(first, 'pending')
    first.stop()
    await relay.say('ORD-1', 'succeeded')

    const second = relay.follow('ORD-1', { token, after: first, relay: `${relay.url}/` })
    expect(second.snapshot).toMatchObject({ status: 'pending', version })
    expect(second.heardAt).toBe(first.heardAt)
    const told: unknown[] = []
    second.on('change', (now, before) => told.push([before?.status, now.status]))
    await shows(second, 'succeeded')
    expect(told).toEqual([['pending', 'succeeded']])
  })

  it('tells nothing again of what that one has told', async () => {
    await using relay = await startRelay()
    await relay.say('ORD-1', 'succeeded')
    const token = await relay.token('ORD-1')
    const first = relay.follow('ORD-1', { token })
    await shows(first, 'succeeded')
    first.stop()
    const second = relay.follow('ORD-1', { token, after: first })
    const told: unknown[] = []
    second.on('change', (...change) => told.push(change))
    await becomes(second, 'live')
    await relay.say('ORD-1', 'refunded')
    await shows(second, 'refunded')
    expect(told).toHaveLength(1)
  })

  it('knows nothing, where that one followed something else', async () => {
    await using relay = await startRelay()
    const first = relay.follow('ORD-1', { token: await relay.token('ORD-1') })
    await shows(first, 'pending')
    first.stop()
    const second = relay.follow('ORD-2', { token: await relay.token('ORD-2'), after: first })
    expect(second.snapshots).toEqual([])
    expect(second.heardAt).toBeUndefined()
  })
})
