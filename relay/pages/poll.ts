/** `POST /poll`: the conversation of a socket, by post. One per page, however many orders it shows. */

import { randomUUID } from 'node:crypto'
import { Hono, type Context } from 'hono'
import * as v from 'valibot'
import { readBody } from '../http/body.ts'
import { WHAT_A_FRAME_IS } from './closing.ts'
import type { Dependencies } from './conversation.ts'
import { errorFrame, FRAMES } from './frames.ts'
import { retryAfter, type Stopping } from './come-back.ts'
import { MAX_WAIT, type Holds } from './holds.ts'
import { Buckets } from '../access/buckets.ts'
import { listOf, that } from '../http/shapes.ts'
import { addressOf } from '../access/client-address.ts'
import { isAllowed, shownOrigin, type Origins } from '../access/origin.ts'
import { recognizing } from '../access/recognized.ts'
import { incomingOf } from '../http/incoming.ts'
import { comeBackLater, problem, refuse } from '../http/problem.ts'
import { PollAnswer, TOGETHER } from './poll-answer.ts'
import { readPoll, saidAgain } from './poll-frames.ts'
import { PollTokens } from './poll-tokens.ts'
import type { RelayFrame } from '../protocol.ts'

/** As many frames as a page has reason to send at once. */
export const MAX_IN_POLL = 100

const Poll = v.object(
  {
    wait: v.exactOptional(
      that<number>('seconds, such as 25', (value) => typeof value === 'number' && value >= 0),
      0,
    ),
    frames: listOf('frames', v.unknown(), MAX_IN_POLL),
  },
  () => 'is missing; a list of frames, such as [{"type":"ping"}]',
)

interface Parts extends Dependencies, Stopping {
  config: Origins & { trustProxy: number }
  holds: Pick<Holds, 'hold'>
}

export function poll(parts: Parts): Hono {
  /** By token: the same as a socket has. */
  const buckets = new Buckets(FRAMES.burst, FRAMES.rate)

  return new Hono().post('/', async (c: Context) => {
    const answer = (frames: readonly RelayFrame[]) =>
      c.json({ now: new Date(parts.now()).toISOString(), frames })

    const comeBack = () => comeBackLater(retryAfter(parts.comeBack(), Math.random()))

    if (parts.draining.aborted) return comeBack()
    const origin = c.req.header('Origin')
    if (!isAllowed(origin, c.req.header('Host'), parts.config)) {
      const address = addressOf(incomingOf(c), parts.config.trustProxy)
      parts.tell({ type: 'origin_refused', origin: shownOrigin(origin), over: 'poll', address })
      return answer([errorFrame('origin_not_allowed')])
    }
    const { wait, frames } = await readBody(c, Poll)
    const asked = readPoll(frames)
    if (!asked) throw refuse('invalid_request', `frames: one of them is none. ${WHAT_A_FRAME_IS}.`)

    const tokens = new PollTokens(recognizing(parts.tokens, incomingOf(c)))
    const said = await orRefuse(tokens.admit(asked, parts.now()))
    const seconds = tokens.pay(buckets, parts.now())
    if (seconds > 0) return tooFast(seconds)

    // Of its own kind: it is no socket's.
    const connection = `poll-${randomUUID()}`
    const begin = () => new PollAnswer({ ...parts, tokens }, connection, said)
    const gone = c.req.raw.signal
    const first = begin()
    await orRefuse(first.hear(said), first)
    const least = first.isChecking ? TOGETHER : 0
    const ms = Math.max(Math.min(wait, MAX_WAIT) * 1000, least)
    const isHeld = ms > 0 && first.mayWait
    if (isHeld) {
      await parts.holds.hold(ms, gone, (end) => first.onNews(end))
    }
    first.leave()
    const isOutdated = isHeld ? first.isNews : first.changed.size > 0
    if (!isOutdated) {
      tokens.payFor(first.size, buckets)
      return isHeld && parts.draining.aborted ? comeBack() : answer(first.told)
    }
    // Nobody reads it: so nothing is said to have been told.
    if (gone.aborted) return answer([])

    // What the page has, its frames say: the same question now finds what is new.
    const question = said.flatMap(saidAgain)
    const second = begin()
    await orRefuse(second.hear(question), second)
    second.leave()
    second.tellUnanswered(first.changed)
    second.tellChecked(first)
    tokens.payFor(second.size, buckets)
    return answer(second.told)
  })
}

/** Where the store or the merchant's keys fail, nothing can be told truthfully. */
async function orRefuse<T>(act: Promise<T>, answer?: PollAnswer): Promise<T> {
  try {
    return await act
  } catch {
    answer?.leave()
    throw refuse('unavailable', 'The relay cannot answer just now.')
  }
}

const tooFast = (seconds: number): Response =>
  problem(
    'too_fast',
    `With one token, a page may say ${FRAMES.burst} frames at once, and ${FRAMES.rate} a second.`,
    { 'Retry-After': String(seconds) },
  )
