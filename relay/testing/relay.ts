/** For tests: a relay that listens, in the test's own process; and those who talk to it. */

import { createHmac, randomUUID } from 'node:crypto'
import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { SignJWT } from 'jose'
import { Webhook } from 'standardwebhooks'
import { Stripe } from 'stripe'
import { onTestFinished } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import type { Environment } from '../config/config.ts'
import { readConfig } from '../config/read-config.ts'
import { createRelay, type Relay, type RelayOptions } from '../relay.ts'
import { memoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'

export const API_KEY = 'merchant-0123456789abcdef'

export const SECRETS = {
  stripe: 'whsec_stripe0123456789',
  razorpay: 'razorpay-0123456789',
  'standard-webhooks': `whsec_${Buffer.from('standard-webhooks-secret').toString('base64')}`,
  daraja: 'daraja-0123456789abcdef',
} as const

/** All that a relay needs, but for where it listens. */
export const ENVIRONMENT: Environment = {
  HOST: '127.0.0.1',
  API_KEYS: API_KEY,
  TOKEN_SECRETS: 'a-token-secret-of-no-less-than-32-bytes',
  CALLBACK_SECRET_STRIPE: SECRETS.stripe,
  CALLBACK_SECRET_RAZORPAY: SECRETS.razorpay,
  CALLBACK_SECRET_STANDARD_WEBHOOKS: SECRETS['standard-webhooks'],
  CALLBACK_SECRET_DARAJA: SECRETS.daraja,
  LOG_LEVEL: 'silent',
}

export interface Answer {
  status: number
  headers: Headers
  /** As JSON; text where it is none; undefined where there is nothing. */
  body: any
}

/** What a page, or the relay, says. */
export type Frame = { type: string } & Record<string, any>

/** Asks once; a string goes out as it is, and anything else as JSON. */
export async function ask(
  url: string,
  { method, headers = {}, body, signal }: Asked = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers,
    ...(body !== undefined && { body: textOf(body) }),
    ...(signal && { signal }),
  })
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '')
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text ? JSON.parse(text) : text || undefined,
  }
}

interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: unknown
  signal?: AbortSignal
}

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body))

/** The merchant's server and the shoppers' pages, talking to the relay at `url`. */
export class Client {
  readonly url: string

  constructor(url: string) {
    this.url = url
  }

  /** As the merchant's server. */
  merchant(method: string, path: string, body?: unknown): Promise<Answer> {
    return ask(this.url + path, {
      method,
      headers: bearer(API_KEY),
      ...(body !== undefined && { body }),
    })
  }

  /** Registers an order; its token, and the rest of the answer. */
  async register(id: string, order: object = {}): Promise<Answer['body']> {
    const { status, body } = await this.merchant('PUT', `/orders/${id}`, order)
    if (status >= 300) throw new Error(`${status}: ${textOf(body)}`)
    return body
  }

  async update(id: string, said: object): Promise<Answer['body']> {
    const { status, body } = await this.merchant('POST', `/orders/${id}/updates`, said)
    if (status >= 300) throw new Error(`${status}: ${textOf(body)}`)
    return body
  }

  /** As a page. */
  order(
    id: string,
    token: string,
    headers: Record<string, string> = {},
    query = '',
  ): Promise<Answer> {
    return ask(`${this.url}/orders/${id}${query}`, { headers: { ...bearer(token), ...headers } })
  }

  /** The order, as the merchant's server sees it. */
  async seen(id: string): Promise<Answer['body']> {
    return (await this.merchant('GET', `/orders/${id}`)).body
  }

  /** Why each callback that led to nothing did, and which order it names. */
  async kept(): Promise<[code: string, order: string | null][]> {
    const { callbacks } = (await this.merchant('GET', '/callbacks')).body
    return callbacks.map(({ code, order }: any) => [code, order])
  }

  /** A token that the relay issues. */
  async token(grant: object): Promise<string> {
    return (await this.merchant('POST', '/tokens', grant)).body.token
  }

  /** Sends a notification to the order, the customer, or everybody, as its path has it; its id. */
  async notify(path: string, message: object = MESSAGE): Promise<string> {
    const { status, body } = await this.merchant('POST', `${path}/notifications`, message)
    if (status !== 202) throw new Error(`${status}: ${textOf(body)}`)
    return body.id
  }

  async audience(id: string): Promise<Answer['body']> {
    return (await this.merchant('GET', `/orders/${id}/audience`)).body
  }

  /** Resolves once so many pages watch the order. */
  watchedBy(pages: number, id: string): Promise<void> {
    return until(async () => (await this.audience(id)).connections === pages)
  }

