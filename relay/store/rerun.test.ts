import { describeStore } from './conformance/store.ts'
import { lateMemory } from './conformance/late-memory.ts'

describeStore('that answers late', () => lateMemory({ pause: () => 1, most: 1 })(), 100)
describeStore(
  'that answers when it likes',
  () => lateMemory({ pause: () => Math.floor(Math.random() * 4) })(),
  20,
)
