/** How one provider speaks when it is asked: the fake bank knows the truth, and a tongue says it as that provider does. */

import type { MainState } from '../order/update.ts'
import type { ReasonCode } from '../protocol.ts'
import type { Parts } from '../providers/asking.ts'

/** What is true of one payment now. Times in ms since 1970, amounts in minor units. */
export interface Truth {
  orderId: string
  /** As `simulate` of the provider is given it: so that callback and answer name one payment. */
  payment: string
  amount: number
  currency: string
  state: MainState
  /** Since when it is so, and when the attempt began. */
  at: number
  begunAt: number
  /** Why it was closed. */
  reason?: ReasonCode
  /** So much of it went back. */
  refunded?: number
}

/** A request as it came to the bank. */
export interface Asked {
  method: string
  /** With the query, as sent. */
  path: string
  headers: Pick<Headers, 'get'>
  body: string
}

export interface Reply {
  status: number
  headers?: Readonly<Record<string, string>>
  /** An object goes out as JSON. */
  body: string | object
}

/** What the bank has, and how it believes who asks. */
export interface Vault {
  /** The credentials that were given out, by their names. */
  parts: Parts
  /** The token that is good now, where the provider gives one out. */
  token: string
  /** In ms since 1970. */
  now: number
}

/** A callback that went out, and did not arrive. */
export interface Lost {
  /** In ms since 1970. */
  at: number
  orderId: string
  /** As `simulate` writes it. */
  payload: unknown
}

export interface Tongue {
  /** Credentials of its form, invented: what the operator enters as ASK_<PROVIDER>. */
  credentials: string
  /** Those of the states that it can tell, when it is asked. */
  states: readonly MainState[]
  /**
   * What it calls a payment, made of something unique: letters and digits. Default: that. Where it asks for payments
   * by ids of a form, the payment's name has to be of it.
   */
  payment?(unique: string): string
  /** By what the shop must say that it may be asked, where the order's id does not do. */
  asks?(truth: Pick<Truth, 'orderId' | 'payment'>): readonly string[]
  /**
   * What is wrong with what vouches for the request, in the provider's words. Looked at first, also where a token is
   * asked for.
   */
  refuses(asked: Asked, vault: Vault): Reply | undefined
  /** Where it asks for a token, and was not refused: the reply with `vault.token`. */
  token?(asked: Asked, vault: Vault): Reply | undefined
  /** Where it asks for what was told lately, a page of what did not arrive. `lost`: the earliest first. */
  lists?(asked: Asked, lost: readonly Lost[]): Reply | undefined
  /** Under which of its names the request asks for a payment; undefined: it asks for nothing that this provider has. */
  asksFor(asked: Asked): string | undefined
  /** Whether the payment goes by this name at the provider. */
  isNamed(truth: Pick<Truth, 'orderId' | 'payment'>, name: string): boolean
  /** The answer about this payment. `now` in ms since 1970. */
  says(truth: Truth, asked: Asked, now: number): Reply
  /** It knows no such payment. */
  absent(asked: Asked): Reply
  /** It was asked too often. */
  tooMuch?: Reply
  /** Answers that reality was seen to give now and then instead of the truth, by name. */
  moods?: Readonly<Record<string, (asked: Asked) => Reply>>
}
