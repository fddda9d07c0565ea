/** What is said of a payment, by whom: the words that become facts. */

import type { Action, Confirmations, ReasonCode } from '../protocol.ts'

/**
 * How an attempt to pay stands. In the order of rank: of two claims made at one time, the later wins.
 *
 * `expired` is what adapters read and merchants say where nobody acted in time. It ends no hold: one that
 * ran out is `canceled`.
 */
export const MAIN_STATES = [
  'pending',
  'requires_action',
  'processing',
  'authorized',
  'expired',
  'canceled',
  'failed',
  'succeeded',
] as const
export type MainState = (typeof MAIN_STATES)[number]

/** What an update speaks of. A claim that moves money back or forth names the capture or refund. */
export type Said =
  | { part: 'main'; state: MainState }
  /**
   * The attempt's money was let go or called back as a whole, whatever succeeded before: a void, a bank's
   * return, an invoice that the shop marks as invalid, an auto-refund of all.
   */
  | { part: 'void'; state: 'canceled' | 'failed' }
  | { part: `capture:${string}` | `refund:${string}`; state: 'pending' | 'done' | 'failed' }
  | { part: 'refunds'; state: 'total' }
  | { part: `dispute:${string}`; state: 'none' | 'open' | 'won' | 'lost' }

/** One event's word on one part of one payment. */
export type Update = Said & {
  /** Unique for the event; breaks ties. */
  eventId: string
  /** The merchant's own id of the order, from a signed field that merchants set. */
  orderId?: string
  /** Other ids that such fields give the order, its number say. A registered one wins, else `orderId`. */
  orderAliases?: string[]
  /** Orders of which the same signed text could be, too. Where one of them is registered, neither is believed. */
  sharedWith?: string[]
  /** Only a text that shoppers can set names the order: the payment may be a stranger's. */
  namedBy?: 'shopper'
  /** Other ids of the payment, by which later events may name it. */
  references?: string[]
  /** What may be a reference that the merchant registered. It teaches nothing: two orders may share it. */
  mentions?: string[]
  /**
   * What may be an order's id, or a reference that the merchant registered, in whatever case: a shopper
   * typed it, or the provider itself may have made it. Believed last; makes no order.
   */
  orderHint?: string
  /** What the money moves under. */
  payment: string
  /** What the payment lies in: checkout session, provider's order, payment link, phone prompt. */
  containers?: string[]
  /**
   * Minor units. Without: all that the part can mean; but a single capture or refund of which nobody can
   * read how much has not happened yet.
   */
  amount?: number
  /**
   * What the provider took off its price (offer, discount code, credit), or put on top (fee, tax:
   * negative), as a signed field says. Minor units; `amount` stays the money that moved.
   */
  waived?: number
  /** The provider says that more came than it asked for, where it does not say how much. */
  overpaid?: boolean
  /** The provider calls its own order complete, whatever we make of the amounts. */
  complete?: boolean
  currency?: string
  /** The provider's time of the change, in ms since 1970. */
  time?: number
  /** When an answer of the provider, which we asked, was read at the earliest: its place among the times. */
  until?: number
  receipt?: string
  reason?: { code: ReasonCode; message?: string }
  /** For so many ms after the change the provider may still settle a closed payment. Default: 72 h. */
  doubt?: number
  action?: Action
  confirmations?: Confirmations
  /** When the shopper's time to act ends, in ms since 1970. */
  deadline?: number
  test?: boolean
}

/** An update as an answer of a provider says it. Which event it is, and until when it holds, whoever asked knows. */
export type Told = Said & Omit<Update, keyof Said | 'eventId' | 'until'>

/** An update, and who said it when. */
export type Heard = Update & {
  by: 'provider' | 'merchant'
  /** Its id; of a merchant's update, the provider that the merchant names. */
  provider?: string
  receivedAt: number
  /**
   * Of the merchant's words on a payment, the one with the greatest stands. In ms since 1970. Without: it is said
   * when it is taken in.
   */
  saidAt?: number
  /** Nobody vouches for what it says: it was told where anybody may tell things, and counts as far as others bear it out. */
  unproven?: true
  /** The merchant's word that this is how it ends. */
  final?: boolean
  /** The merchant's word that nothing more is asked: what is missing counts as waived. */
  isAll?: boolean
}
