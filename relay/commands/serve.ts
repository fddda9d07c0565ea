/** `serve`: open the store, listen, drain on SIGTERM. */

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { readAssets, SCRIPT } from '../http/assets.ts'
import { refuseUpgrade } from '../http/refuse-upgrade.ts'
import { reached, settingOf, type Config, type Environment } from '../config/config.ts'
import { demo } from '../demo/demo.ts'
import { createLog } from '../log.ts'
import { PROVIDERS } from '../providers/index.ts'
import { simulatedKeys } from '../providers/simulated-keys.ts'
import { secretOf } from '../providers/secret.ts'
import { createRelay, type Relay } from '../relay.ts'
import { memoryStore } from '../store/memory.ts'
import { sqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { banner } from './banner.ts'
import { command } from './command.ts'
import { localHostOf } from './local-host.ts'
import { connectionsIn, maxFiles } from './max-files.ts'
import { whenOrphaned } from './orphaned.ts'
import { Refusal } from './refusal.ts'
import { requireConfig } from './require-config.ts'
import { requireFolder } from './require-folder.ts'

/**
 * Longer than any proxy keeps an idle connection, lest we close one that it is about to use: nginx and ALB
 * keep it for 60 s, Traefik for 90 s, Caddy for 120 s, Google's for 600 s. In ms.
 */
const KEEP_ALIVE = 620_000

/** How long a request may take to come: its headers, and all of it. How often Node looks for those that are late. In ms. */
export const TIMEOUTS = {
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
} as const

/** How long requests under way may take to end, in ms. */
const GRACE = 10_000

export const serve = command({
  name: 'serve',
  summary: 'takes callbacks, tells pages; what is done where no command is named',
  usage: '[--demo] [--new-epoch]',
  details: [
    'It stops cleanly on SIGTERM and SIGINT: pages are told when to come back, and what is under way is finished.',
  ],
  words: 0,
  options: {
    demo: {
      type: 'boolean',
      default: false,
      help: 'with a store of its own, throw-away secrets and the demo page, on 127.0.0.1',
    },
    'new-epoch': {
      type: 'boolean',
      default: false,
      help: 'names the store’s history anew, once: for a copy that "backup" did not make',
    },
  },
  example: 'serve',
  run: ({ values }, env) => start(values, env),
})

interface Values {
  demo: boolean
  'new-epoch': boolean
}

async function start(values: Values, env: Environment): Promise<void> {
  const { config, warnings } = requireConfig(values.demo ? demoEnvironment(env) : env)
  const log = createLog(config.logLevel, process.stdout.isTTY)
  const assets = readAssets()
  if (values.demo && (await isDemo(config))) {
    process.stdout.write(`Open ${reached(config).publicUrl}: it runs already.\n`)
    return
  }
  const store = openStore(config)
  if (values['new-epoch']) await store.renewEpoch(store.epoch)

  const server = createServer({
    ...TIMEOUTS,
    keepAliveTimeout: KEEP_ALIVE,
    // Java's client offers HTTP/2 with every request, and means the request all the same.
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
  })
  await listen(server, config)
  const port = portOf(server)
  const files = maxFiles()
  const maxConnections = Math.min(config.maxConnections, connectionsIn(files))
  if (maxConnections < config.maxConnections) {
    warnings.push(
      `  MAX_CONNECTIONS is ${config.maxConnections}, and ${files} files may be open here: ${maxConnections} it is. ` +
        'Raise the limit (ulimit -n, LimitNOFILE), or set fewer.',
    )
  }
  const settled = reached({ ...config, port, maxConnections })

  // In the demo, nobody's callbacks come but ours.
  const signingKeys = values.demo && { signingKeys: async () => simulatedKeys().publicKey }
  const relay = createRelay({
    config: settled,
    store,
    log,
    assets,
    ownsHost: true,
    ...signingKeys,
  })
  const shop = values.demo ? demo(settled, relay, assets) : undefined
  // The demo is for this machine alone.
  if (!shop) server.on('connection', relay.accept)
  server.on('request', shop ? getRequestListener(shop.app.fetch) : relay.handle)
  // Node answers what expects the impossible itself, and counts it nowhere.
  if (!shop) server.on('checkExpectation', relay.handle)
  server.on('upgrade', (request, socket, head) => {
    if (shop?.upgrade(request, socket, head)) return
    if (shop && !shop.lets(request, socket)) return
    if (!relay.upgrade(request, socket, head)) refuseUpgrade(socket)
  })

  await shop?.begin()

  // It ends all the same: what it has in memory may no longer be true.
  process.on('uncaughtExceptionMonitor', (error) => {
    log.fatal({ err: error }, 'THE RELAY ENDS, for a mistake of ours')
  })
  // Before anybody is told that we are ready, and may think of stopping us.
  stopOnSignals(server, relay)
  for (const warning of warnings) log.warn(`setting: ${warning.trim()}`)
  const lines = banner(settled, assets.has(SCRIPT), shop?.order)
  if (values['new-epoch']) lines.unshift(`The store's history has a new name: ${store.epoch}`)
  if (process.stdout.isTTY || shop) process.stdout.write(`${lines.join('\n')}\n`)
  // A collector of logs reads a JSON object a line; ready is what we are at any LOG_LEVEL.
  else for (const line of lines) createLog('info', false).info(line.trim())
}

function openStore({ store }: Config): Store {
  if (store.kind === 'memory') return memoryStore()
  const { path } = store
  requireFolder(path)
  try {
    return sqliteStore(path)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Refusal(why.includes(path) ? why : `Cannot open the store ${path}: ${why}.`, 78)
  }
}

async function listen(server: Server, { port, host }: Config): Promise<void> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error
    throw new Refusal(
      `Cannot listen on ${host}:${port} (${String(reason)}). Choose another PORT or HOST.`,
      69,
    )
  }
}

