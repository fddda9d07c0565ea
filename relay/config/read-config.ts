/** The environment as a Config; every mistake in it at once. */

import {
  LOG_LEVELS,
  settingOf,
  TEST_MONEY,
  type Config,
  type Environment,
  type TestMoney,
} from './config.ts'
import { askingIn } from './asking-settings.ts'
import { fanOutIn } from './fan-out-setting.ts'
import { isLoopback } from '../http/loopback.ts'
import { nearest } from '../nearest.ts'
import { isOrigin } from './origins.ts'
import { forwardsIn, MIN_SECRET, providersIn, PROVIDER_SETTINGS } from './provider-settings.ts'
import { isPublicName } from './public-name.ts'
import { Settings, type Mistake } from './settings.ts'
import { storeIn } from './store-setting.ts'

/** In bytes: a shorter one is guessed. */
const MIN_TOKEN_SECRET = 32

/** What `Authorization: Bearer` can carry (RFC 6750), and nobody guesses. */
const BEARER = new RegExp(String.raw`^[\w.~+/-]{${MIN_SECRET},}=*$`)

/** As Standard Webhooks has it, in bytes. */
const WEBHOOK_SECRET = { min: 24, max: 64 } as const

export function readConfig(
  env: Environment,
):
  | { config: Config; warnings: Mistake[]; unread: string[]; mistakes?: never }
  | { mistakes: Mistake[]; config?: never; warnings?: never; unread?: never } {
  const read = new Settings(env)
  const host = read.text('HOST') ?? '0.0.0.0'
  const store = storeIn(read)
  const providers = providersIn(read)
  const testMoney = testMoneyIn(read)
  const config: Config = {
    port: read.integer('PORT', 8787, 0, 65_535),
    host,
    publicUrl: publicUrl(read, host),
    store,
    fanOut: fanOutIn(read, store),
    apiKeys: apiKeys(read),
    tokenSecrets: read.secrets('TOKEN_SECRETS', 'openssl rand -hex 32', MIN_TOKEN_SECRET),
    jwksUrl: jwksUrl(read),
    login: login(read),
    allowedOrigins: allowedOrigins(read),
    providers,
    asking: askingIn(read, { on: providers, testMoney }),
    verifies: read.oneOf('ASK_VERIFY', ['on', 'off'], 'on') === 'on',
    webhook: webhook(read),
    forwards: forwardsIn(read, providers),
    testMoney,
    trustProxy: read.integer('TRUST_PROXY', 0, 0, 16),
    maxConnections: read.integer('MAX_CONNECTIONS', 60_000, 1, 1_000_000),
    maxPerAddress: read.integer('MAX_PER_ADDRESS', 2_000, 1, 1_000_000),
    realtimeRollout: read.integer('REALTIME_ROLLOUT', 100, 0, 100),
    retentionDays: read.integer('RETENTION_DAYS', 30, 1, 540),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    metricsToken: metricsToken(read),
  }

  warnOfMisspelt(read)
  warnOfProxies(read, config)

  const { mistakes, warnings, known } = read
  if (mistakes.length > 0) return { mistakes }
  const said = warnings.map(({ name }) => name)
  const isUnread = (name: string) => ![...known, ...PROVIDER_SETTINGS, ...said].includes(name)
  return { config, warnings, unread: read.names.filter(isUnread) }
}

/** Of names as short as PORT, another program's may well be near. */
const SHORT = 6

/** A name that is almost one of ours is said aloud: what it sets has no effect. */
function warnOfMisspelt(read: Settings): void {
  const known = [...read.known, ...PROVIDER_SETTINGS]
  for (const name of read.names) {
    if (name.length < SHORT || known.includes(name)) continue
    const meant = nearest(name, known)
    const isSaid = read.mistakes.some((mistake) => mistake.name === name)
    if (meant && !isSaid && !read.names.includes(meant)) {
      read.warn(name, `is no setting, and has no effect. ${meant} is one`)
    }
  }
}

/** Where something else ends TLS, each callback comes from its address, unless we are told that it is there. */
function warnOfProxies(read: Settings, { publicUrl, trustProxy, providers }: Config): void {
  if (trustProxy > 0 || !publicUrl?.startsWith('https:')) return
  const narrowed = [...providers].filter(([, { ips }]) => ips !== undefined)
  for (const [id] of narrowed) {
    read.warn(
      `CALLBACK_IPS_${settingOf(id)}`,
      'refuses all that comes through a proxy while TRUST_PROXY is 0, and something in front of the relay ends TLS. ' +
        'Set TRUST_PROXY to the number of proxies in front, mostly 1',
    )
  }
}

