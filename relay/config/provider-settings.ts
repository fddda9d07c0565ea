/** The settings that are named after a provider: `CALLBACK_SECRET_STRIPE` turns Stripe on. */

import { BlockList, isIP } from 'node:net'
import { PROVIDERS } from '../providers/index.ts'
import type { Provider } from '../providers/provider.ts'
import { fits, secretOf } from '../providers/secret.ts'
import { didYouMean } from '../nearest.ts'
import { settingOf, type Member, type ProviderConfig } from './config.ts'
import type { Settings } from './settings.ts'

/** Shorter ones are guessed. In characters. */
export const MIN_SECRET = 16

/** By how they are called in the names of their settings. */
export const KNOWN: ReadonlyMap<string, Provider> = new Map(
  [...PROVIDERS.values()].map((provider) => [settingOf(provider.id), provider]),
)

/** `others`: what else may stand there. */
export const unknown = (suffix: string, others: readonly string[] = []): string =>
  `names no provider.${didYouMean(suffix, [...KNOWN.keys(), ...others])} Known: ${[...KNOWN.keys()].join(', ')}`

/** What any provider's settings may be called: `*` stands for the provider. */
const NAMES = [
  ...['CALLBACK_SECRET_*', 'CALLBACK_URL_*', 'CALLBACK_IPS_*', 'CALLBACK_ONLY_*', 'FORWARD_URL_*'],
  ...['ASK_*', 'ASK_*_FILE', 'ASK_*_HOST'],
]

/** What all providers' settings may be called. */
export const PROVIDER_SETTINGS: readonly string[] = NAMES.flatMap((name) =>
  [...KNOWN.keys()].map((suffix) => name.replace('*', suffix)),
)

const without = (suffix: string): string => `has no effect without CALLBACK_SECRET_${suffix}`

/** By id: the providers that are on. */
export function providersIn(read: Settings): ReadonlyMap<string, ProviderConfig> {
  const on = new Map<string, ProviderConfig>()
  const { names } = read
  for (const name of names) {
    const [, setting, suffix = ''] = /^CALLBACK_(SECRET|URL|IPS|ONLY)_(\w+)$/.exec(name) ?? []
    if (!setting) continue
    const provider = KNOWN.get(suffix)
    if (!provider) read.wrong(name, unknown(suffix))
    else if (setting === 'SECRET') on.set(provider.id, settingsOf(provider, suffix, read))
    else if (!names.includes(`CALLBACK_SECRET_${suffix}`)) read.wrong(name, without(suffix))
  }
  return on
}

/** By id: where the verified callbacks of those that are `on` are passed on to. */
export function forwardsIn(
  read: Settings,
  on: ReadonlyMap<string, ProviderConfig>,
): ReadonlyMap<string, URL> {
  const forwards = new Map<string, URL>()
  for (const name of read.names) {
    const [, suffix] = /^FORWARD_URL_(\w+)$/.exec(name) ?? []
    if (suffix === undefined || !read.text(name)) continue
    const provider = KNOWN.get(suffix)
    const url = read.url(name, 'https://shop.example.com/stripe', true)
    if (!provider) read.wrong(name, unknown(suffix))
    else if (!on.has(provider.id)) read.wrong(name, without(suffix))
    else if (url) forwards.set(provider.id, url)
  }
  return forwards
}

function settingsOf(provider: Provider, suffix: string, read: Settings): ProviderConfig {
  return {
    secrets: secretsOf(provider, `CALLBACK_SECRET_${suffix}`, read),
    url: read.url(`CALLBACK_URL_${suffix}`, `https://pay.example.com/callbacks/${provider.id}`)
      ?.href,
    ips: blockList(`CALLBACK_IPS_${suffix}`, read),
    only: membersIn(`CALLBACK_ONLY_${suffix}`, read),
  }
}

function secretsOf(provider: Provider, name: string, read: Settings): string[] {
  const secrets = read.items(name)
  const given = secrets.filter((secret) => secret !== '')
  if (given.length < secrets.length) {
    read.wrong(name, 'is empty, or has an empty entry. Enter the secret as the dashboard shows it')
  }
  const example = secretOf(provider, Buffer.alloc(24, 7))
  if (given.some((secret) => provider.apiKey?.test(secret))) {
    read.warn(
      name,
      `looks like an API key, and ${provider.name} signs with another secret: no signature will fit it. ` +
        `Enter what the dashboard shows for the webhook or callback, such as ${example}`,
    )
  } else if (!given.every((secret) => fits(provider, secret))) {
    read.warn(
      name,
      `is of no form that ${provider.name}’s have: no signature will fit it. Enter it as the dashboard shows it, such as ${example}`,
    )
  }
  if (given.some((secret) => secret.length < MIN_SECRET)) {
    read.warn(name, `is shorter than ${MIN_SECRET} characters. Choose a longer one if you can`)
  }
  return secrets
}

function membersIn(name: string, read: Settings): Member[] {
  return read.items(name).flatMap((item) => {
    const [, path = '', value = ''] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(item) ?? []
    const steps = path.split('.')
    if (value !== '' && !steps.includes('')) return [{ path: steps, value }]
    read.wrong(name, `"${item}" is no path=value, such as data.object.metadata.shop=kikoy`)
    return []
  })
}

function blockList(name: string, read: Settings): BlockList | undefined {
  const values = read.items(name)
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
      read.wrong(name, `"${value}" is no address or CIDR, such as 196.201.214.0/24`)
    }
  }
  return ips
}
