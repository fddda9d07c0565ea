/** What a page says, as the parser takes it: anything at all, by the million. */

import fc from 'fast-check'
import { parseJson, parsePageFrame } from '../../../protocol.ts'
import { edited, spoilt, VALUE } from '../hostile.ts'
import { promised } from '../promised.ts'
import type { Surface } from '../surface.ts'
import { saysOf } from './page-frames.ts'

export const parsing: Surface = {
  by: 'call',
  async against(target) {
    const says = await saysOf(target)
    const texts = fc.oneof(
      {
        weight: 4,
        arbitrary: fc.oneof(spoilt(says), VALUE).map((each) => JSON.stringify(each) ?? ''),
      },
      { weight: 1, arbitrary: edited(says.map((each) => JSON.stringify(each))) },
    )
    return fc.asyncProperty(texts, async (text) => {
      const frame = parsePageFrame(parseJson(text))
      if (typeof frame !== 'object') return
      // What it was taken for is what it says: read again, it is the same.
      const again = parsePageFrame(parseJson(JSON.stringify(frame)))
      const isSame = JSON.stringify(again) === JSON.stringify(frame)
      promised(isSame, 'a frame is what it says', { text, frame, again })
      promised(!('polluted' in {}), 'nothing that is read changes other objects')
    })
  },
}
