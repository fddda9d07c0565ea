/** Notifications as they are kept: to whom, and what. */

import type { Notification } from './protocol.ts'

export type Addressee =
  | { to: 'customer'; id: string }
  | { to: 'order'; id: string }
  /** All who are connected. */
  | { to: 'everybody'; id: '' }

export type Message = Omit<Notification, 'id' | 'createdAt'>

export interface Notice {
  addressee: Addressee
  notification: Notification
}
