/** `POST /poll`: the conversation of a socket, by post. One per page, however many orders it shows. */

import { Hono, type Context } from 'hono'
import * as v from 'valibot'
import { readBody } from '../http/body.ts'
import { Conversation, type Dependencies } from './conversation.ts'
import { Feed } from './feed.ts'
import { errorFrame } from './frames.ts'
import { retryAfter, type Stopping } from './come-back.ts'
import { MAX_WAIT, type Holds } from './holds.ts'
import { listOf, that } from '../http/shapes.ts'
import { isAllowed, type Origins } from '../access/origin.ts'
import { recognizing, requestOf } from '../access/recognized.ts'
import { comeBackLater, refuse } from '../http/problem.ts'
import { parsePageFrame, type PageFrame, type RelayFrame, type Snapshot } from '../protocol.ts'

/** At most as many frames as a page has reason to send at once. */
const Poll = v.object(
  {
    wait: v.exactOptional(
      that<number>('seconds, such as 25', (value) => typeof value === 'number' && value >= 0),
      0,
    ),
    frames: listOf('frames', v.unknown(), 100),
  },
  () => 'is missing; a list of frames, such as [{"type":"ping"}]',
)

type Said = PageFrame | 'unknown_type'

interface Parts extends Dependencies, Stopping {
  config: Origins
  holds: Pick<Holds, 'hold'>
}

export const poll = (parts: Parts): Hono =>
  new Hono().post('/', async (c: Context) => {
    const answer = (frames: RelayFrame[]) =>
      c.json({ now: new Date(parts.now()).toISOString(), frames })

    const comeBack = () => comeBackLater(retryAfter(parts.comeBack(), Math.random()))

    if (parts.draining.aborted) return comeBack()
    const origin = c.req.header('Origin')
    if (!isAllowed(origin, c.req.header('Host'), parts.config)) {
      return answer([errorFrame('origin_not_allowed')])
    }
    const { wait, frames } = await readBody(c, Poll)
    const said = frames.map(saidIn)
    const acks = said.filter(isAck)
    const gone = c.req.raw.signal

    const tokens = recognizing(parts.tokens, requestOf(c))
    const first = await converse({ ...parts, tokens }, said, acks)
    const isHeld = wait > 0 && first.mayWait
    if (isHeld) await parts.holds.hold(Math.min(wait, MAX_WAIT) * 1000, gone, first.onNews)
    first.leave()
    const isOutdated = isHeld ? first.isNews() : first.changed.size > 0
    if (!isOutdated) {
      return isHeld && parts.draining.aborted ? comeBack() : answer(first.told)
    }
    // Nobody reads it: so nothing is said to have been told.
    if (gone.aborted) return answer([])

    // What the page has, its frames say: the same question now finds what is new.
    const others = said.filter((frame) => !isAck(frame))
    const second = await converse(parts, others, acks)
    second.leave()
    return answer([...second.told, ...unanswered(first.changed, second.told)])
  })

type Ack = Extract<PageFrame, { type: 'ack' }>

function saidIn(frame: unknown): Said {
  const said = parsePageFrame(frame)
  if (said === undefined) throw refuse('invalid_request', 'frames: one of them is not ours.')
  return said
}

const isAck = (frame: Said): frame is Ack => frame !== 'unknown_type' && frame.type === 'ack'

/** What changed and no answer to a subscription tells: staff name no order, and a customer may have many. */
const unanswered = (changed: ReadonlyMap<string, Snapshot>, told: RelayFrame[]): RelayFrame[] => {
  const answered = told.flatMap((frame) => (frame.type === 'subscribed' ? frame.orders : []))
  const ids = new Set(answered.map(({ id }) => id))
  return [...changed.values()]
    .filter(({ id }) => !ids.has(id))
    .map((order) => ({ type: 'update', order }))
}

/** Takes in what a page says at once, and listens for news until it leaves. `acks`: what it has shown. */
async function converse(dependencies: Dependencies, said: readonly Said[], acks: readonly Ack[]) {
  const told: RelayFrame[] = []
  const changed = new Map<string, Snapshot>()
  let isNews = false
  let report = () => {}
  const news = () => {
    isNews = true
    report()
  }
  const feed = new Feed(dependencies, {
    tell(frame) {
      told.push(frame)
      if (isNewsFrame(frame)) news()
    },
    update({ order }) {
      changed.set(order.id, order)
      news()
      // It is when the page's question is answered anew.
      return false
    },
  })
  const conversation = new Conversation(dependencies, feed)

  for (const id of acks.flatMap(({ notifications }) => notifications)) feed.notices.add(id)
  try {
    // What is acknowledged has to be followed first.
    for (const frame of [...said.filter((each) => !isAck(each)), ...said.filter(isAck)]) {
      if (frame === 'unknown_type') told.push(errorFrame('unknown_type'))
      else await conversation.hear(frame)
    }
  } catch {
    feed.leave()
    throw refuse('unavailable', 'The relay cannot answer just now.')
  }

  return {
    told,
    /** Since it was told. */
    changed,
    mayWait: !feed.subscriptions.isEmpty && !isNews,
    isNews: () => isNews,
    /** Calls `end` once there is something to tell, until what it returns is called. */
    onNews(end: () => void): () => void {
      report = end
      if (isNews) end()
      return () => (report = () => {})
    },
    leave: () => feed.leave(),
  }
}

/** Whether there is something in it that the page does not have. */
const isNewsFrame = (frame: RelayFrame): boolean =>
  frame.type !== 'subscribed' ||
  frame.orders.some((order) => 'status' in order) ||
  ('notifications' in frame && frame.notifications.length > 0)
