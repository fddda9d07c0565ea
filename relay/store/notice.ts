/** Notifications as they are kept: to whom, and what. */

import type { Notification } from '../protocol.ts'

export type Addressee =
  | { to: 'customer'; id: string }
  | { to: 'order'; id: string }
  /** All who are connected. */
  | { to: 'everybody'; id: '' }

/** What is to be told. Its id and time are given when it is kept. */
export type NewNotification = Omit<Notification, 'id' | 'createdAt'>

export interface Notice {
  addressee: Addressee
  notification: Notification
}

/** A notification's id: its number, in the history that gave it. */
export const noticeId = (epoch: string, number: number): string => `${epoch}-${number}`

/** What such an id is made of. Undefined for what is none. */
export function partsOf(id: string): { epoch: string; number: number } | undefined {
  const [, epoch, digits] = /^(.+)-([1-9]\d{0,14})$/.exec(id) ?? []
  return epoch === undefined ? undefined : { epoch, number: Number(digits) }
}
