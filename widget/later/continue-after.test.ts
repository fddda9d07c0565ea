import { beforeEach, expect, it, vi } from 'vitest'
import { ContinueAfter } from './continue-after.ts'

const page = { hidden: false }
const go = vi.fn<() => void>()
let continueAfter: ContinueAfter

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('document', page)
  page.hidden = false
  go.mockClear()
  continueAfter = new ContinueAfter(() => {}, go)
  return () => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  }
})

const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1_000)

it('counts down, continues once, and has no timer after that', () => {
  continueAfter.begin(4)
  expect(continueAfter.left).toBe(4)
  pass(3)
  expect(continueAfter.left).toBe(1)
  expect(go).not.toHaveBeenCalled()
  pass(1)
  expect(go).toHaveBeenCalledOnce()
  continueAfter.begin(4)
  expect(vi.getTimerCount()).toBe(0)
})

it('pauses while nobody looks, and goes on with what was left', () => {
  continueAfter.begin(4)
  pass(2)
  page.hidden = true
  pass(600)
  expect(continueAfter.left).toBe(2)
  page.hidden = false
  pass(2)
  expect(go).toHaveBeenCalledOnce()
})

it('stays for good, once the shopper wants to', () => {
  continueAfter.begin(4)
  pass(1)
  continueAfter.stop()
  continueAfter.begin(4)
  pass(60)
  expect(continueAfter.left).toBeUndefined()
  expect(go).not.toHaveBeenCalled()
})

it('begins anew after a pause', () => {
  continueAfter.begin(4)
  continueAfter.pause()
  pass(60)
  expect(go).not.toHaveBeenCalled()
  continueAfter.begin(4)
  expect(continueAfter.left).toBe(4)
})
