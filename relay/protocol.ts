/**
 * What goes over the wire: statuses, the snapshot, frames, close codes, and their parsers.
 *
 * Pure, and imports nothing: it is the only file of the relay that ships to browsers.
 */

export const STATUSES = [
  'pending',
  'requires_action',
  'processing',
  'authorized',
  'partially_paid',
  'succeeded',
  'failed',
  'canceled',
  'expired',
  'partially_refunded',
  'refunded',
  'disputed',
] as const

/** How an order stands, in the shopper's terms. */
export type PaymentStatus = (typeof STATUSES)[number]

/** Something is still to come of the shopper, or of the bank. */
export const OPEN: readonly PaymentStatus[] = [
  'pending',
  'requires_action',
  'processing',
  'authorized',
  'partially_paid',
]

export const REASON_CODES = [
  'insufficient_funds',
  'declined',
  'authentication_failed',
  'canceled_by_customer',
  'no_response',
  'unreachable',
  'limit_exceeded',
  'expired',
  'invalid_account',
  'duplicate_request',
  'amount_mismatch',
  'currency_mismatch',
  'provider_error',
  'unknown',
] as const

/** Why, normalized over all providers. The shopper reads our words for it. */
export type ReasonCode = (typeof REASON_CODES)[number]

export const ACTION_TYPES = [
  'approve_on_phone',
  'approve_in_app',
  'open_url',
  'scan',
  'pay_to',
] as const

/** What the shopper has to do, and with what. */
export interface Action {
  /** Approve the prompt on the phone, approve in an app, open an address, scan a code, pay to an account. */
  type: (typeof ACTION_TYPES)[number]
  /** Such as the masked phone number that the prompt went to. */
  hint?: string
  /** Where to do it: a page, or an app's own link. */
  url?: string
  /** The text of a code to scan. */
  qr?: string
  /** The account to pay to. */
  payTo?: string
}

/** Blocks on a chain, or parties in escrow. */
export interface Confirmations {
  count: number
  required: number
}

/** `payment`: paid is done. `escrow`: paid is held, until the merchant releases it. */
export type Flow = 'payment' | 'escrow'

/** Everything the shopper may see of an order. Times are RFC 3339, UTC, milliseconds. */
export interface Snapshot {
  /** The merchant's own id of the order. */
  id: string
  /** Names the store's history. Versions of different epochs do not compare. */
  epoch: string
  /** One more with each change of anything but `updatedAt` and `history`. 0: nothing is stored. */
  version: number
  /** How it stands. One that you do not know is shown as "we are checking", never as a failure. */
  status: PaymentStatus
  /** In escrow, `authorized` is paid and held. */
  flow: Flow
  /** False: made by a provider's event; the merchant has not spoken yet. */
  registered: boolean
  /** The provider marked it as test money. */
  test: boolean
  /** What it asks, in minor units; null while the merchant has not said. */
  amount: number | null
  /** ISO 4217. */
  currency: string | null
  /** In minor units; so is the next. */
  amountReceived: number
  /** What went back of that. */
  amountRefunded: number
  /** More came than was asked. */
  overpaid: boolean
  /** Taken off the price (offer, discount code, credit), in minor units; negative: put on top (fee, tax). */
  waived?: number
  /** Another attempt cannot lead to paying twice. */
  safeToRetry: boolean
  /** The merchant's own words for the page; so are the next two. */
  merchant?: string
  /** What for. */
  description?: string
  /** What the shopper knows the order by, where it is not the id. */
  number?: string
  /** Of the payment that decided the status; so are receipt, reason, action and confirmations. */
  provider?: string
  /** What the shopper can quote. */
  receipt?: string
  /** Why not. */
  reason?: { code: ReasonCode }
  /** What the shopper has to do. */
  action?: Action
  /** Of so many that are needed. */
  confirmations?: Confirmations
  /** From then on it is shown as expired where nobody has acted. Money that arrives later counts. */
  expiresAt?: string
  /** As it was shown, oldest first, the last 20. */
  history: { status: PaymentStatus; at: string }[]
  /** When the relay first heard of it. */
  createdAt: string
  /** When it last changed. */
  updatedAt: string
  /** Proves that the relay has shown this version: handed back with it. No part of what makes a version. */
  seal?: string
}

