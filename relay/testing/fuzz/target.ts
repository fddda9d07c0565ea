/** The relay that is attacked: all of it, in this process, behind a server that listens. */

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { pino } from 'pino'
import { settingOf } from '../../config/config.ts'
import { readConfig } from '../../config/read-config.ts'
import { PROVIDERS } from '../../providers/index.ts'
import { secretOf } from '../../providers/secret.ts'
import { simulatedKeys } from '../../providers/simulated-keys.ts'
import { createRelay, type Relay } from '../../relay.ts'
import { memoryStore } from '../../store/memory.ts'
import { serveOn } from '../serve-on.ts'
import { promised } from './promised.ts'

export const API_KEY = 'merchant-0123456789abcdef'

export const TOKEN_SECRET = 'a-token-secret-of-no-less-than-32-bytes'

/** The shop's own pages. */
export const ORIGIN = 'https://shop.example.com'

/** By provider: all are on. */
export const SECRETS: ReadonlyMap<string, string> = new Map(
  [...PROVIDERS].map(([id, provider]) => [id, secretOf(provider, Buffer.alloc(24, id))]),
)

/** Stands in all that is secret in an attack: it must be in no line of the log. */
export const CANARY = 'canary-0123456789'

/** What came back, and whether the relay has closed. */
export interface Reply {
  bytes: Buffer
  isClosed: boolean
}

/** So many turns of the event loop without a word, and nothing more will come. */
const QUIET = 12

/** More turns than a relay that answers without end would get. */
const MOST_TURNS = 20_000

/** Longer than anything takes that ends by itself, on any machine. In ms. */
const PATIENCE = 60_000

/** pino's number for `error`; above it is only `fatal`. */
const ERROR = 50

interface Clock {
  /** Where it stands, in ms since 1970; else it goes. */
  stands?: number
}

export class Target {
  readonly relay: Relay
  readonly port: number
  readonly #clock: Clock
  readonly #server: Server
  readonly #lines: string[]
  /** What nobody caught. */
  readonly #faults: unknown[] = []