  poll(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return ask(`${this.url}/poll`, {
      body,
      headers: { 'Content-Type': 'text/plain', ...headers },
    })
  }

  /** As a provider. */
  callback(path: string, { headers, body }: Callback): Promise<Answer> {
    return ask(`${this.url}/callbacks/${path}`, { headers, body })
  }

  /** A page with a socket that the relay has greeted. */
  async connect(options: ClientOptions = {}): Promise<Page> {
    const page = this.dial(options)
    page.greeting = await page.next()
    return page
  }

  /** A page with a socket. */
  dial(options: ClientOptions = {}): Page {
    return new Page(`${this.url.replace(/^http/, 'ws')}/ws`, options)
  }
}

export const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })

/** What a page says to follow these orders. */
export const subscribe = (token: string, ...orders: (string | object)[]): Frame => ({
  type: 'subscribe',
  orders: orders.map((order) => (typeof order === 'string' ? { id: order } : order)),
  token,
})

/** What a page says to follow a customer. */
export const subscribeTo = (customer: string, token: string, more: object = {}): Frame => ({
  type: 'subscribe',
  customer,
  token,
  ...more,
})

/** What a merchant may have to say. */
export const MESSAGE = { type: 'shipping', title: 'On its way', message: 'It left us today.' }

/** A token as a merchant's own server would sign it. */
export const signed = (claims: object, expires: Date): Promise<string> =>
  new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience('payment-status')
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(ENVIRONMENT.TOKEN_SECRETS))

export const inSeconds = (seconds: number): Date => new Date(Date.now() + seconds * 1000)

/** Asks again and again until it is so. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await new Promise(setImmediate)
}

/** A page's socket: what it was told, frame by frame. */
export class Page {
  readonly socket: WebSocket
  /** The code that the socket was closed with. */
  readonly closed: Promise<number>
  greeting: Frame | undefined
  readonly #told: Frame[] = []
  readonly #events = new EventEmitter()
  #code: number | undefined

  constructor(url: string, options: ClientOptions) {
    this.socket = new WebSocket(url, options)
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code) => {
        this.#code = code
        this.#events.emit('news')
        resolve(code)
      })
    })
    this.socket.on('error', () => {})
    this.socket.on('message', (data) => {
      this.#told.push(JSON.parse(String(data)))
      this.#events.emit('news')
    })
    onTestFinished(() => this.socket.terminate())
  }

  /** The next frame that the test has not yet seen. */
  async next(): Promise<Frame> {
    for (;;) {
      const frame = this.#told.shift()
      if (frame) return frame
      if (this.#code !== undefined) throw new Error(`The socket was closed with ${this.#code}.`)
      await once(this.#events, 'news')
    }
  }

  /** What it was told and the test has not yet seen. */
  get unseen(): readonly Frame[] {
    return this.#told
  }

  say(frame: Frame | string | Buffer): void {
    this.socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : textOf(frame))
  }

  /** Says it, and hears the answer. */
  ask(frame: Frame): Promise<Frame> {
    this.say(frame)
    return this.next()
  }
}

/** A relay in this process. Stops when the test ends. */
export interface TestRelay extends Client {
  relay: Relay
  /** Lets the relay's clock jump ahead, in ms. What is due is done when its wheel turns: each second. */
  advance(ms: number): void
  /** Resolves when the relay next looks the order up, and has done what follows from it. */
  isRead(id: string): Promise<void>
  /** The relay's end of the newest page's socket. Corked, it lets nothing out: as if nobody read at the other. */
  newestSocket(): Duplex
}

/** Starts one, with these settings beside `ENVIRONMENT`'s, and these parts in place of the usual. */
export async function startRelay(
  env: Environment = {},
  parts: Partial<Pick<RelayOptions, 'store' | 'assets' | 'log' | 'now' | 'signingKeys'>> = {},
): Promise<TestRelay> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const settings = Object.entries({ ...ENVIRONMENT, PORT: String(port), ...env })
  const read = readConfig(Object.fromEntries(settings.filter(([, value]) => value !== undefined)))
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))

  let ahead = 0
  const reads = new EventEmitter()
  const now = parts.now ?? Date.now
  const relay = createRelay({
    assets: new Map(),
    ...parts,
    config: read.config,
    store: observed(parts.store ?? memoryStore(), reads),
    now: () => now() + ahead,
  })
  relay.attach(server)
  const sockets: Duplex[] = []
  server.on('upgrade', (_, socket) => sockets.unshift(socket))
  onTestFinished(async () => {
    await relay.close()
    server.closeAllConnections()
    server.close()
  })

  return Object.assign(new Client(`http://127.0.0.1:${port}`), {
    relay,
    advance: (ms: number) => void (ahead += ms),
    async isRead(id: string) {
      await once(reads, id)
      // All that awaits the reading runs before the next turn of the event loop.
      await new Promise(setImmediate)
    },
    newestSocket() {
      const [newest] = sockets
      if (!newest) throw new Error('No page has a socket.')
      return newest
    },
  })
}

