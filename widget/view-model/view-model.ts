/**
 * What to say and show: of a snapshot, how it is heard of, and the relay's clock. Pure.
 *
 * Three things at every moment: what happened, was money taken, what next. What the first seconds do not need
 * is added by `later`, which is loaded right behind them.
 */

import type { Snapshot } from '../../relay/protocol.ts'
import type { Connection } from '../client/connection.ts'
import type { Later } from '../later/later.ts'
import { fill, type FirstWords, type Values, type Words } from '../locales/words.ts'
import { actionUrl } from '../safe-url.ts'
import { has } from './has.ts'
import { CHECKING, isUndone, sceneOf, unheard, type Scene } from './scenes.ts'
import { moneyText, timeText } from './texts.ts'
import type { Button, View } from './view.ts'

export interface ViewInput {
  order: string
  snapshot: Snapshot | undefined
  connection: Connection
  /** The relay lost history in which money had come in. */
  isDoubtful: boolean
  /** Another tab has seen something newer: money may be on its way. */
  isBehind: boolean
  /** Nothing was heard for a while that should have been. */
  isSilent: boolean
  /** When what is known was last confirmed, by the relay's clock; in ms since 1970, as all times here. */
  heardAt: number | undefined
  /** The relay's clock. */
  now: number
  /** Since when this page has shown the status: only what comes later is announced by itself. */
  shownAt: number
  /** What the provider answered when it was asked last. */
  checked: { at: string; outcome: string } | undefined
  /** *Check now* was pressed a moment ago. */
  isChecking: boolean
  /** Seconds until it continues by itself. */
  continueIn: number | undefined
  /** Where it continues; empty: nowhere. */
  continueUrl: string
  /** There is a dialog to close. */
  isClosable: boolean
  /** Somebody leads the shopper to another attempt. */
  canRetry: boolean
  /** BCP 47. */
  language: string
  /** Those of the first seconds; with `later`, all. */
  words: FirstWords
  /** As the page names it. */
  merchant: string
}

/** How long a provider needs at most as a rule, in ms: after that we say that it takes longer. */
const USUAL = 120_000
const UPI = 300_000
const USUALLY: Readonly<Record<string, number>> = {
  daraja: 60_000,
  phonepe: UPI,
  'phonepe-v1': UPI,
  paytm: UPI,
  razorpay: UPI,
  cashfree: UPI,
}

/** Fills in what is known of the order, and what is given besides. */
export type Say = (text: string, more?: Values) => string

/** What a view is made of. */
export interface Moment {
  input: ViewInput
  /** What may be shown of the order; undefined: nothing, we are checking. */
  known: Snapshot | undefined
  scene: Scene
  /** Since when it stands like this, and for how long, in ms. */
  since: number
  waited: number
  /** When the time to act is over; Infinity: nobody says. */
  expiresAt: number
  say: Say
}

/** `later`: undefined until it is loaded. */
export function view(input: ViewInput, later?: Later): View {
  const moment = momentOf(input, later)
  const first = firstView(moment)
  return later ? later.refine(first, moment) : first
}

function momentOf(input: ViewInput, later: Later | undefined): Moment {
  const { snapshot, now } = input
  const expiresAt = snapshot?.expiresAt ? Date.parse(snapshot.expiresAt) : Infinity
  // Whose time is up is asked for: that nobody acted is the relay's to say.
  const isUp = snapshot && isUndone(snapshot) && now >= expiresAt
  const known = input.isDoubtful || isUp ? undefined : snapshot
  const values = valuesOf(input)
  const say: Say = (text, more) => fill(text, { ...values, ...more })
  if (!known) return { input, known, scene: CHECKING, since: now, waited: 0, expiresAt, say }

  // The snapshot's own history says since when: a reload shows the same.
  const { history, updatedAt, provider = '' } = known
  const since = Date.parse(history[history.length - 1]?.at ?? updatedAt)
  const waited = Math.max(now - since, 0)
  const safe = input.isBehind ? { ...known, safeToRetry: false } : known
  const heard = later?.moreOf(safe) ?? sceneOf(safe, waited >= (USUALLY[provider] ?? USUAL))
  const scene = input.isSilent ? unheard(heard, safe) : heard
  return { input, known: safe, scene, since, waited, expiresAt, say }
}

