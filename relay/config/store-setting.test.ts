import { describe, expect, it } from 'vitest'
import { Settings } from './settings.ts'
import { storeIn } from './store-setting.ts'

function read(STORE: string) {
  const settings = new Settings({ STORE })
  const store = storeIn(settings)
  const { mistakes, warnings } = settings
  expect(JSON.stringify([mistakes, warnings])).not.toMatch(/secret/)
  return { store, mistakes, warnings }
}

const problem = (expected: RegExp) => [{ name: 'STORE', problem: expect.stringMatching(expected) }]

describe('a store in Postgres', () => {
  it.each([
    'postgres://relay:secret@db.internal:5432/shop',
    'postgresql://relay:secret@db.internal/shop',
    'postgres://relay@localhost/shop?host=%2Frun%2Fpostgresql',
    'postgres://relay:secret@10.0.0.7,10.0.0.8/shop?target_session_attrs=read-write',
  ])('is one that many nodes share: %s', (url) => {
    const schema = 'payment_status'
    const nothing = { mistakes: [], warnings: [] }
    expect(read(url)).toEqual({ store: { kind: 'postgres', url, schema }, ...nothing })
  })

  it('is in a schema of its own', () => {
    const { store } = read('postgres://relay:secret@db.internal/shop?schema=second')
    expect(store).toMatchObject({ schema: 'second' })
  })

  it.each([
    'postgres:',
    'postgres://',
    'postgres:///',
    'postgres://relay:secret@db.internal',
    'postgres://relay:secret@db.internal/',
    'postgres://relay:secret@db.internal/shop/books',
    'postgres://relay:secret@db.internal:port/shop',
  ])('is told in words where it names none: %s', (url) => {
    expect(read(url).mistakes).toEqual(problem(/^must be postgres:\/\/ with a host and a database/))
  })

  it.each(['Shop', 'a-b', '', '1', 'a;drop table orders'])(
    'is told in words where it names a schema that cannot be: %s',
    (schema) => {
      const url = `postgres://relay:secret@db.internal/shop?schema=${encodeURIComponent(schema)}`
      expect(read(url).mistakes).toEqual(problem(/^names a schema/))
    },
  )

  it('is worth a look where it travels readably through the world', () => {
    const url = 'postgres://relay:secret@db.example.com/shop'
    expect(read(url).warnings).toEqual(problem(/End it with \?sslmode=verify-full/))
    expect(read(`${url}?sslmode=verify-full`).warnings).toEqual([])
  })
})
