/** One page's line to the relay, on which the demo plays weather: what a tunnel, a proxy or a sleeping laptop does. */

import { Transform, type Duplex } from 'node:stream'

/**
 * All gets through; no WebSockets do; everything dies; or bytes stop, both ways, and nothing is closed: nobody is told
 * that anything is wrong.
 */
export const NETWORKS = ['open', 'no sockets', 'offline', 'silent'] as const
export type Network = (typeof NETWORKS)[number]

export class Line {
  #network: Network = 'open'
  /** What is under way: of one connection, there may be several. */
  readonly #carried = new Set<{ socket: Duplex; isWebSocket: boolean }>()
  /** What goes on once bytes flow again. */
  #waiting: { socket: Duplex; then: () => void }[] = []

  /** Nothing needs it any more: it is as good as a new one. */
  get isIdle(): boolean {
    return this.#network === 'open' && this.#carried.size === 0
  }

  /** Not even a refusal comes through. */
  get isCut(): boolean {
    return this.#network === 'offline'
  }

  set(network: Network): void {
    this.#network = network
    for (const { socket, isWebSocket } of this.#carried) {
      if (!this.#takes(isWebSocket)) socket.destroy()
    }
    if (network === 'silent') return
    for (const { then } of this.#waiting.splice(0)) then()
  }

  /** Whether it takes it on; if so, until the returned function is called. */
  carry(socket: Duplex, isWebSocket: boolean): (() => void) | undefined {
    if (!this.#takes(isWebSocket)) return undefined
    const carried = { socket, isWebSocket }
    this.#carried.add(carried)
    return () => void this.#carried.delete(carried)
  }

  /** At once, but in silence; never, if `socket` closes before that: nobody is there any more. */
  whenFlowing(socket: Duplex, then: () => void): void {
    if (this.#network !== 'silent') return then()
    // A page that asks again and again all night leaves nothing behind.
    this.#waiting = this.#waiting.filter((each) => !each.socket.destroyed)
    this.#waiting.push({ socket, then })
  }

  /** Lets bytes of what `socket` carries through, and the end of them, while they flow. */
  gate(socket: Duplex): Transform {
    return new Transform({
      transform: (chunk, _, done) => this.whenFlowing(socket, () => done(null, chunk)),
      flush: (done) => this.whenFlowing(socket, done),
    })
  }

  #takes(isWebSocket: boolean): boolean {
    return !this.isCut && !(isWebSocket && this.#network === 'no sockets')
  }
}
