import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Dispatch } from '../dispatch.ts'
import { createLog } from '../log.ts'
import type { OrderRecord } from '../order/record.ts'
import { memoryStore } from '../store/memory.ts'
import { context, registered, towels } from '../store/conformance/telling.ts'
import type { Store } from '../store/store.ts'
import { deadlines } from './deadlines.ts'

const HOUR = 3_600_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const store = async (...due: [id: string, expiresAt: number][]): Promise<Store> => {
  const made = memoryStore()
  for (const [id, expiresAt] of due)
    await registered(made, id, { ...towels, expiresAt }, Date.now())
  return made
}

/** Which orders were told, as time passes. */
function watch(store: Store) {
  const told: string[] = []
  const log = createLog('silent', false)
  const dispatch = new Dispatch(
    store,
    () => context(Date.now()),
    (error) => {
      throw error
    },
  )
  const timers = deadlines({ store, dispatch, log, now: Date.now })
  dispatch.listen(({ orders }) => {
    told.push(...orders.map(({ id }) => id))
    timers.rearm(orders)
  })
  return { told, timers }
}

it('changes what time changes, when it does', async () => {
  const [at, later] = [Date.now() + 1_000, Date.now() + 2_000]
  const { told, timers } = watch(await store(['A', at], ['B', later]))
  await vi.advanceTimersByTimeAsync(999)
  expect(told).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(told).toEqual(['A'])
  await vi.advanceTimersByTimeAsync(1_000)
  expect(told).toEqual(['A', 'B'])
  timers.stop()
})

it('misses no order that is told while it asks what is due: the answer knows nothing of it', async () => {
  const made = await store(['far', Date.now() + HOUR])
  const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let isFirst = true
  async function nextDue(): Promise<number | undefined> {
    const due = await made.nextDue()
    if (!isFirst) return due
    isFirst = false
    asked.resolve()
    await answered.promise
    return due
  }
  const { told, timers } = watch({ ...made, epoch: made.epoch, nextDue })
  await vi.advanceTimersByTimeAsync(0)
  await asked.promise

  timers.rearm([
    await registered(made, 'soon', { ...towels, expiresAt: Date.now() + 200 }, Date.now()),
  ])
  timers.rearm([
    await registered(made, 'late', { ...towels, expiresAt: Date.now() + HOUR }, Date.now()),
  ])
  answered.resolve()
  await vi.advanceTimersByTimeAsync(199)
  expect(told).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(told).toEqual(['soon'])
  timers.stop()
})

it('asks once at a time, and again once it was answered', async () => {
  const made = await store()
  let under = 0
  let most = 0
  const held: (() => void)[] = []
  async function elapse(...given: Parameters<Store['elapse']>): Promise<OrderRecord[]> {
    most = Math.max(most, ++under)
    await new Promise<void>((resolve) => held.push(resolve))
    under--
    return made.elapse(...given)
  }
  const { told, timers } = watch({ ...made, epoch: made.epoch, elapse })
  await vi.advanceTimersByTimeAsync(0)
  timers.rearm([await registered(made, 'A', { ...towels, expiresAt: Date.now() + 10 }, Date.now())])
  await vi.advanceTimersByTimeAsync(50)
  held.shift()?.()
  await vi.advanceTimersByTimeAsync(0)
  held.shift()?.()
  await vi.advanceTimersByTimeAsync(0)
  expect([told, most]).toEqual([['A'], 1])
  timers.stop()
})

it('tries again where the store failed, and then no later than what is due', async () => {
  const made = await store(['A', Date.now() + 6_000])
  let isBroken = true
  const elapse = (...given: Parameters<Store['elapse']>) =>
    isBroken ? Promise.reject(new Error('disk full')) : made.elapse(...given)
  const { told, timers } = watch({ ...made, epoch: made.epoch, elapse })
  await vi.advanceTimersByTimeAsync(1_000)
  isBroken = false
  await vi.advanceTimersByTimeAsync(5_000)
  expect(told).toEqual(['A'])
  timers.stop()
})
