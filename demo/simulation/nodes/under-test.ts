/** What the simulation needs of nodes and of what they share, in one bundle. */

export { tokens } from '../../../relay/access/token.ts'
export { readConfig } from '../../../relay/config/read-config.ts'
export { busOn } from '../../../relay/nodes/bus-on.ts'
export { snapshotOf } from '../../../relay/order/snapshot.ts'
export { createRelay } from '../../../relay/relay.ts'
export { lateMemory } from '../../../relay/store/conformance/late-memory.ts'
export { StoreFailure } from '../../../relay/store/store.ts'
