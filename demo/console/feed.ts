/** Follows all orders, as staff, for as long as the page is open; comes back by itself. */

import type { Snapshot } from '../../relay/protocol.ts'
import { answerOf, askConsole, faultOf } from './api.ts'
import { Line } from './line.ts'
import type { Token } from './shapes.ts'

/** How often the way to the relay and back is measured, in ms. */
const PING = 10_000

/** When the token is renewed, of its hour. In ms. */
const RENEWAL = 30 * 60_000

/** The longest wait before another attempt, in ms. */
const LONGEST = 15_000

/** Nothing was heard for so long, though there is a heartbeat every 25 s: the line is dead. In ms. */
const SILENCE = 60_000

export interface Feed {
  state: 'live' | 'connecting' | 'lost'
  /** Why it is not live, and what to do. */
  why: string
  /** Of the last ping, in ms. */
  ms: number | undefined
}

/** What to do about a refusal here: the relay's own words are meant for pages. */
const REFUSALS: Readonly<Partial<Record<string, string>>> = {
  token_invalid:
    'The relay refuses our token: TOKEN_SECRETS must have one that the relay has, too. The list is asked for meanwhile.',
  poll_instead:
    'REALTIME_ROLLOUT is 0: nobody gets a WebSocket, nor does this console. The list is asked for instead.',
}

interface FeedEvents {
  changed(feed: Feed): void
  heard(order: Snapshot): void
  /** It is live again, or for the first time: what happened meanwhile is to be asked. */
  found(): void
}

export function follow({ changed, heard, found }: FeedEvents): void {
  let feed: Feed = { state: 'connecting', why: '', ms: undefined }
  let failures = 0
  const become = (next: Partial<Feed>) => changed((feed = { ...feed, ...next }))

  async function begin(): Promise<void> {
    const asked = await askConsole({ method: 'POST', path: '/token' })
    const fault = faultOf(asked)
    if (fault) return retry(fault)
    const { token } = answerOf<Token>(asked)

    let lastHeard = Date.now()
    let refused = ''
    const line: Line = new Line({
      opened: () => {},
      passed: () => {},
      heard(frame) {
        lastHeard = Date.now()
        if (frame.type === 'connected') line.say({ type: 'subscribe', orders: '*', token })
        else if (frame.type === 'subscribed') {
          failures = 0
          become({ state: 'live', why: '' })
          line.say({ type: 'ping' })
          found()
        } else if (frame.type === 'update') heard(frame.order)
        else if (frame.type === 'pong') become({ ms: line.ms })
        else if (frame.type === 'error') {
          refused = REFUSALS[frame.code] ?? frame.message
          line.close()
        }
      },
      closed(code, why) {
        for (const timer of timers) clearInterval(timer)
        retry(refused || why || `The line was closed with ${code}.`)
      },
    })
    const timers = [
      setInterval(() => {
        if (Date.now() - lastHeard > SILENCE) line.close()
        else line.say({ type: 'ping' })
      }, PING),
      setInterval(async () => {
        const renewed = await askConsole({ method: 'POST', path: '/token' })
        if (!faultOf(renewed)) line.say({ type: 'token', token: answerOf<Token>(renewed).token })
      }, RENEWAL),
    ]
  }

  function retry(why: string): void {
    failures++
    become({ state: 'lost', why, ms: undefined })
    const longest = Math.min(500 * 2 ** failures, LONGEST)
    setTimeout(() => void begin(), longest / 2 + (Math.random() * longest) / 2)
  }

  void begin()
}
