/** What a page says by post, as JSON that is nearly right: by the million, without a socket. */

import fc from 'fast-check'
import { isRelayFrame, parseJson } from '../../../protocol.ts'
import { answerOf, checkAnswer } from '../answers.ts'
import { spoilt } from '../hostile.ts'
import { promised } from '../promised.ts'
import type { Surface } from '../surface.ts'
import { isFrame, saysOf } from './page-frames.ts'

/** Where a body is refused as a whole, in bytes and in levels: a little below. */
const [LONGEST, DEEPEST] = [60 * 1024, 60]

export const polling: Surface = {
  by: 'call',
  async against(target) {
    const says = fc.array(spoilt(await saysOf(target)), { maxLength: 3 })
    return fc.asyncProperty(says, async (said) => {
      const body = JSON.stringify({ frames: [...said, { type: 'ping' }] })
      const answer = await answerOf(await target.ask('/poll', { method: 'POST', body }))
      checkAnswer(answer)
      promised(!('polluted' in {}), 'nothing that is read changes other objects')
      if (answer.status === 200) {
        const frames = framesIn(answer.body)
        promised(frames.every(isRelayFrame), 'what is told is of the protocol', answer)
        const isAnswered = frames.some((frame) => isRelayFrame(frame) && frame.type === 'pong')
        promised(isAnswered, 'what is understood is answered', { said, answer })
        return
      }
      const written: unknown[] = JSON.parse(JSON.stringify(said))
      const isOdd = !written.every(isFrame) || body.length > LONGEST || depthOf(written) > DEEPEST
      promised(isOdd, 'one entry that is not understood ends no poll', { said, answer })
    })
  },
}

function framesIn(body: string): unknown[] {
  const said = parseJson(body)
  const isTold = typeof said === 'object' && said !== null && 'frames' in said
  return isTold && Array.isArray(said.frames) ? said.frames : []
}

/** Level by level: a stack has an end. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value]
  let depth = 0
  for (; level.length > 0; depth++) {
    level = level.flatMap((each) => (typeof each === 'object' && each ? Object.values(each) : []))
  }
  return depth
}
