import { expect, it, vi } from 'vitest'
import type { RelayFrame } from '../../relay/protocol.ts'
import { readableLog } from '../../relay/testing/log.ts'
import { becomes, shows, startRelay } from './testing.ts'

/** What the page's console was told by `debug`: words, and each frame of the relay's. */
function listening(): (string | RelayFrame)[] {
  const told: (string | RelayFrame)[] = []
  vi.spyOn(console, 'debug').mockImplementation((prefix, what) => {
    expect(prefix).toBe('payment-status')
    told.push(what)
  })
  return told
}

it('a page’s story has the same names in its console as in the relay’s log', async () => {
  const told = listening()
  const { log, lines } = readableLog('debug')
  await using relay = await startRelay({}, log)
  const token = await relay.token('ORD-1')
  const following = relay.follow('ORD-1', { token, debug: true })
  await becomes(following, 'live')
  await relay.say('ORD-1', 'succeeded')
  await shows(following, 'succeeded')
  await vi.waitUntil(() => lines('acknowledged').length > 0)
  following.stop()
  await vi.waitUntil(() => lines('closed').length > 0)

  const frames = told.filter((each) => typeof each !== 'string')
  const connection = frames.flatMap((frame) => ('connection' in frame ? frame.connection : []))
  const versions = frames.flatMap((frame) =>
    frame.type === 'update' ? [[frame.order.id, frame.order.version]] : [],
  )
  expect(connection).toHaveLength(1)
  const story = ['connected', 'subscribed', 'acknowledged', 'closed'].flatMap(lines)
  expect(story.map((line) => line.connection)).toEqual(Array.from(story, () => connection[0]))
  expect(lines('told').map(({ order, version }) => [order, version])).toEqual(versions)
  expect(told).toContain('connecting → live (heard)')
})

it('without it, the page’s console is told nothing', async () => {
  const told = listening()
  await using relay = await startRelay()
  const following = relay.follow('ORD-1', { token: await relay.token('ORD-1') })
  await becomes(following, 'live')
  expect(told).toEqual([])
})
