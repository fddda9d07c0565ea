/** `payment-status/client`: follow an order without the element, in browsers and in Node. */

export { follow } from './follow.ts'
export type { FollowError, FollowEvents, Following, FollowOptions } from './following.ts'
export { TokenRefused } from './tokens.ts'
export type { Connection } from './connection.ts'
export type { Checked, Notification, PaymentStatus, Snapshot } from '../../relay/protocol.ts'
