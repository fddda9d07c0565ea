/** What the routes share. */

import type { ComeBack } from './pages/come-back.ts'
import type { Config } from './config/read-config.ts'
import type { Holds } from './pages/holds.ts'
import type { SigningKeys } from './callbacks/signing-keys.ts'
import type { Hub } from './pages/hub.ts'
import type { Context } from './ledger/ledger.ts'
import type { Log } from './log.ts'
import type { OrderRecord } from './order/record.ts'
import type { Sightings } from './pages/sightings.ts'
import type { Store } from './store/store.ts'
import type { Tokens } from './access/token.ts'

export interface Services {
  config: Config
  /** Without a slash at the end. */
  publicUrl: string
  store: Store
  hub: Hub
  tokens: Tokens
  sightings: Sightings
  signingKeys: SigningKeys
  log: Log
  /** In ms since 1970. */
  now(): number
  /** The same, but never twice the same: what is said later is later. */
  stamp(): number
  context(): Context
  /** Tells all who wait. Only what is on disk. */
  publish(orders: readonly OrderRecord[]): void
  /** Tells customers of an order that was not theirs before. */
  introduce(order: OrderRecord, newcomers: readonly string[]): void
  /** Something may wait for the merchant's backend. */
  wakeWebhooks(): void
  /** A page has seen what the store does not have: once per start, a new epoch. */
  lostHistory(id: string): Promise<void>
  holds: Holds
  /** Aborted when the relay is about to stop: nothing is held any longer. */
  draining: AbortSignal
  /** When pages should come back, once it drains. */
  comeBack(): ComeBack
}
