/** How an order stands, in the element's own words and marks. */

import type { Snapshot } from '../../relay/protocol.ts'
import { icons } from '../../widget/later/icons.ts'
import en from '../../widget/locales/en.later.json' with { type: 'json' }
import { ICONS } from '../../widget/views/icons.ts'
import type { Glyph, Tone } from '../../widget/view-model/view.ts'
import { html, svg, type Drawn } from './drawing.ts'

type Word = Exclude<keyof typeof en.badge, 'then'>
type Look = readonly [tone: Tone, glyph: Glyph, word: Word]

const CHECKING: Look = ['notice', 'clock', 'checking']

const LOOKS: Readonly<Partial<Record<string, Look>>> = {
  pending: ['waiting', 'clock', 'pending'],
  requires_action: ['waiting', 'clock', 'requires_action'],
  processing: ['waiting', 'clock', 'processing'],
  authorized: ['success', 'lock', 'authorized'],
  partially_paid: ['notice', 'plus', 'partially_paid'],
  succeeded: ['success', 'check', 'succeeded'],
  failed: ['failure', 'cross', 'failed'],
  canceled: ['quiet', 'minus', 'canceled'],
  expired: ['quiet', 'clock', 'expired'],
  partially_refunded: ['notice', 'back', 'partially_refunded'],
  refunded: ['notice', 'back', 'refunded'],
  disputed: ['notice', 'alert', 'disputed'],
}

const ACTS: Readonly<Partial<Record<string, Glyph>>> = {
  approve_on_phone: 'phone',
  approve_in_app: 'app',
  scan: 'app',
  open_url: 'lock',
  pay_to: 'bank',
}

const ESCROW: Readonly<Partial<Record<string, Word>>> = {
  authorized: 'held',
  succeeded: 'released',
}

function lookOf({ status, flow, action, safeToRetry, reason }: Snapshot): Look {
  const [tone, glyph, word] = LOOKS[status] ?? CHECKING
  const isClosed = status === 'failed' || status === 'canceled' || status === 'expired'
  if (isClosed && !safeToRetry) return CHECKING
  if (status === 'processing' && reason?.code === 'currency_mismatch') return CHECKING
  return [
    tone,
    (status === 'requires_action' && ACTS[action?.type ?? '']) || glyph,
    (flow === 'escrow' && ESCROW[status]) || word,
  ]
}

/** The word that its badge has. */
export const wordOf = (order: Snapshot): string => en.badge[lookOf(order)[2]]

const PATHS = { ...ICONS, ...icons }

export function badge(order: Snapshot): Drawn {
  const [tone, glyph] = lookOf(order)
  const [lines, filled = ''] = (PATHS[glyph] ?? '').split('|')
  return html`
    <span class="badge ${tone}" title=${order.status}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        ${glyph === 'clock' ? svg`<circle cx="12" cy="12" r="8.5" />` : ''}
        <path d=${lines} />
        <path class="solid" d=${filled} />
      </svg>
      <span>${wordOf(order)}</span>
    </span>
  `
}
