/** One of several relays on one store: its process, and what it reaches. */

import type { Relay } from '../../../relay/relay.ts'
import type { Store } from '../../../relay/store/store.ts'
import type { Journey } from '../../../relay/store/conformance/late-memory.ts'
import type { Place, Reply } from '../place.ts'
import { Process } from '../process.ts'
import { pollOf, SILENT, upgradeOf, type TextResponse } from '../relay-globals.ts'
import type { Wire } from '../wire.ts'
import type { End, Exchange } from './exchange.ts'
import type { Machine } from './machine.ts'
import { reached } from './reached.ts'
import type { Receiver } from './receiver.ts'

/** To the store, one way, in ms; and until it is known that it is not reached. */
const NEAR = [1, 8] as const
const UNREACHED = [5, 2_000] as const

interface Parts {
  place: Place
  machine: Machine
  exchange: Exchange
  receiver: Receiver
  /** A view of the store that all share. */
  open(journey: Journey): Store
}

export class Node {
  readonly name: string
  readonly #parts: Parts
  readonly #wires = new Set<Wire>()
  #process: Process
  #end: End | undefined
  #store: Store | undefined
  #relay: Relay | undefined
  #isCutFromOthers = false
  isCutFromStore = false
  isDraining = false
  /** How far its clock is ahead, in ms. */
  ahead = 0

  constructor(name: string, parts: Parts) {
    this.name = name
    this.#parts = parts
    this.#process = new Process(parts.place.clock)
  }

  get isUp(): boolean {
    return this.#relay !== undefined
  }

  /** As whoever stands before the nodes looks at it: what cannot reach the store may be asked all the same. */
  get isReady(): boolean {
    return this.isUp && !this.isDraining
  }

  get store(): Store | undefined {
    return this.#store
  }

  start(): void {
    const { place, machine, exchange, receiver, open } = this.#parts
    const process = (this.#process = new Process(place.clock))
    const node = this
    const end: End = {
      process,
      get isCutFromOthers() {
        return node.#isCutFromOthers
      },
    }
    this.#end = end
    this.isDraining = false
    machine.run({ place, process, receiver, ahead: this.ahead })
    const journey = () => this.#travel(process)
    const { code, config, now } = machine
    this.#store = reached(open(journey), { journey, isAlive: () => process.isAlive })
    this.#relay = code.createRelay({
      config,
      store: this.#store,
      bus: code.busOn('redis', (listener) => exchange.connect(end, listener)),
      assets: new Map(),
      log: SILENT,
      now,
    })
  }

  /** Without a word to anybody. */
  kill(): void {
    this.#process.die()
    this.#relay = undefined
    if (this.#end) this.#parts.exchange.forget(this.#end)
    for (const wire of [...this.#wires]) wire.break()
    this.#wires.clear()
  }

  /** Tells its pages when to come back. */
  drain(): void {
    this.isDraining = true
    void this.#relay?.drain()
  }

  cutFromOthers(): void {
    this.#isCutFromOthers = true
    if (this.#end) this.#parts.exchange.cut(this.#end)
  }

  reachOthers(): void {
    this.#isCutFromOthers = false
  }

  connect(wire: Wire): void {
    wire.process = this.#process
    this.#wires.add(wire)
    this.#relay?.upgrade(...upgradeOf(wire))
  }

  async answer(body: string, signal: AbortSignal): Promise<Reply> {
    const response = await this.#ask((relay) => relay.app.fetch(pollOf(body, signal)))
    const { status, headers, body: text } = response as unknown as TextResponse
    return { status, body: text ?? '', retryAfter: headers.get('Retry-After') }
  }

  register(...given: Parameters<Relay['register']>): ReturnType<Relay['register']> {
    return this.#ask((relay) => relay.register(...given))
  }

  update(...given: Parameters<Relay['update']>): ReturnType<Relay['update']> {
    return this.#ask((relay) => relay.update(...given))
  }

  order(id: string): ReturnType<Relay['order']> {
    return this.#ask((relay) => relay.order(id))
  }

  /** Rejects where it dies before it has answered. */
  #ask<T>(ask: (relay: Relay) => T | Promise<T>): Promise<T> {
    if (!this.#relay) return Promise.reject(new Error(`${this.name} is not there.`))
    return this.#process.promised(Promise.resolve(ask(this.#relay)))
  }

  #travel(process: Process): Promise<void> {
    const { place, machine } = this.#parts
    const { clock, random } = place
    const isReached = () => process.isAlive && !this.isCutFromStore
    return new Promise((resolve, reject) => {
      const fail = () => reject(new machine.code.StoreFailure('The store is not reached.'))
      clock.after(random.between(...NEAR), () => {
        if (isReached()) resolve()
        else if (!process.isAlive) fail()
        else clock.after(random.between(...UNREACHED), fail)
      })
    })
  }
}
