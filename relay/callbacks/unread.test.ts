/** Of whoever is refused for where a callback comes from, or goes to, no body is read: nobody waits for it either. */

import { request } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { memoryStore } from '../store/memory.ts'
import { startRelay, type TestRelay } from '../testing/relay.ts'

/** The answer to a request of which no byte of the body is ever sent. */
const answerTo = ({ url }: TestRelay, path: string, headers: Record<string, string>) =>
  new Promise<number | undefined>((resolve, reject) => {
    const asked = request(`${url}/callbacks/${path}`, { method: 'POST', headers })
    onTestFinished(() => void asked.destroy())
    asked.on('response', ({ statusCode }) => resolve(statusCode)).on('error', reject)
    asked.flushHeaders()
  })

/** As Node's server has it at once, as only the routes have it, and without a length. */
const ANNOUNCED: [name: string, headers: Record<string, string>][] = [
  ['a short body', { 'Content-Length': '60000' }],
  ['a long body', { 'Content-Length': '1000000' }],
  ['a body of any length', { 'Transfer-Encoding': 'chunked' }],
]

describe.each(ANNOUNCED)('%s', (_, headers) => {
  it.each([
    ['a provider that nobody knows', 'nobody', 404],
    ['a provider that is off', 'mollie', 404],
    ['an address that is none of CALLBACK_IPS', 'stripe', 401],
    ['what is no address of an order', `daraja/${'0'.repeat(63)}`, 401],
    ['no address of an order at all', 'daraja', 401],
    ['a question at such an address', 'daraja/0/validation', 401],
  ])('is not read for %s', async (_, path, status) => {
    const relay = await startRelay({ CALLBACK_IPS_STRIPE: '192.0.2.0/24' })
    expect(await answerTo(relay, path, headers)).toBe(status)
  })
})

it('asks no store for an address that cannot be an order’s', async () => {
  const store = memoryStore()
  const asked: string[] = []
  const registeredOrder: typeof store.registeredOrder = (reference) => {
    asked.push(reference)
    return store.registeredOrder(reference)
  }
  const relay = await startRelay({}, { store: { ...store, registeredOrder } })
  for (const key of ['%00', 'A'.repeat(64), '0'.repeat(15_000), `${'0'.repeat(64)}0`]) {
    expect((await relay.callback(`daraja/${key}`, { headers: {}, body: '{}' })).status).toBe(401)
  }
  expect(asked).toEqual([])
  await relay.callback(`daraja/${'0'.repeat(64)}`, { headers: {}, body: '{}' })
  expect(asked).toHaveLength(1)
})