/** The same store, telling whenever an order is read. */
const observed = (store: Store, reads: EventEmitter): Store => ({
  ...store,
  get epoch() {
    return store.epoch
  },
  order(id) {
    reads.emit(id)
    return store.order(id)
  },
})

/** What a provider sends. */
export interface Callback {
  headers: Record<string, string>
  body: string
}

/** An event about `object`, signed by Stripe's own SDK. */
export function stripeSays(
  type: string,
  object: { metadata?: object } & Record<string, unknown>,
  { at = Date.now(), id = `evt_${randomUUID()}`, ...signing }: StripeSigning = {},
): Callback {
  const created = Math.floor(at / 1000)
  const body = JSON.stringify({ id, object: 'event', created, type, data: { object } })
  return { body, headers: stripeSigned(body, { at, ...signing }) }
}

interface StripeSigning {
  secret?: string
  /** In ms since 1970. */
  at?: number
  id?: string
}

/** The headers with which Stripe sends `body`, whatever that is. */
export function stripeSigned(
  body: string,
  { secret = SECRETS.stripe, at = Date.now() }: StripeSigning = {},
): Record<string, string> {
  const timestamp = Math.floor(at / 1000)
  return {
    'Stripe-Signature': Stripe.webhooks.generateTestHeaderString({
      payload: body,
      secret,
      timestamp,
    }),
  }
}

/** How a payment intent for `order` stands. */
export const intent = (order: string, status: string, more: object = {}) => ({
  id: `pi_${order}`,
  object: 'payment_intent',
  status,
  amount: 5000,
  amount_received: status === 'succeeded' ? 5000 : 0,
  currency: 'eur',
  metadata: { order_id: order },
  ...more,
})

/** The order is paid, says Stripe. */
export const stripePaid = (order: string, signing: StripeSigning = {}): Callback =>
  stripeSays('payment_intent.succeeded', intent(order, 'succeeded'), signing)

/** The order is paid, says Razorpay, which signs as its adapter's test shows. */
export function razorpayPaid(order: string, at = Date.now()): Callback {
  const payment = {
    id: `pay_${order}`,
    entity: 'payment',
    amount: 5000,
    currency: 'INR',
    status: 'captured',
    notes: { order_id: order },
  }
  const body = JSON.stringify({
    entity: 'event',
    event: 'payment.captured',
    contains: ['payment'],
    payload: { payment: { entity: payment } },
    created_at: Math.floor(at / 1000),
  })
  const signature = createHmac('sha256', SECRETS.razorpay).update(body).digest('hex')
  return { headers: { 'X-Razorpay-Signature': signature }, body }
}

/** The order is paid, says somebody who signs with the standardwebhooks library. */
export function standardPaid(order: string): Callback {
  const [id, at] = [`msg_${randomUUID()}`, new Date()]
  const body = JSON.stringify({
    type: 'payment.succeeded',
    timestamp: at.toISOString(),
    data: { order, payment: `p-${order}`, amount: 5000, currency: 'EUR' },
  })
  return {
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(SECRETS['standard-webhooks']).sign(id, at, body),
    },
    body,
  }
}

/** What a provider sends that signs nothing. */
export const unsigned = (body: object): Callback => ({
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
})

/** Of an address that the relay hands out, what is below all callbacks. */
export const pathOf = (url: string): string => url.split('/callbacks/')[1] ?? ''

/** What came of a prompt on a phone, says M-Pesa. Nothing is signed. */
export const darajaSays = (prompt: string, code: number, receipt = 'NLJ7RT61SV'): Callback =>
  unsigned({
    Body: {
      stkCallback: {
        MerchantRequestID: `m-${prompt}`,
        CheckoutRequestID: prompt,
        ResultCode: code,
        ResultDesc: 'As it was.',
        ...(code === 0 && {
          CallbackMetadata: {
            Item: [
              { Name: 'Amount', Value: 50 },
              { Name: 'MpesaReceiptNumber', Value: receipt },
              { Name: 'TransactionDate', Value: 20261121083000 },
            ],
          },
        }),
      },
    },
  })

/** Where M-Pesa tells of the order, as interface.md has it; without an order, of any. */
export const darajaPath = (order?: string, secret: string = SECRETS.daraja): string =>
  `daraja/${createHmac('sha256', secret)
    .update(order === undefined ? 'daraja' : `daraja:${order}`)
    .digest('hex')}`
