import { expect, it } from 'vitest'
import { answered } from './answered.ts'
import type { Told } from './asking.ts'

const PENDING: Told = {
  part: 'main',
  state: 'pending',
  payment: 'p-1',
  amount: 5000,
  currency: 'KES',
}

const asked = { since: 1000, until: 9000 }

it('the same answer, of two nodes or again, is one event', () => {
  const first = answered({ clock: 'change' }, PENDING, asked)
  const again = answered(
    { clock: 'change' },
    { ...PENDING, deadline: 7 },
    { since: 2000, until: 99 },
  )
  expect(again.eventId).toBe(first.eventId)
  expect(first.eventId).toMatch(/^ask:[\da-f]{64}$/)
})

it.each<[string, Told]>([
  ['state', { ...PENDING, state: 'failed' }],
  ['amount', { ...PENDING, amount: 4999 }],
  ['reason', { ...PENDING, reason: { code: 'declined' } }],
  ['receipt', { ...PENDING, receipt: 'R-1' }],
])('another %s is another event', (_, told) => {
  const { eventId } = answered({ clock: 'change' }, told, asked)
  expect(eventId).not.toBe(answered({ clock: 'change' }, PENDING, asked).eventId)
})

it('is dated by the provider, else since when it has been said', () => {
  expect(answered({ clock: 'change' }, { ...PENDING, time: 500 }, asked)).toMatchObject({
    time: 500,
    until: 9000,
  })
  expect(answered({ clock: 'none' }, PENDING, asked)).toMatchObject({ time: 1000, until: 9000 })
})

it('never outranks the callback that follows, where callbacks bear the attempt’s beginning', () => {
  const told = answered({ clock: 'attempt' }, { ...PENDING, time: 500 }, asked)
  expect(told.time).toBe(500)
  expect(told).not.toHaveProperty('until')
})
