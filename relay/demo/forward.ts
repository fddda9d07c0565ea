/** Passes on to the relay what is not the demo's own: requests as they stream, WebSockets byte for byte. */

import { request as send, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { refuseUpgrade } from '../http/refuse-upgrade.ts'
import type { Line } from './line.ts'

const HOST = '127.0.0.1'

/** What is between two neighbours only. https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding'],
  ...['upgrade', 'expect'],
])

/** What proxies say of who asks: a visitor says nothing of that here. */
const OF_PROXIES = /^(?:x-forwarded-.*|forwarded|x-real-ip)$/i

/** So many requests of one connection, as in the relay: whoever sends more without waiting is no browser. */
const MOST_UNDER_WAY = 8

const underWay = new WeakMap<Duplex, number>()

type Pairs = [name: string, value: string][]

export interface Way {
  /** Undefined: the relay is dead, and so is whoever asks it. */
  port: number | undefined
  /** The path and query as the relay knows them. */
  url: string
  line: Line
}

/** Ends as a server that died where the relay does, or the line. */
export function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  { port, url, line }: Way,
): void {
  const { socket, method } = incoming
  const count = underWay.get(socket) ?? 0
  const leave = count < MOST_UNDER_WAY ? line.carry(socket, false) : undefined
  if (!leave) return void socket.destroy()
  underWay.set(socket, count + 1)
  let end = leave
  const over = () => {
    for (const each of [response, socket]) each.off('close', over)
    underWay.set(socket, (underWay.get(socket) ?? 1) - 1)
    end()
  }
  // A response that waits for others on its connection does not hear of the connection's end.
  for (const each of [response, socket]) each.once('close', over)

  line.whenFlowing(socket, () => {
    if (socket.destroyed) return
    if (port === undefined) return void socket.destroy()
    const headers = [...endToEnd(incoming), ...forwarded(incoming), ...framed(incoming)]
    const outgoing = send({
      host: HOST,
      port,
      method,
      path: url,
      headers: headers.flat(),
      setHost: false,
      // A connection kept for later may be to a relay that has been killed since.
      agent: false,
    })
    let isAnswered = false
    const die = () => line.whenFlowing(socket, () => void socket.destroy())
    outgoing.on('error', () => isAnswered || die())
    outgoing.on('response', (answer) => {
      isAnswered = true
      const head = endToEnd(answer).flat()
      line.whenFlowing(socket, () => {
        if (socket.destroyed) return
        response.writeHead(answer.statusCode ?? 502, answer.statusMessage, head)
        response.flushHeaders()
        answer.pipe(line.gate(socket)).pipe(response)
      })
      answer.on('error', () => {})
      answer.on('close', () => answer.complete || die())
    })
    end = () => {
      leave()
      outgoing.destroy()
    }
    incoming.pipe(line.gate(socket)).pipe(outgoing)
  })
}

/** Ends as `forward` does. */
export function forwardUpgrade(
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { port, url, line }: Way,
): void {
  socket.on('error', () => {})
  const leave = line.carry(socket, true)
  if (!leave) {
    // As a company's proxy does that knows no WebSockets.
    return line.isCut ? void socket.destroy() : refuseUpgrade(socket, '403 Forbidden')
  }
  socket.once('close', leave)
  line.whenFlowing(socket, () => {
    if (socket.destroyed) return
    if (port === undefined) return void socket.destroy()
    const upstream = connect(port, HOST)
    const headers = pairs(incoming).filter(([name]) => !OF_PROXIES.test(name))
    const lines = [...headers, ...forwarded(incoming)].map(([name, value]) => `${name}: ${value}`)
    upstream.write(`${incoming.method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1')
    upstream.write(head)

    const back = line.gate(socket)
    socket.pipe(line.gate(socket)).pipe(upstream)
    upstream.pipe(back).pipe(socket)
    upstream.on('error', () => {})
    // Killed, it says no goodbye; and whoever does not say it either would keep the socket half open.
    upstream.once('close', () => back.end())
    socket.once('finish', () => socket.destroy())
    socket.once('close', () => upstream.destroy())
  })
}

function pairs({ rawHeaders }: IncomingMessage): Pairs {
  return rawHeaders.flatMap((name, at): Pairs =>
    at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : [],
  )
}

function endToEnd(message: IncomingMessage): Pairs {
  const named = new Set(
    message.headers.connection?.split(',').map((name) => name.trim().toLowerCase()),
  )
  return pairs(message).filter(
    ([name]) =>
      !HOP_BY_HOP.has(name.toLowerCase()) &&
      !named.has(name.toLowerCase()) &&
      !OF_PROXIES.test(name),
  )
}

/** Who asks: the relay has TRUST_PROXY=1. */
const forwarded = ({ socket }: IncomingMessage): Pairs => [
  ['X-Forwarded-For', socket.remoteAddress ?? ''],
]

/** A body whose length was not told. */
const framed = ({ headers }: IncomingMessage): Pairs =>
  headers['transfer-encoding'] === undefined ? [] : [['Transfer-Encoding', 'chunked']]
