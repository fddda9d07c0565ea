/** Frames of the relay's that say the same whoever hears them. */

import { problemOf, wordsFor, type TokenFault } from '../access/token-faults.ts'
import type { Notice } from '../store/notice.ts'
import type { ErrorCode, RelayFrame } from '../protocol.ts'

/** More orders than a page shows, fewer than hurt. */
export const MAX_ORDERS = 100

const MESSAGES: Readonly<Record<ErrorCode, string>> = {
  token_invalid: 'The token is not valid for this relay. Get a new one.',
  token_expired: 'The token has expired. Get a new one.',
  forbidden: 'The token does not open this.',
  origin_not_allowed: 'This origin may not use the relay. Add it to ALLOWED_ORIGINS.',
  poll_instead: 'This order is served by POST /poll.',
  too_many_subscriptions: `A connection follows at most ${MAX_ORDERS} orders.`,
  unknown_type: 'This relay does not know frames of this type.',
}

/** An error that concerns one subscription, or nothing in particular. */
export const errorFrame = (
  code: ErrorCode,
  about: { orders?: string[]; customer?: string } = {},
  message = MESSAGES[code],
): RelayFrame => ({ type: 'error', code, message, ...about })

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
