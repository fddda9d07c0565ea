import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { context, intake } from '../store/conformance/telling.ts'
import { memoryStore } from '../store/memory.ts'
import { sqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { API_KEY, ask, bearer } from '../testing/client.ts'
import { startRelay } from '../testing/relay.ts'

const keyed = (key: string) => ({ ...bearer(API_KEY), 'Idempotency-Key': key })

it('answers a request that is sent again with what it was answered, and does it once', async () => {
  const relay = await startRelay()
  const url = `${relay.url}/orders/A-1/updates`
  const said = { headers: keyed('k-1'), body: { status: 'succeeded', amount: 500 } }
  const first = await ask(url, said)
  await relay.update('A-1', { status: 'failed' })
  const again = await ask(url, said)
  expect(again.body).toEqual(first.body)
  expect(again.headers.get('Idempotent-Replayed')).toBe('true')
  expect((await relay.merchant('GET', '/orders/A-1')).body.status).toBe('failed')
})

it('does so for every answer, a token among them', async () => {
  const relay = await startRelay()
  const wanted = { headers: keyed('k-1'), body: { orders: ['A-1'] } }
  const [first, again] = [
    await ask(`${relay.url}/tokens`, wanted),
    await ask(`${relay.url}/tokens`, wanted),
  ]
  expect([first.status, again.status]).toEqual([201, 201])
  expect(again.body).toEqual(first.body)
})

it('refuses a key that comes with another body, and one whose first request is under way', async () => {
  const store = memoryStore()
  const [begun, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const relay = await startRelay(
    {},
    {
      store: {
        ...store,
        epoch: store.epoch,
        async register(...given) {
          begun.resolve()
          await held.promise
          return store.register(...given)
        },
      },
    },
  )
  const url = `${relay.url}/orders/A-1`
  const put = (body: object) => ask(url, { method: 'PUT', headers: keyed('k-1'), body })
  const first = put({ amount: 500, currency: 'KES' })
  await begun.promise
  expect(await put({ amount: 500, currency: 'KES' })).toMatchObject({
    status: 409,
    body: { code: 'request_under_way' },
  })
  held.resolve()
  expect((await first).status).toBe(201)
  expect(await put({ amount: 501, currency: 'KES' })).toMatchObject({
    status: 422,
    body: { code: 'key_reused' },
  })
})

it('does once what comes five times at once', async () => {
  const relay = await startRelay()
  const said = { headers: keyed('k-1'), body: { status: 'succeeded', amount: 500 } }
  const url = `${relay.url}/orders/A-1/updates`
  const all = await Promise.all(Array.from({ length: 5 }, () => ask(url, said)))
  const statuses = new Set(all.map(({ status }) => status))
  expect(statuses.has(200)).toBe(true)
  expect([...statuses].every((status) => status === 200 || status === 409)).toBe(true)
  expect((await relay.seen('A-1')).version).toBe(1)
})

it('knows a path by what it names, however it is written', async () => {
  const relay = await startRelay()
  const put = (path: string, body: object) =>
    ask(`${relay.url}/orders/${path}`, { method: 'PUT', headers: keyed('k-1'), body })
  expect((await put('IDEM', { amount: 1, currency: 'KES' })).status).toBe(201)
  expect((await put('%49DEM', { amount: 2, currency: 'KES' })).body.code).toBe('key_reused')
})

it.each([
  ['of 255 characters', 'k'.repeat(255), 201],
  ['of 256', 'k'.repeat(256), 400],
  ['that is empty', '', 400],
  ['that every object has', '__proto__', 201],
])('takes a key %s, or says why not', async (_, key, status) => {
  const relay = await startRelay()
  const url = `${relay.url}/orders/A-1`
  expect((await ask(url, { method: 'PUT', headers: keyed(key), body: {} })).status).toBe(status)
})

it('takes a key for one path only, and from the merchant only', async () => {
  const relay = await startRelay()
  const put = (id: string, headers: Record<string, string>) =>
    ask(`${relay.url}/orders/${id}`, { method: 'PUT', headers, body: {} })
  expect((await put('A-1', keyed('k-1'))).body.order.id).toBe('A-1')
  expect((await put('A-2', keyed('k-1'))).body.order.id).toBe('A-2')
  expect((await put('A-1', { 'Idempotency-Key': 'k-1' })).status).toBe(401)
})

it('answers what was done, even where the answer cannot be kept', async () => {
  const store = memoryStore()
  const keepAnswer = () => Promise.reject(new Error('disk full'))
  const relay = await startRelay({}, { store: { ...store, epoch: store.epoch, keepAnswer } })
  const body = { type: 'note', title: 'Hello', message: 'You.' }
  const { status } = await ask(`${relay.url}/orders/A-1/notifications`, {
    headers: keyed('k-1'),
    body,
  })
  expect(status).toBe(202)
})

it('lets what failed on our side be tried again at once, and does it once', async () => {
  const store = memoryStore()
  let isBroken = true
  const relay = await startRelay(
    {},
    {
      store: {
        ...store,
        epoch: store.epoch,
        async register(...given) {
          const done = await store.register(...given)
          if (isBroken) throw new Error('died')
          return done
        },
      },
    },
  )
  const put = (description: string, key: string) =>
    ask(`${relay.url}/orders/A-1`, { method: 'PUT', headers: keyed(key), body: { description } })
  expect((await put('first', 'k-1')).status).toBe(500)
  isBroken = false
  await put('then', 'k-2')
  expect((await put('first', 'k-1')).status).toBe(201)
  expect((await relay.merchant('GET', '/orders/A-1')).body.description).toBe('then')
})

describe('a relay that dies after it did what was asked, and before it remembered the answer', () => {
  /** The request under `key`, asked of a relay that dies then; and the next one on its file. */
  async function afterDeath(path: string, method: string, body?: object, prepare?: Prepare) {
    const folder = mkdtempSync(join(tmpdir(), 'payment-status-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const first = sqliteStore(join(folder, 'relay.db'))
    await prepare?.(first)
    const asked = { method, headers: keyed('k-1'), ...(body && { body }) }

    const died = Promise.withResolvers<void>()
    const keepAnswer = () => {
      died.resolve()
      return new Promise<void>(() => {})
    }
    const close = async () => {}
    const before = await startRelay(
      {},
      { store: { ...first, epoch: first.epoch, keepAnswer, close } },
    )
    ask(before.url + path, asked).catch(() => {})
    await died.promise
    await before.relay.close()
    await first.close()

    const store = sqliteStore(join(folder, 'relay.db'))
    const relay = await startRelay({}, { store })
    return { relay, store, again: () => ask(relay.url + path, asked) }
  }
  type Prepare = (store: Store) => Promise<unknown>

  it('registers an order once: what was registered since stands', async () => {
    const change = { description: 'first', expiresIn: 60 }
    const { relay, again } = await afterDeath('/orders/A-1', 'PUT', change)
    await relay.register('A-1', { description: 'then' })
    const { status, body } = await again()
    expect([status, body.order.description]).toEqual([201, 'first'])
    expect(await relay.seen('A-1')).toMatchObject({ description: 'then', version: 2 })
    // From now on it has its answer.
    expect((await again()).headers.get('Idempotent-Replayed')).toBe('true')
  })

  it('says a word once: what was said since stands', async () => {
    const word = { status: 'succeeded', amount: 500, currency: 'KES' }
    const { relay, again } = await afterDeath('/orders/A-1/updates', 'POST', word)
    expect(await relay.seen('A-1')).toMatchObject({ status: 'succeeded' })
    await relay.update('A-1', { status: 'failed' })
    expect(await again()).toMatchObject({
      status: 200,
      body: { changed: false, order: { status: 'failed' } },
    })
    expect(await relay.seen('A-1')).toMatchObject({ status: 'failed', version: 2 })
  })

  it('sends a notification once, under one id', async () => {
    const message = { type: 'note', title: 'Hello', message: 'You.' }
    const { store, again } = await afterDeath('/customers/42/notifications', 'POST', message)
    const notices = () => store.notices([{ to: 'customer', id: '42' }], undefined, 0)
    const [notice] = await notices()
    expect(await again()).toMatchObject({ status: 202, body: { id: notice?.notification.id } })
    expect(await notices()).toEqual([notice])
  })

  it('replays a callback once, and tells what came of it', async () => {
    const { relay, again } = await afterDeath('/callbacks/1/replay', 'POST', undefined, (store) =>
      store.apply(intake({ orderId: 'A-1', time: 1 }), context()),
    )
    expect(await relay.seen('A-1')).toMatchObject({ status: 'succeeded' })
    expect(await again()).toMatchObject({ status: 200, body: { applied: true, callback: null } })
  })
})
