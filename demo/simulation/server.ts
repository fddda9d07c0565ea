/** The relay as the network sees it: processes that come and go, over one disk. */

import type { Relay } from '../../relay/relay.ts'
import type { PaymentStatus, Snapshot } from '../../relay/protocol.ts'
import { Disk } from './disk.ts'
import { BEGINNING, type Place, type Reply, type Upstream } from './place.ts'
import { Process } from './process.ts'
import { realm } from './realm.ts'
import {
  RELAY_GLOBALS,
  relayGlobals,
  pollOf,
  SILENT,
  TextResponse,
  upgradeOf,
  SETTINGS,
  type Here,
} from './relay-globals.ts'
import type { Wire } from './wire.ts'

type RelayUnderTest = typeof import('./relay-under-test.ts')

/** What a merchant's word may say. */
export interface Word {
  status: PaymentStatus
  amount?: number
  payment?: string
  reason?: { code: 'declined' | 'no_response' }
}

/** Each run is alone in this process: where its relay lives. */
let here: Here

const now = () => BEGINNING + here.place.clock.now

const compiled = await realm<RelayUnderTest>('demo/simulation/relay-under-test.ts', RELAY_GLOBALS)
const { createRelay, readConfig, memoryStore, snapshotOf, tokens, unknownOrder } = compiled(
  ...relayGlobals({ here: () => here, now }),
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
      log: SILENT,
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
    this.#relay?.upgrade(...upgradeOf(wire))
  }

  async answer(body: string, signal: AbortSignal): Promise<Reply> {
    const request = pollOf(body, signal)
    const answer = Promise.resolve(this.#relay?.app.fetch(request))
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
