/** What the relay is told by its environment. */

import type { BlockList } from 'node:net'
import type { Parts } from '../providers/asking.ts'
import type { Where } from '../providers/authorize.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Config {
  port: number
  host: string
  /** Where the world reaches the relay, without a slash at the end. Undefined: this machine only. */
  publicUrl: string | undefined
  /** `schema`: in which the tables of ours are. */
  store:
    | { kind: 'sqlite'; path: string }
    | { kind: 'postgres'; url: string; schema: string }
    | { kind: 'memory' }
  /** How the nodes of one store tell each other what has changed. Undefined: there is one alone. */
  fanOut: { kind: 'redis' | 'postgres'; url: string; channel: string } | undefined
  apiKeys: readonly string[]
  tokenSecrets: readonly string[]
  jwksUrl: URL | undefined
  /** How tokens of the shop's own login are known, and which of their claims is the customer. */
  login: { audience: string; customerClaim: string }
  allowedOrigins: ReadonlySet<string>
  /** By id: the providers that are on. */
  providers: ReadonlyMap<string, ProviderConfig>
  /** By id: the providers that are asked what came of a payment, whether they are on or not. */
  asking: ReadonlyMap<string, AskConfig>
  /** What a callback that proves little says of an asked provider's payment waits until an answer says so. */
  verifies: boolean
  /** Where the merchant's own backend hears of changes, and how it knows that it is us. */
  webhook: { url: URL; secrets: readonly string[] } | undefined
  /** By provider: where its verified callbacks are passed on to. */
  forwards: ReadonlyMap<string, URL>
  /** Test money counts for all orders, or only for those that are registered for it. */
  testMoney: TestMoney
  /** How many proxies in front write X-Forwarded-For. */
  trustProxy: number
  /** In all. */
  maxConnections: number
  /** From one address, until a valid token is shown. */
  maxPerAddress: number
  /** Percent of orders that get a WebSocket. */
  realtimeRollout: number
  retentionDays: number
  logLevel: LogLevel
  /** By which whoever reads the metrics is known. Without one, there are none. */
  metricsToken: string | undefined
}

/** One that knows where the world reaches the relay. */
export type ReachedConfig = Config & { publicUrl: string }

/** Where nothing was set, this machine reaches it. */
export const reached = (config: Config): ReachedConfig => ({
  ...config,
  publicUrl: config.publicUrl ?? `http://localhost:${config.port}`,
})

export interface ProviderConfig {
  secrets: readonly string[]
  /** Where it was told to call, if that is not ours to say. */
  url: string | undefined
  /** The addresses that it must come from. */
  ips: BlockList | undefined
  /** What a body must say to be of this shop: others may share the account. */
  only: readonly Member[]
}

/** As whom a provider is asked, and where. */
export interface AskConfig {
  /** One at least. Where one is refused, the next may be known. */
  credentials: readonly Parts[]
  where: Where
}

/** A member of a body, and what it must say. */
export interface Member {
  path: readonly string[]
  value: string
}

/** The address that a provider was given for its callbacks. */
export const callbackUrl = ({ url }: ProviderConfig, publicUrl: string, provider: string): string =>
  url ?? `${publicUrl}/callbacks/${provider}`

export const TEST_MONEY = ['refuse', 'accept'] as const
export type TestMoney = (typeof TEST_MONEY)[number]

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** `STANDARD_WEBHOOKS` of `standard-webhooks`: how a provider is called in the names of its settings. */
export const settingOf = (provider: string): string => provider.toUpperCase().replaceAll('-', '_')
