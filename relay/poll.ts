/** `POST /poll`: the conversation of a socket, by post. One per page, however many orders it shows. */

import { Hono } from 'hono'
import * as v from 'valibot'
import { readBody } from './body.ts'
import { Conversation, errorFrame } from './conversation.ts'
import { comeBackLater, MAX_WAIT, published } from './hold.ts'
import { isAllowed } from './origin.ts'
import { refuse } from './problem.ts'
import { parsePageFrame, type Known, type RelayFrame } from './protocol.ts'
import type { Services } from './services.ts'

/** At most as many frames as a page has reason to send at once. */
const Poll = v.object({
  wait: v.exactOptional(v.pipe(v.number(), v.minValue(0)), 0),
  frames: v.pipe(v.array(v.unknown()), v.maxLength(100)),
})

export const poll = (services: Services): Hono =>
  new Hono().post('/', async (c) => {
    const answer = (frames: RelayFrame[]) =>
      c.json({ now: new Date(services.now()).toISOString(), frames })

    const origin = c.req.header('Origin')
    if (!isAllowed(origin, c.req.header('Host'), services)) {
      return answer([errorFrame('origin_not_allowed')])
    }
    const { wait, frames } = await readBody(c, Poll)

    const told: RelayFrame[] = []
    let isNews = false
    const conversation = new Conversation(services, {
      tell: (frame) => void told.push(frame),
      update: () => void (isNews = true),
    })
    try {
      for (const frame of frames) {
        const parsed = parsePageFrame(frame)
        if (parsed === undefined)
          throw refuse('invalid_request', 'frames: one of them is not ours.')
        if (parsed === 'unknown_type') told.push(errorFrame('unknown_type'))
        else await conversation.hear(parsed).catch(unavailable)
      }

      const followed = Object.keys(conversation.versions())
      const upToDate = told.filter((frame) => frame.type === 'subscribed').flatMap(knownIn)
      isNews ||= told.some(isNewsFrame)
      if (wait === 0 || isNews || followed.length === 0) return answer(told)

      const held = Math.min(wait, MAX_WAIT) * 1000
      await published(services.hub, followed, held, [services.draining, c.req.raw.signal])
      if (services.draining.aborted) return comeBackLater(services)
      return answer([{ type: 'subscribed', orders: await conversation.answer(upToDate) }])
    } finally {
      conversation.leave()
    }
  })

/** Whether there is something in it that the page does not have. */
const isNewsFrame = (frame: RelayFrame): boolean =>
  frame.type !== 'subscribed' || frame.orders.some((order) => 'status' in order)

const knownIn = (frame: RelayFrame): Known[] =>
  frame.type === 'subscribed'
    ? frame.orders.map(({ id, epoch, version }) => ({ id, epoch, version }))
    : []

function unavailable(): never {
  throw refuse('unavailable', 'The relay cannot answer just now.')
}
