import { describe, expect, it } from 'vitest'
import { items, pairs } from './headers.ts'

const times = (count: number, item: string) => Array.from({ length: count }, () => item).join(',')

describe('pairs', () => {
  it('are the values of each name, trimmed', () => {
    expect(pairs('t=1, v1=a=b ,v1=c,none,=', ',')).toEqual(
      new Map([
        ['t', ['1']],
        ['v1', ['a=b', 'c']],
        ['', ['']],
      ]),
    )
    expect(pairs(null, ',')).toEqual(new Map())
  })

  it('are sixteen of a name at most, and the first', () => {
    const header = `t=1,${Array.from({ length: 20 }, (_, at) => `v1=${at}`).join(',')},v0=x`
    expect(pairs(header, ',').get('v1')).toEqual(Array.from({ length: 16 }, (_, at) => String(at)))
    expect(pairs(header, ',').get('v0')).toEqual(['x'])
  })
})

describe('items', () => {
  it('are sixty-four at most', () => {
    expect(items(times(64, 'a'), ',')).toHaveLength(64)
    expect(items(times(1000, 'a'), ',')).toHaveLength(64)
  })

  it('are none of a header that is longer than any provider’s', () => {
    expect(items('a'.repeat(4096), ',')).toHaveLength(1)
    expect(items('a'.repeat(4097), ',')).toEqual([])
  })
})
