import { expect, it } from 'vitest'
import { Dispatch, type Change } from './dispatch.ts'
import type { Intake } from './ledger/intake.ts'
import { memoryStore } from './store/memory.ts'
import { stripePaid } from './testing/callbacks.ts'
import { startRelay } from './testing/relay.ts'

const FORWARD = { provider: 'stripe', headers: [], body: Buffer.from('{}') }

/** The shop says that the order is paid, or when it is paid until. */
const word = (orderId: string, deadline?: number): Intake => ({
  key: () => `${orderId}:${deadline}`,
  orderId,
  updates: [
    {
      ...{ by: 'merchant', eventId: 'e', receivedAt: 1_000, payment: 'p', part: 'main' },
      state: deadline === undefined ? 'succeeded' : 'pending',
      ...(deadline !== undefined && { deadline }),
    },
  ],
})

/** A dispatch, what each of two listeners heard of it, and what went wrong; a clock. */
function world(store = memoryStore(), isFirstBroken = false) {
  const clock = { now: 1_000 }
  const failures: unknown[] = []
  const dispatch = new Dispatch(
    store,
    () => ({ now: clock.now, retention: 1e9 }),
    (error) => failures.push(error),
  )
  const heard: [listener: string, Change][] = []
  dispatch.listen((change) => {
    heard.push(['first', change])
    if (isFirstBroken) throw new Error('cannot be told')
  })
  const stop = dispatch.listen((change) => void heard.push(['second', change]))
  const ids = () => heard.map(([who, { orders }]) => [who, ...orders.map(({ id }) => id)])
  return { dispatch, clock, failures, heard, ids, stop }
}

it('tells all who listen, one after the other, of what is on disk', async () => {
  const { dispatch, ids, stop } = world()
  await dispatch.apply([word('A')])
  expect(ids()).toEqual([
    ['first', 'A'],
    ['second', 'A'],
  ])
  stop()
  await dispatch.apply([word('B')])
  expect(ids().slice(2)).toEqual([['first', 'B']])
})

it('tells of nothing that could not be stored', async () => {
  const full = () => Promise.reject(new Error('disk full'))
  const { dispatch, heard } = world({
    ...memoryStore(),
    apply: full,
    register: full,
    elapse: full,
    replay: full,
  })
  await expect(dispatch.apply([word('A')])).rejects.toThrow('disk full')
  await expect(dispatch.register('A', {})).rejects.toThrow('disk full')
  await expect(dispatch.elapse(100)).rejects.toThrow('disk full')
  await expect(dispatch.replay('1', () => [])).rejects.toThrow('disk full')
  expect(heard).toEqual([])
})

it('lets nobody’s failure be another’s, or the sender’s', async () => {
  const { dispatch, failures, ids } = world(memoryStore(), true)
  expect(await dispatch.apply([word('A')])).toMatchObject([{ id: 'A' }])
  expect(ids()).toEqual([
    ['first', 'A'],
    ['second', 'A'],
  ])
  expect(failures).toEqual([new Error('cannot be told')])
})

it('tells whose an order is that was not theirs before, and what is to be passed on', async () => {
  const { dispatch, heard } = world()
  await dispatch.register('A', { customers: ['1'] })
  await dispatch.register('A', { customers: ['1', '2'] })
  await dispatch.apply([], { forward: FORWARD })
  expect(heard.filter(([who]) => who === 'first').map(([, change]) => change)).toMatchObject([
    { joined: { order: { id: 'A' }, customers: ['1'] } },
    { joined: { order: { id: 'A' }, customers: ['2'] } },
    { orders: [], forwards: true },
  ])
})

it('tells who changed an order: the shop, or the provider that was asked', async () => {
  const { dispatch, heard } = world()
  await dispatch.apply([word('A')])
  const said = { by: 'provider', provider: 'daraja', payment: 'q', receivedAt: 1_000 } as const
  const told = { ...said, part: 'main', state: 'processing', eventId: 'ask:1' } as const
  await dispatch.apply([{ key: () => 'ask', orderId: 'A', updates: [told], isAnswer: true }])
  const all = heard.filter(([who]) => who === 'first').map(([, { by }]) => by)
  expect(all).toEqual(['merchant', 'daraja'])
})

it('tells of what time has changed', async () => {
  const { dispatch, clock, ids } = world()
  await dispatch.apply([word('A', 5_000)])
  clock.now = 5_000
  await dispatch.elapse(100)
  expect(ids().slice(2)).toEqual([
    ['first', 'A'],
    ['second', 'A'],
  ])
})

it('acknowledges a callback that is on disk, though telling of it fails', async () => {
  const store = memoryStore()
  let isTelling = false
  const relay = await startRelay(
    {},
    {
      store: {
        ...store,
        // Whoever tells of an order asks for it.
        get epoch() {
          if (isTelling) throw new Error('cannot be told')
          return store.epoch
        },
        async apply(...args) {
          const changed = await store.apply(...args)
          isTelling = true
          return changed
        },
      },
    },
  )
  expect((await relay.callback('stripe', stripePaid('A-1'))).status).toBe(204)
  isTelling = false
  expect(await relay.seen('A-1')).toMatchObject({ status: 'succeeded', version: 1 })
})
