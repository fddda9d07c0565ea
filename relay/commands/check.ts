/** `check`: the settings, masked, and which address to give each provider. Nothing is served. */

import { styleText } from 'node:util'
import { reached, settingOf, type ReachedConfig } from '../config/config.ts'
import { readAssets } from '../http/assets.ts'
import { pinnedTag } from '../http/pinned.ts'
import { PROVIDERS } from '../providers/index.ts'
import { askedAbout, askedLines } from './asked.ts'
import { callbackUrls, forwardUrls, shown } from './callback-urls.ts'
import { command, PROGRAM } from './command.ts'
import { readEnvFile } from './env-file.ts'
import { masked } from './masked.ts'
import { originsOf } from './origins.ts'
import { prove } from './prove.ts'
import { Refusal } from './refusal.ts'
import { requireConfig } from './require-config.ts'

export const check = command({
  name: 'check',
  summary: 'tells the settings, secrets masked, every mistake in them, and each provider’s address',
  usage: '[--ask | --tag]',
  details: ['Nothing is served, and nothing is written.'],
  words: 0,
  options: {
    ask: {
      type: 'boolean',
      default: false,
      help: 'asks each provider of ASK_<PROVIDER> about a payment that there is not, and tells whether it takes the credentials',
    },
    tag: {
      type: 'boolean',
      default: false,
      help: 'prints the script tag instead, pinned: with the integrity of each file that it may load',
    },
  },
  example: 'check',

  async run({ values }, env) {
    const { config, warnings, unread } = requireConfig(env)
    if (values.ask) return prove(config)
    if (values.tag) return printTag(reached(config).publicUrl)
    const foreign = Object.keys(readEnvFile()).filter((name) => unread.includes(name))
    const looks = [
      ...warnings,
      ...(foreign.length > 0
        ? [`  .env also sets ${foreign.join(', ')}: no settings of ours.`]
        : []),
    ]
    const lines = [
      ...told(reached(config)),
      ...(looks.length > 0 ? ['', 'Worth a look:', ...looks] : []),
      '',
      ...verdict(config.providers.size + config.asking.size > 0, looks.length),
    ]
    process.stdout.write(`${lines.join('\n')}\n`)
  },
})

function printTag(publicUrl: string): void {
  const tag = pinnedTag(readAssets(), publicUrl)
  if (tag === undefined) throw new Refusal('The widget is not built: "npm run build".', 69)
  process.stdout.write(`${tag}\n`)
}

function verdict(hasProvider: boolean, looks: number): string[] {
  const stream = { stream: process.stdout }
  const next = hasProvider
    ? `Next: ${PROGRAM} serve`
    : 'Next: turn a provider on, with CALLBACK_SECRET_<PROVIDER>'
  return [
    looks === 0
      ? styleText('green', 'The settings are right.', stream)
      : styleText(
          'yellow',
          `The relay would start. ${looks === 1 ? 'One thing is' : `${looks} things are`} worth a look, above.`,
          stream,
        ),
    next,
  ]
}

function told(config: ReachedConfig): string[] {
  const { login, publicUrl, store, webhook } = config
  const forwards = forwardUrls(config).map(([id, url]) => `${id} → ${url}`)

  return [
    `address           ${publicUrl} (listens on ${config.host}:${config.port})`,
    `store             ${storeOf(store)}`,
    `fan-out           ${fanOutOf(config)}`,
    `api keys          ${masked(config.apiKeys)}`,
    `token secrets     ${masked(config.tokenSecrets)}`,
    `token audience    ${login.audience}, its customer in "${login.customerClaim}"`,
    `allowed origins   ${originsOf(config)}`,
    `webhook           ${webhook ? `${shown(webhook.url)}, signed with ${masked(webhook.secrets)}` : 'none'}`,
    `forwards          ${forwards.join(', ') || 'none'}`,
    `test money        ${config.testMoney === 'accept' ? 'counts' : 'counts for orders that are registered with test: true'}`,
    ...(config.verifies
      ? []
      : ['verifying         off (ASK_VERIFY): callbacks that prove little are believed at once']),
    `retention         ${config.retentionDays} days`,
    `trusted proxies   ${proxiesOf(config)}`,
    `connections       ${config.maxConnections} in all, ${config.maxPerAddress} from an address without a valid token`,
    `websocket for     ${config.realtimeRollout} % of orders`,
    `metrics           ${config.metricsToken === undefined ? 'none: set METRICS_TOKEN' : `at /metrics, for ${masked([config.metricsToken])}`}`,
    '',
    ...providersOf(config),
    ...askedAbout(config),
  ]
}

function storeOf(store: ReachedConfig['store']): string {
  if (store.kind === 'memory') return 'memory:'
  if (store.kind === 'sqlite') return `sqlite:${store.path}`
  return `${shown(new URL(store.url))}, in the schema ${store.schema}, which many nodes may share`
}

/** How the nodes hear each other: by whom, and never by which password. */
function fanOutOf({ fanOut }: ReachedConfig): string {
  if (!fanOut) return 'none: this process is alone with its store'
  const { protocol, host, pathname } = new URL(fanOut.url)
  const by = `${protocol}//${host}${pathname}`
  return fanOut.kind === 'redis' ? `${by}, on the channel ${fanOut.channel}` : `${by}, by LISTEN`
}

/** Each that is on, or asked. */
function providersOf(config: ReachedConfig): string[] {
  const urls = new Map(callbackUrls(config, false))
  const ids = new Set([...urls.keys(), ...config.asking.keys()])
  if (ids.size === 0) return ['No provider is on: set CALLBACK_SECRET_<PROVIDER>.']
  return [...ids].flatMap((id) => {
    const { name = id, trust = '' } = PROVIDERS.get(id) ?? {}
    const url = urls.get(id) ?? `no callbacks: CALLBACK_SECRET_${settingOf(id)} is not set`
    const more = [...(urls.has(id) ? [`trust: ${trust}`] : []), ...askedLines(id, config)]
    return [name.padEnd(18) + url, ...more.map((line) => ' '.repeat(18) + line)]
  })
}

const proxiesOf = ({ publicUrl, trustProxy }: ReachedConfig): string =>
  trustProxy === 0 && publicUrl.startsWith('https:')
    ? '0, though something in front of the relay must end TLS: all pages seem to come from its address. Mostly it is 1'
    : String(trustProxy)
