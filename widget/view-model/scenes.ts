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

type Row = readonly [Tone, Ring, Glyph, Coin, Scene['money'], Scene['next']]

/** What the shopper may have to do; `next` without its last word where nobody says which phone or app. */
const ACTIONS = {
  approve_on_phone: ['phone', 'approve_on_phone', 'phone'],
  approve_in_app: ['app', 'approve_in_app', 'app'],
  open_url: ['lock', 'open_url', 'open_url'],
} satisfies Partial<Record<Scene['title'], readonly [Glyph, Scene['next'], Scene['next']]>>

const SCENES = {
  checking: ['quiet', 'turning', 'clock', 'unknown', 'unknown', 'wait'],
  pending: ['waiting', 'turning', 'clock', 'none', 'none', 'pending'],
  processing: ['waiting', 'turning', 'clock', 'unknown', 'unknown', 'wait'],
  succeeded: ['success', 'closed', 'check', 'taken', 'paid', 'done'],
  failed: ['failure', 'closed', 'cross', 'none', 'not', 'retry'],
  canceled: ['quiet', 'closed', 'minus', 'none', 'not', 'canceled'],
  expired: ['quiet', 'closed', 'clock', 'none', 'not', 'expired'],
} satisfies Partial<Record<Scene['title'], Row>>

/** The scene of that name. */
export function scene(title: keyof typeof SCENES): Scene {
  const [tone, ring, glyph, coin, money, next] = SCENES[title]
  return { tone, ring, glyph, coin, title, money, next }
}

/**
 * What is true of `known`, as far as the first words can say it. Of what they cannot (money that is held, in doubt,
 * gone back, or not real) and of what this page is too old to know, we say that we are checking.
 */
export function sceneOf(known: Snapshot): Scene {
  const { status, action, safeToRetry, flow, test, currency } = known
  if (status === 'requires_action') {
    const shown = scene('pending')
    if (!action || !has(ACTIONS, action.type)) return shown
    const [glyph, hinted, bare] = ACTIONS[action.type]
    return { ...shown, glyph, title: action.type, next: action.hint ? hinted : bare }
  }
  const isUnsaid = /^(failed|canceled|expired)$/.test(status)
    ? !safeToRetry
    : status === 'succeeded' && (flow === 'escrow' || test || !currency)
  return scene(!isUnsaid && has(SCENES, status) ? status : 'checking')
}
