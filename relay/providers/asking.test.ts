import { describe, expect, it } from 'vitest'
import type { Asking } from './asking.ts'
import { answersOf, knownOf } from './conformance/answers.ts'
import { questionsFor } from './hear.ts'
import { PROVIDERS } from './index.ts'

const askable = [...PROVIDERS.values()].flatMap(({ id, asking }): [string, Asking][] =>
  asking && !('cannot' in asking) ? [[id, asking]] : [],
)

/** What the answers of each provider were asked by. */
const ids = new Map(
  askable.map(([id]) => [id, [...answersOf(id).values()].flatMap((file) => knownOf(file).asks)]),
)

/** What others call what is no payment, nearly as providers call payments. */
const LOOKALIKES = [
  ...[
    'txn_1032HU2eZvKYlo2CEPtcnUvl',
    'plink_1MoC3ULkdIwHu7ixZjtGpVl2',
    'py_123.4',
    'pay-1',
    'pr-1',
  ],
  ...['order_1', 'cs 1', 'CS123', 'PL1', 'pi-1', 'ORD-1205', '1205', 'OMO2611211400000000000001'],
]

describe.each(askable)('%s', (id, asking) => {
  it('is never told of another provider’s customers: a reference asks only whose it looks like', () => {
    const lookalikes: [string, string[]] = ['lookalikes', LOOKALIKES]
    for (const [other, theirs] of [...ids, lookalikes]) {
      if (other === id) continue
      const known = { asks: [], payments: [], references: [...new Set(theirs)] }
      expect(questionsFor(asking, known).map(({ path }) => [other, path])).toEqual([])
    }
  })

  it('is asked by what the merchant said to ask it by', () => {
    const own = ids.get(id) ?? []
    const known = { asks: own, payments: [], references: [] }
    expect(questionsFor(asking, known).length > 0).toBe(own.length > 0)
  })
})
