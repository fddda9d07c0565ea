import { expect, it } from 'vitest'
import { apply } from '../ledger/ledger.ts'
import { describeStore } from './conformance/store.ts'
import { context, intake, NOW, type Word } from './conformance/telling.ts'
import { memoryStore } from './memory.ts'
import { memoryRows } from './memory/rows.ts'

describeStore('in memory', memoryStore, 500)

it.each<[string, Word]>([
  ['an event of an order', { orderId: 'A', containers: ['cs_1'] }],
  ['what leads to nothing', { containers: ['cs_1'] }],
])('writes nothing when %s comes again', (_, word) => {
  const written: (() => void)[] = []
  const rows = memoryRows(written)
  apply(rows, intake(word), context())
  expect(written.splice(0)).not.toEqual([])
  expect(apply(rows, intake({ ...word, receivedAt: NOW }), context(NOW + 1))).toEqual([])
  expect(written).toEqual([])
})

it('looks for what waits only under names that are news', () => {
  const asked: string[][] = []
  const rows = memoryRows([])
  const watched = {
    ...rows,
    takeWaiting(names: readonly string[]) {
      asked.push([...names])
      return rows.takeWaiting(names)
    },
  }
  const said: Word = { orderId: 'A', containers: ['cs_1'], state: 'processing' }
  apply(watched, intake(said), context())
  apply(watched, intake({ ...said, state: 'succeeded' }), context())
  apply(watched, intake({ ...said, containers: ['cs_1', 'cs_2'] }), context())
  expect(asked).toEqual([['pi_1', 'cs_1'], ['cs_2']])
})
