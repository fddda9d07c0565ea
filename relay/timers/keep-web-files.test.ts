import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLog } from '../log.ts'
import { memoryStore } from '../store/memory.ts'
import { keepWebFiles } from './keep-web-files.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const AGES = { kept: 0, broadcasts: 0, outgoing: 0, orders: 0 }

beforeEach(() => void vi.useFakeTimers({ now: 1_000 * DAY }))
afterEach(() => void vi.useRealTimers())

const log = createLog('silent', false)
const files = new Map([['payment-status.0a1b2c3d.js', new Uint8Array([1])]])

it('keeps the widget for those who come later, however long the relay has run by then', async () => {
  const store = memoryStore()
  const stop = keepWebFiles(files, { store, log, now: Date.now })
  await vi.advanceTimersByTimeAsync(400 * DAY)
  stop()
  // Since a day ago at the most.
  expect(await store.sweep({ ...AGES, webFiles: Date.now() - DAY }, 9)).toBe(0)
  await vi.advanceTimersByTimeAsync(DAY)
  expect(await store.sweep({ ...AGES, webFiles: Date.now() - DAY + 1 }, 9)).toBe(1)
})

it('tries again where the disk is full', async () => {
  const store = memoryStore()
  let tries = 0
  const full = {
    async keepWebFiles(...given: Parameters<typeof store.keepWebFiles>) {
      if (++tries < 3) throw new Error('The disk is full.')
      await store.keepWebFiles(...given)
    },
  }
  const stop = keepWebFiles(files, { store: full, log, now: Date.now })
  await vi.advanceTimersByTimeAsync(HOUR)
  stop()
  expect(tries).toBe(3)
  expect(await store.webFile('payment-status.0a1b2c3d.js')).toEqual(new Uint8Array([1]))
})
