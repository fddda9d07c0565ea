/** The scenes that the first seconds do not have: doubt, delay, silence, escrow, parts, refunds, disputes. Pure. */

import type { Snapshot } from '../../relay/protocol.ts'
import type { Scene } from '../view-model/scenes.ts'
import type { Coin, Glyph, Ring, Tone } from '../view-model/view.ts'
import { isClosed, restOf, type Moment } from './moment.ts'

type Row = readonly [Tone, Ring, Glyph, Coin, Scene['money'], Scene['next']]

const SCENES = {
  requires_action: ['waiting', 'turning', 'phone', 'none', 'none', 'requires_action'],
  scan: ['waiting', 'turning', 'app', 'none', 'none', 'code'],
  pay_to: ['waiting', 'turning', 'bank', 'none', 'none', 'pay_to'],
  bank: ['notice', 'turning', 'clock', 'unknown', 'unknown', 'late'],
  foreign: ['notice', 'turning', 'alert', 'taken', 'foreign', 'foreign'],
  authorized: ['success', 'closed', 'lock', 'held', 'authorized', 'done'],
  partially_paid: ['notice', 'share', 'plus', 'part', 'part', 'rest'],
  partially_refunded: ['notice', 'share', 'back', 'back', 'part_back', 'refunded'],
  refunded: ['notice', 'closed', 'back', 'back', 'back', 'refunded'],
  disputed: ['notice', 'closed', 'alert', 'contested', 'disputed', 'disputed'],
  held: ['success', 'closed', 'lock', 'held', 'held', 'held'],
  released: ['success', 'closed', 'check', 'taken', 'released', 'done'],
} satisfies Partial<Record<Scene['title'], Row>>

function own(title: keyof typeof SCENES): Scene {
  const [tone, ring, glyph, coin, money, next] = SCENES[title]
  return { tone, ring, glyph, coin, title, money, next }
}

/** What is true now. */
export function sceneOf(moment: Moment): Scene {
  const { known, tools, input } = moment
  if (!known) return tools.scene('checking')
  const shown = heard(known, moment)
  return input.isSilent ? unheard(shown, known, moment) : shown
}

/** How many have confirmed can be told. */
export const isCounted = ({ confirmations }: Snapshot): boolean =>
  (confirmations?.required ?? 0) > 0

/** It is over, but the provider may still find that money came. */
const isInDoubt = (known: Snapshot): boolean => isClosed(known) && !known.safeToRetry

/** The provider calls it a failure; to the shopper it is none. */
const NO_FAILURE = { canceled_by_customer: 'canceled', expired: 'expired' } as const

function heard(known: Snapshot, moment: Moment): Scene {
  const { status, flow, reason, test } = known
  const { has, scene, sceneOf } = moment.tools
  const isEscrow = flow === 'escrow'

  if (isInDoubt(known)) {
    const doubt: Scene = { ...own('bank'), money: 'seems', next: 'doubt' }
    return status === 'expired' ? { ...doubt, title: status, next: 'expired_doubt' } : doubt
  }
  switch (status) {
    case 'requires_action':
      return toDo(known, moment)
    case 'processing': {
      if (reason?.code === 'currency_mismatch' && known.currency) return own('foreign')
      const shown = scene(status)
      if (isCounted(known)) {
        return { ...shown, ring: 'pieces', glyph: 'chain', money: 'seen', next: 'confirmations' }
      }
      return moment.waited >= moment.usual ? own('bank') : shown
    }
    case 'failed': {
      const code = reason?.code ?? ''
      return scene(has(NO_FAILURE, code) ? NO_FAILURE[code] : status)
    }
    case 'authorized': {
      if (!isEscrow) return own(status)
      return isCounted(known) ? { ...own('held'), ring: 'pieces', next: 'both' } : own('held')
    }
    case 'succeeded': {
      const shown = isEscrow ? own('released') : scene(status)
      const isOver = known.overpaid && restOf(known) < 0
      return {
        ...shown,
        ...(test && { money: 'test', next: 'test' }),
        ...(isOver && { next: 'over' }),
      }
    }
    case 'partially_paid':
      return restOf(known) > 0 ? own(status) : { ...own(status), next: 'wait' }
    case 'partially_refunded':
    case 'refunded':
    case 'disputed':
      return own(status)
    default:
      return sceneOf(known)
  }
}

/** What the shopper has to do. */
function toDo(known: Snapshot, { tools, provider, expiresAt }: Moment): Scene {
  if (!known.action) return own('requires_action')
  const { type, hint, qr, payTo } = known.action
  switch (type) {
    case 'scan':
      // The shop shows the code, or the account, itself.
      if (!qr) return { ...own(type), next: 'pending' }
      return { ...own(type), next: hint ? 'scan' : 'code' }
    case 'pay_to':
      if (!payTo) return { ...own(type), next: 'pending' }
      return { ...own(type), next: expiresAt < Infinity ? 'pay_before' : 'pay_to' }
    case 'approve_on_phone':
      if (provider.isPhone) return { ...tools.sceneOf(known), next: hint ? 'pin' : 'own_pin' }
  }
  return tools.sceneOf(known)
}

/**
 * The same, while we hear nothing. What had come in stays in sight, as of then; of all else we say that we cannot see
 * it. Who is back has not asked in vain yet.
 */
function unheard(shown: Scene, known: Snapshot, { mayPay, input, tools }: Moment): Scene {
  const { coin, title } = shown
  const hasCome = coin !== 'none' && coin !== 'unknown'
  if (input.isReturning) return hasCome ? shown : tools.scene('checking')
  if (hasCome) {
    return shown.money === 'paid' ? { ...shown, money: 'paid_then' } : shown
  }
  const toPay = title === 'approve_on_phone' ? 'silent_act' : 'silent_pay'
  return {
    ...shown,
    tone: 'quiet',
    ring: 'broken',
    title: 'silent',
    money: coin === 'none' ? 'none_then' : 'unknown_then',
    next: isClosed(known) ? 'doubt' : mayPay ? toPay : 'silent',
  }
}
