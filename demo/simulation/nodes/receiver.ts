/** The merchant's backend, which hears of orders by webhooks; and the way there. */

import { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import type { Snapshot } from '../../../relay/protocol.ts'
import type { Place } from '../place.ts'
import type { Process } from '../process.ts'

/** One way, in ms. */
const LATENCY = [1, 60] as const

/** How long it takes to answer, now and then, in ms. */
const SLOW = [1_000, 6_000] as const

export class Receiver {
  readonly #place: Place
  readonly #fail: (what: string) => void
  /** Which version of an order is under way. */
  readonly #underWay = new Map<string, number>()
  readonly #accepted = new Map<string, { version: number; said: string }>()
  /** How often it fails, and is slow, of 1. */
  failing = 0.1
  slow = 0.2
  /** Whether leases are to be trusted: the nodes' clocks agree. */
  isStrict = true

  constructor(place: Place, fail: (what: string) => void) {
    this.#place = place
    this.#fail = fail
  }

  /** What it knows of an order. Of one for which nobody has paid yet, it need not be told. */
  knows(order: string): string {
    return this.#accepted.get(order)?.said ?? gistOf({ status: 'pending', amountReceived: 0 })
  }

  /** Its answer is a status. */
  take(body: string, answer: (status: number) => void): void {
    const { clock, random, note } = this.#place
    const { data } = JSON.parse(body)
    const { id: order, version } = data
    const before = this.#underWay.get(order)
    const known = this.#accepted.get(order)?.version ?? 0
    if (this.isStrict && before !== undefined) {
      this.#fail(`${order} ${version} came while ${before} was under way`)
    }
    if (this.isStrict && version < known) this.#fail(`${order} ${version} came after ${known}`)
    this.#underWay.set(order, version)
    clock.after(random.chance(this.slow) ? random.between(...SLOW) : 1, () => {
      this.#underWay.delete(order)
      const status = random.chance(this.failing) ? 503 : 204
      const isNews = version >= (this.#accepted.get(order)?.version ?? 0)
      if (status < 300 && isNews) this.#accepted.set(order, { version, said: gistOf(data) })
      note('backend', `${status} ${order} ${version}`)
      answer(status)
    })
  }
}

/** What webhooks tell of, of an order. */
export const gistOf = ({ status, amountReceived }: Pick<Snapshot, 'status' | 'amountReceived'>) =>
  `${status}, ${amountReceived} received`

interface Sender {
  place: Place
  process: Process
  receiver: Receiver
}

const real = createRequire(import.meta.url)

/** As much of node:https as webhooks need. */
export const requestsOf = (here: () => Sender): object => ({
  ...real('node:https'),
  request() {
    const { place, process, receiver } = here()
    const { clock, random } = place
    const request = new EventEmitter()
    const later = (run: () => void) => clock.after(random.between(...LATENCY), run)

    function answer(statusCode: number): void {
      later(() => {
        if (!process.isAlive) return
        const response = Object.assign(new EventEmitter(), { statusCode, headers: {} })
        request.emit('response', response)
        request.emit('close')
      })
    }

    const end = (body: Uint8Array) =>
      void later(() => receiver.take(new TextDecoder().decode(body), answer))
    return Object.assign(request, { end, destroy() {} })
  },
})
