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
  type: (typeof ACTION_TYPES)[number]
  /** Such as the masked phone number that the prompt went to. */
  hint?: string
  url?: string
  qr?: string
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
  id: string
  /** Names the store's history. Versions of different epochs do not compare. */
  epoch: string
  /** One more with each change of anything but `updatedAt` and `history`. 0: nothing is stored. */
  version: number
  status: PaymentStatus
  flow: Flow
  /** False: made by a provider's event; the merchant has not spoken yet. */
  registered: boolean
  /** The provider marked it as test money. */
  test: boolean
  /** Minor units; null while the merchant has not said. */
  amount: number | null
  /** ISO 4217. */
  currency: string | null
  amountReceived: number
  amountRefunded: number
  overpaid: boolean
  /** Taken off the price (offer, discount code, credit), in minor units; negative: put on top (fee, tax). */
  waived?: number
  /** Another attempt cannot lead to paying twice. */
  safeToRetry: boolean
  merchant?: string
  description?: string
  number?: string
  /** Of the payment that decided the status; so are receipt, reason, action and confirmations. */
  provider?: string
  receipt?: string
  reason?: { code: ReasonCode }
  action?: Action
  confirmations?: Confirmations
  expiresAt?: string
  /** As it was shown, oldest first, the last 20. */
  history: { status: PaymentStatus; at: string }[]
  createdAt: string
  updatedAt: string
  /** Proves that the relay has shown this version: handed back with it. No part of what makes a version. */
  seal?: string
}

/** What a page already has of an order, so that it is sent only what is newer. */
export interface Known {
  id: string
  epoch?: string
  version?: number
  /** The snapshot's: without it, its version is a claim that proves nothing. */
  seal?: string | undefined
}

/** Types of notifications for which the page has words of its own, made of `data`, in the shopper's language. */
export const WORDLESS = ['payment_success', 'payment_failed', 'bill_generated'] as const

/** A message to a customer, an order, or everybody connected. */
export interface Notification {
  id: string
  type: string
  /** These two may be left out only where the type is one of WORDLESS. */
  title?: string
  message?: string
  tone?: string
  url?: string
  data?: unknown
  createdAt: string
}

/** From the page. */
export type PageFrame =
  /** `after`: the notification that the page had last. */
  | { type: 'subscribe'; orders: Known[] | '*'; after?: string; token: string }
  /** `orders`: what the page has of the customer's. */
  | { type: 'subscribe'; customer: string; orders?: Known[]; after?: string; token: string }
  | { type: 'token'; token: string }
  | { type: 'unsubscribe'; orders: string[] }
  | { type: 'unsubscribe'; customer: string }
  | { type: 'ack'; orders: Record<string, number>; notifications: string[] }
  /** Check now: the relay asks the providers, where it can. */
  | { type: 'ask'; orders: string[] }
  | { type: 'ping' }

/** What came of asking the provider: an answer, one that comes later, or none, for it cannot be asked. */
export const OUTCOMES = ['answered', 'later', 'cannot'] as const

/** How the provider was asked. `at`: when, RFC 3339. */
export interface Checked {
  at: string
  outcome: (typeof OUTCOMES)[number]
}

/** Where the page is up to date, a subscription is answered with this instead of a snapshot. */
export interface UpToDate {
  id: string
  epoch: string
  version: number
}

/** Concerns one subscription, and leaves the connection open. */
export type ErrorCode =
  | 'token_invalid'
  | 'token_expired'
  | 'forbidden'
  | 'origin_not_allowed'
  | 'poll_instead'
  | 'too_many_subscriptions'
  | 'unknown_type'

export interface ErrorFrame {
  type: 'error'
  code: ErrorCode
  message: string
  orders?: string[]
  customer?: string
}

/** From the relay. */
export type RelayFrame =
  | { type: 'connected'; connection: string; now: string; heartbeat: number }
  | { type: 'subscribed'; orders: (Snapshot | UpToDate)[] }
  | {
      type: 'subscribed'
      customer: string
      orders: (Snapshot | UpToDate)[]
      /** There are more than these, which are those that changed last. */
      more?: true
      notifications: Notification[]
      /** So many were older, and are told no more. */
      dropped?: number
    }
  /** `customer`: where the page hears of the order because it is theirs. */
  | { type: 'update'; customer?: string; order: Snapshot }
  /** The answer to `ask`, by order. */
  | { type: 'checked'; orders: Record<string, Checked> }
  | { type: 'notification'; customer?: string; order?: string; notification: Notification }
  | { type: 'heartbeat'; now: string; epoch: string; versions: Record<string, number> }
  | { type: 'pong'; now: string }
  | { type: 'unsubscribed'; orders?: string[]; customer?: string }
  | { type: 'drain'; after: number; spread: number }
  | ErrorFrame

/** Why the relay closed a connection: the first two, to come back later. */
export const RESTART = 1012
export const TRY_AGAIN_LATER = 1013
export const NOT_OUR_PROTOCOL = 4400
export const ORIGIN_NOT_ALLOWED = 4403
export const NOTHING_SUBSCRIBED = 4408
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
