/** How the news got to the shopper, in three numbers: the provider said so, it was on disk, it was on the screen. Pure. */

import type { Happening } from './happening.ts'

export interface News {
  /** What the provider said, and when. */
  text: string
  at: number
  /** How it was answered, where it called; undefined: it was asked. */
  status?: number
  /** From then, in ms, until it is on disk: by then the provider is answered. */
  kept: number
  /** From then, in ms, until the shopper saw it; undefined: not yet. */
  seen?: number
  /** The order stays as it was, so there is nothing to see. */
  isNothingNew?: true
}

/** In the words of the stage's server. */
const saysNothingNew = ({ text }: Happening) => text.startsWith('Nothing changes')

/** Of the last thing that the provider said, and the relay took; undefined: there was none yet. `happenings`: in their order. */
export function newsOf(happenings: readonly Happening[]): News | undefined {
  const becomes = ({ id }: Happening) =>
    happenings.find(({ cause, lane }) => cause === id && lane === 'relay')
  const told = happenings.findLast((each) => isTaken(each) && (!isAnswer(each) || becomes(each)))
  if (!told?.answer) return undefined
  const { text, at, answer } = told
  const verdict = becomes(told)
  const shown = happenings.find((each) => each.isShown && each.at >= at)
  const seen = shown && shown.at - at
  const kept = answer.ms ?? (verdict?.at ?? at) - at
  return {
    text,
    at,
    ...(!isAnswer(told) && { status: answer.status }),
    // Nobody is told of what is not on disk: seen earlier than the answer, it was there earlier.
    kept: Math.min(kept, seen ?? Infinity),
    ...(seen !== undefined && { seen }),
    ...(verdict && saysNothingNew(verdict) && { isNothingNew: true }),
  }
}

/** The relay took a callback and believes it, or asked and was answered. */
const isTaken = ({ lane, tone, answer }: Happening) =>
  lane === 'provider' &&
  (tone === 'plain' || tone === 'good') &&
  answer !== undefined &&
  answer.status >= 200 &&
  answer.status < 300

/** Nobody sent it: it was asked for. */
const isAnswer = ({ request }: Happening) => request === undefined
