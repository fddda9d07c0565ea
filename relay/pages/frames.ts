/** Frames of the relay's that say the same whoever hears them. */

import { NOT_OPENED, problemOf, wordsFor, type TokenFault } from '../access/token-faults.ts'
import type { Notice } from '../store/notice.ts'
import type { ErrorCode, ErrorFrame, PageFrame, RelayFrame } from '../protocol.ts'

/** How much a connection follows: more than a page shows, less than hurts. */
export const MAX_ORDERS = 1_000
export const MAX_CUSTOMERS = 100

/** Of orders, in one frame. */
export const MAX_IN_FRAME = 100

/** Frames that a page may send at once, and a second after that: those that only say that it is there, too. */
export const FRAMES = { burst: 200, rate: 2 } as const

/** As how many more frames of the page's an answer of so many bytes counts. */
export const framesOf = (bytes: number): number => Math.floor(bytes / (64 * 1024))

/**
 * As how many more frames one counts that makes us look up hundreds: the notifications that it acknowledges, and the
 * orders, `followed` of them, that a token may open anew.
 */
export function weightOf(frame: PageFrame | undefined, followed: number): number {
  if (frame?.type === 'ack') return Math.floor(frame.notifications.length / MAX_IN_FRAME)
  return frame?.type === 'token' ? Math.floor(followed / MAX_IN_FRAME) : 0
}

const MESSAGES: Readonly<Record<ErrorCode, string>> = {
  token_invalid: 'The token is not valid for this relay. Get a new one.',
  token_expired: 'The token has expired. Get a new one.',
  forbidden: NOT_OPENED,
  origin_not_allowed: 'This origin may not use the relay. Add it to ALLOWED_ORIGINS.',
  poll_instead: 'This is served by POST /poll.',
  too_many_subscriptions: `A connection follows at most ${MAX_ORDERS} orders and ${MAX_CUSTOMERS} customers, and a frame names ${MAX_IN_FRAME} orders.`,
  unknown_type: 'This relay does not know frames of this type.',
}

/** An error that concerns one subscription, or nothing in particular. */
export const errorFrame = (
  code: ErrorCode,
  about: { orders?: string[]; customer?: string } = {},
  message = MESSAGES[code],
): ErrorFrame => ({ type: 'error', code, message, ...about })

/** That a token is refused, and which of it is wrong. */
export const tokenFrame = (
  fault: TokenFault,
  about: { orders?: string[]; customer?: string } = {},
): RelayFrame => errorFrame(problemOf(fault), about, wordsFor(fault))

/** A message to a customer, an order, or everybody. */
export const noticeFrame = ({ addressee: { to, id }, notification }: Notice): RelayFrame => ({
  type: 'notification',
  ...(to !== 'everybody' && { [to]: id }),
  notification,
})
