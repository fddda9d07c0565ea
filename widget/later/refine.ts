/** What comes with time: the clock, what we say as the wait grows, reasons, and what else there is to press. Pure. */

import type { Snapshot } from '../../relay/protocol.ts'
import type { Words } from '../locales/words.ts'
import { has } from '../view-model/has.ts'
import { isClosed, isUndone, type Scene } from '../view-model/scenes.ts'
import { timeText } from '../view-model/texts.ts'
import type { Button, View } from '../view-model/view.ts'
import type { Moment } from '../view-model/view-model.ts'
import { bareText, leftText, pluralOf, unitText } from './texts.ts'

/** After so long we say that we are still there, and that the shopper need not be. In ms. */
export const PATIENCE = { still: 8_000, leave: 15_000 } as const

/** When the time left is spoken, in ms. */
const SPOKEN = [180_000, 60_000, 30_000]

/** Those that ask for a PIN; others ask for a code. */
const PIN = ['daraja', 'mtn-momo', 'airtel', 'phonepe', 'phonepe-v1', 'paytm']

const wordsOf = ({ input }: Moment): Words => input.words as Words

export function refine(view: View, moment: Moment): View {
  const { input, known, scene, say, since, expiresAt } = moment
  const { language, now, isSilent } = input
  const words = wordsOf(moment)
  const { title, next } = sentencesOf(view, moment)
  const hasClock = known !== undefined && isUndone(known) && expiresAt < Infinity
  const left = hasClock ? leftText(expiresAt - now, language) : ''
  const [leftBefore = '', leftAfter = ''] = hasClock ? words.note.left.split('{time}') : []
  const note = noteOf(moment)
  const money = moneyOf(view, moment)
  const { action, confirmations, amount = null, currency = null, waived = 0 } = known ?? {}
  const mustAct = known?.status === 'requires_action'
  const badge = words.badge[badgeOf(moment)]

  return {
    ...view,
    ring:
      scene.ring === 'share' && isUndone({ status: known?.status } as Snapshot) && !hasClock
        ? 'turning'
        : scene.ring,
    share: shareOf(moment),
    pieces: [confirmations?.count ?? 0, confirmations?.required ?? 0],
    title,
    next,
    money,
    moneyNote: waived ? say(waived > 0 ? words.money.off : words.money.fee) : '',
    left,
    leftBefore,
    leftAfter,
    note,
    buttons: buttonsOf(view, moment),
    test: known?.test ? words.label.test : '',
    code: (mustAct && action?.qr) || '',
    payTo: (mustAct && action?.payTo) || '',
    payAmount: mustAct ? bareText(amount, currency) : '',
    badge: known && isSilent ? say(words.badge.then, { badge }) : badge,
    announcement: announcementOf(),
  }

  /** All of it at a change; after that, only what is new. */
  function announcementOf(): string {
    if (!view.announcement) return ''
    const spoken = (ms: number) =>
      ms < 60_000
        ? unitText(ms / 1_000, 'second', language, 'long')
        : unitText(ms / 60_000, 'minute', language, 'long')
    const stages = isWaiting(scene) ? [PATIENCE.still, PATIENCE.leave] : []
    const news = [
      ...stages.map((ms): [number, string] => [since + ms, note]),
      ...(hasClock ? SPOKEN : []).map((ms): [number, string] => [
        expiresAt - ms,
        say(words.note.left, { time: spoken(ms) }),
      ]),
    ]
    const [newest] = news
      .filter(([at, text]) => text && at > input.shownAt && at <= now)
      .sort(([a], [b]) => b - a)
    return newest?.[1] ?? [title, money, next].filter(Boolean).join(' ')
  }
}

const isWaiting = ({ tone, ring }: Scene): boolean => tone === 'waiting' || ring === 'turning'

/** What is left of the time to act, or the part of the money that came or went back. */
function shareOf({ known, input, since, expiresAt }: Moment): number {
  if (!known) return 0
  const { amount, amountReceived, amountRefunded } = known
  const share = isUndone(known)
    ? (expiresAt - input.now) / (expiresAt - since)
    : known.status === 'partially_refunded'
      ? amountRefunded / amountReceived
      : amountReceived / (amount ?? amountReceived)
  return Math.min(Math.max(share, 0), 1) || 0
}

/** The code of the reason, as our words have it: who types no PIN, typed a code. */
function reasonOf({ reason, provider = '' }: Snapshot): string {
  const code = reason?.code ?? ''
  return code === 'authentication_failed' && !PIN.includes(provider) ? 'code' : code
}

