import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../relay/protocol.ts'
import { at, input, NOW, snapshot, view } from '../view-model/testing.ts'
import type { ViewInput } from '../view-model/view-model.ts'
import { nextTick, redrawsAt } from './changes-at.ts'
import { later } from './later.ts'

/** What one sees and hears of it, but for what runs: its clock may be a second late. */
function seen(given: ViewInput): string {
  const { share: _share, left: _left, ...rest } = view(given, later)
  return JSON.stringify(rest)
}

const redraws = (given: ViewInput): number => redrawsAt(view(given, later), given)

/** With its clock, as countdown.ts has them. */
function next(given: ViewInput): number {
  const end = view(given, later).left ? Date.parse(given.snapshot?.expiresAt ?? '') : Infinity
  return Math.min(redraws(given), nextTick(given.now, end))
}

const status = fc.constantFrom<Snapshot['status']>(
  'pending',
  'requires_action',
  'processing',
  'authorized',
  'succeeded',
  'failed',
  'expired',
  'refunded',
)
const provider = fc.constantFrom('daraja', 'phonepe', 'stripe', 'nobody knows', undefined)
const action = fc.constantFrom<Snapshot['action']>(
  undefined,
  { type: 'approve_on_phone', hint: '07•• ••• 678' },
  { type: 'approve_in_app', url: 'upi://pay' },
)
const moment = fc.record({
  status,
  provider,
  action,
  waited: fc.integer({ min: 0, max: 400_000 }),
  left: fc.option(fc.integer({ min: -5_000, max: 5_000_000 }), { nil: undefined }),
  asked: fc.option(fc.integer({ min: 0, max: 20_000 }), { nil: undefined }),
})

describe('a page that waits', () => {
  it.each([
    ['draws anew at each moment at which it looks different, and at none besides', next],
    ['draws all of it anew only where more changes than its clock', redraws],
  ])('%s', (_, moves) => {
    fc.assert(
      fc.property(moment, fc.double({ min: 0, max: 1, noNaN: true }), (those, part) => {
        const { waited, left, asked, ...order } = those
        const expiresAt = left === undefined ? {} : { expiresAt: at(NOW + left) }
        const { provider: by, action: act, ...rest } = order
        const known = snapshot(
          { ...rest, ...expiresAt, ...(by && { provider: by }), ...(act && { action: act }) },
          waited,
        )
        const checked =
          asked === undefined ? undefined : ({ at: at(NOW - asked), outcome: 'later' } as const)
        const given = input({ snapshot: known, checked, shownAt: NOW - waited })
        const until = Math.min(moves(given), NOW + 10_000_000)
        const now = NOW + Math.floor((until - 1 - NOW) * part)
        expect(seen({ ...given, now })).toBe(seen(given))
      }),
      { numRuns: 500 },
    )
  })

  it('draws each second while a clock is shown, with all other clocks of the page', () => {
    const given = input({
      snapshot: snapshot({ status: 'requires_action', expiresAt: at(NOW + 65_300) }),
      now: NOW + 1_234,
    })
    expect(next(given)).toBe(NOW + 2_000)
  })

  it('draws each minute while there are hours', () => {
    const given = input({
      snapshot: snapshot({ status: 'pending', expiresAt: at(NOW + 7_201_000) }, 600_000),
    })
    expect(next(given)).toBe(NOW + 1_001)
  })

  it.each(['succeeded', 'failed', 'refunded', 'authorized'] as const)(
    'never draws anew by itself once it is %s',
    (over) => {
      const given = input({ snapshot: snapshot({ status: over, safeToRetry: true }) })
      expect(next(given)).toBe(Infinity)
    },
  )

  it('asks at the very moment at which the time is up', () => {
    const given = input({
      snapshot: snapshot({ status: 'pending', expiresAt: at(NOW + 300) }),
      now: NOW + 100,
    })
    expect(next(given)).toBe(NOW + 300)
  })
})
