import { describeStore } from './store.conformance.ts'
import { memoryStore } from './store.memory.ts'

describeStore('in memory', memoryStore, 500)
