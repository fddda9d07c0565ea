/** A callback is answered alike, to the byte, whether it comes straight from Node's server or by the routes. */

import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { getRequestListener } from '@hono/node-server'
import { describe, expect, it, onTestFinished } from 'vitest'
import { memoryStore } from '../store/memory.ts'
import { StoreFailure } from '../store/store.ts'
import { secretOf } from '../providers/secret.ts'
import { PROVIDERS } from '../providers/index.ts'
import { simulatedCallback } from '../providers/simulated-callback.ts'
import { pathOf, stripePaid } from '../testing/callbacks.ts'
import { ask } from '../testing/client.ts'
import { startRelay } from '../testing/relay.ts'
import { fastPath } from './fast-path.ts'

const KEY = 'f'.repeat(64)
const DARAJA = '{"Body":{"stkCallback":{"CheckoutRequestID":"ws_CO_1","ResultCode":1032}}}'

interface Said {
  method?: string
  path?: string
  headers?: Record<string, string | string[]>
  body?: string
}

/** What a server of its own makes of what is said; its one answer ends the connection. */
async function askedOf(listener: RequestListener, said: Said): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { method = 'POST', path = '/callbacks/stripe', headers = {}, body = '' } = said
  const lines = Object.entries({
    Host: 'relay.example',
    Connection: 'close',
    ...(headers['Transfer-Encoding'] ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }),
    ...headers,
  }).flatMap(([name, values]) => [values].flat().map((value) => `${name}: ${value}`))
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.end([`${method} ${path} HTTP/1.1`, ...lines, '', body].join('\r\n'))
  const answer = await text(socket)
  server.close()
  return answer.replace(/^Date: .*$/m, 'Date: today')
}

