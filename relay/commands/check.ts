/** `check`: the settings, masked, and which address to give each provider. Nothing is served. */

import { reached, type Environment } from '../config/config.ts'
import { PROVIDERS } from '../providers/index.ts'
import { callbackUrls, forwardUrls, shown } from './callback-urls.ts'
import { requireConfig } from './require-config.ts'

const masked = (secrets: readonly string[]) =>
  secrets.map((secret) => `${'•'.repeat(6)} (${secret.length} characters)`).join(', ')

export async function check(_args: string[], env: Environment): Promise<void> {
  const { warnings, ...read } = requireConfig(env)
  const config = reached(read.config)
  const { login, publicUrl, store, webhook } = config
  const forwards = forwardUrls(config).map(([id, url]) => `${id} → ${url}`)

  const lines = [
    `address           ${publicUrl} (listens on ${config.host}:${config.port})`,
    `store             ${store.kind === 'memory' ? 'memory:' : `sqlite:${store.path}`}`,
    `api keys          ${masked(config.apiKeys)}`,
    `token secrets     ${masked(config.tokenSecrets)}`,
    `token audience    ${login.audience}, its customer in "${login.customerClaim}"`,
    `allowed origins   ${[...config.allowedOrigins].join(', ') || 'its own only'}`,
    `webhook           ${webhook ? `${shown(webhook.url)}, signed with ${masked(webhook.secrets)}` : 'none'}`,
    `forwards          ${forwards.join(', ') || 'none'}`,
    `test money        ${config.testMoney === 'accept' ? 'counts' : 'counts for orders that are registered with test: true'}`,
    `retention         ${config.retentionDays} days`,
    `trusted proxies   ${config.trustProxy}`,
    `connections       ${config.maxConnections} in all, ${config.maxPerAddress} from an address without a valid token`,
    `websocket for     ${config.realtimeRollout} % of orders`,
    '',
    ...callbackUrls(config, false).map(([id, url]) => {
      const { name = id, trust = '' } = PROVIDERS.get(id) ?? {}
      return `${name.padEnd(18)}${url}\n${' '.repeat(18)}trust: ${trust}`
    }),
    ...(config.providers.size === 0 ? ['No provider is on: set CALLBACK_SECRET_<PROVIDER>.'] : []),
    ...(warnings.length > 0 ? ['', 'Worth a look:', ...warnings] : []),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