/** What a page already has of an order, so that it is sent only what is newer. */
export interface Known {
  /** The merchant's own id of the order. */
  id: string
  /** The snapshot's; so are the next two. All three are left out where the page has nothing yet. */
  epoch?: string
  /** The highest that the page has of that epoch. */
  version?: number
  /** Without it, the version is a claim that proves nothing. */
  seal?: string | undefined
}

/** Types of notifications for which the page has words of its own, made of `data`, in the shopper's language. */
export const WORDLESS = ['payment_success', 'payment_failed', 'bill_generated'] as const

/** A message to a customer, an order, or everybody connected. */
export interface Notification {
  /** To be acknowledged by, and to go on after. */
  id: string
  /** The merchant's own word, or one of those that need no title and message. */
  type: string
  /** This and the next may be left out only where the type is `payment_success`, `payment_failed` or `bill_generated`. */
  title?: string
  /** The text. */
  message?: string
  /** How it is meant, such as `success`. */
  tone?: string
  /** A link: http, https, or of the shop's own site. */
  url?: string
  /** Whatever the merchant put there. */
  data?: unknown
  /** RFC 3339, UTC, milliseconds. */
  createdAt: string
}

/** From the page. */
export type PageFrame =
  /**
   * Follows orders. Answered by `subscribed`, taken so that nothing falls between reading and following, and by an `error`
   * about those that the token does not open.
   */
  | {
      type: 'subscribe'
      /** 100 at most, each with what the page has of it; or `"*"`, for staff: everything that changes from now on. */
      orders: Known[] | '*'
      /** The notification that the page had last: it is told those that are newer. */
      after?: string
      /** An order token. It opens the orders that its claims name, and those of its customer. */
      token: string
    }
  /** Follows a customer: all of their orders, those to come as well, and their notifications. */
  | {
      type: 'subscribe'
      /** The merchant's own id of them. A whole number is the text that it is written as. */
      customer: string
      /** What the page has of the customer's. */
      orders?: Known[]
      /** The notification that the page had last: it is told those that are newer. */
      after?: string
      /** A token of this customer, or of staff. */
      token: string
    }
  /** Goes on with another token: all that it opens, of what the page follows, stays open for as long as that is valid. */
  | {
      type: 'token'
      /** The new one. No answer, but an `error` where it is refused. */
      token: string
    }
  /** Leaves orders. */
  | {
      type: 'unsubscribe'
      /** Ids. */
      orders: string[]
    }
  /** Leaves a customer, and their orders, but for those that the page follows by name. */
  | {
      type: 'unsubscribe'
      /** The merchant's own id of them. */
      customer: string
    }
  /**
   * Says what somebody has seen, so that the merchant may ask whether anybody did. No answer. Of orders that the page
   * does not follow, and of versions that it was not told, it says nothing.
   */
  | {
      type: 'ack'
      /** By id, the version that was shown. */
      orders: Record<string, number>
      /** Ids of notifications: these are told to nobody any more. */
      notifications: string[]
    }
  /** Check now: the relay asks the providers, where it can. Answered by `checked`, order by order, when they have answered. */
  | {
      type: 'ask'
      /** Ids of orders that the page follows, 100 at most. */
      orders: string[]
    }
  /** Are you there? Answered by `pong`. */
  | { type: 'ping' }

/** What came of asking the provider: an answer, one that comes later, or none, for it cannot be asked. */
export const OUTCOMES = ['answered', 'later', 'cannot'] as const