const paid = stripePaid('A-1')
const STRIPE = Object.values(paid.headers)[0] ?? ''
const chunked = (body: string) => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`

const adyen = PROVIDERS.get('adyen')
if (!adyen) throw new Error('Adyen is gone.')
const ADYEN_SECRET = secretOf(adyen, Buffer.alloc(24, 'adyen'))
const accepted = simulatedCallback(
  adyen,
  ADYEN_SECRET,
  {
    url: 'http://localhost/callbacks/adyen',
    ...{ orderId: 'A-1', status: 'succeeded', amount: 100, currency: 'EUR' },
  },
  Date.now(),
)

const stripe = (headers: Said['headers'], more: Said = {}): Said => ({
  body: paid.body,
  headers: { 'Content-Type': 'application/json', ...headers },
  ...more,
})
const signed = { 'Stripe-Signature': STRIPE }

/** Whether it is taken straight, what is said, and the first line of the answer. */
const CASES: readonly [name: string, straight: boolean, said: Said, status: number][] = [
  ['a good one', true, stripe(signed), 204],
  ['one that wants to hear its own words', true, { ...accepted, path: '/callbacks/adyen' }, 200],
  [
    'one below the path of PUBLIC_URL',
    true,
    stripe(signed, { path: '/pay/callbacks/stripe' }),
    204,
  ],
  ['one without a signature', true, stripe({}), 401],
  ['one with a wrong signature', true, stripe({ 'Stripe-Signature': 't=1,v1=00' }), 401],
  ['one that is signed twice', true, stripe({ 'Stripe-Signature': [STRIPE, 'v1=00'] }), 204],
  [
    'one whose second signature is good',
    true,
    stripe({ 'Stripe-Signature': ['v1=00', STRIPE] }),
    204,
  ],
  ['an empty one', true, {}, 401],
  ['one of a provider that is off', true, { path: '/callbacks/mollie' }, 404],
  ['one to the address of no order', true, { path: `/callbacks/daraja/${KEY}`, body: DARAJA }, 401],
  ['a key where there is none', true, stripe(signed, { path: `/callbacks/stripe/${KEY}` }), 204],
  ['one that waits to be told to go on', true, stripe({ ...signed, Expect: '100-continue' }), 100],

  ['a name of no provider', false, { path: '/callbacks/nobody' }, 404],
  ['a name of ours that is none of theirs', false, { path: '/callbacks/constructor' }, 404],
  ['a query', false, stripe(signed, { path: '/callbacks/stripe?at=1' }), 204],
  ['a path with an escape in it', false, stripe(signed, { path: '/callbacks/str%69pe' }), 204],
  ['a path with a slash at its end', false, stripe(signed, { path: '/callbacks/stripe/' }), 404],
  ['a full address', false, stripe(signed, { path: 'http://relay.example/callbacks/stripe' }), 204],
  [
    'a key in capitals',
    false,
    { path: `/callbacks/daraja/${KEY.toUpperCase()}`, body: DARAJA },
    401,
  ],
  [
    'a question of M-Pesa’s',
    false,
    { path: `/callbacks/daraja/${KEY}/validation`, body: DARAJA },
    401,
  ],
  ['another method', false, stripe(signed, { method: 'PUT' }), 204],
  ['a method that is none of theirs', false, { method: 'DELETE' }, 404],
  [
    'no length',
    false,
    stripe({ ...signed, 'Transfer-Encoding': 'chunked' }, { body: chunked(paid.body) }),
    204,
  ],
  ['a long one', false, { body: ' '.repeat(65 * 1024) }, 401],
  ['one that is too long', false, { headers: { 'Content-Length': '2000000' } }, 413],
  ['a host that is none', false, stripe({ ...signed, Host: 'a b' }), 400],
  ['what the merchant asks', false, { path: '/callbacks/7/replay' }, 401],
]

const ENV = {
  PUBLIC_URL: 'https://relay.example/pay',
  CALLBACK_SECRET_ADYEN: ADYEN_SECRET,
  CALLBACK_SECRET_MOLLIE: undefined,
}

describe('a callback', () => {
  it.each(CASES)('is answered alike: %s', async (_, straight, said, status) => {
    const [one, other] = [(await startRelay(ENV)).relay, (await startRelay(ENV)).relay]
    const byRoutes = await askedOf(getRequestListener(one.app.fetch), said)
    expect(byRoutes).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(await askedOf(other.handle, said)).toBe(byRoutes)

    const receiver = { told: async () => undefined, asked: async () => undefined }
    const takes = fastPath(receiver, '/pay', () => {}, {})
    const taken: boolean[] = []
    await askedOf((request, response) => {
      taken.push(takes(request, response))
      if (!taken.at(-1)) response.end()
    }, said)
    expect(taken).toEqual([straight])
  })

  it.each([
    ['the disk is full', new StoreFailure('full')],
    ['we have made a mistake', new TypeError('undefined is no function')],
  ])('is answered alike when %s', async (_, error) => {
    const failing = async () => {
      const store = { ...memoryStore(), apply: () => Promise.reject(error) }
      return (await startRelay(ENV, { store })).relay
    }
    const byRoutes = await askedOf(getRequestListener((await failing()).app.fetch), stripe(signed))
    expect(byRoutes).toMatch(/^HTTP\/1.1 503 [^]*Retry-After: 10/i)
    expect(await askedOf((await failing()).handle, stripe(signed))).toBe(byRoutes)
  })

  it('is answered alike when what receives it fails', async () => {
    const now = () => {
      // The clock has stopped, but only for whoever judges callbacks.
      if (new Error().stack?.includes('/proof.ts')) throw new Error('The clock has stopped.')
      return Date.now()
    }
    const { relay } = await startRelay(ENV, { now })
    const byRoutes = await askedOf(getRequestListener(relay.app.fetch), stripe({}))
    expect(byRoutes).toMatch(/^HTTP\/1.1 500 /)
    expect(await askedOf(relay.handle, stripe({}))).toBe(byRoutes)
  })

  it('finds its order by the address’s key', async () => {
    const relay = await startRelay()
    const { callbackUrls, token } = await relay.register('A-1', { amount: 100, currency: 'KES' })
    const path = `/callbacks/${pathOf(callbackUrls.daraja)}`
    const answer = await askedOf(relay.relay.handle, { path, body: DARAJA })
    expect(answer).toMatch(/^HTTP\/1.1 200 [^]*"ResultCode":0/)
    const order = await ask(`${relay.url}/orders/A-1`, {
      headers: { Authorization: `Bearer ${token}` },
    })
    expect(order.body).toMatchObject({ status: 'canceled' })
  })

  it('that breaks off is nobody’s, and the relay goes on', async () => {
    const { relay } = await startRelay(ENV)
    const server = createServer(relay.handle).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    const head = ['POST /callbacks/stripe HTTP/1.1', 'Host: relay.example', 'Content-Length: 9']
    socket.write([...head, '', 'half'].join('\r\n'))
    await once(server, 'request')
    socket.resetAndDestroy()
    await once(socket, 'close')
    expect(await askedOf(relay.handle, stripe(signed))).toMatch(/^HTTP\/1.1 204 /)
  })
})
