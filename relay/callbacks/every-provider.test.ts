/** What a provider sends, through the relay's own door: believed, read, kept, and acknowledged as it wants. */

import { describe, expect, it } from 'vitest'
import { settingOf } from '../config/config.ts'
import { readConfig } from '../config/read-config.ts'
import type { PaymentStatus } from '../protocol.ts'
import { PROVIDERS } from '../providers/index.ts'
import type { Provider } from '../providers/provider.ts'
import { simulatedKeys } from '../providers/simulated-keys.ts'
import { secretOf } from '../providers/secret.ts'
import { simulatedCallback, type SimulatedCallback } from '../providers/simulated-callback.ts'
import { createRelay } from '../relay.ts'
import { memoryStore } from '../store/memory.ts'
import { API_KEY } from '../testing/client.ts'
import { atRest, ENVIRONMENT } from '../testing/relay.ts'

const AMOUNT = 500_100

const secrets = new Map(
  [...PROVIDERS].map(([id, provider]) => [id, secretOf(provider, Buffer.alloc(24, id))]),
)

/** Some providers are believed for seconds. */
const clock = atRest()

function startRelay() {
  const own = [...secrets].map(([id, secret]) => [`CALLBACK_SECRET_${settingOf(id)}`, secret])
  const read = readConfig({ ...ENVIRONMENT, STORE: 'memory:', ...Object.fromEntries(own) })
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  return createRelay({
    config: read.config,
    store: memoryStore(),
    assets: new Map(),
    signingKeys: async () => simulatedKeys().publicKey,
    ...clock,
  })
}

const relay = startRelay()
const headers = { Authorization: `Bearer ${API_KEY}`, 'Content-Type': 'application/json' }

async function merchant(method: string, path: string, body?: object) {
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) }
  return (await relay.app.request(path, init)).json()
}

const callbackOf = (
  provider: Provider,
  orderId: string,
  status: PaymentStatus,
  secret = secrets.get(provider.id) ?? '',
) =>
  simulatedCallback(
    provider,
    secret,
    {
      url: `http://localhost:8787/callbacks/${provider.id}`,
      ...{ orderId, status, amount: AMOUNT, currency: 'KES' },
    },
    clock.now(),
  )

const send = async ({ id }: Provider, callback: SimulatedCallback) =>
  relay.app.request(`/callbacks/${id}${callback.path}`, { method: 'POST', ...callback })

describe.each([...PROVIDERS.values()])('$name', (provider) => {
  it.each(provider.statuses)('says that a payment is %s', async (status) => {
    const order = `${provider.id}.${status}`
    const { currency = 'KES' } = provider
    await merchant('PUT', `/orders/${order}`, { amount: AMOUNT, currency })
    const response = await send(provider, callbackOf(provider, order, status))
    const { answer } = provider
    expect({ status: response.status, body: await response.text() }).toEqual({
      status: answer?.status ?? 204,
      body: answer?.body ?? '',
    })
    expect(await merchant('GET', `/orders/${order}`)).toMatchObject({ status })
  })

  it('is believed by nobody else’s secret', async () => {
    const other = secretOf(provider, Buffer.alloc(24, 'another'))
    const response = await send(provider, callbackOf(provider, 'ORD-1', 'succeeded', other))
    expect(response.status).toBe(401)
  })
})
