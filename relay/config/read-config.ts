/** The environment as a Config; every mistake in it at once. */

import { BlockList, isIP } from 'node:net'
import { PROVIDERS } from '../providers/index.ts'
import { fits, secretOf } from '../providers/secret.ts'

export interface Config {
  port: number
  host: string
  /** Where the world reaches the relay, without a slash at the end. Undefined: this machine only. */
  publicUrl: string | undefined
  store: { kind: 'sqlite'; path: string } | { kind: 'memory' }
  apiKeys: readonly string[]
  tokenSecrets: readonly string[]
  jwksUrl: URL | undefined
  allowedOrigins: ReadonlySet<string>
  /** By id: the providers that are on. */
  providers: ReadonlyMap<string, ProviderConfig>
  /** Where the merchant's own backend hears of changes, and how it knows that it is us. */
  webhook: { url: URL; secrets: readonly string[] } | undefined
  /** By provider: where its verified callbacks are passed on to. */
  forwards: ReadonlyMap<string, URL>
  trustProxy: number
  /** Percent of orders that get a WebSocket. */
  realtimeRollout: number
  retentionDays: number
  logLevel: LogLevel
}

export interface ProviderConfig {
  secrets: readonly string[]
  /** Where it was told to call, if that is not ours to say. */
  url: string | undefined
  /** The addresses that it must come from. */
  ips: BlockList | undefined
}

/** The address that a provider was given for its callbacks. */
export const callbackUrl = ({ url }: ProviderConfig, publicUrl: string, provider: string): string =>
  url ?? `${publicUrl}/callbacks/${provider}`

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface Mistake {
  name: string
  /** What is wrong, and what would be right. Never the value of a secret. */
  problem: string
}

export type Environment = Readonly<Record<string, string | undefined>>

/** What this version reads but does not do yet: said aloud, lest somebody rely on it. */
const NOT_YET = /^METRICS_TOKEN$/

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost'])

/** Shorter ones are guessed. In bytes. */
const MIN_TOKEN_SECRET = 32
const MIN_SECRET = 16

/** As Standard Webhooks has it, in bytes. */
const WEBHOOK_SECRET = { min: 24, max: 64 } as const

/** `ENV_NAME` of a provider id, and back. */
export const settingOf = (provider: string): string => provider.toUpperCase().replaceAll('-', '_')

