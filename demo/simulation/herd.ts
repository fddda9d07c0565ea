/** Very many pages on one relay, to see how they come back. */

import type { Following } from '../../widget/client/index.ts'
import { Clock } from './clock.ts'
import { clientOn, type Client } from './client.ts'
import { NOBODY, type Observer } from './observer.ts'
import { Page } from './page.ts'
import type { Place } from './place.ts'
import { Random } from './random.ts'
import { Server } from './server.ts'
import { RELAY } from './shopper.ts'

/** How finely attempts are counted, in ms. */
const SLOT = 100

/** Over so much time they arrive at first, in ms. */
const ARRIVAL = 4_000

export class Herd implements Place {
  readonly clock = new Clock(true)
  readonly random: Random
  readonly server: Server
  readonly #client: Client
  readonly #followings: Following[] = []
  #attempts = new Map<number, number>()
  #isLive = 0

  constructor(client: Client, seed: number) {
    this.#client = client
    this.random = new Random(seed)
    this.server = new Server(this)
    this.server.start()
  }

  /** Each page is in a browser of its own. */
  get channels(): Place['channels'] {
    return new Map()
  }

  get live(): number {
    return this.#isLive
  }

  /** The most sockets and polls that were begun in any 100 ms, since it was asked last. */
  peak(): number {
    const most = Math.max(0, ...this.#attempts.values())
    this.#attempts = new Map()
    return most
  }

  /** Lets so many come, until all are live. */
  async gather(size: number): Promise<void> {
    const token = await this.server.token({ orders: ['ORD-0'] }, 86_400)
    for (let page = 0; page < size; page++) {
      this.clock.after(this.random.between(0, ARRIVAL), () => this.#open(token))
    }
    await this.clock.runUntil(this.clock.now + ARRIVAL + 2_000)
  }

  relaySays(): void {}
  note(): void {}

  #open(token: string): void {
    const page = new Page('page', this)
    page.observer = this.#counting
    const following = clientOn(this.#client, page).follow({ relay: RELAY, order: 'ORD-0', token })
    let isLive = false
    following.on('connection', (connection) => {
      if (isLive === (connection === 'live')) return
      isLive = !isLive
      this.#isLive += isLive ? 1 : -1
    })
    this.#followings.push(following)
  }

  readonly #count = (): void => {
    const slot = Math.floor(this.clock.now / SLOT)
    this.#attempts.set(slot, (this.#attempts.get(slot) ?? 0) + 1)
  }

  readonly #counting: Observer = { ...NOBODY, dials: this.#count, polls: this.#count }
}
