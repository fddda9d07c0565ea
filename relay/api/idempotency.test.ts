import { expect, it } from 'vitest'
import { memoryStore } from '../store/memory.ts'
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
  const first = put({ amount: 500 })
  await begun.promise
  expect(await put({ amount: 500 })).toMatchObject({
    status: 409,
    body: { code: 'request_under_way' },
  })
  held.resolve()
  expect((await first).status).toBe(201)
  expect(await put({ amount: 501 })).toMatchObject({ status: 422, body: { code: 'key_reused' } })
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
