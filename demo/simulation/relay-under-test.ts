/** What the simulation needs of the relay, in one bundle. */

export { tokens } from '../../relay/access/token.ts'
export { readConfig } from '../../relay/config/read-config.ts'
export { createRelay } from '../../relay/relay.ts'
export { snapshotOf, unknownOrder } from '../../relay/order/snapshot.ts'
export { memoryStore } from '../../relay/store/memory.ts'
