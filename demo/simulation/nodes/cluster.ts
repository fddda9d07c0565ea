/** Nodes behind a balancer that knows no sticky sessions, on one store. */

import type { Snapshot } from '../../../relay/protocol.ts'
import type { Store } from '../../../relay/store/store.ts'
import { BEGINNING, type Place, type Reply, type Upstream } from '../place.ts'
import { Process } from '../process.ts'
import type { Wire } from '../wire.ts'
import { Exchange } from './exchange.ts'
import type { Machines } from './machine.ts'
import { Node } from './node.ts'
import type { Receiver } from './receiver.ts'

export class Cluster implements Upstream {
  readonly exchange: Exchange
  readonly nodes: readonly Node[]
  readonly #place: Place
  readonly #machines: Machines
  /** As whoever sits at the store sees it, at once. */
  readonly #store: Store

  constructor(place: Place, machines: Machines, size: number, receiver: Receiver) {
    this.#place = place
    this.#machines = machines
    this.exchange = new Exchange(place)
    const { exchange } = this
    machines.store.run({ place, process: new Process(place.clock), receiver, ahead: 0 })
    const open = machines.store.code.lateMemory({})
    this.#store = open(async () => {})
    this.nodes = machines.nodes
      .slice(0, size)
      .map((machine, at) => new Node(`node-${at}`, { place, machine, exchange, receiver, open }))
  }

  get isUp(): boolean {
    return this.nodes.some(({ isReady }) => isReady)
  }

  /** Any that is there. */
  any(): Node {
    return this.#place.random.pick(this.nodes.filter(({ isReady }) => isReady))
  }

  connect(wire: Wire): void {
    this.any().connect(wire)
  }

  async answer(body: string, signal: AbortSignal): Promise<Reply> {
    const reply = await this.any().answer(body, signal)
    this.#place.relaySays(reply.body)
    return reply
  }

  /** `ttl` in seconds. */
  async token(grant: { orders?: string[]; customer?: string }, ttl: number): Promise<string> {
    const { code, config } = this.#machines.store
    const now = BEGINNING + this.#place.clock.now
    const { token } = await code.tokens(config.tokenSecrets).issue(grant, ttl, now)
    return token
  }

  /** What is true of an order. */
  async truth(id: string): Promise<Snapshot> {
    await this.#store.readEpoch()
    const order = await this.#store.order(id)
    if (!order) throw new Error(`The store has lost ${id}.`)
    return this.#machines.store.code.snapshotOf(order, this.#store.epoch)
  }
}
