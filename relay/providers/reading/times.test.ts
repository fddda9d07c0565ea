import { describe, expect, it } from 'vitest'
import { localTime, rfc3339 } from './times.ts'

describe('a time', () => {
  it.each([
    ['2022-12-15T12:20:29+05:30', Date.UTC(2022, 11, 15, 6, 50, 29)],
    ['2016-09-30T21:10:19.000Z', Date.UTC(2016, 8, 30, 21, 10, 19)],
    ['2024-02-29T23:59:59.123456Z', Date.UTC(2024, 1, 29, 23, 59, 59, 123)],
    ['2018-03-13T14:02:29+00:00', Date.UTC(2018, 2, 13, 14, 2, 29)],
    ['1970-01-01T00:00:00Z', 0],
  ])('%s is a time', (text, time) => {
    expect(rfc3339(text)).toBe(time)
  })

  it.each([
    '2022-08-03T16:09:51',
    '2022-08-03 16:09:51',
    '2022-08-03',
    '2023-02-29T00:00:00Z',
    '2023-04-31T00:00:00Z',
    '2023-13-01T00:00:00Z',
    '2023-01-01T24:00:00Z',
    '2023-01-01T00:00:00+99:00',
    '1969-12-31T23:59:59Z',
    '1970-01-01T00:00:00+01:00',
    '2022-12-15T12:20:29+05:30 ',
    '1671087029000',
    '',
    1671087029000,
    null,
    undefined,
  ])('%s is none', (text) => {
    expect(rfc3339(text)).toBeUndefined()
  })
})

describe('a time without its zone', () => {
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
})
