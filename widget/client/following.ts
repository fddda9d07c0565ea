/** What a page says and hears of what it follows: the contract of `follow`. */

import type { Checked, Notification, Snapshot } from '../../relay/protocol.ts'
import type { Connection } from './connection.ts'

interface Options {
  /** The relay's address, such as `https://pay.example.com/`. */
  relay: string
  /** A token, or a way to get one; or both, where the token may run out. */
  token?: string | undefined
  getToken?: (() => Promise<string>) | undefined
  transport?: 'auto' | 'polling'
  /** Asks once a minute while the page is hidden for long, where otherwise it rests. */
  background?: boolean
  /** Tells the connection's story in the console. */
  debug?: boolean
  /** Ends it, as `stop` does. */
  signal?: AbortSignal
  /**
   * Goes on where this one ended, if it followed the same of the same relay: what it knew is known, and the next
   * change has it as `previous`. So that who must follow anew never takes what was found so for what happened.
   */
  after?: Following | undefined
}

/** What to follow: the merchant's id of an order, or of a customer with all of theirs. */
export type FollowOptions = Options &
  ({ order: string | number; customer?: never } | { customer: string | number; order?: never })

/** The same, as it is said to the relay; '' where there is none. */
export interface Wanted extends Options {
  order: string
  customer: string
}

/** What a merchant must mend, such as a refused token or origin. */
export interface FollowError {
  code: string
  message: string
}

export interface FollowEvents {
  /**
   * A newer snapshot of an order. Without `previous` it was found so; with one, the page has watched it become so, or
   * was away in between.
   */
  change: (snapshot: Snapshot, previous: Snapshot | undefined) => void
  /** A message to the customer, to who follows the order, or to everybody. Told once. */
  notification: (notification: Notification) => void
  connection: (connection: Connection) => void
  /** Another tab says that it has seen something newer of the order, and we ask; or that was answered. */
  behind: () => void
  /** `isSilent` or `isReturning` has changed. */
  silence: () => void
  /** `checked` has changed. */
  checked: () => void
  error: (error: FollowError) => void
}

/** An order or a customer that is followed. */
export interface Following {
  /** What is known of the order; undefined until something is. */
  readonly snapshot: Snapshot | undefined
  /** What is known of the customer's orders. */
  readonly snapshots: Snapshot[]
  readonly connection: Connection
  /** The relay lost history in which money had come in: offer nothing to pay. */
  readonly isDoubtful: boolean
  /** Another tab has seen something newer of the order: offer nothing to pay until we have. */
  readonly isBehind: boolean
  /** The relay's clock, in ms since 1970; the page's own until the relay has spoken. Whatever is done to the page's. */
  readonly now: number
  /** When the relay last confirmed what is known of the order, by its clock, in ms since 1970. */
  readonly heardAt: number | undefined
  /**
   * For 10 s nothing was heard that should have been; or the page is back with what it knew before, and was not
   * answered yet. Say as of when it holds (`heardAt`), and not that it is so now.
   */
  readonly isSilent: boolean
  /** It is silent for no more reason than that the page is back, and asks: for 10 s at most, and not offline. */
  readonly isReturning: boolean
  /** What came of asking the provider last: see `refresh`. */
  readonly checked: Checked | undefined
  on<Event extends keyof FollowEvents>(event: Event, listener: FollowEvents[Event]): () => void
  /** Goes on with another token. */
  renew(token: string): void
  /** Until what it returns is called, the relay is not told that this notification was shown. */
  hold(notification: string): () => void
  /** Asks for the newest now, and has the relay ask the provider, where it can: the answer is `checked`. */
  refresh(): void
  stop(): void
}
