/** What arrives: one event at a time; and what is kept of those that lead to nothing yet. */

import type { Heard } from '../order/update.ts'

/** One event. */
export interface Intake {
  /**
   * Names the event, which is kept once under it, where it leads to nothing. Where it leads somewhere, the same
   * again changes nothing.
   */
  key(): string
  updates: Heard[]
  /** The order of the address it came to, or that the merchant named. */
  orderId?: string
  /** The provider was asked about the order that `orderId` names, and this is what it said. */
  isAnswer?: true
  /** It stands in the provider's own list of events, where we looked: there is nothing to verify about it. */
  isListed?: true
  /** It says that it is another shop's, or does not say whose it is, though it is asked. */
  shop?: 'other' | 'unsaid'
  /** The body, and the signature that would fit another one as well. */
  sealed?: { by: string; body: string }
  /** The callback that brought it; the merchant's own word has none. */
  callback?: Callback
}

export interface Callback {
  /** Where it was kept before. */
  id?: string
  provider: string
  receivedAt: number
  /** Why it could not be understood. */
  unread?: UnreadCode
  /** Made only where it is kept. */
  evidence(): Evidence | undefined
}

/** A verified callback, to be passed on as it came. */
export interface Forward {
  provider: string
  headers: [name: string, value: string][]
  body: Uint8Array
}

/** What is kept of a callback for the human eye, and for a relay of tomorrow that understands it. */
export interface Evidence {
  /** Personal data redacted. */
  body: string
  /** Those that name the event. */
  headers: Record<string, string>
  /** Of what is signed of it. */
  digest: string
}

/**
 * Why an event led to nothing, by the state in which it is kept.
 *
 * `unmatched`: it names no order, what may be several, one that cannot be, or not the payment that its address knows;
 * or it tells of test money, and the order is a live one; or it is another shop's; or its signature came with another
 * body before.
 */
export const KEPT_CODES = {
  unmatched: [
    ...(['no_order', 'several_orders', 'invalid_order_id', 'other_payment'] as const),
    ...(['test_money', 'other_shop', 'other_body'] as const),
  ],
  unread: ['not_utf8', 'not_json', 'not_understood', 'unknown_event'],
  too_old: ['too_old'],
} as const

export const KEPT_STATES = ['unmatched', 'unread', 'too_old'] as const
export type KeptState = (typeof KEPT_STATES)[number]

export type UnreadCode = (typeof KEPT_CODES)['unread'][number]

export type Unplaced = {
  [State in KeptState]: { state: State; code: (typeof KEPT_CODES)[State][number] }
}[KeptState]

/** An event that led to nothing, until it leads somewhere. Plain data. */
export type KeptCallback = Unplaced & {
  /** Given by the store; rises. */
  id?: string
  key: string
  updates: Heard[]
  orderId?: string
  shop?: Intake['shop']
  isListed?: true
  provider: string
  /** The order that it names, if it does. */
  order: string | null
  receivedAt: number
  evidence?: Evidence
}

/** As it arrives once more; with what it says, where it is understood by now. */
export function intakeOf(kept: KeptCallback, understood?: Heard[]): Intake {
  const { id, key, orderId, shop, isListed, provider, receivedAt, evidence } = kept
  const isUnread = kept.state === 'unread' && !understood
  return {
    key: () => key,
    updates: understood ?? kept.updates,
    ...(orderId !== undefined && { orderId }),
    ...(shop && { shop }),
    ...(isListed && { isListed }),
    callback: {
      ...(id !== undefined && { id }),
      provider,
      receivedAt,
      ...(isUnread && { unread: kept.code }),
      evidence: () => evidence,
    },
  }
}
