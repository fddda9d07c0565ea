/** A WebSocket to the relay, until it is lost. */

import {
  isRelayFrame,
  NOT_OUR_PROTOCOL,
  ORIGIN_NOT_ALLOWED,
  parseJson,
  type PageFrame,
  type RelayFrame,
} from '../../relay/protocol.ts'

export interface Socket {
  send(frame: PageFrame): void
  /** Asks for a sign of life; without one, the socket is lost. */
  probe(timeout: number): void
  stop(): void
}

/** How long to wait for the relay's first frame, and for an answer to a ping. In ms. */
const CONNECT_TIMEOUT = 4_000
const PING_TIMEOUT = 5_000

/** A relay that has said nothing for so many of its heartbeats is asked whether it is there. */
const SILENCE = 1.5

/**
 * `lost` is told once, with whether the relay will never take us. After `stop`, nothing is told at all.
 */
export function openSocket(
  url: string,
  hear: (frame: RelayFrame) => void,
  lost: (isFinal: boolean) => void,
): Socket {
  const socket = new WebSocket(url)
  let heartbeat = 0
  let timer = setTimeout(end, CONNECT_TIMEOUT)

  function wait(ms: number, then: () => void) {
    clearTimeout(timer)
    timer = setTimeout(then, ms)
  }

  function probe(timeout: number) {
    send({ type: 'ping' })
    wait(timeout, end)
  }

  function send(frame: PageFrame) {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame))
  }

  /** Lets go of it at once: the closing handshake of a dead link can hang for minutes. */
  function stop() {
    clearTimeout(timer)
    socket.onmessage = socket.onclose = null
    socket.close()
  }

  function end(isFinal = false) {
    stop()
    lost(isFinal)
  }

  socket.onclose = ({ code }) => end(code === NOT_OUR_PROTOCOL || code === ORIGIN_NOT_ALLOWED)
  socket.onmessage = ({ data }) => {
    const frame = parseJson(String(data))
    if (!isRelayFrame(frame)) return
    if (frame.type === 'connected') heartbeat = frame.heartbeat
    // Whatever it says, it is alive.
    if (heartbeat) wait(heartbeat * SILENCE, () => probe(PING_TIMEOUT))
    hear(frame)
  }

  return { send, probe, stop }
}
