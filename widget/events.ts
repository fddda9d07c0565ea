/** What the elements tell the page. All bubble, and cross the shadow's border. */

import type { Notification, Snapshot } from '../relay/protocol.ts'
import type { FollowError } from './client/following.ts'
import type { Connection } from './client/connection.ts'

/** What an element tells: an event with the fields that its type has. */
export class PaymentEvent<Fields extends object = object> extends Event {
  constructor(type: keyof PaymentEventMap, fields?: Fields, cancelable = false) {
    super(type, { bubbles: true, composed: true, cancelable })
    Object.assign(this, fields)
  }
}

/** A newer snapshot; `previous` is null the first time. */
export type PaymentStatusChangeEvent = Event & { snapshot: Snapshot; previous: Snapshot | null }

/**
 * The order is paid: once for an element and order. `seen`: it happened while the page watched; else it was found so, as
 * after a reload, or before the shopper came to a page that the browser had prepared.
 */
export type PaymentSucceededEvent = Event & { snapshot: Snapshot; seen: boolean }

export type PaymentConnectionChangeEvent = Event & { connection: Connection }

/** The shopper wants to try again. Prevent it to handle that without `retry-url`. */
export type PaymentRetryEvent = Event

/** The dialog was closed, by whomever; `snapshot`: what was known by then, null: nothing. */
export type PaymentCloseEvent = Event & { snapshot: Snapshot | null }

/** A message to the customer is about to be shown. Prevent it to show it yourself. */
export type PaymentNotificationEvent = Event & { notification: Notification }

/** What a merchant must mend, such as a refused token or origin. */
export type PaymentErrorEvent = Event & FollowError

export interface PaymentEventMap {
  'payment-status-change': PaymentStatusChangeEvent
  'payment-succeeded': PaymentSucceededEvent
  'payment-connection-change': PaymentConnectionChangeEvent
  'payment-retry': PaymentRetryEvent
  'payment-close': PaymentCloseEvent
  'payment-notification': PaymentNotificationEvent
  'payment-error': PaymentErrorEvent
}

declare global {
  interface GlobalEventHandlersEventMap extends PaymentEventMap {}
}
