/** What a page says and hears of what it follows: the contract of `follow`. */

import type { Notification, Snapshot } from '../../relay/protocol.ts'
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
}

/** What to follow: the merchant's id of an order, or of a customer with all of theirs. */
export type FollowOptions = Options &
  ({ order: string; customer?: never } | { customer: string; order?: never })

/** What a merchant must mend, such as a refused token or origin. */
export interface FollowError {
  code: string
  message: string
}

export interface FollowEvents {
  /** A newer snapshot of an order. */
  change: (snapshot: Snapshot, previous: Snapshot | undefined) => void
  /** A message to the customer, to who follows the order, or to everybody. Told once. */
  notification: (notification: Notification) => void
  connection: (connection: Connection) => void
  /** Another tab says that it has seen something newer of the order, and we ask; or that was answered. */
  behind: () => void
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
  on<Event extends keyof FollowEvents>(event: Event, listener: FollowEvents[Event]): () => void
  /** Goes on with another token. */
  renew(token: string): void
  /** Asks for the newest now. */
  refresh(): void
  stop(): void
}
