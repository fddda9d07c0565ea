/** Which scene is on: one for each thing that can be true in the first seconds. Pure. */

import type { Snapshot } from '../../relay/protocol.ts'
import type { Words } from '../locales/words.ts'
import { has } from './has.ts'
import type { Coin, Glyph, Ring, Tone } from './view.ts'

/** What is shown of one thing that is true: its looks, and the keys of its words. */
export interface Scene {
  tone: Tone
  ring: Ring
  glyph: Glyph
  coin: Coin
  title: keyof Words['title']
  money: keyof Words['money']
  next: keyof Words['next']
}

/** A scene as the tables have it, in that order; by its title. */
export type Row = readonly [Tone, Ring, Glyph, Coin, Scene['money'], Scene['next']]

export const SCENES = {
  checking: ['quiet', 'turning', 'clock', 'unknown', 'unknown', 'wait'],
  pending: ['waiting', 'turning', 'clock', 'none', 'none', 'pending'],
  requires_action: ['waiting', 'share', 'phone', 'none', 'none', 'requires_action'],
  approve_on_phone: ['waiting', 'share', 'phone', 'none', 'none', 'approve_on_phone'],
  approve_in_app: ['waiting', 'share', 'app', 'none', 'none', 'approve_in_app'],
  open_url: ['waiting', 'turning', 'lock', 'none', 'none', 'open_url'],
  scan: ['waiting', 'share', 'app', 'none', 'none', 'scan'],
  pay_to: ['waiting', 'share', 'bank', 'none', 'none', 'pay_to'],
  processing: ['waiting', 'turning', 'clock', 'unknown', 'unknown', 'wait'],
  bank: ['notice', 'turning', 'clock', 'unknown', 'unknown', 'late'],
  succeeded: ['success', 'closed', 'check', 'taken', 'paid', 'done'],
  failed: ['failure', 'closed', 'cross', 'none', 'not', 'retry'],
  canceled: ['quiet', 'closed', 'minus', 'none', 'not', 'canceled'],
  expired: ['quiet', 'closed', 'clock', 'none', 'not', 'expired'],
  silent: ['quiet', 'broken', 'clock', 'unknown', 'unknown', 'silent'],
} satisfies Partial<Record<Scene['title'], Row>>

export const sceneFrom = (
  title: Scene['title'],
  [tone, ring, glyph, coin, money, next]: Row,
  change: Partial<Scene> = {},
): Scene => ({ tone, ring, glyph, coin, title, money, next, ...change })

const scene = (title: keyof typeof SCENES, change?: Partial<Scene>): Scene =>
  sceneFrom(title, SCENES[title], change)

/** Also of a status that this page is too old to know. */
export const CHECKING = scene('checking')

/** The attempt is over, and nothing came of it. */
export const isClosed = ({ status }: Snapshot): boolean =>
  ['failed', 'canceled', 'expired'].includes(status)

/** The shopper has not acted yet: it can run out. */
export const isUndone = ({ status }: Snapshot): boolean =>
  ['pending', 'requires_action'].includes(status)

/** What is true of `known`. `isLate`: it takes longer than the provider needs as a rule. */
export function sceneOf(known: Snapshot, isLate: boolean): Scene {
  const { status, action, safeToRetry } = known
  if (isClosed(known) && !safeToRetry) {
    const doubt = { coin: 'unknown', money: 'seems' } as const
    return status === 'expired'
      ? scene('bank', { ...doubt, title: status, next: 'expired_doubt' })
      : scene('bank', { ...doubt, next: 'doubt' })
  }
  if (status === 'processing' && isLate) return scene('bank')
  const name = (status === 'requires_action' && action?.type) || status
  return has(SCENES, name) ? scene(name) : CHECKING
}

/**
 * The same, while we hear nothing. What had come in stays in sight, as of then; of all else we say that we
 * cannot see it.
 */
export function unheard(shown: Scene, known: Snapshot): Scene {
  if (shown.coin !== 'none' && shown.coin !== 'unknown') return shown
  const { coin, money } = shown
  const next = isClosed(known) ? 'doubt' : isUndone(known) ? 'silent_act' : 'silent'
  return scene('silent', { coin, money, next })
}
