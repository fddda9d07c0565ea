/** `payment-status/client`: follow an order without the element, in browsers and in Node. */

export {
  follow,
  type FollowError,
  type FollowEvents,
  type Following,
  type FollowOptions,
} from './follow.ts'
export { TokenRefused } from './tokens.ts'
export type { Connection } from './connection.ts'
export type { Notification, PaymentStatus, Snapshot } from '../../relay/protocol.ts'
