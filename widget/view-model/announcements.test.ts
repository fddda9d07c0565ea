/** What a screen reader hears: each thing once. */

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../relay/protocol.ts'
import { at, NOW, plain, seen, seenAtFirst, snapshot } from './testing.ts'
import type { ViewInput } from './view-model.ts'

/** What is heard from `from` to `to`, in seconds after the status began; looked at each `step`. */
function heard(
  order: Partial<Snapshot>,
  from: number,
  to: number,
  rest: Partial<ViewInput> = {},
  step = 1,
) {
  const told: string[] = []
  let sentences = ''
  let shownAt = NOW
  for (let second = from; second <= to; second += step) {
    const now = NOW + second * 1_000
    const shown = () => seen({ snapshot: snapshot(order), now, shownAt, ...rest })
    const { title, money, next } = shown()
    if (sentences !== title + money + next) shownAt = now
    sentences = title + money + next
    const { announcement } = shown()
    // A live region is heard where its text becomes another.
    if (announcement !== told[told.length - 1]) told.push(announcement)
  }
  return told.map(plain)
}

const PHONE = { status: 'requires_action', action: { type: 'approve_on_phone' } } as const
const WHOLE =
  'Confirming your payment. Checking if money was taken. Please don’t pay again. This page updates by itself.'
const LATE =
  'Checking with your bank. Checking if money was taken. It takes longer than usual. Please don’t pay again.'

describe('while the shopper waits', () => {
  it('all is said at a change, and after that what is new, when it is', () => {
    expect(heard({ status: 'processing' }, 0, 300)).toEqual([
      WHOLE,
      'Still checking with M‑Pesa.',
      'You can close this page: Kikoy House will hear of it.',
      LATE,
    ])
  })

  it('a reload says all that is true once more, and none of what was new before', () => {
    expect(heard({ status: 'processing' }, 30, 50)).toEqual([WHOLE])
    expect(heard({ status: 'processing' }, 90, 300)).toEqual([LATE])
  })

  it('the time left is said at three minutes, at one, and at thirty seconds', () => {
    const until = { ...PHONE, expiresAt: at(NOW + 240_000) }
    const whole =
      'Approve on your phone. No money has been taken. Look at your phone and enter your M‑Pesa PIN.'
    expect(heard(until, 0, 241)).toEqual([
      whole,
      'Nothing there? Is your phone on?',
      '3 minutes left',
      '1 minute left',
      '30 seconds left',
      'Checking your payment. Checking if money was taken. Please don’t pay again. This page updates by itself.',
    ])
    expect(heard(until, 100, 230)).toEqual([whole, '1 minute left', '30 seconds left'])
  })

  it('what the provider was asked is said when it answers', () => {
    const checked = { at: at(NOW + 20_000), outcome: 'answered' }
    expect(heard({ status: 'processing' }, 0, 58, { checked })).toEqual([
      WHOLE,
      'Still checking with M‑Pesa.',
      'You can close this page: Kikoy House will hear of it.',
      'Asked at 10:42: M‑Pesa doesn’t know yet.',
    ])
  })

  it('nothing is ever said twice', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('pending', 'requires_action', 'processing', 'failed'),
        fc.constantFrom(...(['approve_on_phone', 'open_url', 'scan'] as const)),
        fc.option(fc.nat(400), { nil: undefined }),
        fc.option(fc.nat(100), { nil: undefined }),
        fc.nat(100),
        (status, type, expires, asked, from) => {
          const told = heard(
            {
              status,
              action: { type },
              ...(expires !== undefined && { expiresAt: at(NOW + expires * 1_000) }),
            },
            from,
            400,
            asked === undefined
              ? {}
              : { checked: { at: at(NOW + asked * 1_000), outcome: 'later' } },
            5,
          )
          expect(told).toEqual([...new Set(told)])
        },
      ),
      { numRuns: 50 },
    )
  })
})

describe('a sentence', () => {
  it('has its own full stop, and the title the one of its language', () => {
    expect(seen({ snapshot: snapshot({ status: 'pending' }) }).announcement).toBe(
      'Waiting for your payment. No money has been taken. Go on where you pay. This page updates by itself.',
    )
  })

  it('says what it is about in words: a failure, and that money is not real', () => {
    const failed = snapshot({ status: 'failed', safeToRetry: true })
    expect(seen({ snapshot: failed })).toMatchObject({
      announcement: 'The payment did not go through. No money was taken. You can try again.',
      isUrgent: true,
    })
    const test = snapshot({ status: 'refunded', test: true, amountRefunded: 500_000 })
    expect(plain(seen({ snapshot: test }).announcement)).toBe(
      'Your money was sent back. KES 5,000.00 was sent back. Nothing real was paid. Your bank may need a few days to show it.',
    )
  })

  it('is said at once of a failure and of an end, and of nothing else', () => {
    const isUrgent = (change: Partial<Snapshot>, rest: Partial<ViewInput> = {}) =>
      seen({ snapshot: snapshot(change), ...rest }).isUrgent
    expect(isUrgent({ status: 'expired', safeToRetry: true })).toBe(true)
    expect(isUrgent({ status: 'expired' })).toBe(false)
    expect(isUrgent({ status: 'failed' })).toBe(false)
    expect(isUrgent({ status: 'canceled', safeToRetry: true })).toBe(false)
    expect(isUrgent({ status: 'failed', safeToRetry: true }, { isSilent: true })).toBe(false)
  })
})

describe('nothing is said', () => {
  it('of what is not known, and before there are all words for it', () => {
    expect(seen({ snapshot: undefined }).announcement).toBe('')
    expect(seenAtFirst({}).announcement).toBe('')
  })

  it('of what another tab knows better: in a moment, so do we', () => {
    const pending = snapshot({ status: 'pending' })
    expect(seen({ snapshot: pending, isBehind: true }).announcement).toBe('')
  })
})

it('silence is said once, however long it is, and so is its end', () => {
  const silent =
    'No connection right now. At 10:42 it was not known if money was taken. We can’t see your payment right now. Please don’t pay again.'
  expect(heard({ status: 'processing' }, 10, 300, { isSilent: true })).toEqual([silent])
  expect(heard({ status: 'processing' }, 30, 50)).toEqual([WHOLE])
})

it('the time left is said in silence, too: it goes on', () => {
  const until = { ...PHONE, expiresAt: at(NOW + 100_000) }
  expect(heard(until, 20, 50, { isSilent: true })).toEqual([
    'No connection right now. At 10:42 no money had been taken. We can’t see your payment right now. If your phone asks for your PIN, you can still enter it.',
    '1 minute left',
  ])
})
