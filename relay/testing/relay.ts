/** For tests: a relay that listens, in the test's own process. */

import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { onTestFinished } from 'vitest'
import type { Environment } from '../config/config.ts'
import { readConfig } from '../config/read-config.ts'
import { createRelay, type Relay, type RelayOptions } from '../relay.ts'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { SECRETS } from './callbacks.ts'
import { API_KEY, Client, TOKEN_SECRET } from './client.ts'
import { serveOn } from './serve-on.ts'

/** All that a relay needs, but for where it listens. */
export const ENVIRONMENT: Environment = {
  HOST: '127.0.0.1',
  API_KEYS: API_KEY,
  TOKEN_SECRETS: TOKEN_SECRET,
  TEST_MONEY: 'accept',
  CALLBACK_SECRET_STRIPE: SECRETS.stripe,
  CALLBACK_SECRET_RAZORPAY: SECRETS.razorpay,
  CALLBACK_SECRET_STANDARD_WEBHOOKS: SECRETS['standard-webhooks'],
  CALLBACK_SECRET_DARAJA: SECRETS.daraja,
  LOG_LEVEL: 'silent',
}

/** A relay in this process. Stops when the test ends. */
export interface TestRelay extends Client {
  relay: Relay
  /** Lets the relay's clock jump ahead, in ms. What is due is done when its wheel turns: each second. */
  advance(ms: number): void
  /** By the relay's clock. */
  inSeconds(seconds: number): Date
  /** Resolves when the relay next looks the order up, and has done what follows from it. */
  isRead(id: string): Promise<void>
  /** The relay's end of the newest page's socket. Corked, it lets nothing out: as if nobody read at the other. */
  newestSocket(): Duplex
}

/** Starts one, with these settings beside `ENVIRONMENT`'s, and these parts in place of the usual. */
export async function startRelay(
  env: Environment = {},
  parts: Partial<
    Pick<RelayOptions, 'store' | 'bus' | 'assets' | 'log' | 'now' | 'signingKeys'>
  > = {},
): Promise<TestRelay> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const settings = Object.entries({ ...ENVIRONMENT, PORT: String(port), ...env })
  const read = readConfig(Object.fromEntries(settings.filter(([, value]) => value !== undefined)))
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))

  let ahead = 0
  const reads = new EventEmitter()
  const clock = parts.now ?? Date.now
  const now = () => clock() + ahead
  const relay = createRelay({
    assets: new Map(),
    ...parts,
    config: read.config,
    store: observed(parts.store ?? memoryStore(), reads),
    now,
    ownsHost: true,
  })
  serveOn(server, relay)
  const sockets: Duplex[] = []
  server.on('upgrade', (_, socket) => sockets.unshift(socket))
  onTestFinished(async () => {
    await relay.close()
    server.closeAllConnections()
    server.close()
  })

  return Object.assign(new Client(`http://127.0.0.1:${port}`), {
    relay,
    advance: (ms: number) => void (ahead += ms),
    inSeconds: (seconds: number) => new Date(now() + seconds * 1000),
    async isRead(id: string) {
      await once(reads, id)
      // All that awaits the reading runs before the next turn of the event loop.
      await new Promise(setImmediate)
    },
    newestSocket() {
      const [newest] = sockets
      if (!newest) throw new Error('No page has a socket.')
      return newest
    },
  })
}

/** A clock that stands still: time passes only where the test lets it, however slow the machine is. */
export function atRest(): Required<Pick<RelayOptions, 'now'>> {
  const start = Date.now()
  return { now: () => start }
}

/** The same store, telling whenever an order is read. */
const observed = (store: Store, reads: EventEmitter): Store => ({
  ...store,
  get epoch() {
    return store.epoch
  },
  order(id) {
    reads.emit(id)
    return store.order(id)
  },
})
