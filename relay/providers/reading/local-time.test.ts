import { expect, it } from 'vitest'
import { localTime } from './local-time.ts'

it('is of the zone that the provider leaves out', () => {
  expect(localTime('2015-02-26 14:39:33', '+07:00')).toBe(Date.UTC(2015, 1, 26, 7, 39, 33))
  expect(localTime('2026-11-21 10:20:30.0', '+05:30')).toBe(Date.UTC(2026, 10, 21, 4, 50, 30))
})

it.each(['2015-02-26', '26/02/2015 14:39', '2015-02-30 14:39:33', '', null, undefined])(
  '%j is none',
  (text) => {
    expect(localTime(text, '+07:00')).toBeUndefined()
  },
)
