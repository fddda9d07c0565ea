/** `payment-status/relay`: the relay in a Node server of the merchant's own. */

export { createRelay, type Relay, type RelayOptions } from './relay.ts'
export type { Audience } from './api/audience.ts'
export type { Recipient } from './api/notifications.ts'
export type { RegisteredOrder } from './api/registration.ts'
export type { Config } from './config/config.ts'
export { readConfig } from './config/read-config.ts'
export type { Mistake } from './config/settings.ts'
export { memoryStore } from './store/memory.ts'
export { sqliteStore } from './store/sqlite.ts'
export type { Store } from './store/store.ts'
export type { OrderView } from './order/view.ts'
export type { PaymentStatus, Snapshot } from './protocol.ts'
