/** What a page says on its socket, as JSON that is nearly right. */

import fc from 'fast-check'
import { MAX_FRAME } from '../../../pages/socket.ts'
import { parseJson } from '../../../protocol.ts'
import { edited, mostly, spoilt } from '../hostile.ts'
import { checkClose, heardIn, textFrame, upgradeTo } from '../page-side.ts'
import { promised } from '../promised.ts'
import type { Surface } from '../surface.ts'
import { ORIGIN } from '../target.ts'
import { isFrame, saysOf } from './page-frames.ts'

const PING = '{"type":"ping"}'

export const talking: Surface = {
  by: 'socket',
  async against(target) {
    const says = await saysOf(target)
    const hello = Buffer.from(upgradeTo('/ws', target.host, `Origin: ${ORIGIN}\r\n`))
    const texts = mostly(
      spoilt(says).map((frame) => JSON.stringify(frame) ?? ''),
      edited(says.map((frame) => JSON.stringify(frame))),
      40,
    )
    return fc.asyncProperty(fc.array(texts, { maxLength: 8 }), async (said) => {
      const heardOf = (bytes: Buffer) => heardIn(bytes.subarray(bytes.indexOf('\r\n\r\n') + 4))
      const wrong = said.find((text) => isTooLong(text) || !isFrame(parseJson(text)))
      // Whoever goes on talking after what is too long may miss that it was.
      const mayHearNothing = wrong !== undefined && isTooLong(wrong)
      const { bytes } = await target.exchange(
        [hello, ...[...said, PING].map(textFrame)],
        (bytes) => {
          const { texts, closed } = heardOf(bytes)
          return mayHearNothing || closed !== undefined || texts.at(-1)?.type === 'pong'
        },
      )
      const heard = heardOf(bytes)
      if (wrong === undefined) {
        const last = heard.texts.at(-1)
        return promised(last?.type === 'pong', 'a frame not understood ends nothing', heard)
      }
      if (heard.closed) checkClose(heard.closed)
      if (mayHearNothing && heard.closed === undefined) return
      const code = isTooLong(wrong) ? 1009 : 4400
      promised(heard.closed?.code === code, 'what is no frame is not our protocol', heard)
    })
  },
}

const isTooLong = (text: string): boolean => Buffer.byteLength(text) > MAX_FRAME
