/** `serve --demo`: a relay in a process of its own, and in front of it a stage on which it can be tried, and killed. */

import { randomBytes } from 'node:crypto'
import { setTimeout as later } from 'node:timers/promises'
import { reached, settingOf, type Config, type Environment } from '../config/config.ts'
import { demo, type Demo } from '../demo/demo.ts'
import { ownAddresses } from '../demo/guard.ts'
import { StageBank } from '../demo/stage-bank.ts'
import { NotStarted, RelayProcess } from '../demo/relay-process.ts'
import { readAssets, SCRIPT } from '../http/assets.ts'
import { PROVIDERS } from '../providers/index.ts'
import { secretOf } from '../providers/secret.ts'
import { localHostOf } from './local-host.ts'
import { listening } from './own-server.ts'
import { Refusal } from './refusal.ts'
import { requireConfig } from './require-config.ts'
import { stopOnSignals } from './stop-on-signals.ts'

interface Values {
  /** It listens to this machine's network, not to itself alone. */
  isForAll: boolean
  renewsEpoch: boolean
}

/** For how long the store may still be another's, who has been killed just now and has not noticed. In ms. */
const LOCKED = 5_000

export async function serveDemo(
  { isForAll, renewsEpoch }: Values,
  env: Environment,
): Promise<void> {
  const settings = demoEnvironment(env)
  const { config: asked } = requireConfig({
    ...settings,
    HOST: isForAll ? '0.0.0.0' : '127.0.0.1',
    PUBLIC_URL: 'http://localhost',
  })
  if (await runsAlready(asked)) {
    process.stdout.write(`Open http://localhost:${asked.port}: it runs already.\n`)
    return
  }
  const assets = readAssets()
  const { server, port } = await listening(asked)
  const addresses = isForAll ? ownAddresses() : []
  const publicUrl = `http://localhost:${port}`
  const origins = addresses.map((address) => `http://${address}:${port}`)
  const bank = await StageBank.open(secretsIn(settings))
  const forRelay = {
    ...settings,
    ...bank.settings,
    PUBLIC_URL: publicUrl,
    ...(origins.length > 0 && { ALLOWED_ORIGINS: origins.join() }),
  }
  const relay = new RelayProcess({ ...kept(env), ...forRelay })
  // Who comes now waits for what follows.
  const ready = Promise.withResolvers<Demo>()
  server.on('request', (...asked) => void ready.promise.then(({ handle }) => handle(...asked)))
  server.on('upgrade', (...asked) => void ready.promise.then(({ upgrade }) => upgrade(...asked)))
  await started(relay, renewsEpoch)
  const { config } = requireConfig(forRelay)
  const settled = reached({ ...config, port })
  const stage = await demo({ config: settled, relay, bank, assets, addresses })
  ready.resolve(stage)

  // Before anybody is told that we are ready, and may think of stopping us.
  stopOnSignals(async () => {
    server.close()
    await relay.stop()
    await bank.close()
    server.closeAllConnections()
    process.stdout.write('stopped\n')
  })
  const lines = [
    ...(renewsEpoch ? [`The store's history has a new name: ${relay.epoch}`, ''] : []),
    `  Open ${publicUrl}`,
    ...origins.slice(0, 1).map((origin) => `  On a phone in your network: ${origin}`),
    ...(assets.has(SCRIPT) ? [] : ['  The pages are not built: run "npm run build".']),
    '',
    '  Move its first order from another terminal:',
    '',
    `  curl ${publicUrl}/orders/${stage.order}/updates -H 'Authorization: Bearer ${settled.apiKeys[0]}' \\`,
    `    -H 'Content-Type: application/json' -d '{"status":"succeeded","receipt":"BY-HAND-1"}'`,
    '',
    '  WebSocket ready; Ctrl-C stops it',
    '',
  ]
  process.stdout.write(`\n${lines.join('\n')}`)
}

/** Starts it, and is patient with a store whose relay has died a moment ago. */
async function started(relay: RelayProcess, renewsEpoch: boolean): Promise<void> {
  const patience = Date.now() + LOCKED
  for (;;) {
    try {
      return await relay.start(renewsEpoch)
    } catch (error) {
      if (!(error instanceof NotStarted)) throw error
      const isLocked = error.message.includes('Another relay')
      if (!isLocked || Date.now() > patience) throw new Refusal(error.message, 78)
    }
    await later(100)
  }
}

/** Whether the demo is there already, where ours would be. */
async function runsAlready(config: Config): Promise<boolean> {
  if (config.port === 0) return false
  const url = `http://${localHostOf(config)}/demo/start`
  return fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  )
}

/** By provider: what its callbacks are signed with. */
const secretsIn = (settings: Environment): Record<string, string> =>
  Object.fromEntries(
    [...PROVIDERS.keys()].map((id) => [id, settings[`CALLBACK_SECRET_${settingOf(id)}`] ?? '']),
  )

/** What a process needs to run at all. */
const kept = ({ PATH, HOME, SystemRoot }: Environment): Environment => ({ PATH, HOME, SystemRoot })

/** Throw-away secrets for all providers, a store of its own, and only this machine. */
function demoEnvironment(env: Environment): Environment {
  const secret = Object.keys(env).find((name) =>
    /^(API_KEYS|TOKEN_SECRETS|WEBHOOK_SECRET|CALLBACK_SECRET_\w+|ASK_(?!VERIFY$)\w+)$/.test(name),
  )
  if (env.NODE_ENV === 'production' || secret !== undefined) {
    const why = secret === undefined ? 'NODE_ENV is production' : `${secret} is set`
    throw new Refusal(`The demo is for trying out, and ${why}. Run "serve" without --demo.`, 78)
  }
  const fresh = () => randomBytes(24).toString('base64url')
  return {
    PORT: env.PORT,
    HOST: '127.0.0.1',
    // What is refused is played, too: the stage tells of it.
    LOG_LEVEL: env.LOG_LEVEL ?? 'error',
    STORE: env.STORE ?? 'sqlite:payment-status-demo.db',
    TEST_MONEY: 'accept',
    // As many as any machine has files for.
    MAX_CONNECTIONS: '500',
    // The stage is in front of it, and says who asks.
    TRUST_PROXY: '1',
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
