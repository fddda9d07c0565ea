/** For tests: a page with a socket, and what it says. */

import { EventEmitter, once } from 'node:events'
import { onTestFinished } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'

/** What a page, or the relay, says. */
export type Frame = { type: string } & Record<string, any>

/** A page's socket: what it was told, frame by frame. */
export class Page {
  readonly socket: WebSocket
  /** The code that the socket was closed with. */
  readonly closed: Promise<number>
  /** And why, in words. */
  reason = ''
  greeting: Frame | undefined
  readonly #told: Frame[] = []
  readonly #events = new EventEmitter()
  #code: number | undefined

  constructor(url: string, options: ClientOptions) {
    this.socket = new WebSocket(url, options)
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => {
        this.reason = String(reason)
        this.#code = code
        this.#events.emit('news')
        resolve(code)
      })
    })
    this.socket.on('error', () => {})
    this.socket.on('message', (data) => {
      this.#told.push(JSON.parse(String(data)))
      this.#events.emit('news')
    })
    onTestFinished(() => this.socket.terminate())
  }

  /** The next frame that the test has not yet seen. */
  async next(): Promise<Frame> {
    for (;;) {
      const frame = this.#told.shift()
      if (frame) return frame
      if (this.#code !== undefined) throw new Error(`The socket was closed with ${this.#code}.`)
      await once(this.#events, 'news')
    }
  }

  /** What it was told and the test has not yet seen. */
  get unseen(): readonly Frame[] {
    return this.#told
  }

  say(frame: Frame | string | Buffer): void {
    this.socket.send(
      typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame),
    )
  }

  /** Says it, and hears the answer. */
  ask(frame: Frame): Promise<Frame> {
    this.say(frame)
    return this.next()
  }
}

/** What a page says to follow these orders. */
export const subscribe = (token: string, ...orders: (string | object)[]): Frame => ({
  type: 'subscribe',
  orders: orders.map((order) => (typeof order === 'string' ? { id: order } : order)),
  token,
})

/** What a page says to follow a customer. */
export const subscribeTo = (customer: string, token: string, more: object = {}): Frame => ({
  type: 'subscribe',
  customer,
  token,
  ...more,
})
