/** What a relay in a realm finds around it: virtual time, chance from the seed, and networks that are ours. */

import { createRequire } from 'node:module'
import { BEGINNING, type Place } from './place.ts'
import type { Process } from './process.ts'
import type { Wire } from './wire.ts'

/** In the order in which `relayGlobals` gives them. */
export const RELAY_GLOBALS = [
  'require',
  '__filename',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'Date',
  'Math',
  'Response',
] as const

const ORIGIN = 'https://shop.example'

/** Between the merchant's server and the relay there is no network that fails. */
export const SETTINGS = {
  HOST: '127.0.0.1',
  STORE: 'memory:',
  PUBLIC_URL: 'https://relay.example',
  API_KEYS: 'key-of-the-shop-s-server-is-here',
  TOKEN_SECRETS: 'a secret that signs the tokens of this test',
  ALLOWED_ORIGINS: ORIGIN,
  LOG_LEVEL: 'silent',
}

export const SILENT = {
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error() {},
  fatal() {},
} as never

/** Where the code of a realm runs now. */
export interface Here {
  place: Place
  process: Process
}

interface Around {
  here(): Here
  /** Its clock, in ms since 1970. */
  now?(): number
  /** Other modules that are ours. */
  modules?: Readonly<Record<string, unknown>>
}

const real = createRequire(import.meta.url)

export function relayGlobals({ here, now = () => nowIn(here()), modules = {} }: Around): unknown[] {
  const replaced: Readonly<Record<string, unknown>> = { ...modulesOf(here), ...modules }
  return [
    (name: string) => replaced[name] ?? real(name),
    import.meta.filename,
    (run: () => void, ms?: number) => here().process.setTimeout(run, ms),
    (handle: never) => here().process.clear(handle),
    (run: () => void, ms: number) => here().process.setInterval(run, ms),
    (handle: never) => here().process.clear(handle),
    (run: () => void) => here().process.setImmediate(run),
    (handle: never) => here().process.clear(handle),
    new Proxy(Date, {
      get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
      construct: (target, given) => Reflect.construct(target, given.length > 0 ? given : [now()]),
    }),
    Object.create(Math, { random: { value: () => here().place.random.next() } }),
    TextResponse,
  ]
}

const nowIn = ({ place }: Here): number => BEGINNING + place.clock.now

/** Modules whose answers must be virtual, too. */
const modulesOf = (here: () => Here): Readonly<Record<string, unknown>> => ({
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
    randomUUID: () => `uuid-${here().place.random.next()}`,
    randomBytes: (size: number) =>
      Buffer.from(Array.from({ length: size }, () => here().place.random.between(0, 255))),
  },
  'node:timers/promises': {
    setImmediate: (value: unknown) =>
      new Promise((resolve) => here().process.setImmediate(() => resolve(value))),
    setTimeout: (ms: number, value: unknown, { signal }: { signal?: AbortSignal } = {}) =>
      new Promise((resolve, reject) => {
        const handle = here().process.setTimeout(() => resolve(value), ms)
        signal?.addEventListener('abort', () => {
          here().process.clear(handle)
          reject(signal.reason)
        })
      }),
  },
})

/** As much of an answer as there is to one whose body is text. */
export class TextResponse {
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

/** What `upgrade` takes, for the relay's end of this wire. */
export function upgradeOf(wire: Wire): [never, never, Buffer] {
  const socket = { wire, on() {}, once() {}, cork() {}, uncork() {}, destroy() {}, end() {} }
  const headers = {
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    origin: ORIGIN,
    host: 'relay.example',
  }
  return [{ url: '/ws', headers, socket } as never, socket as never, Buffer.alloc(0)]
}

/** A poll, as `fetch` of the routes takes it. */
export const pollOf = (body: string, signal: AbortSignal): never =>
  ({
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
  }) as never
