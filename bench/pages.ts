/** The shoppers' pages: a socket each. */

import { WebSocket } from 'ws'
import { concurrently } from './concurrently.ts'
import type { Contender, Ticket } from './contenders.ts'

/** How many connect at a time. */
const AT_A_TIME = 64

export class Pages {
  readonly #url: string
  readonly #contender: Contender
  readonly #listener: (frame: string) => void
  readonly #sockets: WebSocket[] = []

  /** `listener` hears of each update. */
  constructor(url: string, contender: Contender, listener: (frame: string) => void) {
    this.#url = url.replace('http', 'ws')
    this.#contender = contender
    this.#listener = listener
  }

  /** Resolves when all are subscribed. */
  open(tickets: Iterable<Ticket>): Promise<void> {
    return concurrently(AT_A_TIME, tickets, async (ticket) => {
      this.#sockets.push(await this.#follow(ticket))
    })
  }

  /** Resolves when all are closed. */
  async close(): Promise<void> {
    await concurrently(AT_A_TIME, this.#sockets.splice(0), (socket) => {
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
      socket.close()
      return closed
    })
  }

  #follow(ticket: Ticket): Promise<WebSocket> {
    const { path, frames } = this.#contender
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(this.#url + path(ticket), { perMessageDeflate: false })
      socket.on('error', reject)
      socket.on('close', (code) => reject(new Error(`A page was closed with ${code}.`)))
      socket.on('message', (data) => {
        const frame = String(data)
        const [, meaning] = frames.find(([beginning]) => frame.startsWith(beginning)) ?? []
        if (meaning === undefined) reject(new Error(`No page understands this: ${frame}`))
        else if (meaning === 'update') this.#listener(frame)
        else if (meaning === 'subscribed') resolve(socket)
        else if (meaning !== 'nothing') socket.send(meaning(ticket))
      })
    })
  }
}
