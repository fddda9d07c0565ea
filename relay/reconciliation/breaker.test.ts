import { describe, expect, it } from 'vitest'
import { answered, asking, CLOSED, failed, type Breaker } from './breaker.ts'

const SECOND = 1_000

/** In s: when questions may leave, of one that is tried every second, where none is ever answered. */
function askedUntil(end: number, from: Breaker = CLOSED): number[] {
  const asked: number[] = []
  let breaker = from
  for (let second = 0; second < end; second++) {
    const asks = asking(breaker, second * SECOND)
    if (!asks) continue
    asked.push(second)
    breaker = failed(asks, second * SECOND)
  }
  return asked
}

const after = (failures: number, at = 0): Breaker =>
  Array<undefined>(failures)
    .fill(undefined)
    .reduce((breaker: Breaker) => failed(breaker, at), CLOSED)

describe('a provider that does not answer', () => {
  it('is left alone after five questions: for 30 s, then twice as long, up to five minutes', () => {
    expect(askedUntil(1_300)).toEqual([0, 1, 2, 3, 4, 34, 94, 214, 454, 754, 1054])
  })

  it('is asked as ever once it answers, be it only one question of ten', () => {
    expect(asking(answered(), 0)).toEqual(CLOSED)
    expect(asking(failed(answered(), 0), 0)).toEqual({ failures: 1 })
  })

  it('is tried by one question, and by another one where that was lost', () => {
    const tried = asking(after(5), 30 * SECOND)
    expect(tried && asking(tried, 31 * SECOND)).toBeUndefined()
    expect(tried && asking(tried, 59 * SECOND)).toBeUndefined()
    expect(tried && asking(tried, 60 * SECOND)).toBeDefined()
  })

  it('is not left alone the longer for questions that were under way already', () => {
    expect(asking(after(12), 29 * SECOND)).toBeUndefined()
    expect(asking(after(12), 30 * SECOND)).toBeDefined()
  })

  it('is asked though our clock was set back', () => {
    expect(asking(after(5, 86_400 * SECOND), 0)).toBeDefined()
  })
})
