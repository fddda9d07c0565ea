import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Presses } from './presses.ts'
import { SCENES, viewOf } from '../testing/scenes.ts'

const pending = viewOf(SCENES['pending'] ?? {})
const failed = viewOf(SCENES['failed, PIN'] ?? {})

/** A finger that came down `after` ms from now. */
const finger = (after: number) => ({ isTrusted: true, timeStamp: performance.now() + after })

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => vi.useRealTimers())

it('drops what was pressed within 400 ms of a button that came', () => {
  const presses = new Presses()
  presses.arrange(pending)
  presses.arrange(failed)
  expect(presses.isMeant(finger(399))).toBe(false)
  expect(presses.isMeant(finger(400))).toBe(true)
})

it('drops what was pressed just before the button came, and is heard of after it', () => {
  const presses = new Presses()
  presses.arrange(pending)
  const early = finger(0)
  vi.advanceTimersByTime(500)
  presses.arrange(failed)
  expect(presses.isMeant(early)).toBe(false)
})

it('takes every press of what the page opened with, or what only counts on', () => {
  const presses = new Presses()
  presses.arrange(failed)
  expect(presses.isMeant(finger(0))).toBe(true)
  presses.arrange({ ...failed, note: 'Another sentence.' })
  expect(presses.isMeant(finger(0))).toBe(true)
})

it('takes what a script presses', () => {
  const presses = new Presses()
  presses.arrange(pending)
  presses.arrange(failed)
  expect(presses.isMeant({ ...finger(0), isTrusted: false })).toBe(true)
})

it('keeps the room of two rows once there were two', () => {
  const presses = new Presses()
  presses.arrange(pending)
  expect(presses.isTall).toBe(false)
  presses.arrange(viewOf(SCENES['approve in app'] ?? {}))
  presses.arrange(failed)
  expect(presses.isTall).toBe(true)
})
