/** A WebSocket to the relay, until it is lost. */

import { wireText } from './frames.ts'
import {
  NOT_OUR_PROTOCOL,
  ORIGIN_NOT_ALLOWED,
  type PageFrame,
  type RelayFrame,
} from '../../relay/protocol.ts'

export interface Socket {
  send(frame: PageFrame): void
  /** Asks for a sign of life; without one in so many ms, the socket is lost. */
  probe(timeout: number): void
  stop(): void
}

/** Why a socket was lost. `eaten`: nothing came of what was said over it. */
export type Loss = 'lost' | 'eaten' | 'refused'

/** How long to wait for the relay's answer to what we say first, and for one to a ping. In ms. */
export const CONNECT_TIMEOUT = 4_000
const PING_TIMEOUT = 5_000

/** So many frames are said at once, and the next after so many ms: the relay has a bucket of 200. */
const BATCH = 100
const PAUSE = 500

/** A relay that has said nothing for so many of its heartbeats is asked whether it is there. */
const SILENCE = 1.2

/**
 * Tells of frames, and whether they prove that we are heard; of silence; and once that it was lost. After
 * `stop`, of nothing at all. `timeout`: how long to wait for the first answer, in ms; where that took long, the others
 * may as well.
 */
export function openSocket(
  url: string,
  timeout: number,
  hear: (frame: RelayFrame, isProof: boolean) => void,
  silent: () => void,
  lost: (loss: Loss, code?: number) => void,
): Socket {
  const socket = new WebSocket(url)
  /** Between two of the relay's heartbeats, in ms: as it says, if it does. */
  let heartbeat = 25_000
  let isHeard = false
  /** Pings without an answer. Until the last has one: what comes may have lain in a queue while the page slept. */
  let pings = 0
  const begunAt = performance.now()
  let slowness = 1
  let timer = setTimeout(end, timeout, 'eaten')
  const queue: PageFrame[] = []
  let mayBeSaid = BATCH
  let pausing: ReturnType<typeof setTimeout> | undefined

  function wait(ms: number, then: () => void) {
    clearTimeout(timer)
    timer = setTimeout(then, ms)
  }

  function probe(timeout: number) {
    send({ type: 'ping' })
    pings++
    wait(timeout * slowness, end)
  }

  function send(frame: PageFrame) {
    if (socket.readyState !== socket.OPEN) return
    queue.push(frame)
    say()
    // Whatever is asked, is answered.
    if (frame.type === 'subscribe' && isHeard && !pings) wait(PING_TIMEOUT * slowness, end)
  }

  function say() {
    for (const frame of queue.splice(0, mayBeSaid)) {
      mayBeSaid--
      socket.send(wireText(frame))
    }
    pausing ??= setTimeout(() => {
      pausing = undefined
      mayBeSaid = BATCH
      if (queue[0]) say()
    }, PAUSE)
  }

  /** Lets go of it at once: the closing handshake of a dead link can hang for minutes. */
  function stop() {
    clearTimeout(timer)
    clearTimeout(pausing)
    socket.onmessage = socket.onclose = null
    socket.close()
  }

  function end(loss: Loss = 'lost', code?: number) {
    stop()
    lost(loss, code)
  }

  socket.onclose = ({ code }) =>
    end([NOT_OUR_PROTOCOL, ORIGIN_NOT_ALLOWED].includes(code) ? 'refused' : 'lost', code)

  socket.onmessage = ({ data }) => {
    try {
      const frame = JSON.parse(data)
      if (frame.type === 'pong' && pings) pings--
      if (frame.type === 'connected') heartbeat = frame.heartbeat || heartbeat
      else if (!pings) {
        if (!isHeard) slowness = Math.max((performance.now() - begunAt) / CONNECT_TIMEOUT, 1)
        isHeard = true
        wait(heartbeat * SILENCE, () => {
          silent()
          probe(PING_TIMEOUT)
        })
      }
      hear(frame, isHeard && !pings)
    } catch {
      // Not for us: an old page survives a new relay.
    }
  }

  return { send, probe, stop }
}