/** Whether the demo is there already, where ours would be. */
async function isDemo(config: Config): Promise<boolean> {
  if (config.port === 0) return false
  const url = `http://${localHostOf(config)}/demo/start`
  return fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  )
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Throw-away secrets for all providers, a store of its own, and only this machine. */
function demoEnvironment(env: Environment): Environment {
  const secret = Object.keys(env).find((name) =>
    /^(API_KEYS|TOKEN_SECRETS|WEBHOOK_SECRET|CALLBACK_SECRET_\w+)$/.test(name),
  )
  if (env.NODE_ENV === 'production' || secret !== undefined) {
    const why = secret === undefined ? 'NODE_ENV is production' : `${secret} is set`
    throw new Refusal(`The demo is for trying out, and ${why}. Run "serve" without --demo.`, 78)
  }
  const fresh = () => randomBytes(24).toString('base64url')
  return {
    PORT: env.PORT,
    HOST: '127.0.0.1',
    LOG_LEVEL: env.LOG_LEVEL ?? 'warn',
    STORE: env.STORE ?? 'sqlite:payment-status-demo.db',
    TEST_MONEY: 'accept',
    // As many as any machine has files for.
    MAX_CONNECTIONS: '500',
    API_KEYS: fresh(),
    TOKEN_SECRETS: fresh() + fresh(),
    ...Object.fromEntries(
      [...PROVIDERS.values()].map((provider) => [
        `CALLBACK_SECRET_${settingOf(provider.id)}`,
        secretOf(provider, randomBytes(24)),
      ]),
    ),
  }
}

/** Stops once, cleanly; a second SIGTERM or SIGINT stops at once. */
function stopOnSignals(server: Server, relay: Relay): void {
  const stop = async () => {
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
    process.exit(0)
  }
  let isStopping = false
  const begin = () => {
    if (!isStopping) void stop()
    isStopping = true
  }
  // Whoever says it again means it; a terminal or an npm that goes is no impatience.
  let isAsked = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isAsked) process.exit(1)
      isAsked = true
      begin()
    })
  }
  process.on('SIGHUP', begin)
  whenOrphaned(process.env, begin)
  // A terminal that is gone can be told nothing any more.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}
