import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLog } from '../log.ts'
import { memoryStore } from '../store/memory.ts'
import { context } from '../store/conformance/telling.ts'
import type { Outgoing } from '../store/outgoing.ts'
import type { Store } from '../store/store.ts'
import { sender } from './lane.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Callbacks that wait to be passed on, of ids 1 and up. */
async function stocked(count: number): Promise<Store> {
  const store = memoryStore()
  for (let n = 0; n < count; n++) {
    const forward = { provider: 'stripe', headers: [], body: new Uint8Array() }
    await store.apply([], context(Date.now()), forward)
  }
  return store
}

/** One node's: what it was given, and has not ended. */
function node(store: Store, send?: (outgoing: Outgoing) => Promise<void>) {
  const given: number[] = []
  const ends: (() => void)[] = []
  const services = { store, log: createLog('silent', false), now: Date.now }
  const lane = sender('stripe', services, async (outgoing) => {
    given.push(outgoing.id)
    if (send) return send(outgoing)
    await new Promise<void>((resolve) => ends.push(resolve))
    return store.settleOutgoing(outgoing.id, 0, Date.now())
  })
  return { lane, given, ends }
}

const passing = (ms: number) => vi.advanceTimersByTimeAsync(ms)

it('begins eight at once, and another whenever one has ended', async () => {
  const { given, ends } = node(await stocked(10))
  await passing(0)
  expect(given).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  ends.shift()?.()
  await passing(0)
  expect(given.slice(8)).toEqual([9])
})

it('sends nothing that another node has under way', async () => {
  const store = await stocked(10)
  const [a, b] = [node(store), node(store)]
  await passing(1_000)
  expect([...a.given, ...b.given].sort((x, y) => x - y)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

it('takes over what another node had under way when it died', async () => {
  const store = await stocked(1)
  const dead = node(store, () => new Promise(() => {}))
  await passing(0)
  void dead.lane.stop()
  const heir = node(store)
  await passing(29_999)
  expect([dead.given, heir.given]).toEqual([[1], []])
  await passing(1)
  expect(heir.given).toEqual([1])
})

it('sends again what it could not settle, once the lease has ended', async () => {
  let isBroken = true
  const store = await stocked(1)
  const { given } = node(store, async ({ id }) => {
    if (isBroken) throw new Error('disk full')
    await store.settleOutgoing(id, 0, Date.now())
  })
  await passing(29_999)
  isBroken = false
  expect(given).toEqual([1])
  await passing(60_000)
  expect(given).toEqual([1, 1])
  expect(await store.lanes()).toEqual(new Map())
})

it('begins nothing once it is stopped, and leaves to others at once what it had only claimed', async () => {
  const store = await stocked(1)
  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  async function claim(...given: Parameters<Store['claim']>): Promise<Outgoing[]> {
    const claimed = await store.claim(...given)
    asked.resolve()
    await answered.promise
    return claimed
  }
  const stopping = node({ ...store, epoch: store.epoch, claim })
  await passing(0)
  await asked.promise
  const stopped = stopping.lane.stop()
  answered.resolve()
  await stopped
  const heir = node(store)
  await passing(0)
  expect([stopping.given, heir.given]).toEqual([[], [1]])
})
