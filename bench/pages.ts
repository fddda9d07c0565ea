/** The shoppers' pages: one socket for each order. */

import { WebSocket } from 'ws'
import { concurrently } from './concurrently.ts'
import type { Contender, Ticket } from './contenders.ts'

/** How many connect at a time. */
const AT_A_TIME = 64

export interface Pages {
  close(): void
}

/** Resolves when all are subscribed. `listener` hears of each update: of which order, and the frame. */
export async function openPages(
  port: number,
  contender: Contender,
  tickets: readonly Ticket[],
  listener: (order: number, frame: string) => void,
): Promise<Pages> {
  const sockets: WebSocket[] = []
  await concurrently(AT_A_TIME, tickets.entries(), async ([order, ticket]) => {
    const tell = (frame: string) => listener(order, frame)
    sockets.push(await follow(port, contender, ticket, tell))
  })
  return {
    close() {
      for (const socket of sockets) socket.terminate()
    },
  }
}

function follow(
  port: number,
  { path, frames }: Contender,
  ticket: Ticket,
  tell: (frame: string) => void,
): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const url = `ws://127.0.0.1:${port}${path(ticket.order)}`
    const socket = new WebSocket(url, { perMessageDeflate: false })
    socket.on('error', reject)
    socket.on('message', (data) => {
      const frame = String(data)
      const [, meaning] = frames.find(([beginning]) => frame.startsWith(beginning)) ?? []
      if (meaning === undefined) throw new Error(`No page understands this: ${frame}`)
      if (meaning === 'update') tell(frame)
      else if (meaning === 'subscribed') resolve(socket)
      else if (meaning !== 'nothing') socket.send(meaning(ticket))
    })
  })
}
