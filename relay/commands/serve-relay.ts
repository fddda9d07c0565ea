/** A relay on a server that is its alone: what `serve` is, and the demo's relay as well. */

import type { Server } from 'node:http'
import { reached, type Config, type ReachedConfig } from '../config/config.ts'
import { readAssets, SCRIPT } from '../http/assets.ts'
import { refuseUpgrade } from '../http/refuse-upgrade.ts'
import { createLog } from '../log.ts'
import { openBus } from '../nodes/open-bus.ts'
import { createRelay, type Relay, type RelayOptions } from '../relay.ts'
import { memoryStore } from '../store/memory.ts'
import { postgresStore } from '../store/open-postgres.ts'
import { sqliteStore } from '../store/sqlite.ts'
import { StoreFailure, type Store } from '../store/store.ts'
import { connectionsIn, maxFiles } from './max-files.ts'
import { listening } from './own-server.ts'
import { Refusal } from './refusal.ts'
import { requireFolder } from './require-folder.ts'

/** How long requests under way may take to end, in ms. */
const GRACE = 10_000

interface Given extends Pick<RelayOptions, 'signingKeys' | 'pace'> {
  config: Config
  warnings: string[]
  /** The store's history gets a new name. */
  renewsEpoch: boolean
}

interface Served {
  config: ReachedConfig
  hasWidget: boolean
  /** Of the store's history. */
  epoch: string
  /** What is worth a look: for the log, once it is known that we serve. */
  warn(): void
  /** Tells pages when to come back, and finishes what is under way. */
  stop(): Promise<void>
}

/** Opens the store, and listens. Throws a Refusal where it cannot. */
export async function serveRelay({
  config,
  warnings,
  renewsEpoch,
  ...others
}: Given): Promise<Served> {
  const log = createLog(config.logLevel, process.stdout.isTTY)
  const assets = readAssets()
  const store = await openStore(config)
  if (renewsEpoch) await store.renewEpoch(store.epoch)

  const { server, port } = await listening(config)
  const files = maxFiles()
  const maxConnections = Math.min(config.maxConnections, connectionsIn(files))
  if (maxConnections < config.maxConnections) {
    warnings.push(
      `  MAX_CONNECTIONS is ${config.maxConnections}, and ${files} files may be open here: ${maxConnections} it is. ` +
        'Raise the limit (ulimit -n, LimitNOFILE), or set fewer.',
    )
  }
  const settled = reached({ ...config, port, maxConnections })
  const relay = createRelay({
    config: settled,
    store,
    bus: await openBus(config),
    log,
    assets,
    ownsHost: true,
    ...others,
  })
  server.on('connection', relay.accept)
  server.on('request', relay.handle)
  // Node answers what expects the impossible itself, and counts it nowhere.
  server.on('checkExpectation', relay.handle)
  server.on('upgrade', (request, socket, head) => {
    if (!relay.upgrade(request, socket, head)) refuseUpgrade(socket)
  })

  // It ends all the same: what it has in memory may no longer be true.
  process.on('uncaughtExceptionMonitor', (error) => {
    log.fatal({ err: error }, 'THE RELAY ENDS, for a mistake of ours')
  })
  return {
    config: settled,
    hasWidget: assets.has(SCRIPT),
    epoch: store.epoch,
    warn() {
      for (const warning of warnings) log.warn(`setting: ${warning.trim()}`)
    },
    stop: () => stop(server, relay),
  }
}

async function stop(server: Server, relay: Relay): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  // What is answered from now on has nothing to keep its connection for.
  server.keepAliveTimeout = 1
  await relay.drain()
  server.closeIdleConnections()
  // Node takes them for requests that are on their way.
  relay.endQuiet()
  setTimeout(() => server.closeAllConnections(), GRACE).unref()
  await closed
  await relay.close()
}

async function openStore({ store }: Config): Promise<Store> {
  if (store.kind === 'memory') return memoryStore()
  if (store.kind === 'postgres') return openPostgres(store.url)
  const { path } = store
  requireFolder(path)
  try {
    return sqliteStore(path)
  } catch (error) {
    const why = wordsOf(error)
    throw new Refusal(why.includes(path) ? why : `Cannot open the store ${path}: ${why}.`, 78)
  }
}

async function openPostgres(url: string): Promise<Store> {
  try {
    return await postgresStore(url)
  } catch (error) {
    const isAway = error instanceof StoreFailure
    const advice = ' See that it runs, and that STORE names it as it is.'
    throw new Refusal(wordsOf(error) + (isAway ? advice : ''), isAway ? 69 : 78)
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
