/** The conversation by post, for networks that do not let a socket through. */

import { isRelayFrame, parseJson, type PageFrame, type RelayFrame } from '../../relay/protocol.ts'

/** How long the relay may hold an answer, in seconds. */
const WAIT = 25

/** An answer that takes longer is lost, in ms. */
const TIMEOUT = (WAIT + 10) * 1000

/** Between two answers without news, and after failures. In ms. */
const SHORTEST = 2_000
const LONGEST = 30_000

/**
 * Polls until it is stopped. `frames` tells anew each time what the page follows and has; `hear` says
 * whether a frame was news; `answered` hears how each poll went.
 */
export function startPolling(
  url: string,
  frames: () => PageFrame[],
  hear: (frame: RelayFrame) => boolean,
  answered: (isAnswered: boolean) => void,
): () => void {
  let isStopped = false
  /** None at first: the page should soon know that it is not in the dark. */
  let wait = 0
  let pause = SHORTEST
  let asking: AbortController
  let timer: ReturnType<typeof setTimeout>

  /** One poll; how long to wait for the next, in ms. */
  async function poll(): Promise<number> {
    const startedAt = Date.now()
    asking = new AbortController()
    timer = setTimeout(() => asking.abort(), TIMEOUT)
    const response = await fetch(url, {
      method: 'POST',
      body: JSON.stringify({ wait, frames: frames() }),
      headers: { 'Content-Type': 'text/plain' },
      credentials: 'omit',
      signal: asking.signal,
    })
    const body = response.ok ? parseJson(await response.text()) : undefined
    if (isStopped) return 0
    if (!isAnswer(body)) {
      answered(false)
      // It may be a date, or a proxy's hour: neither must end the waiting, nor make it endless.
      const wanted = Number(response.headers.get('Retry-After')) * 1000 || 0
      return Math.max(longer(), Math.min(wanted, LONGEST))
    }
    answered(true)
    const wasHeld = wait > 0
    wait = WAIT
    const isNews = body.frames.filter(isRelayFrame).map(hear).includes(true)
    // Held as long as it was asked to, or told something: the next may follow at once. Anything else,
    // whatever a cache or a proxy does, must not become a busy loop.
    const isFine = isNews || !wasHeld || Date.now() - startedAt > SHORTEST
    if (isFine) pause = SHORTEST
    return isFine ? 0 : longer()
  }

  function longer(): number {
    const jittered = pause * (0.8 + Math.random() * 0.4)
    pause = Math.min(pause * 2, LONGEST)
    return jittered
  }

  async function turn(): Promise<void> {
    const next = await poll().catch(() => {
      if (!isStopped) answered(false)
      return longer()
    })
    clearTimeout(timer)
    if (!isStopped) timer = setTimeout(() => void turn(), next)
  }
  void turn()

  return () => {
    isStopped = true
    clearTimeout(timer)
    asking.abort()
  }
}

const isAnswer = (body: unknown): body is { frames: unknown[] } =>
  Array.isArray((body as { frames?: unknown } | null | undefined)?.frames)
