/** The scenes that the first seconds do not have: escrow, parts, refunds, disputes, confirmations. Pure. */

import type { Snapshot } from '../../relay/protocol.ts'
import { has } from '../view-model/has.ts'
import { sceneFrom, SCENES as FIRST, type Row, type Scene } from '../view-model/scenes.ts'

const SCENES = {
  foreign: ['notice', 'turning', 'alert', 'taken', 'foreign', 'foreign'],
  authorized: ['success', 'closed', 'lock', 'held', 'authorized', 'done'],
  partially_paid: ['notice', 'share', 'plus', 'part', 'part', 'rest'],
  partially_refunded: ['notice', 'share', 'back', 'back', 'part_back', 'refunded'],
  refunded: ['notice', 'closed', 'back', 'back', 'back', 'refunded'],
  disputed: ['notice', 'closed', 'alert', 'contested', 'disputed', 'disputed'],
  held: ['success', 'closed', 'lock', 'held', 'held', 'held'],
  released: ['success', 'closed', 'check', 'taken', 'released', 'done'],
} satisfies Partial<Record<Scene['title'], Row>>

const scene = (title: keyof typeof SCENES, change?: Partial<Scene>): Scene =>
  sceneFrom(title, SCENES[title], change)

/** What is true of `known`, where the first scenes do not say it. */
export function moreOf({ status, flow, reason, confirmations }: Snapshot): Scene | undefined {
  if (status === 'processing' && reason?.code === 'currency_mismatch') return scene('foreign')
  if (status === 'processing' && confirmations) {
    const pieces = { ring: 'pieces', glyph: 'chain', money: 'seen', next: 'confirmations' } as const
    return sceneFrom(status, FIRST[status], pieces)
  }
  if (flow === 'escrow' && status === 'authorized') {
    return scene('held', confirmations && { ring: 'pieces', next: 'both' })
  }
  if (flow === 'escrow' && status === 'succeeded') return scene('released')
  return has(SCENES, status) ? scene(status) : undefined
}
