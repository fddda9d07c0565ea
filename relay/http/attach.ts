/** The relay on a server of the merchant's, which may have paths and sockets of its own. */

import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { ownPaths } from './paths.ts'

interface Attached {
  handle: RequestListener
  /** False, and the socket untouched, unless the path is the relay's own. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  publicUrl: string
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void

/** Takes requests and upgrades of `server` that are the relay's; leaves it all others. */
export function attach(server: Server, { handle, upgrade, publicUrl }: Attached): void {
  const others = server.listeners('request') as RequestListener[]
  const isOurs = ownPaths(publicUrl)
  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (others.length === 0 || isOurs(request.url ?? '')) handle(request, response)
    else for (const other of others) other(request, response)
  })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Where nobody else listens either, the socket would stay open for ever.
    if (upgrade(request, socket, head) || server.listenerCount('upgrade') > 1) return
    refuseUpgrade(socket)
  })
}

/** For an upgrade that nobody takes: left alone, its socket would stay open for ever. */
export function refuseUpgrade(socket: Duplex): void {
  socket.on('error', () => socket.destroy())
  // Whoever does not close its side would keep it half open.
  socket.once('finish', () => socket.destroy())
  socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
}
