/** The whole view of a moment. Pure. */

import type { Snapshot } from '../../relay/protocol.ts'
import type { Scene } from '../view-model/scenes.ts'
import type { Tools, ViewInput } from '../view-model/view-model.ts'
import type { View } from '../view-model/view.ts'
import { announcementOf } from './announcement.ts'
import { buttonsOf } from './buttons.ts'
import { isClosed, linkOf, momentOf, type Moment } from './moment.ts'
import { noteOf } from './notes.ts'
import { sceneOf } from './scenes.ts'
import { stepTexts } from './step-texts.ts'
import { bareText, dateText, leftText, timeText } from './texts.ts'

export function view(input: ViewInput, tools: Tools): View {
  const moment = momentOf(input, tools)
  const { known, words, since, expiresAt, mayPay, language } = moment
  const { now } = input
  const scene = sceneOf(moment)
  const hasClock = mayPay && expiresAt < Infinity
  const [leftBefore = '', leftAfter = ''] = hasClock ? words.note.left.split('{time}') : []
  const { action, confirmations, amount = null, currency = null } = known ?? {}
  const { count = 0, required = 0 } = confirmations ?? {}
  const account = (mayPay && action?.payTo) || ''
  const bare = (isGrouped: boolean) =>
    bareText(amount, currency, tools.exponentOf, language, isGrouped)

  const sentences = sentencesOf(scene, moment)

  const shown: View = {
    ...tools.viewOf(input, { ...scene, ...sentences }),
    ring: hasClock && RUNS_OUT.includes(scene.title) ? 'share' : scene.ring,
    share: shareOf(moment),
    pieces: [Math.min(Math.max(count, 0), required), required],
    moneyNote: moneyNoteOf(scene, moment),
    left: hasClock ? leftText(expiresAt - now, language) : '',
    leftBefore,
    leftAfter,
    note: (noteOf(scene, moment) + closingOf(moment)).trim(),
    buttons: buttonsOf(scene, moment),
    steps: stepTexts(scene, moment, sentences.title),
    test: input.snapshot?.test ? words.label.test : '',
    code: (mayPay && action?.qr) || '',
    payTo: account,
    payLabel: (mayPay && action?.hint) || '',
    payAmount: account && bare(false),
    payAmountText: account && bare(true),
    when: known ? dateText(since, language) : '',
    badge: badgeOf(scene, moment),
    isUrgent: scene.tone === 'failure' || (scene.title === 'expired' && scene.coin === 'none'),
  }
  return { ...shown, announcement: announcementOf(shown, scene, moment) }
}

/** While it stands so, a shopper may fear that to close the dialog is to call the payment off. */
const PENDING = /^(pending|requires_action|processing)$/

const closingOf = ({ input: { isClosable, snapshot }, words }: Moment): string =>
  isClosable && PENDING.test(snapshot?.status ?? '') ? ` ${words.note.closing}` : ''

/** Of these the ring shows what is left of the time. */
const RUNS_OUT: readonly Scene['title'][] = [
  'requires_action',
  'approve_on_phone',
  'approve_in_app',
  'scan',
  'pay_to',
]

/** What is left of the time, as a share of it. */
export const leftOf = (since: number, end: number, now: number): number =>
  Math.min(Math.max((end - now) / (end - since), 0), 1) || 0

/** What is left of the time to act, or the part of the money that came or went back; from 0 to 1. */
function shareOf({ known, input, since, expiresAt, mayPay }: Moment): number {
  if (!known) return 0
  const { status, amount, amountReceived, amountRefunded } = known
  const share = mayPay
    ? leftOf(since, expiresAt, input.now)
    : status === 'partially_refunded'
      ? amountRefunded / amountReceived
      : amountReceived / (amount ?? amountReceived)
  return Math.min(Math.max(share, 0), 1) || 0
}

/** Those that say more than a scene knows: why, until when, as of when. */
function sentencesOf(scene: Scene, moment: Moment): Pick<View, 'title' | 'money' | 'next'> {
  const { known, words, tools, expiresAt, language, input, say, sayWith } = moment
  const code = known && isClosed(known) ? codeOf(known, moment) : ''
  const reason = tools.has(words.reason, code) ? say(words.reason[code]) : ''
  const isOwn = scene.title === 'canceled' && code === 'canceled_by_customer'
  const title = ((scene.title === 'failed' || isOwn) && reason) || words.title[scene.title]
  const money = say(words.money[scene.money])
  const isThen = known && input.isSilent && !input.isReturning && !DATED.includes(scene.money)
  return { title, money: isThen ? sayWith(words.money.then, { money }) : money, next: nextOf() }

  function nextOf(): string {
    const next = say(words.next[scene.next])
    switch (scene.next) {
      case 'retry':
        return tools.has(words.advice, code) ? words.advice[code] : next
      case 'doubt': {
        const status = known?.status
        const over = status === 'canceled' || status === 'expired' ? status : 'failed'
        // That it failed is just what is in doubt.
        if (over === 'failed' && !reason && !known?.safeToRetry) return words.next.expired_doubt
        return sayWith(words.next.doubt, { reason: reason || words.title[over] })
      }
      case 'pay_before':
        return sayWith(words.next.pay_before, { time: timeText(expiresAt, input.now, language) })
      case 'scan':
      case 'code':
        return linkOf(moment) && !input.isDesktop ? `${next} ${words.next.here}` : next
      default:
        return next
    }
  }
}

/** They say by themselves as of when. */
const DATED: readonly Scene['money'][] = ['none_then', 'unknown_then', 'paid_then']

/** Why it is over, as our words have it: who types no PIN, typed a code. */
function codeOf({ reason }: Snapshot, { provider }: Moment): string {
  const code = reason?.code ?? ''
  return code === 'authentication_failed' && !provider.hasPin ? 'code' : code
}

/** Below the sentence about money: what of the price was not paid, or came on top; and that it is not real. */
function moneyNoteOf({ coin, next }: Scene, { known, words, say }: Moment): string {
  const { waived = 0, test } = known ?? {}
  const isPaid = coin === 'taken' || coin === 'part' || coin === 'held'
  const isUntold = test && next !== 'test' && coin !== 'none' && coin !== 'unknown'
  return [
    isPaid && waived ? say(waived > 0 ? words.money.off : words.money.fee) : '',
    isUntold ? words.next.test : '',
  ]
    .filter(Boolean)
    .join(' ')
}

function badgeOf({ title, coin }: Scene, { words: { badge }, tools, sayWith }: Moment): string {
  if (title === 'silent' && coin === 'none') return sayWith(badge.then, { badge: badge.failed })
  if (title === 'foreign' || (coin === 'unknown' && title !== 'processing')) return badge.checking
  return badge[tools.has(badge, title) ? title : 'requires_action']
}
