/** Follows all orders of a relay, however often it restarts. */

import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import {
  isRelayFrame,
  NOT_OUR_PROTOCOL,
  ORIGIN_NOT_ALLOWED,
  parseJson,
  type ErrorFrame,
  type PageFrame,
  type Snapshot,
} from '../protocol.ts'
import { equalJitter } from '../webhooks/retry.ts'
import { printable } from './tail-line.ts'

/** How long a token is valid, in seconds. It is renewed at half of that. */
export const TTL = 3_600

/** How long the relay may take to greet us, in ms. */
const GREETING = 10_000

/** Of so many heartbeats none was heard: the relay is lost. */
const SILENCE = 2

/** A connection that held so long was none of several failures in a row. In ms. */
const SETTLED = 10_000

interface Tail {
  url: string
  /** A fresh one each time. */
  token(): Promise<string>
  changed(order: Snapshot): void
  /** Tells the operator. */
  say(message: string): void
  signal: AbortSignal
}

/** Follows all orders until the signal, however often the relay restarts. Throws where that is of no use. */
export async function follow(tail: Tail): Promise<void> {
  const { url, say, signal } = tail
  let failures = 0
  let isFirst = true
  let isLost = false
  let settledAt = Infinity

  const found = () => {
    settledAt = performance.now() + SETTLED
    say(
      isFirst ? `Following ${url}` : 'Found the relay again. What changed meanwhile is not shown.',
    )
    isFirst = false
    isLost = false
  }

  while (!signal.aborted) {
    settledAt = Infinity
    const end = await connect(tail, found)
    if (signal.aborted) return
    if (end.isFinal) throw new Error(printable(end.why))

    if (!isLost) say(`${isFirst ? 'No' : 'Lost the'} relay at ${url}: ${end.why}. Trying again.`)
    isLost = true
    failures = performance.now() > settledAt ? 1 : failures + 1
    await sleep(pause(failures, Math.random(), end.comeBack), undefined, { signal }).catch(() => {})
  }
}

/** How a connection ended. */
interface End {
  why: string
  /** The next would end the same way. */
  isFinal: boolean
  comeBack?: ComeBack
}

/** When a relay that restarts wants us back, in ms from now. */
interface ComeBack {
  after: number
  spread: number
}

async function connect({ url, token, changed, signal }: Tail, found: () => void): Promise<End> {
  const first = await token()
  const socket = new WebSocket(url)
  const tell = (frame: PageFrame) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame))
  }
  const renewal = setInterval(
    () => void token().then((renewed) => tell({ type: 'token', token: renewed })),
    (TTL / 2) * 1000,
  )

  return new Promise((resolve) => {
    let heartbeat = 0
    let timer = setTimeout(() => end('it says nothing'), GREETING)

    function end(why: string, isFinal = false, comeBack?: ComeBack): void {
      clearInterval(renewal)
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      socket.removeAllListeners('message')
      resolve({ why, isFinal, ...(comeBack && { comeBack }) })
      socket.terminate()
    }

    const stop = () => end('stopped')
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)

    socket.on('error', (error) => end('code' in error ? String(error.code) : error.message))
    socket.on('close', (code) => {
      const isFinal = code === NOT_OUR_PROTOCOL || code === ORIGIN_NOT_ALLOWED
      end(isFinal ? `The relay refuses us, with ${code}.` : `closed with ${code}`, isFinal)
    })
    socket.on('message', (data) => {
      const frame = parseJson(String(data))
      if (!isRelayFrame(frame)) return
      if (frame.type === 'connected') heartbeat = frame.heartbeat
      if (heartbeat > 0) {
        clearTimeout(timer)
        timer = setTimeout(() => end('it has fallen silent'), heartbeat * SILENCE)
      }

      switch (frame.type) {
        case 'connected':
          return tell({ type: 'subscribe', orders: '*', token: first })
        case 'subscribed':
          return found()
        case 'update':
          return changed(frame.order)
        case 'drain':
          return end('it restarts', false, frame)
        case 'error':
          return end(reasonOf(frame), frame.code !== 'token_expired')
        default:
      }
    })
  })
}

/** What to do about it here: the relay's own words are meant for pages. */
function reasonOf({ code, message }: ErrorFrame): string {
  switch (code) {
    case 'token_invalid':
      return 'The relay refuses our token. TOKEN_SECRETS must have one that the relay has, too.'
    case 'token_expired':
      return 'our token has expired. Are both clocks right?'
    case 'forbidden':
      return 'The relay does not let our token follow all orders.'
    case 'poll_instead':
      return 'The relay gives nobody a WebSocket while its REALTIME_ROLLOUT is 0 (poll_instead).'
    default:
      return `The relay refuses us: ${message} (${code})`
  }
}

const FIRST = 3_000
const BASE = 2_000
const LONGEST = 30_000

/** How long to wait after so many failures in a row, in ms. `random` from 0 to 1. */
export function pause(failures: number, random: number, comeBack?: ComeBack): number {
  if (comeBack) return comeBack.after + random * comeBack.spread
  if (failures <= 1) return random * FIRST
  const longest = Math.min(BASE * 2 ** (failures - 1), LONGEST)
  return equalJitter(longest, random)
}
