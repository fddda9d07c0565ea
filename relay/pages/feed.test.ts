import { expect, it } from 'vitest'
import { tokens } from '../access/token.ts'
import { createLog } from '../log.ts'
import type { RelayFrame } from '../protocol.ts'
import { memoryStore } from '../store/memory.ts'
import { Conversation } from './conversation.ts'
import { Feed } from './feed.ts'
import { Seals } from '../access/seals.ts'
import { Hub } from './hub.ts'
import { Sightings } from './sightings.ts'

const NOW = Date.UTC(2026, 10, 21, 12)
const CUSTOMER = { to: 'customer', id: 'amina' } as const

const titled = (title: string) => ({ type: 'general', title, message: title }) as const

const titlesIn = (frames: readonly RelayFrame[]): (string | undefined)[] =>
  frames.flatMap((frame) => {
    if (frame.type === 'notification') return frame.notification.title
    return 'notifications' in frame ? frame.notifications.map(({ title }) => title) : []
  })

it('tells notifications in the order in which they were sent, also while it answers a subscription', async () => {
  const store = memoryStore()
  const hub = new Hub(
    (order) => order,
    (error) => {
      throw error
    },
  )
  const sightings = new Sightings(store, createLog('silent', false))
  const secrets = tokens(['a secret that signs the tokens of this test'])
  const { token } = await secrets.issue({ customer: 'amina' }, 60, NOW)
  const told: RelayFrame[] = []
  const seals = new Seals(['a secret that signs the tokens of this test'])
  const parts = {
    ...{ store, hub, seals, sightings, tokens: secrets, tell: () => {} },
    asker: { ask: () => [], watched() {} },
    now: () => NOW,
  }

  const isRead = Promise.withResolvers<void>()
  const reading = Promise.withResolvers<void>()
  const notices: typeof store.notices = async (...query) => {
    const read = await store.notices(...query)
    reading.resolve()
    await isRead.promise
    return read
  }
  const slow = { ...parts, store: { ...store, epoch: store.epoch, notices } }
  const feed = new Feed(slow, {
    connection: 'c-1',
    room: () => Infinity,
    tell: (frame) => told.push(frame),
    update: () => true,
  })
  const page = new Conversation({ ...slow, lostHistory: async () => {} }, feed)

  await store.notify(CUSTOMER, titled('Before'), NOW)
  const answered = page.hear({
    frame: { type: 'subscribe', customer: 'amina', token },
    errors: [],
  })
  await reading.promise
  hub.notify(await store.notify(CUSTOMER, titled('Meanwhile'), NOW), [])
  isRead.resolve()
  await answered
  hub.notify(await store.notify(CUSTOMER, titled('After'), NOW), [])

  expect(titlesIn(told)).toEqual(['Before', 'Meanwhile', 'After'])
})