export function readConfig(
  env: Environment,
):
  | { config: Config; warnings: Mistake[]; mistakes?: never }
  | { mistakes: Mistake[]; config?: never; warnings?: never } {
  const mistakes: Mistake[] = []
  const warnings: Mistake[] = []
  const wrong = (name: string, problem: string) => void mistakes.push({ name, problem })
  const warn = (name: string, problem: string) => void warnings.push({ name, problem })

  const integer = (name: string, fallback: number, min: number, max: number): number => {
    const text = env[name]
    if (text === undefined || text === '') return fallback
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN
    if (value >= min && value <= max) return value
    wrong(name, `must be a whole number from ${min} to ${max}, such as ${fallback}`)
    return fallback
  }

  const url = (name: string, example: string): URL | undefined => {
    const text = env[name]
    if (text === undefined || text === '') return undefined
    const parsed = URL.canParse(text) ? new URL(text) : undefined
    if (parsed && /^https?:$/.test(parsed.protocol) && !parsed.username && !parsed.search) {
      return parsed
    }
    wrong(name, `must be an http or https URL without user or query, such as ${example}`)
    return undefined
  }

  const list = (name: string): string[] => exact(name).map((item) => item.trim())
  // A secret's spaces are its own: trimmed, it would be another secret.
  const exact = (name: string): string[] => env[name]?.split(',') ?? []

  const secrets = (name: string, example: string, min: number): string[] => {
    const values = exact(name)
    if (values.length === 0) wrong(name, `is required. Make one: ${example}`)
    else if (values.includes('')) wrong(name, 'has an empty entry. Separate secrets by one comma')
    else if (values.some((value) => Buffer.byteLength(value) < min)) {
      wrong(name, `each must have at least ${min} bytes. Make one: ${example}`)
    }
    return values
  }

  const host = env.HOST || '0.0.0.0'
  const publicUrl = url('PUBLIC_URL', 'https://pay.example.com')
  if (!publicUrl && !env.PUBLIC_URL && !LOOPBACK.has(host)) {
    wrong(
      'PUBLIC_URL',
      'is required: where the world reaches this relay, such as https://pay.example.com ' +
        '(or set HOST=127.0.0.1 to try it on this machine only)',
    )
  }

  const apiKeys = secrets('API_KEYS', 'openssl rand -hex 24', 1)
  if (apiKeys.some((key) => key !== '' && key.length < MIN_SECRET)) {
    warn('API_KEYS', `is shorter than ${MIN_SECRET} characters, and can be guessed`)
  }

  const on = providers(env, exact, url, wrong, warn)
  const config: Config = {
    port: integer('PORT', 8787, 0, 65_535),
    host,
    publicUrl: publicUrl?.href.replace(/\/$/, ''),
    store: store(env.STORE, wrong),
    apiKeys,
    tokenSecrets: secrets('TOKEN_SECRETS', 'openssl rand -hex 32', MIN_TOKEN_SECRET),
    jwksUrl: url('TOKEN_JWKS_URL', 'https://shop.example.com/.well-known/jwks.json'),
    allowedOrigins: origins(list('ALLOWED_ORIGINS'), wrong),
    providers: on,
    webhook: webhook(env, url, exact, wrong),
    forwards: forwards(env, on, url, wrong),
    trustProxy: integer('TRUST_PROXY', 0, 0, 16),
    realtimeRollout: integer('REALTIME_ROLLOUT', 100, 0, 100),
    retentionDays: integer('RETENTION_DAYS', 30, 1, 540),
    logLevel: logLevel(env.LOG_LEVEL, wrong),
  }

  for (const name of Object.keys(env).filter((name) => NOT_YET.test(name))) {
    warn(name, 'is not done by this version yet, and has no effect')
  }
  return mistakes.length > 0 ? { mistakes } : { config, warnings }
}

type Report = (name: string, problem: string) => void
type ReadUrl = (name: string, example: string) => URL | undefined

function webhook(
  env: Environment,
  read: ReadUrl,
  exact: (name: string) => string[],
  wrong: Report,
): Config['webhook'] {
  const url = read('WEBHOOK_URL', 'https://shop.example.com/hooks')
  const secrets = exact('WEBHOOK_SECRET')
  const example = 'such as whsec_$(openssl rand -base64 24)'
  const { min, max } = WEBHOOK_SECRET
  if (secrets.some((secret) => !isWithin(bytesOf(secret), min, max))) {
    wrong('WEBHOOK_SECRET', `must be ${min} to ${max} bytes in base64, ${example}`)
  }
  if (url && secrets.length > 0) return { url, secrets }
  if (url) wrong('WEBHOOK_SECRET', `is required with WEBHOOK_URL, ${example}`)
  if (secrets.length > 0 && !env.WEBHOOK_URL)
    wrong('WEBHOOK_URL', 'is required with WEBHOOK_SECRET')
  return undefined
}

const isWithin = (value: number, min: number, max: number) => value >= min && value <= max

/** How many bytes the base64 of a secret stands for; 0 where it is none. */
function bytesOf(secret: string): number {
  const base64 = secret.replace(/^whsec_/, '')
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? Buffer.from(base64, 'base64').length : 0
}

function forwards(
  env: Environment,
  on: ReadonlyMap<string, unknown>,
  url: ReadUrl,
  wrong: Report,
): ReadonlyMap<string, URL> {
  const urls = new Map<string, URL>()
  for (const name of Object.keys(env).sort()) {
    const [, suffix] = /^FORWARD_URL_(\w+)$/.exec(name) ?? []
    if (suffix === undefined || !env[name]) continue
    const id = [...PROVIDERS.keys()].find((known) => settingOf(known) === suffix)
    const to = url(name, 'https://shop.example.com/stripe')
    if (!id)
      wrong(name, `names no provider. Known: ${[...PROVIDERS.keys()].map(settingOf).join(', ')}`)
    else if (!on.has(id)) wrong(name, `has no effect without CALLBACK_SECRET_${suffix}`)
    else if (to) urls.set(id, to)
  }
  return urls
}

