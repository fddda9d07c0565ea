import { expect, it } from 'vitest'
import { describeStore } from './conformance/store.ts'
import { describeTwoNodes } from './conformance/two-nodes.ts'
import { lateMemory } from './conformance/late-memory.ts'
import { context, intake, towels } from './conformance/telling.ts'

describeStore('that answers late', () => lateMemory({ pause: () => 1, most: 1 })(), 100)
describeStore(
  'that answers when it likes',
  () => lateMemory({ pause: () => Math.floor(Math.random() * 4) })(),
  20,
)

describeTwoNodes(
  'that answers when it likes',
  async () => {
    const node = lateMemory({ pause: () => Math.floor(Math.random() * 4), most: 4 })
    return [node(), node()]
  },
  300,
)

it('would lose what comes to two nodes at once, if who reads did not lock', async () => {
  const node = lateMemory({ pause: () => 1, locks: false })
  const [a, b] = [node(), node()]
  await Promise.all([
    a.register('A', { ...towels, references: ['x'] }, context()),
    b.apply(intake({ references: ['x'] }), context()),
  ])
  expect((await a.order('A'))?.shown.status).toBe('pending')
  expect(await a.kept({ limit: 9 })).toHaveLength(1)
})