/** How the provider was asked. */
export interface Checked {
  /** When, RFC 3339. Where it was asked a moment ago, it is not asked again, and this is when it was. */
  at: string
  /** An answer came; none came yet, and the relay goes on asking; or there is nothing to ask, or nobody who can be. */
  outcome: (typeof OUTCOMES)[number]
}

/** Where the page is up to date, a subscription is answered with this instead of a snapshot. */
export interface UpToDate {
  /** The merchant's own id of the order. */
  id: string
  /** Of the history that the relay has now. */
  epoch: string
  /** The newest. */
  version: number
}

/** Concerns one subscription, and leaves the connection open. The comment: what a client does. */
export type ErrorCode =
  /** Get another token, once; then tell the merchant what the message says. */
  | 'token_invalid'
  /** Get a new token, and subscribe again. */
  | 'token_expired'
  /** Get a token that names the order, or its customer. The same for an order that exists and for one that does not. */
  | 'forbidden'
  /** Tell the merchant. It is closed with 4403; a poll is told no more than this. */
  | 'origin_not_allowed'
  /** Ask for these by `POST /poll`: the merchant leaves so many to it (`REALTIME_ROLLOUT`). */
  | 'poll_instead'
  /** Follow less, split the frame, or follow the customer instead. */
  | 'too_many_subscriptions'
  /** Go on: the relay is older than you, or an entry is none. The message tells which form each has. */
  | 'unknown_type'

export interface ErrorFrame {
  type: 'error'
  /** What to steer by: see below. */
  code: ErrorCode
  /** For whoever mends it, never for the shopper. */
  message: string
  /** The orders that it is about, by id. */
  orders?: string[]
  /** The customer that it is about. */
  customer?: string
}

/** From the relay. */
export type RelayFrame =
  /** The first, before anything is asked. */
  | {
      type: 'connected'
      /** What the relay's log calls this connection. */
      connection: string
      /** The relay's clock, RFC 3339: time limits run by it. */
      now: string
      /** In ms between two heartbeats. */
      heartbeat: number
    }
  /** The answer to `subscribe` with `orders`. From now on each change comes as an `update`. */
  | {
      type: 'subscribed'
      /** Of each that is opened, the snapshot, or only its version where the page has just that. */
      orders: (Snapshot | UpToDate)[]
    }
  /** The answer to `subscribe` with a `customer`. */
  | {
      type: 'subscribed'
      /** As the page said it. */
      customer: string
      /** Of the customer's orders that are open or changed in the last day, the 100 that changed last. */
      orders: (Snapshot | UpToDate)[]
      /** There are more than these. Their changes come all the same. */
      more?: true
      /** Those that nobody has acknowledged, oldest first, the newest 100. */
      notifications: Notification[]
      /** So many were older, and are told no more. */
      dropped?: number
    }
  /** A newer version of an order. */
  | {
      type: 'update'
      /** Where the page hears of the order because it is theirs. It may not have known the order. */
      customer?: string
      /** All of it: what it was before no longer counts. */
      order: Snapshot
    }
  /** What came of asking the providers: the answer to `ask`, and also unasked, each time the relay has asked about an order. */
  | {
      type: 'checked'
      /** By id of the order. What the answer changed has come before, as `update`. */
      orders: Record<string, Checked>
    }
  /** A message to a customer or to who follows an order; to everybody connected, where it names neither. */
  | {
      type: 'notification'
      /** To whom. */
      customer?: string
      /** To who follows this one. */
      order?: string
      /** To be acknowledged once it was shown. */
      notification: Notification
    }
  /** Every so many ms, together with a ping of the WebSocket's own. Shows what was lost on a live connection. */
  | {
      type: 'heartbeat'
      /** The relay's clock, RFC 3339. */
      now: string
      /** As in snapshots. Another than the page has: subscribe again. */
      epoch: string
      /** Of each order that the page was told of, the newest. Higher than what it has: subscribe again. */
      versions: Record<string, number>
    }
  /** The answer to `ping`. */
  | {
      type: 'pong'
      /** The relay's clock, RFC 3339. */
      now: string
    }
  /** The answer to `unsubscribe`. */
  | {
      type: 'unsubscribed'
      /** Those that the page followed. */
      orders?: string[]
      /** As the page said it. */
      customer?: string
    }
  /** The relay stops, and closes the connection with 1012 right after. Neither connect nor poll until a random moment. */
  | {
      type: 'drain'
      /** In ms: not before. */
      after: number
      /** In ms: at a random moment in so long a time after that. */
      spread: number
    }
  /** Something asked for cannot be. */
  | ErrorFrame

