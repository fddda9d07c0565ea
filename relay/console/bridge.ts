/**
 * The page's socket, led on to the relay's: frame by frame, both ways. The relay takes no page of another origin than
 * its shop's; from here comes a program, which has none.
 */

import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer, type RawData } from 'ws'
import { isLoopbackHost } from '../http/loopback.ts'
import { refuseUpgrade } from '../http/refuse-upgrade.ts'
import { TRY_AGAIN_LATER } from '../protocol.ts'
import { unreachable } from './forward.ts'
import { isOwnPage } from './guards.ts'

/** Of one frame of the page's, in bytes: what is too large for the relay must reach it, to be refused there. */
const MAX_FRAME = 64 * 1024

/** So much may wait for a page that does not read, in bytes. */
const MAX_WAITING = 8 * 1024 * 1024

/** How long the relay may take to answer, in ms. */
const PATIENCE = 10_000

/** `path`: where the page opens its socket. */
export function bridge(path: string, relay: string) {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME,
  })
  const url = `${relay.replace(/^http/, 'ws')}/ws`

  return (request: IncomingMessage, socket: Duplex, head: Buffer): boolean => {
    if (request.url?.split('?')[0] !== path) return false
    const header = (name: string) => [request.headers[name]].flat()[0]
    if (isLoopbackHost(header('host')) && isOwnPage(header)) {
      server.handleUpgrade(request, socket, head, (page) => lead(page, url, relay))
    } else {
      refuseUpgrade(socket, '403 Forbidden')
    }
    return true
  }
}

function lead(page: WebSocket, url: string, relay: string): void {
  const upstream = new WebSocket(url, { perMessageDeflate: false, handshakeTimeout: PATIENCE })
  const early: RawData[] = []
  let isFound = false

  page.on('message', (data) => {
    if (upstream.readyState === upstream.OPEN) upstream.send(String(data))
    else early.push(data)
  })
  upstream.on('open', () => {
    isFound = true
    for (const data of early.splice(0)) upstream.send(String(data))
  })
  upstream.on('message', (data) => {
    if (page.bufferedAmount > MAX_WAITING) page.terminate()
    else page.send(String(data))
  })

  page.on('close', (code, reason) => end(upstream, code, String(reason)))
  upstream.on('close', (code, reason) => {
    if (isFound) end(page, code, String(reason))
    else page.close(TRY_AGAIN_LATER, unreachable(relay).slice(0, LONGEST_REASON))
  })
  // Its close tells.
  for (const each of [page, upstream]) each.on('error', () => {})
}

/** Of a close frame, in bytes. */
const LONGEST_REASON = 123

/** Ends one as the other ended. What nobody said, but happened, happens to it too. */
function end(socket: WebSocket, code: number, reason: string): void {
  if (code === NO_CODE) socket.close()
  else if (code === BROKEN || socket.readyState === socket.CONNECTING) socket.terminate()
  else socket.close(code, reason)
}

/** What no close frame may say: that there was no code, and that there was no frame. */
const NO_CODE = 1005
const BROKEN = 1006
