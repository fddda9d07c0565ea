/** For tests: a server on this machine in a provider's place. It answers as it is told, and keeps what it was asked. */

import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import * as net from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

export interface Seen {
  method: string
  /** With the query. */
  path: string
  headers: NodeJS.Dict<string | string[]>
  body: string
  socket: net.Socket
}

/** Given an object, it goes out as JSON under 200; undefined: whoever answers does so by hand, or never. */
type Answering = (seen: Seen, response: ServerResponse) => object | string | undefined

export interface StandIn {
  /** Without a slash at the end. */
  base: string
  /** What came, in its order. */
  seen: readonly Seen[]
}

/** One that speaks HTTP. */
export async function standIn(answer: Answering): Promise<StandIn> {
  const seen: Seen[] = []
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const { method = '', url: path = '', headers, socket } = request
    const each = { method, path, headers, socket, body: await text(request) }
    seen.push(each)
    const body = answer(each, response)
    if (body !== undefined) response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { base: `http://127.0.0.1:${await portOf(server)}`, seen }
}

/** One that writes what it likes, HTTP or not, once it was spoken to. */
export async function speaker(say: (socket: net.Socket) => void): Promise<string> {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => say(socket))
  })
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${await portOf(server)}`
}

async function portOf(server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as net.AddressInfo).port
}
