/** What all looks show: one view of an order, drawn as a card, steps, a dialog or a badge. */

import type { Connection } from '../client/connection.ts'

/** Colour is news: while we wait there is none, it comes with the outcome. Doubt is never `failure`. */
export type Tone = 'waiting' | 'success' | 'failure' | 'notice' | 'quiet'

/** Open while the truth is being found: it turns, or shows a share or pieces; closed once it is known. */
export type Ring = 'turning' | 'share' | 'pieces' | 'broken' | 'closed'

/** What stands in the ring. */
export type Glyph =
  | 'clock'
  | 'phone'
  | 'app'
  | 'lock'
  | 'bank'
  | 'chain'
  | 'check'
  | 'cross'
  | 'minus'
  | 'plus'
  | 'back'
  | 'alert'

/** What the mark before the sentence about money says without words. */
export type Coin = 'none' | 'unknown' | 'part' | 'held' | 'taken' | 'back' | 'contested'

/** What a button does. */
export type Deed = 'open' | 'continue' | 'stay' | 'retry' | 'check' | 'print'

export interface Button {
  deed: Deed
  label: string
  /** Where it leads; empty where it only does something here. */
  href: string
  /** The one thing to do: filled. There is at most one. */
  isMain: boolean
  /** It was pressed, and rests. */
  isResting: boolean
  /** Until it acts by itself, such as `4 s`. */
  rest: string
}

/** One of the steps that an order takes. */
export interface Step {
  /** It was taken; it is being taken, or failed; it comes after. */
  state: 'reached' | 'now' | 'later'
  title: string
  /** When that happened, or empty. */
  time: string
}

export interface View {
  tone: Tone
  ring: Ring
  /** Of `share`: what is left or there, from 0 to 1. */
  share: number
  /** Of `pieces`: how many there are, and of how many. */
  pieces: readonly [count: number, of: number]
  glyph: Glyph

  title: string
  next: string
  coin: Coin
  money: string
  /** Below it: what was waived, and that money is only test money. */
  moneyNote: string

  /** What is left until the order runs out, such as `1:05`, or empty; and the words around it. */
  left: string
  leftBefore: string
  leftAfter: string
  /** A sentence in the slot, beside or instead of the clock. */
  note: string
  /** At most two: the main one first. */
  buttons: readonly Button[]

  /** Four, or none until they are known. */
  steps: readonly Step[]

  merchant: string
  amount: string
  description: string
  /** "Test money", or empty. */
  test: string
  reference: string
  receipt: string
  connection: Connection
  connectionText: string
  /** What a code to scan says, or empty. */
  code: string
  /** The account to pay to, or empty. */
  payTo: string
  /** Whose account it is, or empty. */
  payLabel: string
  /** The amount to type there: bare digits; and the same as one reads it. */
  payAmount: string
  payAmountText: string

  /** When it came to stand as it does, with its day: for paper. */
  when: string
  /** The word of a badge. */
  badge: string
  /** What a screen reader says, once for each change. */
  announcement: string
  /** Said at once, not when there is a pause. */
  isUrgent: boolean
}
