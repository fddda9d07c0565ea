/** The sentence in the slot: that we are still there, and that the shopper need not be. Pure. */

import type { Scene } from '../view-model/scenes.ts'
import { isClosed, linkOf, type Moment } from './moment.ts'
import { isCounted } from './scenes.ts'
import { timeText } from './texts.ts'

/** After so long we say that we are still there, and that the shopper need not be. In ms. */
export const PATIENCE = { still: 8_000, leave: 15_000 } as const

/** So long stands what came of asking the provider, in ms. */
export const ASKED = 15_000

/** A sentence, and how long after the status began it is said, in ms. */
export type Stage = readonly [after: number, text: string]

/** The sentence of now. */
export function noteOf(scene: Scene, moment: Moment): string {
  const asked = askedOf(scene, moment)
  if (asked && moment.input.now - asked.at < ASKED) return asked.text
  const past = stagesOf(scene, moment).filter(([after]) => after <= moment.waited)
  return past[past.length - 1]?.[1] ?? ''
}

/** That the provider was asked, and when, in ms since 1970: where it did not answer for good, and may yet. */
export function askedOf(scene: Scene, moment: Moment): { at: number; text: string } | undefined {
  const { input, words, language, sayWith } = moment
  const { checked, now } = input
  const at = Date.parse(checked?.at ?? '')
  if (!isAskable(scene) || scene.title === 'silent' || scene.title === 'foreign') return undefined
  if (checked?.outcome === 'cannot' || Number.isNaN(at)) return undefined
  return { at, text: sayWith(words.note.asked, { time: timeText(at, now, language) }) }
}

/** There is still something that asking could bring to light. */
export const isAskable = ({ title, ring, coin }: Scene): boolean =>
  title !== 'checking' && ring !== 'closed' && ['none', 'unknown', 'taken'].includes(coin)

/** What is said as the wait grows. */
export function stagesOf(scene: Scene, moment: Moment): readonly Stage[] {
  const { known, words, expiresAt, since, input, language, mayRetry, say, sayWith } = moment
  const { note } = words
  const all = (text: string): Stage[] => [[0, text]]
  if (!known) return all(note.moment)

  switch (scene.title) {
    case 'checking':
      return all(note.moment)
    case 'silent':
      return known.safeToRetry && input.canRetry && isClosed(known) ? all(note.back) : []
    case 'pending':
      if (expiresAt < Infinity) return []
      return all(sayWith(note.since, { time: timeText(since, input.now, language) }))
    case 'approve_on_phone':
      return [[PATIENCE.still, note.nothing]]
    case 'processing':
      if (isCounted(known)) return all(say(note.leave))
      return [
        [0, note.soon],
        [PATIENCE.still, say(note.still)],
        [PATIENCE.leave, say(note.leave)],
      ]
    case 'bank':
      return all(say(note.leave))
    case 'foreign':
      return all(say(note.sees))
    case 'held':
      return all(note.updates)
    case 'failed':
    case 'canceled':
    case 'expired':
    case 'partially_paid':
      if (scene.coin === 'unknown') return all(say(note.leave))
      return mayRetry ? [] : all(note.updates)
    case 'open_url':
      return linkOf(moment) ? [] : all(note.updates)
    default:
      return []
  }
}
