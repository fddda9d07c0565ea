import { describeStore } from './conformance/store.ts'
import { describeTwoNodes } from './conformance/two-nodes.ts'
import { lateMemory } from './conformance/late-memory.ts'

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
