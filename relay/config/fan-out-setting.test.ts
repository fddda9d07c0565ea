import { describe, expect, it } from 'vitest'
import { fanOutIn } from './fan-out-setting.ts'
import { Settings } from './settings.ts'
import { storeIn } from './store-setting.ts'

const STORE = 'postgres://relay:db-secret@db.internal:5432/shop'

function read(env: Record<string, string>) {
  const settings = new Settings({ STORE, ...env })
  const fanOut = fanOutIn(settings, storeIn(settings))
  const { mistakes, warnings } = settings
  expect(JSON.stringify([mistakes, warnings])).not.toMatch(/secret/)
  return { fanOut, mistakes, warnings }
}

const channelOf = (env: Record<string, string>): string | undefined => {
  const { fanOut } = read({ FANOUT: 'redis://redis.internal', ...env })
  return fanOut?.kind === 'redis' ? fanOut.channel : undefined
}

describe('nodes tell each other', () => {
  it('by the store, unless somebody says otherwise', () => {
    expect(read({}).fanOut).toEqual({
      kind: 'postgres',
      url: STORE,
      channel: 'payment_status_nodes',
    })
    const { fanOut } = read({ STORE: `${STORE}?schema=books` })
    expect(fanOut).toMatchObject({ channel: 'books_nodes' })
  })

  it('by the store past its pooler', () => {
    const POSTGRES_LISTEN_URL = 'postgresql://relay:db-secret@db.internal:5433/shop'
    const { fanOut } = read({ POSTGRES_LISTEN_URL })
    expect(fanOut).toMatchObject({ kind: 'postgres', url: POSTGRES_LISTEN_URL })
  })

  it.each([
    ['redis://redis.internal', 'redis://redis.internal'],
    ['rediss://user:secret@redis.internal:6380/2', 'rediss://user:secret@redis.internal:6380/2'],
    ['redis://:secret@127.0.0.1:6379/?channel=shop', 'redis://:secret@127.0.0.1:6379/'],
  ])('by Redis: %s', (FANOUT, url) => {
    expect(read({ FANOUT })).toMatchObject({
      fanOut: { kind: 'redis', url },
      mistakes: [],
      warnings: [],
    })
  })

  it('on a channel of the store’s own, whoever reaches it; or on the one that is named', () => {
    const own = channelOf({})
    expect(own).toMatch(/^payment-status:[0-9a-f]{16}$/)
    expect(channelOf({ STORE: STORE.replace('relay:db-secret', 'other') })).toBe(own)
    const others = ['db.internal:5432/books', 'db2.internal:5432/shop']
    const stores = [...others.map((at) => `postgres://relay@${at}`), `${STORE}?schema=second`]
    const channels = stores.map((each) => channelOf({ STORE: each }))
    expect(new Set([own, ...channels]).size).toBe(4)
    expect(channelOf({ FANOUT: 'redis://redis.internal?channel=shop' })).toBe('shop')
  })
})

describe('a mistake', () => {
  it.each([
    'redis.internal:6379',
    'http://:secret@redis.internal',
    'redis://',
    'redis:///0',
    'redis://:secret@redis.internal/shop',
    'kafka://secret',
    'on',
  ])('is told in words, and no password: FANOUT=%s', (FANOUT) => {
    expect(read({ FANOUT }).mistakes).toEqual([
      { name: 'FANOUT', problem: expect.stringMatching(/^must be redis:\/\/ or rediss:\/\//) },
    ])
  })

  it.each(['db.internal', 'mysql://u:secret@db.internal/shop'])(
    'is told in words, and no password: POSTGRES_LISTEN_URL=%s',
    (POSTGRES_LISTEN_URL) => {
      expect(read({ POSTGRES_LISTEN_URL }).mistakes).toEqual([
        { name: 'POSTGRES_LISTEN_URL', problem: expect.stringMatching(/^must be postgres:/) },
      ])
    },
  )

  it.each(['memory:', 'sqlite:payment-status.db', ''])(
    'is worth a look, and no more, where there is nobody to tell: STORE=%s',
    (store) => {
      const { fanOut, mistakes, warnings } = read({
        STORE: store,
        FANOUT: 'redis://redis.internal',
      })
      expect({ fanOut, mistakes }).toEqual({ fanOut: undefined, mistakes: [] })
      expect(warnings).toEqual([
        { name: 'FANOUT', problem: expect.stringMatching(/^has no effect/) },
      ])
    },
  )
})
