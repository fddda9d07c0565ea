/** `payment-status/client`: follow an order without the element, in browsers and in Node. */

export {
  follow,
  TokenRefused,
  type FollowError,
  type FollowEvents,
  type Following,
  type FollowOptions,
} from './follow.ts'
export type { Connection } from './connection.ts'
export type { PaymentStatus, Snapshot } from '../../relay/protocol.ts'