/** Why the relay closed a connection. The comment: what a client does. */

/** Comes back when `drain` said. */
export const RESTART = 1012
/** Comes back later, and polls meanwhile. */
export const TRY_AGAIN_LATER = 1013
/** Polls, and tells the merchant: client and relay do not speak the same protocol. */
export const NOT_OUR_PROTOCOL = 4400
/** Polls, and tells the merchant: the page's origin is none of `ALLOWED_ORIGINS`. */
export const ORIGIN_NOT_ALLOWED = 4403
/** Comes back when there is something to follow. */
export const NOTHING_SUBSCRIBED = 4408
/** Comes back later, and says less. */
export const TOO_FAST = 4429

/** All with which a connection may end: ours, and those of the protocol that happen. */
export const CLOSE_CODES = [
  ...[1000, 1001, 1002, 1005, 1006, 1007, 1008, 1009, 1011, RESTART, TRY_AGAIN_LATER],
  ...[NOT_OUR_PROTOCOL, ORIGIN_NOT_ALLOWED, NOTHING_SUBSCRIBED, TOO_FAST],
]

/** ISO 4217's minor units, where there are not two. */
const EXPONENTS: readonly [codes: string, exponent: number][] = [
  ['BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF', 0],
  ['BHD IQD JOD KWD LYD OMR TND', 3],
  ['CLF UYW', 4],
]

/** How many decimals a currency's minor unit stands for. */
export const exponentOf = (currency: string): number =>
  EXPONENTS.find(([codes]) => codes.includes(currency))?.[1] ?? 2

const ORDER_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/

/** Whether a merchant may call an order so. */
export const isOrderId = (value: unknown): value is string =>
  isString(value) && ORDER_ID.test(value)

/** Whether it is a JSON object. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isString = (value: unknown): value is string => typeof value === 'string'

export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0

/** JSON as a value, or undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether this is a snapshot that a page can show. Fields and statuses may be newer than we are. */
export const isSnapshot = (value: unknown): value is Snapshot => {
  const { id, epoch, version, status, amountReceived } = (value ?? {}) as Record<string, unknown>
  return [id, epoch, status].every(isString) && [version, amountReceived].every(isCount)
}

/** What a page steers by, frame by frame. The rest is not looked at: an old page survives a new relay. */
const RELAY_FRAMES: Readonly<Record<string, (frame: Record<string, unknown>) => boolean>> = {
  connected: ({ heartbeat }) => isCount(heartbeat),
  subscribed: ({ orders }) => Array.isArray(orders) && orders.every(isRecord),
  update: ({ order }) => isSnapshot(order),
  checked: ({ orders }) => isRecord(orders),
  heartbeat: ({ versions }) => isRecord(versions),
  drain: ({ after, spread }) => isCount(after) && isCount(spread),
  error: ({ code }) => isString(code),
}

/** Whether this is a frame of the relay's that a page can use. */
export const isRelayFrame = (value: unknown): value is RelayFrame =>
  isRecord(value) &&
  isString(value.type) &&
  (!Object.prototype.hasOwnProperty.call(RELAY_FRAMES, value.type) ||
    RELAY_FRAMES[value.type]?.(value) === true)
