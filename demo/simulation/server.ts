/** The relay as the network sees it: processes that come and go, over one disk. */

import { createRequire } from 'node:module'
import type { Relay } from '../../relay/relay.ts'
import type { PaymentStatus, Snapshot } from '../../relay/protocol.ts'
import { Disk } from './disk.ts'
import { BEGINNING, type Place, type Reply, type Upstream } from './place.ts'
import { Process } from './process.ts'
import { realm } from './realm.ts'
import type { Wire } from './wire.ts'

type RelayUnderTest = typeof import('./relay-under-test.ts')

const RELAY_GLOBALS = [
  'require',
  '__filename',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'Date',
  'Math',
  'Response',
] as const

/** What a merchant's word may say. */
export interface Word {
  status: PaymentStatus
  amount?: number
  payment?: string
  reason?: { code: 'declined' | 'no_response' }
}

const ORIGIN = 'https://shop.example'

/** Between the merchant's server and the relay there is no network that fails. */
const SETTINGS = {
  HOST: '127.0.0.1',
  STORE: 'memory:',
  PUBLIC_URL: 'https://relay.example',
  API_KEYS: 'key-of-the-shop-s-server-is-here',
  TOKEN_SECRETS: 'a secret that signs the tokens of this test',
  ALLOWED_ORIGINS: ORIGIN,
  LOG_LEVEL: 'silent',
}

const real = createRequire(import.meta.url)

/** Each run is alone in this process: where its relay lives. */
let here: { place: Place; process: Process }

const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {} }

/** Modules whose answers must be virtual, too. */
const MODULES: Readonly<Record<string, unknown>> = {
  ws: {
    // Whose heirs nobody makes: the wires are sockets enough.
    WebSocket: Object,
    WebSocketServer: class {
      handleUpgrade(
        _request: unknown,
        socket: unknown,
        _head: unknown,
        take: (ws: unknown) => void,
      ) {
        take((socket as { wire: Wire }).wire.relay)
      }
    },
  },
  'node:crypto': {
    ...real('node:crypto'),
    randomUUID: () => `uuid-${here.place.random.next()}`,
    randomBytes: (size: number) =>
      Buffer.from(Array.from({ length: size }, () => here.place.random.between(0, 255))),
  },
}

/** As much of an answer as there is to one whose body is text. */
class TextResponse {
  readonly status: number
  readonly headers: Headers
  readonly body: string | null

  constructor(body: string | null = null, init: { status?: number; headers?: HeadersInit } = {}) {
    this.body = body
    this.status = init.status ?? 200
    this.headers = new Headers(init.headers)
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }
}

const now = () => BEGINNING + here.place.clock.now

const compiled = await realm<RelayUnderTest>('demo/simulation/relay-under-test.ts', RELAY_GLOBALS)
const { createRelay, readConfig, memoryStore, snapshotOf, tokens, unknownOrder } = compiled(
  (name: string) => MODULES[name] ?? real(name),
  import.meta.filename,
  (run: () => void, ms?: number) => here.process.setTimeout(run, ms),
  (handle: never) => here.process.clear(handle),
  (run: () => void, ms: number) => here.process.setInterval(run, ms),
  (handle: never) => here.process.clear(handle),
  new Proxy(Date, {
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
    construct: (target, given) => Reflect.construct(target, given.length > 0 ? given : [now()]),
  }),
  Object.create(Math, { random: { value: () => here.place.random.next() } }),
  TextResponse,
)

const read = readConfig(SETTINGS)
if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
const { config } = read

export class Server implements Upstream {
  readonly place: Place
  readonly disk: Disk
  isDraining = false
  readonly #wires = new Set<Wire>()
  #process: Process
  #relay: Relay | undefined

  constructor(place: Place) {
    this.place = place
    this.#process = new Process(place.clock)
    here = { place, process: this.#process }
    this.disk = new Disk(memoryStore)
  }

  get isUp(): boolean {
    return this.#relay !== undefined
  }

  start(): void {
    this.isDraining = false
    this.#process = new Process(this.place.clock)
    here = { place: this.place, process: this.#process }
    this.#relay = createRelay({
      config,
      store: this.disk.store,
      assets: new Map(),
      log: SILENT as never,
      now,
    })
  }

  /** Without a word to anybody. */
  crash(): void {
    this.#process.die()
    this.#relay = undefined
    for (const wire of [...this.#wires]) wire.break()
    this.#wires.clear()
  }

  /** Tells pages when to come back. */
  drain(): void {
    this.isDraining = true
    void this.#relay?.drain()
  }

  connect(wire: Wire): void {
    wire.process = this.#process
    this.#wires.add(wire)
    const socket = { wire, on() {}, once() {}, cork() {}, uncork() {}, destroy() {}, end() {} }
    const headers = {
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      origin: ORIGIN,
      host: 'relay.example',
    }
    const request = { url: '/ws', headers, socket }
    this.#relay?.upgrade(request as never, socket as never, Buffer.alloc(0))
  }

  async answer(body: string, signal: AbortSignal): Promise<Reply> {
    const request = {
      method: 'POST',
      url: 'https://relay.example/poll',
      signal,
      headers: new Headers({
        Origin: ORIGIN,
        Host: 'relay.example',
        'Content-Type': 'text/plain',
        'Content-Length': String(body.length),
      }),
      arrayBuffer: async () => new TextEncoder().encode(body).buffer,
    }
    const answer = Promise.resolve(this.#relay?.app.fetch(request as never))
    const response = (await this.#process.promised(answer)) as unknown as TextResponse
    const text = response.body ?? ''
    this.place.relaySays(text)
    return { status: response.status, body: text, retryAfter: response.headers.get('Retry-After') }
  }

  async register(id: string, order: { amount: number; customer: string; expiresIn?: number }) {
    const { amount, customer, expiresIn } = order
    await this.disk.store.register(
      id,
      {
        amount,
        currency: 'EUR',
        customers: [customer],
        ...(expiresIn !== undefined && { expiresIn }),
      },
      { now: now(), retention: 30 * 86_400_000 },
    )
  }

  async update(id: string, word: Word): Promise<void> {
    await this.#relay?.update(id, word)
  }

  /** `ttl` in seconds. */
  async token(grant: { orders?: string[]; customer?: string }, ttl: number): Promise<string> {
    const { token } = await tokens(config.tokenSecrets).issue(grant, ttl, now())
    return token
  }

  /** What is true of an order. */
  async truth(id: string): Promise<Snapshot> {
    const { store } = this.disk
    const order = await store.order(id)
    return order ? snapshotOf(order, store.epoch) : unknownOrder(id, store.epoch, now())
  }
}
