/** How the news got to the shopper, in three numbers: the provider said so, it was on disk, it was on the screen. Pure. */

import type { Happening } from './happening.ts'

export interface News {
  /** What the provider said, when, and how it was answered. */
  text: string
  at: number
  status: number
  /** From then, in ms, until the provider was answered: by then it is on disk. */
  kept: number
  /** From then, in ms, until the shopper saw it; undefined: not yet. */
  seen?: number
  /** The order stays as it was, so there is nothing to see. */
  isNothingNew?: true
}

const isCallback = ({ lane, answer }: Happening) =>
  lane === 'provider' && answer !== undefined && answer.status >= 200 && answer.status < 300

/** In the words of the stage's server. */
const saysNothingNew = ({ lane, text }: Happening) =>
  lane === 'relay' && text.startsWith('Nothing changes')

/** Of the last callback that the relay took; undefined: there was none yet. `happenings`: in their order. */
export function newsOf(happenings: readonly Happening[]): News | undefined {
  const callback = happenings.findLast(isCallback)
  if (!callback?.answer) return undefined
  const { id, text, at, answer } = callback
  const isNothingNew = happenings.some((each) => each.cause === id && saysNothingNew(each))
  const shown = happenings.find((each) => each.isShown && each.at >= at)
  const seen = shown && shown.at - at
  return {
    text,
    at,
    status: answer.status,
    // Nobody is told of what is not on disk: seen earlier than the answer, it was there earlier.
    kept: Math.min(answer.ms, seen ?? Infinity),
    ...(seen !== undefined && { seen }),
    ...(isNothingNew && { isNothingNew }),
  }
}
