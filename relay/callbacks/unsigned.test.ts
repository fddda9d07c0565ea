/** Providers that sign nothing: which requests are theirs. */

import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { recording } from '../providers/conformance.ts'
import { pathOf } from '../testing/callbacks.ts'
import { ask } from '../testing/client.ts'
import { startRelay } from '../testing/relay.ts'

const Vector = v.object({
  name: v.string(),
  why: v.string(),
  secret: v.string(),
  method: v.string(),
  url: v.string(),
  remoteAddr: v.string(),
  config: v.object({
    ipAllowlist: v.nullable(v.array(v.string())),
    trustProxy: v.union([v.string(), v.array(v.string())]),
  }),
  headers: v.record(v.string(), v.string()),
  body: v.string(),
  expect: v.picklist(['accept', 'reject']),
})
type Vector = v.InferOutput<typeof Vector>

describe.each(['daraja', 'mtn-momo'])('%s', (provider) => {
  const vectors = v.parse(v.array(Vector), JSON.parse(recording(`${provider}/vectors.json`)))

  /** Its path, with our address's key in place of the vector's token. */
  const pathIn = ({ url, secret }: Vector, address: string): string => {
    const { pathname, search } = new URL(url)
    const [, , , ...token] = pathname.split('/')
    const [, key = ''] = address.split('/')
    const ours = token.map((part) => {
      const text = decodeURIComponent(part).replace(secret, key)
      return part.startsWith('%') ? `%${text.charCodeAt(0).toString(16)}${text.slice(1)}` : text
    })
    return [provider, ...ours].join('/') + search.replace(secret, key)
  }

  it.each(vectors)('judges as its vectors do: $name: $why', async (vector) => {
    const { method, remoteAddr, config, body } = vector
    const setting = provider.toUpperCase().replace('-', '_')
    const proxies = Array.isArray(config.trustProxy) ? config.trustProxy.length : 0
    const relay = await startRelay({
      CALLBACK_SECRET_MTN_MOMO: 'mtn-momo-0123456789abcdef',
      // We are the nearest proxy, and write down whom the vector comes from.
      TRUST_PROXY: String(1 + proxies),
      ...(config.ipAllowlist && { [`CALLBACK_IPS_${setting}`]: config.ipAllowlist.join(',') }),
    })
    const { callbackUrls } = await relay.register('order-42', { amount: 100, currency: 'KES' })
    const { 'x-forwarded-for': forwarded, ...headers } = vector.headers

    const answer = await ask(
      `${relay.url}/callbacks/${pathIn(vector, pathOf(callbackUrls[provider]))}`,
      {
        method,
        headers: { ...headers, 'X-Forwarded-For': [forwarded, remoteAddr].filter(Boolean).join() },
        body,
      },
    )
    expect(answer.status < 300).toBe(vector.expect === 'accept')
  })
})
