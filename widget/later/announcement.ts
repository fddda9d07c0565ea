/** What a screen reader says: all of it at a change, after that only what is new. Pure. */

import type { Scene } from '../view-model/scenes.ts'
import type { View } from '../view-model/view.ts'
import type { Moment } from './moment.ts'
import { askedOf, stagesOf } from './notes.ts'
import { unitText } from './texts.ts'

/** When the time left is spoken, in ms. */
export const SPOKEN = [180_000, 60_000, 30_000]

/** It stays the same from one piece of news to the next: what a screen reader finds changed, it says. */
export function announcementOf(shown: View, scene: Scene, moment: Moment): string {
  const { known, input } = moment
  // Another tab knows better, or what is known is asked about: in a moment so do we.
  if (
    !input.snapshot ||
    (input.isReturning && scene.title === 'checking') ||
    (!known && input.isBehind)
  )
    return ''
  const whole = wholeOf(shown)
  if (!known) return whole
  const [newest] = newsOf(shown, scene, moment)
    .filter(([at]) => at > input.shownAt && at <= input.now)
    .sort(([a], [b]) => b - a)
  return newest?.[1]() ?? whole
}

/** A title has no full stop of its own; which mark that is, the sentence behind it shows. */
function wholeOf({ title, money, moneyNote, next }: View): string {
  const [stop = ''] = /[^\p{L}\p{M}\p{N}\s\u2069]$/u.exec(money) ?? []
  return [title + stop, money, moneyNote, next].filter(Boolean).join(' ')
}

/** What comes to be true without a word of the relay: when, in ms since 1970, and what. */
type News = readonly [at: number, text: () => string]

function newsOf(shown: View, scene: Scene, moment: Moment): News[] {
  const { since, expiresAt, words, language, sayWith } = moment
  const asked = askedOf(scene, moment)
  const left = (ms: number) =>
    ms < 60_000
      ? unitText(ms / 1_000, 'second', language, 'long')
      : unitText(ms / 60_000, 'minute', language, 'long')
  return [
    ...stagesOf(scene, moment)
      .filter(([after]) => after > 0)
      .map(([after, text]): News => [since + after, () => text]),
    ...(asked ? [[asked.at, () => asked.text] satisfies News] : []),
    ...(shown.left ? SPOKEN : []).map((ms): News => [
      expiresAt - ms,
      () => sayWith(words.note.left, { time: left(ms) }),
    ]),
  ]
}
