/** A rival: takes callbacks, tells pages. What it keeps in between is its own affair. */

import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Snapshot } from '../../relay/protocol.ts'
import type { Heard } from './heard.ts'

export interface Rival {
  /** To the pages that follow the order. */
  tell(order: Snapshot): void
  listen(): Promise<void>
}

/** A callback is acknowledged once this has resolved. */
export type Take = (heard: Heard) => void | Promise<void>

/** As long as the relay keeps an idle connection, in ms. */
const KEEP_ALIVE = 620_000

/** Listens, and says where, as the relay does. */
export async function listen(server: Server): Promise<void> {
  server.keepAliveTimeout = KEEP_ALIVE
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  console.log(`on http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}
