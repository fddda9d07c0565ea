import { describe, expect, it, vi } from 'vitest'
import { Seals } from '../access/seals.ts'
import { createLog } from '../log.ts'
import { memoryStore } from '../store/memory.ts'
import { ask, TOKEN_SECRET, type Answer } from '../testing/client.ts'
import { subscribe } from '../testing/page.ts'
import { startRelay } from '../testing/relay.ts'

type Known = { id: string; epoch: string; version: number }

const known = ({ id, epoch, version }: Answer['body']): Known => ({ id, epoch, version })

/** What a page has that was shown this version. */
function shown(order: Answer['body'], secret = TOKEN_SECRET): object {
  const { seal } = new Seals([secret]).sealed(order)
  return { ...known(order), seal }
}

describe('POST /poll', () => {
  it('answers at once with what the page does not have', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1', { amount: 500, currency: 'KES' })
    const asked = (...orders: (string | object)[]) =>
      relay.poll({ wait: 25, frames: [subscribe(token, ...orders)] })

    const { status, body } = await asked('A-1')
    expect(status).toBe(200)
    expect(body).toEqual({
      now: expect.stringMatching(/Z$/),
      frames: [
        { type: 'subscribed', orders: [expect.objectContaining({ id: 'A-1', amount: 500 })] },
      ],
    })
    const older = await asked({ ...known(order), version: order.version - 1 })
    expect(older.body.frames[0].orders[0]).toMatchObject({ version: order.version, amount: 500 })
    const elsewhere = await asked({ ...known(order), epoch: 'other' })
    expect(elsewhere.body.frames[0].orders[0]).toMatchObject(known(order))
    expect(elsewhere.body.frames[0].orders[0].status).toBe('pending')
  })

  it('checks what the page asks about, and does not hold the answer', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1')
    const frames = [{ type: 'ask', orders: ['A-1', 'A-2'] }, subscribe(token, known(order))]
    const { body } = await relay.poll({ wait: 25, frames })
    expect(body.frames).toEqual([
      { type: 'subscribed', orders: [known(order)] },
      {
        type: 'checked',
        orders: { 'A-1': { at: expect.stringMatching(/Z$/), outcome: 'cannot' } },
      },
    ])
  })

  it('holds the answer until one of the orders changes', async () => {
    const relay = await startRelay()
    const [one, two] = [await relay.register('A-1'), await relay.register('A-2')]
    const read = relay.isRead('A-2')
    const answer = relay.poll({
      wait: 25,
      frames: [subscribe(one.token, known(one.order)), subscribe(two.token, known(two.order))],
    })
    await read
    await relay.update('A-2', { status: 'processing' })
    const { frames } = (await answer).body
    expect(frames.flatMap(({ orders }: Answer['body']) => orders)).toEqual([
      known(one.order),
      expect.objectContaining({ id: 'A-2', version: 2, status: 'processing' }),
    ])
  })

  it('says after the wait that there is nothing new', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1')
    const { body } = await relay.poll({ wait: 0.05, frames: [subscribe(token, known(order))] })
    expect(body.frames).toEqual([{ type: 'subscribed', orders: [known(order)] }])
  })

  it('does not wait unless asked to', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1')
    const { body } = await relay.poll({ frames: [subscribe(token, known(order))] })
    expect(body.frames).toEqual([{ type: 'subscribed', orders: [known(order)] }])
  })

  it('tells at once what is wrong with one subscription, beside the others', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1')
    const { status, body } = await relay.poll({
      wait: 25,
      frames: [
        subscribe(token, known(order), 'A-2'),
        subscribe('nonsense', 'A-3'),
        { type: 'dance' },
        { type: 'ping' },
      ],
    })
    expect(status).toBe(200)
    const message = expect.any(String)
    expect(body.frames).toEqual([
      { type: 'error', code: 'forbidden', message, orders: ['A-2'] },
      { type: 'subscribed', orders: [known(order)] },
      { type: 'error', code: 'token_invalid', message, orders: ['A-3'] },
      { type: 'error', code: 'unknown_type', message },
      { type: 'pong', now: expect.any(String) },
    ])
  })

  it('waits with a page for an order that nobody has told the relay of', async () => {
    const relay = await startRelay()
    const { token } = (await relay.merchant('POST', '/tokens', { orders: ['A-9'] })).body
    const [first] = (await relay.poll({ frames: [subscribe(token, 'A-9')] })).body.frames
    expect(first.orders[0]).toMatchObject({ version: 0, status: 'pending', registered: false })

    const read = relay.isRead('A-9')
    const answer = relay.poll({ wait: 25, frames: [subscribe(token, known(first.orders[0]))] })
    await read
    await relay.register('A-9', { amount: 500, currency: 'KES' })
    expect((await answer).body.frames[0].orders[0]).toMatchObject({ version: 1, amount: 500 })
  })

  it('is no other conversation than the socket’s: REALTIME_ROLLOUT is none of its business', async () => {
    const relay = await startRelay({ REALTIME_ROLLOUT: '0' })
    const { token } = await relay.register('A-1')
    const { body } = await relay.poll({ frames: [subscribe(token, 'A-1')] })
    expect(body.frames[0].type).toBe('subscribed')
  })

  it('sends whoever is held away when the relay stops, to come back later', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1')
    const read = relay.isRead('A-1')
    const answer = relay.poll({ wait: 25, frames: [subscribe(token, known(order))] })
    await read
    await relay.relay.drain()
    const { status, headers, body } = await answer
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'unavailable' })
    expect(headers.get('Retry-After')).toMatch(/^\d+$/)
    // Kept, the connection would keep the relay from ending, and bring the page back to it.
    expect(headers.get('Connection')).toBe('close')
  })

  it('tells whoever comes while it stops the same at once, whatever it asks', async () => {
    const relay = await startRelay({ ALLOWED_ORIGINS: 'https://shop.example.com' })
    const { token } = await relay.register('A-1')
    await relay.relay.drain()
    for (const wait of [0, 25]) {
      const { status, headers } = await relay.poll(
        { wait, frames: [subscribe(token, 'A-1')] },
        { Origin: 'https://shop.example.com' },
      )
      expect(status).toBe(503)
      expect(headers.get('Retry-After')).toMatch(/^\d+$/)
    }
  })

  it('has news for a page that was held, though the relay stops', async () => {
    const relay = await startRelay()
    const { order, token } = await relay.register('A-1')
    const answer = relay.poll({ wait: 25, frames: [subscribe(token, known(order))] })
    await relay.watchedBy(1, 'A-1')
    relay.relay.onChange(() => void relay.relay.drain())
    await relay.update('A-1', { status: 'processing' })
    expect((await answer).body.frames[0].orders[0]).toMatchObject({ status: 'processing' })
  })

  it('reads no order twice for a page that it had no news for', async () => {
    const store = memoryStore()
    const order = vi.fn<typeof store.order>(store.order)
    const relay = await startRelay({}, { store: { ...store, epoch: store.epoch, order } })
    const registered = await relay.register('A-1')
    order.mockClear()
    const frames = [subscribe(registered.token, known(registered.order))]
    const { body } = await relay.poll({ wait: 0.01, frames })
    expect(body.frames).toEqual([{ type: 'subscribed', orders: [known(registered.order)] }])
    expect(order).toHaveBeenCalledTimes(1)
  })

  it('needs no preflight: any content type will do, and there is nothing in the URL', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1')
    for (const type of ['text/plain', 'text/plain;charset=UTF-8', 'application/json']) {
      const { status } = await ask(`${relay.url}/poll`, {
        body: { frames: [subscribe(token, 'A-1')] },
        headers: { 'Content-Type': type },
      })
      expect(status).toBe(200)
    }
  })

  it('breaks no promise when the store fails: 503, and no frames', async () => {
    const relay = await startRelay(
      {},
      { store: { ...memoryStore(), order: () => Promise.reject(new Error('disk')) } },
    )
    const { token } = (await relay.merchant('POST', '/tokens', { orders: ['A-1'] })).body
    const { status, body } = await relay.poll({ frames: [subscribe(token, 'A-1')] })
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'unavailable' })
    expect(JSON.stringify(body)).not.toContain('disk')
  })

  it('names lost history anew, once, loudly, for a page that proves that it has seen more', async () => {
    const log = createLog('silent', false)
    const fatal = vi.spyOn(log, 'fatal')
    const store = memoryStore()
    const relay = await startRelay({}, { store, log })
    const { order, token } = await relay.register('A-1')
    const ask = (has: object) => relay.poll({ wait: 25, frames: [subscribe(token, has)] })
    // A history of another name is no claim, however high.
    await ask(shown({ ...order, epoch: 'other', version: 9 }))
    expect(store.epoch).toBe(order.epoch)

    await ask(shown({ ...order, version: 9 }))
    const renewed = store.epoch
    expect(renewed).not.toBe(order.epoch)
    await ask(shown({ ...order, epoch: renewed, version: 9 }))
    expect(store.epoch).toBe(renewed)
    expect(fatal.mock.calls).toEqual([[{ order: 'A-1', epoch: renewed }, expect.any(String)]])
  })

  it.each<[what: string, claim: (order: Answer['body'], own: string) => object]>([
    ['no seal', (order) => ({ ...known(order), version: 9 })],
    [
      'the seal of an older version',
      ({ seal, ...order }) => ({ ...known(order), version: 9, seal }),
    ],
    [
      'another order’s seal',
      (order) => ({ ...shown({ ...order, id: 'A-2', version: 9 }), id: 'A-1' }),
    ],
    [
      'another epoch’s seal',
      (order) => ({
        ...shown({ ...order, epoch: 'other', version: 9 }),
        ...{ epoch: order.epoch },
      }),
    ],
    ['a seal cut short', (order) => ({ ...shown({ ...order, version: 9 }), seal: '' })],
    [
      'a seal of another secret',
      (order) => shown({ ...order, version: 9 }, 'another secret of thirty-two bytes'),
    ],
  ])(
    'is told how the order stands, and no more, where it claims more with %s',
    async (_, claim) => {
      const store = memoryStore()
      const relay = await startRelay({}, { store })
      const { token } = await relay.register('A-1')
      const [first] = (await relay.poll({ frames: [subscribe(token, 'A-1')] })).body.frames
      const [order] = first.orders
      const { body } = await relay.poll({
        wait: 25,
        frames: [subscribe(token, claim(order, token))],
      })
      expect(body.frames).toEqual([{ type: 'subscribed', orders: [order] }])
      expect(store.epoch).toBe(order.epoch)
    },
  )

  it('is no proof of lost history by its ETag: who claims more is told how the order stands', async () => {
    const store = memoryStore()
    const relay = await startRelay({}, { store })
    const { order, token } = await relay.register('A-1')
    const claim = { 'If-None-Match': `W/"${order.epoch}.999999999-gzip"` }
    const { status, body } = await relay.order('A-1', token, claim, '?wait=25')
    expect({ status, version: body.version }).toEqual({ status: 200, version: 1 })
    expect(store.epoch).toBe(order.epoch)
  })

  it('names lost history anew by the next page that has seen it, where it could not be at first', async () => {
    const store = memoryStore()
    let isFull = true
    const renewEpoch = (from: string) =>
      isFull ? Promise.reject(new Error('disk full')) : store.renewEpoch(from)
    const renewed = Object.defineProperty({ ...store, renewEpoch }, 'epoch', {
      get: () => store.epoch,
    })
    const relay = await startRelay({}, { store: renewed })
    const { order, token } = await relay.register('A-1')
    const frames = [subscribe(token, shown({ ...order, version: 9 }))]
    expect((await relay.poll({ frames })).status).toBe(503)
    isFull = false
    const [one, other] = await Promise.all([relay.poll({ frames }), relay.poll({ frames })])
    for (const { body } of [one, other]) {
      expect(body.frames[0].orders[0]).toMatchObject({ id: 'A-1', epoch: store.epoch, version: 1 })
    }
    expect(store.epoch).not.toBe(order.epoch)
  })
})
