/** What a screen reader says: all of it at a change, after that only what is new. Pure. */

import type { Scene } from '../view-model/scenes.ts'
import type { View } from '../view-model/view.ts'
import type { Moment } from './moment.ts'
import { askedOf, stagesOf } from './notes.ts'
import { unitText } from './texts.ts'

/** When the time left is spoken, in ms. */
const SPOKEN = [180_000, 60_000, 30_000]

/** It stays the same from one piece of news to the next: what is set again is said again. */
export function announcementOf(shown: View, scene: Scene, moment: Moment): string {
  const { known, input } = moment
  // Another tab knows better: in a moment so do we.
  if (!input.snapshot || (!known && input.isBehind)) return ''
  const whole = wholeOf(shown)
  if (!known || input.isSilent) return whole
  const [newest] = newsOf(whole, shown, scene, moment)
    .filter(([at]) => at > input.shownAt && at <= input.now)
    .sort(([a], [b]) => b - a)
  return newest?.[1] ?? whole
}

/** A title has no full stop of its own; which mark that is, the sentence behind it shows. */
function wholeOf({ title, money, moneyNote, next }: View): string {
  const [stop = ''] = /[^\p{L}\p{M}\p{N}\s\u2069]$/u.exec(money) ?? []
  return [title + stop, money, moneyNote, next].filter(Boolean).join(' ')
}

/** What comes to be true without a word of the relay: when, in ms since 1970, and what. */
function newsOf(whole: string, shown: View, scene: Scene, moment: Moment): [number, string][] {
  const { since, usual, expiresAt, words, language, sayWith } = moment
  const asked = askedOf(scene, moment)
  const time = (ms: number) =>
    ms < 60_000
      ? unitText(ms / 1_000, 'second', language, 'long')
      : unitText(ms / 60_000, 'minute', language, 'long')
  return [
    ...stagesOf(scene, moment)
      .filter(([after]) => after > 0)
      .map(([after, text]): [number, string] => [since + after, text]),
    ...(scene.next === 'late' ? [[since + usual, whole] satisfies [number, string]] : []),
    ...(asked ? [[asked.at, asked.text] satisfies [number, string]] : []),
    ...(shown.left ? SPOKEN : []).map((ms): [number, string] => [
      expiresAt - ms,
      sayWith(words.note.left, { time: time(ms) }),
    ]),
  ]
}
