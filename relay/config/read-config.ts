/** The environment as a Config; every mistake in it at once. */

import { LOG_LEVELS, TEST_MONEY, type Config, type Environment, type TestMoney } from './config.ts'
import { forwardsIn, MIN_SECRET, providersIn } from './provider-settings.ts'
import { Settings, type Mistake } from './settings.ts'

const LOOPBACK = new Set(['127.0.0.1', '::1', '[::1]', 'localhost'])

/** In bytes: a shorter one is guessed. */
const MIN_TOKEN_SECRET = 32

/** As Standard Webhooks has it, in bytes. */
const WEBHOOK_SECRET = { min: 24, max: 64 } as const

/** What this version reads but does not do yet: said aloud, lest somebody rely on it. */
const NOT_YET = /^METRICS_TOKEN$/

export function readConfig(
  env: Environment,
):
  | { config: Config; warnings: Mistake[]; mistakes?: never }
  | { mistakes: Mistake[]; config?: never; warnings?: never } {
  const read = new Settings(env)
  const host = read.text('HOST') ?? '0.0.0.0'
  const providers = providersIn(read)
  const config: Config = {
    port: read.integer('PORT', 8787, 0, 65_535),
    host,
    publicUrl: publicUrl(read, host),
    store: store(read),
    apiKeys: apiKeys(read),
    tokenSecrets: read.secrets('TOKEN_SECRETS', 'openssl rand -hex 32', MIN_TOKEN_SECRET),
    jwksUrl: jwksUrl(read),
    login: login(read),
    allowedOrigins: allowedOrigins(read),
    providers,
    webhook: webhook(read),
    forwards: forwardsIn(read, providers),
    testMoney: testMoney(read),
    trustProxy: read.integer('TRUST_PROXY', 0, 0, 16),
    maxConnections: read.integer('MAX_CONNECTIONS', 60_000, 1, 1_000_000),
    maxPerAddress: read.integer('MAX_PER_ADDRESS', 2_000, 1, 1_000_000),
    realtimeRollout: read.integer('REALTIME_ROLLOUT', 100, 0, 100),
    retentionDays: read.integer('RETENTION_DAYS', 30, 1, 540),
    logLevel: read.oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
  }
  for (const name of read.names.filter((name) => NOT_YET.test(name))) {
    read.warn(name, 'is not done by this version yet, and has no effect')
  }

  const { mistakes, warnings } = read
  return mistakes.length > 0 ? { mistakes } : { config, warnings }
}

function publicUrl(read: Settings, host: string): string | undefined {
  const url = read.url('PUBLIC_URL', 'https://pay.example.com')
  if (read.text('PUBLIC_URL') === undefined && !LOOPBACK.has(host)) {
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
  const url = read.url('TOKEN_JWKS_URL', example)
  if (url?.protocol === 'http:' && !LOOPBACK.has(url.hostname)) {
    read.wrong('TOKEN_JWKS_URL', `must be https but on this machine, such as ${example}`)
  }
  return url
}

function testMoney(read: Settings): TestMoney {
  const said = read.oneOf('TEST_MONEY', TEST_MONEY, 'refuse')
  const url = read.text('PUBLIC_URL')
  if (said === 'accept' && url && URL.canParse(url) && !LOOPBACK.has(new URL(url).hostname)) {
    read.warn(
      'TEST_MONEY',
      'is accept, and the address is public: whoever pays with test money pays. ' +
        'Set refuse, and register orders that are tests with test: true',
    )
  }
  return said
}

function store(read: Settings): Config['store'] {
  const text = read.text('STORE') ?? 'sqlite:payment-status.db'
  if (text === 'memory:') return { kind: 'memory' }
  const path = /^sqlite:(.+)$/.exec(text)?.[1]
  if (path === undefined) {
    read.wrong(
      'STORE',
      'must be sqlite:<file> or memory:, such as sqlite:/var/lib/payment-status.db',
    )
  } else if (path.includes(':memory:')) {
    read.wrong('STORE', 'names no file. To keep nothing on disk, it is memory: without sqlite')
  } else {
    return { kind: 'sqlite', path }
  }
  return { kind: 'memory' }
}

function apiKeys(read: Settings): string[] {
  const keys = read.secrets('API_KEYS', 'openssl rand -hex 24', 1)
  if (keys.some((key) => key !== '' && key.length < MIN_SECRET)) {
    read.warn('API_KEYS', `is shorter than ${MIN_SECRET} characters, and can be guessed`)
  }
  return keys
}

/** What these mean, every token says alike. */
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
    const isOrigin = URL.canParse(origin) && new URL(origin).origin === origin
    if (isOrigin || origin === '*' || origin === 'null') continue
    read.wrong(
      'ALLOWED_ORIGINS',
      `"${origin}" is not an origin. Scheme and host, no path, such as https://shop.example.com`,
    )
  }
  return new Set(origins)
}

function webhook(read: Settings): Config['webhook'] {
  const url = read.url('WEBHOOK_URL', 'https://shop.example.com/hooks')
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