/** What happened, and what next. */
function sentencesOf(view: View, moment: Moment): { title: string; next: string } {
  const { scene, known, say, input } = moment
  const { title, next } = view
  const words = wordsOf(moment)
  if (!known) return { title, next }

  const code = isClosed(known) ? reasonOf(known) : ''
  const reason = has(words.reason, code) ? say(words.reason[code]) : ''
  if (scene.next === 'doubt')
    return { title, next: reason ? say(words.next.doubt, { reason }) : next }
  if (scene.title === 'canceled' && code === 'canceled_by_customer') return { title: reason, next }
  if (scene.title === 'failed' && reason) {
    return { title: reason, next: has(words.advice, code) ? words.advice[code] : next }
  }
  if (scene.title === 'pay_to' && known.expiresAt) {
    const time = timeText(moment.expiresAt, input.now, input.language)
    return { title, next: say(words.next.pay_before, { time }) }
  }
  if (scene.title === 'succeeded' && known.overpaid) return { title, next: say(words.next.over) }
  if (scene.title === 'succeeded' && known.test) return { title, next: words.next.test }
  const { count = 0, required = 0 } = known.confirmations ?? {}
  const form = words.next[scene.next]
  const number = (value: number) => value.toLocaleString(input.language)
  const counted = { count: number(count), required: number(required) }
  const text = typeof form === 'string' ? form : pluralOf(form, required, input.language)
  return { title, next: scene.ring === 'pieces' ? say(text, counted) : next }
}

function moneyOf(view: View, moment: Moment): string {
  const { scene, known, say, input } = moment
  const words = wordsOf(moment).money
  if (known?.test && scene.money === 'paid') return say(words.test)
  const isThen = known && input.isSilent && !['none', 'unknown'].includes(scene.coin)
  return isThen && scene.money !== 'paid' ? say(words.then, { money: view.money }) : view.money
}

function badgeOf({ known, scene }: Moment): keyof Words['badge'] {
  if (!known || (scene.tone === 'notice' && scene.ring === 'turning')) return 'checking'
  if (known.flow === 'escrow' && known.status === 'authorized') return 'held'
  if (known.flow === 'escrow' && known.status === 'succeeded') return 'released'
  return known.status
}

/** The sentence in the slot: that we are still there, and that the shopper need not be. */
function noteOf(moment: Moment): string {
  const { scene, known, waited, say, input, since } = moment
  const { note } = wordsOf(moment)
  const { isSilent, checked, now, language, canRetry } = input
  const at = (text: string, ms: number) => say(text, { time: timeText(ms, now, language) })
  if (!known) return note.moment
  if (isSilent) return isClosed(known) ? note.back : ''
  const askedAt = checked?.outcome === 'later' ? Date.parse(checked.at) : 0
  if (now - askedAt < PATIENCE.leave) return at(note.asked, askedAt)
  switch (scene.title) {
    case 'pending':
      return known.expiresAt ? '' : at(note.since, since)
    case 'approve_on_phone':
      return waited >= PATIENCE.still ? note.nothing : ''
    case 'processing':
      if (known.confirmations || waited >= PATIENCE.leave) return say(note.leave)
      return waited >= PATIENCE.still ? say(note.still) : note.soon
    case 'bank':
      return say(note.leave)
    case 'foreign':
      return say(note.sees)
    case 'held':
      return note.updates
    case 'expired':
      return known.safeToRetry ? (canRetry ? '' : note.updates) : say(note.leave)
    default:
      return ''
  }
}

function buttonsOf(view: View, moment: Moment): readonly Button[] {
  const { scene, known, waited, input } = moment
  const { button } = wordsOf(moment)
  const { isSilent, isChecking, continueIn, language, continueUrl } = input
  const make = (deed: Button['deed'], label: string): Button => ({
    deed,
    label,
    href: '',
    isMain: false,
    isResting: false,
    rest: '',
  })
  if (!known) return []
  if (scene.tone === 'success' && scene.title !== 'held') {
    if (!continueUrl && !input.isClosable) return []
    const rest = continueIn === undefined ? '' : unitText(continueIn, 'second', language, 'narrow')
    const label = continueUrl ? button.continue : button.done
    const main = { ...make('continue', label), href: continueUrl, isMain: true, rest }
    return rest ? [main, make('stay', button.stay)] : [main]
  }
  if (known.status === 'partially_paid') {
    return view.buttons.map((each) => ({ ...each, label: button.rest }))
  }
  const check = {
    ...make('check', isChecking ? button.checking : button.check),
    isResting: isChecking,
  }
  const isSoon = scene.title === 'processing' && waited < PATIENCE.still
  const isCheckable = (isWaiting(scene) && !isSoon && scene.title !== 'open_url') || isSilent
  return isCheckable ? [...view.buttons, check] : view.buttons
}