  private constructor(relay: Relay, server: Server, lines: string[], clock: Clock) {
    this.relay = relay
    this.#clock = clock
    this.#server = server
    this.#lines = lines
    this.port = (server.address() as AddressInfo).port
    process.on('unhandledRejection', this.#fault).on('uncaughtException', this.#fault)
  }

  static async start(): Promise<Target> {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const own = [...SECRETS].map(([id, secret]) => [`CALLBACK_SECRET_${settingOf(id)}`, secret])
    const { config, mistakes } = readConfig({
      HOST: '127.0.0.1',
      PORT: String((server.address() as AddressInfo).port),
      STORE: 'memory:',
      API_KEYS: API_KEY,
      TOKEN_SECRETS: TOKEN_SECRET,
      ALLOWED_ORIGINS: ORIGIN,
      TEST_MONEY: 'accept',
      ...Object.fromEntries(own),
    })
    if (mistakes) throw new Error(JSON.stringify(mistakes))

    const lines: string[] = []
    const clock: Clock = {}
    const relay = createRelay({
      config,
      store: memoryStore(),
      log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
      assets: new Map(),
      ownsHost: true,
      signingKeys: async () => simulatedKeys().publicKey,
      now: () => clock.stands ?? Date.now(),
    })
    serveOn(server, relay)
    return new Target(relay, server, lines, clock)
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get host(): string {
    return `127.0.0.1:${this.port}`
  }

  /** Asks the routes, without a socket. */
  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    return this.relay.app.request(path, init)
  }

  /** As the shop's own server. */
  merchant(method: string, path: string, body?: unknown): Promise<Response> {
    return this.ask(path, {
      method,
      headers: { Authorization: `Bearer ${API_KEY}` },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  }

  /**
   * Sends the pieces on a connection of their own, and waits until nothing more comes; then resets it. `isWhole`: where
   * it is known what must come, it is waited for, however long the machine takes.
   */
  async exchange(
    pieces: readonly Buffer[],
    isWhole: (bytes: Buffer) => boolean = () => true,
  ): Promise<Reply> {
    // Else a small piece would wait until the one before it is acknowledged.
    const socket = connect({ port: this.port, host: '127.0.0.1', noDelay: true })
    const parts: Buffer[] = []
    let news = 0
    let isClosed = false
    socket.on('data', (part) => {
      parts.push(part)
      news++
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      isClosed = true
      news++
    })
    await Promise.race([once(socket, 'connect'), once(socket, 'close')])
    for (const piece of pieces) {
      socket.write(piece)
      await turn()
    }
    const watched = () => news + (socket.writableLength === 0 ? 0 : NaN)
    let before = NaN
    while (!Object.is(watched(), before)) {
      await quiet(watched)
      before = watched()
      await echoed()
    }
    await until(() => isClosed || isWhole(Buffer.concat(parts)))
    const reply = { bytes: Buffer.concat(parts), isClosed }
    if (!isClosed) socket.resetAndDestroy()
    return reply
  }

  /** Its clock stands while this is done: what is signed now is in time, however slow the machine is. */
  async atRest<T>(act: (now: number) => Promise<T>): Promise<T> {
    const now = Date.now()
    this.#clock.stands = now
    try {
      return await act(now)
    } finally {
      delete this.#clock.stands
    }
  }

  /** Throws if the relay wrote what it must not, or left something uncaught, since it was asked last. */
  checkLog(): void {
    promised(this.#faults.length === 0, 'nothing is left uncaught', this.#faults.map(String))
    const lines = this.#lines.splice(0)
    const loud = lines.filter((line) => isLoud(JSON.parse(line)))
    promised(loud.length === 0, 'no stranger causes a line of error or fatal', loud[0])
    const telling = lines.find((line) => line.includes(CANARY))
    promised(telling === undefined, 'no line tells a secret', telling)
  }

  /** Resolves once nobody is connected. */
  async isLeftAlone(): Promise<void> {
    const count = () =>
      new Promise<number>((resolve) =>
        this.#server.getConnections((_, connections) => resolve(connections)),
      )
    await until(async () => (await count()) === 0)
    const connections = await count()
    promised(connections === 0, 'who has gone has gone', connections)
  }

  async close(): Promise<void> {
    await this.relay.close()
    this.#server.closeAllConnections()
    this.#server.close()
    process.off('unhandledRejection', this.#fault).off('uncaughtException', this.#fault)
  }

  readonly #fault = (error: unknown): void => {
    this.#faults.push(error instanceof Error ? error.stack : error)
  }
}

/** A body that is vouched for, as some are here, and says nothing that we understand, ops must hear of. */
const isLoud = ({ level, code }: { level: number; code?: string }): boolean =>
  level >= ERROR && !['not_utf8', 'not_json', 'not_understood'].includes(code ?? '')

let echo: Promise<Socket> | undefined

/** To a server that says back what it is told. */
async function startEcho(): Promise<Socket> {
  const server = createTcpServer((socket) => void socket.pipe(socket).unref()).listen(
    0,
    '127.0.0.1',
  )
  await once(server, 'listening')
  const socket = connect({ port: (server.address() as AddressInfo).port, noDelay: true })
  await once(socket, 'connect')
  server.unref()
  socket.unref()
  return socket
}

/**
 * Resolves once a byte has gone through the network of this machine and back, and work has been done beside this thread:
 * what was sent before is there by now, though the machine may be busy with something else.
 */
async function echoed(): Promise<void> {
  const socket = await (echo ??= startEcho())
  const isBack = once(socket, 'data')
  socket.write('.')
  await Promise.all([isBack, crypto.subtle.digest('SHA-256', Buffer.of(0))])
}

export const turn = (): Promise<void> => new Promise(setImmediate)

/** Resolves once what is watched has been the same for a while, in turns of the event loop. */
export async function quiet(watched: () => number): Promise<void> {
  let last = watched()
  let still = 0
  for (let turns = 0; turns < MOST_TURNS && still < QUIET; turns++) {
    await turn()
    const now = watched()
    still = now === last ? still + 1 : 0
    last = now
  }
}

/** Resolves once it is so; or when nobody would wait any longer. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE
  while (!(await isSo()) && Date.now() < deadline) await turn()
}
