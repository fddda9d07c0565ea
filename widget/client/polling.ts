/** The conversation by post, for networks that do not let a socket through. */

import type { PageFrame, RelayFrame } from '../../relay/protocol.ts'

/** How long the relay may hold an answer, in seconds. */
const WAIT = 25

/** An answer that takes so much longer is lost, in ms. */
const GRACE = 10_000

/** From one that brought nothing to the next, in ms. */
const SHORTEST = 2_000
const LONGEST = 30_000

/** A proxy that wants us to stay away for an hour does not know who is waiting here. In seconds. */
const LONGEST_WANTED = 300

export interface Polling {
  url: string
  /** What the page follows and has, told anew each time. */
  frames(): PageFrame[]
  /** Says whether the frame was news. */
  hear(frame: RelayFrame): boolean
  /** How a poll went. */
  answered(isAnswered: boolean): void
  /** The relay wants us to come back in so many ms, and not earlier. */
  drain(ms: number): void
}

/**
 * Polls until it is stopped. `every`: one short poll in so many ms, instead of as quickly as there is
 * something to tell.
 */
export function startPolling(polling: Polling, every?: number): () => void {
  let isStopped = false
  let asking: AbortController | undefined
  let timer = setTimeout(poll, every)
  /** For how long the next may be held: not at all, until we know that we are not in the dark. */
  let wait = 0
  /** What somebody on the way lets the relay hold. */
  let longest = every ? 0 : WAIT
  let pause = SHORTEST

  async function poll(): Promise<void> {
    const startedAt = performance.now()
    const took = () => performance.now() - startedAt
    const held = wait
    const { signal } = (asking = new AbortController())
    timer = setTimeout(() => asking?.abort(), held * 1000 + GRACE)
    wait = 0
    let isFine = false
    try {
      const response = await fetch(polling.url, {
        method: 'POST',
        body: JSON.stringify({ wait: held, frames: polling.frames() }),
        headers: { 'Content-Type': 'text/plain' },
        credentials: 'omit',
        signal,
      })
      const answer = await response.text()
      const seconds = Number(response.headers.get('Retry-After'))
      // All were told the same second.
      if (seconds > 0 && !isStopped) {
        polling.drain((Math.min(seconds, LONGEST_WANTED) + Math.random()) * 1000)
      }
      if (isStopped) return
      const { now, frames } = JSON.parse(answer)
      const news = [{ type: 'pong', now }, ...frames].map((frame) => polling.hear(frame))
      // What it heard may have been the end of it.
      if (isStopped) return
      polling.answered(true)
      if (held) longest = Math.min(2 * held + 1, WAIT)
      wait = longest
      // Held as long as it was asked to, or told something: the next may follow at once. Anything else,
      // whatever a cache or a proxy does, must not become a busy loop.
      isFine = news.includes(true) || took() > SHORTEST
      if (isFine) pause = SHORTEST
      else isFine = held < wait
    } catch {
      // No network, nobody there, nothing of ours; or somebody on the way cuts what takes long.
      if (held) longest = Math.max(held >> 1, 1)
      if (!isStopped) polling.answered(false)
    }
    clearTimeout(timer)
    if (isStopped) return
    // Who has waited in vain for an answer need not wait as long again.
    const left = Math.max(pause - took(), SHORTEST)
    timer = setTimeout(poll, every ?? (isFine ? 0 : left * (0.8 + Math.random() * 0.4)))
    if (!isFine) pause = Math.min(pause * 2, LONGEST)
  }

  return () => {
    isStopped = true
    clearTimeout(timer)
    asking?.abort()
  }
}
