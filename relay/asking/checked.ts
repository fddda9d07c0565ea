/** What a page is told of the asking: whether there was an answer, and not what went wrong, which is the operator's. Pure. */

import type { Checked } from '../protocol.ts'
import type { Asked } from './asker.ts'

/** `now` in ms since 1970. */
export function checkedOf(all: readonly Asked[], now: number): Checked {
  const told = all.filter(({ outcome }) => outcome !== 'cannot')
  // Who asks again so soon is told what came of it before.
  const answered = told.filter(({ outcome, last }) => (last ?? outcome) === 'answered')
  const [latest = now] = (answered.length > 0 ? answered : told)
    .map(({ at }) => at)
    .toSorted((one, other) => other - one)
  const outcome = answered.length > 0 ? 'answered' : told.length > 0 ? 'later' : 'cannot'
  return { at: new Date(latest).toISOString(), outcome }
}
