import fc from 'fast-check'
import { expect, it } from 'vitest'
import { settingOf } from '../config/config.ts'
import { hostileBody } from '../providers/conformance/hostile-bodies.ts'
import { PROVIDERS } from '../providers/index.ts'
import { secretOf } from '../providers/secret.ts'
import { simulatedCallback } from '../providers/simulated-callback.ts'
import { SECRETS, stripePaid } from '../testing/callbacks.ts'
import { Client } from '../testing/client.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { folder, serve } from './process.ts'

/** Of the heap, in MB: half of what Node takes in a container of 128 MB. */
const HEAP = 64

/** How many for each provider are made up by chance, and how many are sent at once. */
const BY_CHANCE = 6
const AT_ONCE = 8

const MIB = 1024 * 1024

/** Each has ended a relay in 256 MB once, alone. */
const FATAL = [
  ...['0,', '{},'].map((item) => `{"notificationItems":[${item.repeat(MIB / 4)}0]}`),
  ...['1,', '[],'].map((item) => `{"head":{"signature":"x"},"body":[${item.repeat(MIB / 4)}1]}`),
  `{"body":${'['.repeat(MIB / 3)}${']'.repeat(MIB / 3)}}`,
]

const secret = (id: string): string => {
  const provider = PROVIDERS.get(id)
  if (!provider) throw new Error(`There is no ${id}.`)
  return id === 'stripe' ? SECRETS.stripe : secretOf(provider, Buffer.alloc(24, id))
}

/** As if the provider had sent it, but for the body. */
function hostileCallbacks(
  id: string,
): { path: string; headers: Record<string, string>; body: string }[] {
  const provider = PROVIDERS.get(id)!
  const { path, headers, body } = simulatedCallback(
    provider,
    secret(id),
    {
      url: `http://localhost/callbacks/${id}`,
      ...{ orderId: 'A-1', status: provider.statuses[0]!, amount: 5000, currency: 'EUR' },
    },
    Date.now(),
  )
  return [...FATAL, ...fc.sample(hostileBody(body), BY_CHANCE)].map((hostile) => ({
    path: id + path,
    // Nothing is to be fetched from PayPal.
    headers: id === 'paypal' ? {} : headers,
    body: hostile,
  }))
}

it(`a relay in ${HEAP} MB survives bodies that nobody sends, and hears of payments after that`, async () => {
  const on = Object.fromEntries(
    [...PROVIDERS.keys()].map((id) => [`CALLBACK_SECRET_${settingOf(id)}`, secret(id)]),
  )
  const settings = { PORT: '0', STORE: 'memory:', NODE_OPTIONS: `--max-old-space-size=${HEAP}` }
  const relay = await serve([], folder(), { ...ENVIRONMENT, ...on, ...settings })
  const client = new Client(relay.url)

  const left = [...PROVIDERS.keys()].flatMap(hostileCallbacks)
  const answers = new Set<number>()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = left.pop(); next; next = left.pop()) {
        answers.add((await client.callback(next.path, next)).status)
      }
    }),
  )
  // Some are believed: by a token that says nothing of the body, or for what is signed of it.
  expect([...answers].filter((status) => status >= 500)).toEqual([])
  expect([...answers]).toEqual(expect.arrayContaining([401, 413]))

  expect((await client.callback('stripe', stripePaid('A-1'))).status).toBe(204)
  expect(await client.seen('A-1')).toMatchObject({ amountReceived: 5000 })
})