function store(text: string | undefined, wrong: Report): Config['store'] {
  if (text === undefined || text === '') return { kind: 'sqlite', path: 'payment-status.db' }
  if (text === 'memory:') return { kind: 'memory' }
  const path = /^sqlite:(.+)$/.exec(text)?.[1]
  if (path?.includes(':memory:')) {
    wrong('STORE', 'names no file. To keep nothing on disk, it is memory: without sqlite')
    return { kind: 'memory' }
  }
  if (path) return { kind: 'sqlite', path }
  wrong('STORE', 'must be sqlite:<file> or memory:, such as sqlite:/var/lib/payment-status.db')
  return { kind: 'memory' }
}

function origins(values: string[], wrong: Report): ReadonlySet<string> {
  for (const value of values) {
    const isOrigin = URL.canParse(value) && new URL(value).origin === value
    if (isOrigin || value === '*' || value === 'null') continue
    wrong(
      'ALLOWED_ORIGINS',
      `"${value}" is not an origin. Scheme and host, no path, such as https://shop.example.com`,
    )
  }
  return new Set(values)
}

function logLevel(text: string | undefined, wrong: Report): LogLevel {
  const level = LOG_LEVELS.find((known) => known === (text || 'info'))
  if (!level) wrong('LOG_LEVEL', `must be one of ${LOG_LEVELS.join(', ')}`)
  return level ?? 'info'
}

function providers(
  env: Environment,
  exact: (name: string) => string[],
  url: ReadUrl,
  wrong: Report,
  warn: Report,
): ReadonlyMap<string, ProviderConfig> {
  const idBySetting = new Map([...PROVIDERS.keys()].map((id) => [settingOf(id), id]))
  const on = new Map<string, ProviderConfig>()

  for (const name of Object.keys(env).sort()) {
    if (env[name] === undefined) continue
    const [, setting, suffix = ''] = /^CALLBACK_(SECRET|URL|IPS)_(\w+)$/.exec(name) ?? []
    if (!setting) continue
    const id = idBySetting.get(suffix)
    if (!id) {
      wrong(name, `names no provider. Known: ${[...idBySetting.keys()].join(', ')}`)
      continue
    }
    if (setting !== 'SECRET') {
      if (env[`CALLBACK_SECRET_${suffix}`] === undefined) {
        wrong(name, `has no effect without CALLBACK_SECRET_${suffix}`)
      }
      continue
    }
    const secrets = exact(name)
    if (secrets.includes('')) {
      wrong(name, 'is empty, or has an empty entry. Enter the secret as the dashboard shows it')
    }
    const provider = PROVIDERS.get(id)
    if (provider && !secrets.every((secret) => secret === '' || fits(provider, secret))) {
      const example = secretOf(provider, Buffer.alloc(24, 7))
      warn(
        name,
        `is of no form that ${provider.name}’s have: no signature will fit it. Enter it as the dashboard shows it, such as ${example}`,
      )
    }
    if (secrets.some((secret) => secret !== '' && secret.length < MIN_SECRET)) {
      warn(name, `is shorter than ${MIN_SECRET} characters. Choose a longer one if you can`)
    }
    on.set(id, {
      secrets,
      url: url(`CALLBACK_URL_${suffix}`, `https://pay.example.com/callbacks/${id}`)?.href,
      ips: blockList(`CALLBACK_IPS_${suffix}`, exact(`CALLBACK_IPS_${suffix}`), wrong),
    })
  }
  return on
}

function blockList(name: string, values: string[], wrong: Report): BlockList | undefined {
  if (values.length === 0) return undefined
  const ips = new BlockList()
  for (const value of values) {
    const [address = '', bits] = value.trim().split('/')
    const version = isIP(address)
    const width = version === 4 ? 32 : 128
    const prefix = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : NaN
    if (version && prefix >= 0 && prefix <= width) {
      ips.addSubnet(address, prefix, version === 4 ? 'ipv4' : 'ipv6')
    } else {
      wrong(name, `"${value}" is no address or CIDR, such as 196.201.214.0/24`)
    }
  }
  return ips
}