function publicUrl(read: Settings, host: string): string | undefined {
  const url = read.url('PUBLIC_URL', 'https://pay.example.com')
  if (url?.protocol === 'http:' && isPublicName(url.hostname)) {
    read.warn(
      'PUBLIC_URL',
      'is http, and its name is public: tokens would travel readably, and browsers let no https page use it. ' +
        'Put a proxy with TLS in front, and say https',
    )
  }
  if (read.text('PUBLIC_URL') === undefined && !isLoopback(host)) {
    read.wrong(
      'PUBLIC_URL',
      'is required: where the world reaches this relay, such as https://pay.example.com ' +
        '(or set HOST=127.0.0.1 to try it on this machine only)',
    )
  }
  return url?.href.replace(/\/$/, '')
}

/** Who can answer in place of that address, makes tokens for every order. */
function jwksUrl(read: Settings): URL | undefined {
  const example = 'https://shop.example.com/.well-known/jwks.json'
  const url = read.url('TOKEN_JWKS_URL', example, true)
  if (url?.protocol === 'http:' && !isLoopback(url.hostname)) {
    read.wrong('TOKEN_JWKS_URL', `must be https but on this machine, such as ${example}`)
  }
  return url
}

function testMoneyIn(read: Settings): TestMoney {
  const said = read.oneOf('TEST_MONEY', TEST_MONEY, 'refuse')
  const url = read.text('PUBLIC_URL')
  if (said === 'accept' && url && URL.canParse(url) && !isLoopback(new URL(url).hostname)) {
    read.warn(
      'TEST_MONEY',
      'is accept, and the address is public: whoever pays with test money pays. ' +
        'Set refuse, and register orders that are tests with test: true',
    )
  }
  return said
}

function apiKeys(read: Settings): string[] {
  return read.secrets('API_KEYS', 'openssl rand -hex 24', MIN_SECRET)
}

function metricsToken(read: Settings): string | undefined {
  const token = read.text('METRICS_TOKEN')
  if (token !== undefined && !BEARER.test(token)) {
    read.wrong(
      'METRICS_TOKEN',
      `must be ${MIN_SECRET} or more of A-Z a-z 0-9 - . _ ~ + / =. Make one: openssl rand -hex 24`,
    )
  }
  return token
}

/** Claims that have a meaning of their own in every token. */
const TAKEN = new Set(['aud', 'exp', 'iat', 'iss', 'jti', 'nbf', 'orders'])

function login(read: Settings): Config['login'] {
  const audience = read.text('TOKEN_AUDIENCE') ?? 'payment-status'
  const customerClaim = read.text('TOKEN_CLAIM_CUSTOMER') ?? 'customer'
  if (TAKEN.has(customerClaim)) {
    read.wrong('TOKEN_CLAIM_CUSTOMER', `"${customerClaim}" is no name of somebody, such as sub`)
  }
  return { audience, customerClaim }
}

function allowedOrigins(read: Settings): ReadonlySet<string> {
  const origins = read.items('ALLOWED_ORIGINS').map((item) => item.trim())
  for (const origin of origins) {
    if (isOrigin(origin) || origin === '*' || origin === 'null') continue
    read.wrong(
      'ALLOWED_ORIGINS',
      `"${origin}" is not an origin. Scheme and host, no path, such as https://shop.example.com, ` +
        'or https://*.example.com for all below it',
    )
  }
  return new Set(origins)
}

function webhook(read: Settings): Config['webhook'] {
  const url = read.url('WEBHOOK_URL', 'https://shop.example.com/hooks', true)
  const secrets = read.items('WEBHOOK_SECRET')
  const example = 'such as whsec_$(openssl rand -base64 24)'
  const { min, max } = WEBHOOK_SECRET
  if (secrets.some((secret) => bytesOf(secret) < min || bytesOf(secret) > max)) {
    read.wrong('WEBHOOK_SECRET', `must be ${min} to ${max} bytes in base64, ${example}`)
  }
  if (url && secrets.length > 0) return { url, secrets }
  if (url) read.wrong('WEBHOOK_SECRET', `is required with WEBHOOK_URL, ${example}`)
  if (secrets.length > 0 && read.text('WEBHOOK_URL') === undefined) {
    read.wrong('WEBHOOK_URL', 'is required with WEBHOOK_SECRET')
  }
  return undefined
}

/** How many bytes the base64 of a secret stands for; 0 where it is none. */
function bytesOf(secret: string): number {
  const base64 = secret.replace(/^whsec_/, '')
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? Buffer.from(base64, 'base64').length : 0
}
