import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoff } from './backoff.ts'

const failures = fc.integer({ min: 2, max: 10_000 })
const random = fc.double({ min: 0, max: 1, noNaN: true })

describe('backoff', () => {
  it('spreads the first try evenly, from now on, and within three seconds', () => {
    expect([0, 0.5, 1].map((each) => backoff(1, each))).toEqual([0, 1_250, 2_500])
  })

  it('hammers no relay: from the second failure on, it waits at least two seconds', () => {
    fc.assert(
      fc.property(failures, random, (n, r) => {
        expect(backoff(n, r)).toBeGreaterThanOrEqual(2_000)
      }),
    )
  })

  it('keeps no shopper waiting for longer than thirty seconds, however long it went on', () => {
    fc.assert(
      fc.property(failures, random, (n, r) => {
        expect(backoff(n, r)).toBeLessThanOrEqual(30_000)
      }),
    )
  })

  it('waits no shorter after more failures, for the same luck', () => {
    fc.assert(
      fc.property(failures, random, (n, r) => {
        expect(backoff(n + 1, r)).toBeGreaterThanOrEqual(backoff(n, r))
      }),
    )
  })

  it('never has everybody return at the same moment, not even at its longest', () => {
    fc.assert(
      fc.property(failures, (n) => {
        expect(backoff(n, 1)).toBeGreaterThanOrEqual(2 * backoff(n, 0))
      }),
    )
  })
})
