import fc from 'fast-check'
import { expect, it } from 'vitest'
import { comeBack, retryAfter } from './come-back.ts'

/** Numbers from 0 up to 1 that leave no gap, the same each time: what very many dice come to. */
const evenly = (count: number) => Array.from({ length: count }, (_, index) => index / count)
const scattered = (index: number) => (index * 0.618_033_988_749) % 1

/** When so many pages are back, in ms: of each ten, so many had a socket, and the others were held. */
function moments(pages: number, sockets: number): number[] {
  const told = comeBack(pages)
  return evenly(pages).map((random, page) =>
    page % 10 < sockets
      ? told.after + random * told.spread
      : (retryAfter(told, random) + scattered(page)) * 1000,
  )
}

/** The most that come within 100 ms of each other, by the clock. */
function rush(times: readonly number[]): number {
  const slices = new Map<number, number>()
  for (const time of times) {
    const slice = Math.floor(time / 100)
    slices.set(slice, (slices.get(slice) ?? 0) + 1)
  }
  return Math.max(...slices.values())
}

it('takes 0.6 ms a page, but at least a second and at most half a minute', () => {
  const spread = (pages: number) => comeBack(pages).spread
  expect([0, 1, 1_600, 40_010, 50_000, 1_000_000].map(spread)).toEqual([
    1_000, 1_000, 1_000, 24_006, 30_000, 30_000,
  ])
})

it('brings back up to 50,000 pages at no more than 250 in 100 ms, by socket or by poll', () => {
  const pages = fc.integer({ min: 1, max: 50_000 })
  fc.assert(
    fc.property(pages, fc.integer({ min: 0, max: 10 }), (count, sockets) => {
      expect(rush(moments(count, sockets))).toBeLessThanOrEqual(250)
    }),
    {
      numRuns: 25,
      examples: [
        [50_000, 0],
        [50_000, 5],
        [50_000, 10],
        [2_000, 0],
      ],
    },
  )
})

it('tells those who were held each second of the spread as often as the others', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), (pages) => {
      const told = comeBack(pages)
      const seconds = Math.ceil(told.spread / 1000)
      const counts = new Map<number, number>()
      for (const random of evenly(seconds * 10)) {
        const second = retryAfter(told, random)
        counts.set(second, (counts.get(second) ?? 0) + 1)
      }
      // The first of them is not before `after`, and the last no later than a page bears to wait.
      const expected = Array.from({ length: seconds }, (_, index) => [
        index + 1,
        expect.any(Number),
      ])
      expect([...counts]).toEqual(expected)
      for (const count of counts.values()) expect(Math.abs(count - 10)).toBeLessThanOrEqual(1)
    }),
  )
})
