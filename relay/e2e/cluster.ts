/** Several relays on one store, each a process of its own, that live and die one by one. */

import type { Environment } from '../config/config.ts'
import { Client } from '../testing/client.ts'
import { folder, serve } from './process.ts'

type Served = Awaited<ReturnType<typeof serve>>

export class Cluster {
  /** What those said who ended without being told to. */
  readonly deaths: string[] = []
  readonly #start: () => Promise<Served>
  readonly #nodes: Served[]
  readonly #dead = new Set<Served>()

  /** `env`: of each. */
  static async start(size: number, env: Environment): Promise<Cluster> {
    const cwd = folder()
    const start = () => serve([], cwd, { ...env, PORT: '0' })
    // The first one makes the tables: what the others then do is what they do on every other day.
    const first = await start()
    const others = await Promise.all(Array.from({ length: size - 1 }, start))
    return new Cluster(start, [first, ...others])
  }

  private constructor(start: () => Promise<Served>, nodes: Served[]) {
    this.#start = start
    this.#nodes = nodes
    for (const node of nodes) void this.#watch(node)
  }

  get size(): number {
    return this.#nodes.length
  }

  /** Of one that is dead, 0: its port may be a stranger's by now. */
  get ports(): number[] {
    return this.#nodes.map((node) => (this.#dead.has(node) ? 0 : Number(node.port)))
  }

  /** To talk to one of them, past any balancer. */
  node(index: number): Client {
    return new Client(this.#at(index).url)
  }

  get nodes(): Client[] {
    return this.#nodes.map(({ url }) => new Client(url))
  }

  /** With SIGKILL. */
  async kill(index: number): Promise<void> {
    const node = this.#at(index)
    this.#dead.add(node)
    await node.stop('SIGKILL')
  }

  /** In the place of one that was killed; its port is another. */
  async revive(index: number): Promise<void> {
    const node = await this.#start()
    this.#nodes[index] = node
    void this.#watch(node)
  }

  async #watch(node: Served): Promise<void> {
    const code = await node.ended
    if (code !== null) this.deaths.push(`It ended with ${code}:\n${node.said()}`)
  }

  #at(index: number): Served {
    const node = this.#nodes[index]
    if (!node) throw new Error(`There are ${this.size} nodes.`)
    return node
  }
}
