import { describe, expect, it } from 'vitest'
import { later } from './waits.ts'

const DATE = 'Sat, 21 Nov 2026 08:31:05 GMT'

describe('a provider that wants to be asked later', () => {
  it.each<[HeadersInit, number]>([
    [{ 'Retry-After': '3600' }, 3_600_000],
    [{ 'x-ratelimit-retry': '12' }, 12_000],
    [{ 'Rate-Limit-Reset': '58.3701' }, 58_371],
    [{ Date: DATE, 'Retry-After': 'Sat, 21 Nov 2026 08:33:05 GMT' }, 120_000],
    [{ 'Retry-After': 'soon', 'Rate-Limit-Reset': '5' }, 5_000],
  ])('says when: %j', (headers, after) => {
    expect(later(new Headers(headers))).toEqual({ outcome: 'later', after })
  })

  it.each<HeadersInit>([
    {},
    { 'Retry-After': '' },
    { 'Retry-After': '-5' },
    { 'Retry-After': '1e9' },
    { 'Retry-After': '99999999999' },
    { 'Retry-After': 'soon' },
    // Nobody knows by whose clock.
    { 'Retry-After': DATE },
    { Date: DATE, 'Retry-After': DATE },
    { Date: DATE, 'Retry-After': 'Sat, 21 Nov 2026 08:30:05 GMT' },
    { Date: DATE, 'Retry-After': '2026-11-21T08:33:05Z' },
    { Date: 'today', 'Retry-After': DATE },
  ])('does not say when: %j', (headers) => {
    expect(later(new Headers(headers))).toEqual({ outcome: 'later' })
  })
})