function firstView(moment: Moment): View {
  const { input, known, scene } = moment
  const { snapshot, words, connection } = input
  const { tone, ring, glyph, coin } = scene
  const title = allOf(words).title[scene.title]
  const next = nextOf(moment)
  const money = moneyOf(moment)

  return {
    tone,
    ring: ring === 'share' ? 'turning' : ring,
    share: 0,
    pieces: [0, 0],
    glyph,

    title,
    next,
    coin,
    money,
    moneyNote: '',

    left: '',
    leftBefore: '',
    leftAfter: '',
    note: '',
    buttons: buttonsOf(moment),

    merchant: input.merchant,
    amount: moneyText(snapshot?.amount ?? null, snapshot?.currency ?? null, input.language),
    description: snapshot?.description ?? '',
    test: '',
    reference: snapshot?.number ?? input.order,
    receipt: known?.receipt ?? '',
    connection,
    connectionText: words.connection[connection],
    code: '',
    payTo: '',
    payAmount: '',

    badge: '',
    announcement: snapshot ? [title, money, next].filter(Boolean).join(' ') : '',
    isUrgent: tone === 'failure',
  }
}

/** Without `later`, no scene names a word that is not among the first. */
const allOf = (words: FirstWords): Words => words as Words

/** What is said of an action that has no hint of where. */
const BARE = { approve_on_phone: 'phone', approve_in_app: 'app', scan: 'code' } as const

function nextOf({ scene, known, say, input }: Moment): string {
  const { title, next: words } = allOf(input.words)
  const key = !known?.action?.hint && has(BARE, scene.next) ? BARE[scene.next] : scene.next
  const next = words[key]
  const reason = title[known?.status === 'canceled' ? 'canceled' : 'failed']
  return typeof next === 'string' ? say(next, { reason }) : ''
}

/** Was money taken. While nothing is heard: as of when that holds. */
function moneyOf({ scene, known, say, input }: Moment): string {
  const words = allOf(input.words).money
  const isThen = known && input.isSilent
  if (isThen && scene.coin === 'none') return say(words.none_then)
  if (isThen && scene.coin === 'unknown') return say(words.unknown_then)
  return say(isThen && scene.money === 'paid' ? words.paid_then : words[scene.money])
}

/** The one thing to do, if there is one. */
function buttonsOf({ scene, known, input, say }: Moment): Button[] {
  const { button } = input.words
  const main = (deed: Button['deed'], label: string, href = ''): Button[] => [
    { deed, label, href, isMain: true, isResting: false, rest: '' },
  ]
  if (scene.title === 'succeeded' && input.continueUrl) {
    return main('continue', button.continue, input.continueUrl)
  }
  if (known?.safeToRetry && !input.isSilent && input.canRetry) return main('retry', button.retry)
  const { type, url = '', hint } = (known?.status === 'requires_action' && known.action) || {}
  const href = actionUrl(url)
  if (!href) return []
  const app = type === 'approve_in_app' && hint ? say(button.open) : button.app
  return main('open', type === 'open_url' ? button.bank : app, href)
}

/** Providers that a shopper knows by name. With a no-break hyphen: a name is not broken. */
const NAMES: Readonly<Record<string, string>> = {
  daraja: 'M\u2011Pesa',
  'mtn-momo': 'MoMo',
  airtel: 'Airtel Money',
  phonepe: 'PhonePe',
  'phonepe-v1': 'PhonePe',
  paytm: 'Paytm',
  paypal: 'PayPal',
}

function valuesOf({ snapshot, words, language, merchant, heardAt, now }: ViewInput): Values {
  const { amount = null, amountReceived = 0, amountRefunded = 0 } = snapshot ?? {}
  const { currency = null, waived = 0, action, provider = '' } = snapshot ?? {}
  const text = (minor: number | null) => moneyText(minor, currency, language) || words.money.amount
  const net = amountReceived - amountRefunded
  const asked = amount ?? net
  return {
    shop: merchant,
    provider: NAMES[provider] ?? words.label.bank,
    // A number is not broken in two.
    hint: action?.hint?.replace(/ /g, '\u00a0') ?? '',
    currency: currency ?? '',
    amount: text(amount),
    received: text(amountReceived),
    refunded: text(amountRefunded),
    net: text(net),
    rest: text(Math.max(asked - net, 0)),
    over: text(Math.max(net + waived - asked, 0)),
    waived: text(Math.abs(waived)),
    time: timeText(heardAt ?? now, now, language),
  }
}
