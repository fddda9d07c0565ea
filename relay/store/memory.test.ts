import { describeStore } from './conformance/store.ts'
import { memoryStore } from './memory.ts'

describeStore('in memory', memoryStore, 500)
