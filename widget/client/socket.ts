/** A WebSocket to the relay, until it is lost. */

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
const CONNECT_TIMEOUT = 4_000
const PING_TIMEOUT = 5_000

/** A relay that has said nothing for so many of its heartbeats is asked whether it is there. */
const SILENCE = 1.5

/** Tells of frames, of silence, and once that it was lost; after `stop`, of nothing at all. */
export function openSocket(
  url: string,
  hear: (frame: RelayFrame) => void,
  silent: () => void,
  lost: (loss: Loss, code?: number) => void,
): Socket {
  const socket = new WebSocket(url)
  /** Between two of the relay's heartbeats, in ms: as it says, if it does. */
  let heartbeat = 25_000
  let timer = setTimeout(end, CONNECT_TIMEOUT, 'eaten')

  function wait(ms: number, then: () => void) {
    clearTimeout(timer)
    timer = setTimeout(then, ms)
  }

  function probe(timeout: number) {
    send({ type: 'ping' })
    wait(timeout, () => end('lost'))
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

  function end(loss: Loss, code?: number) {
    stop()
    lost(loss, code)
  }

  socket.onclose = ({ code }) =>
    end(code === NOT_OUR_PROTOCOL || code === ORIGIN_NOT_ALLOWED ? 'refused' : 'lost', code)

  socket.onmessage = ({ data }) => {
    try {
      const frame = JSON.parse(data)
      if (frame.type === 'connected') heartbeat = frame.heartbeat || heartbeat
      // Whatever else it says: it has heard us, and is alive.
      else {
        wait(heartbeat * SILENCE, () => {
          silent()
          probe(PING_TIMEOUT)
        })
      }
      hear(frame)
    } catch {
      // Not for us: an old page survives a new relay.
    }
  }

  return { send, probe, stop }
}
