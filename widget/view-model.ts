/**
 * What to say and show: of a snapshot, the connection, and how long the shopper has waited. Pure.
 *
 * Three things at every moment: what happened, was money taken, what next.
 */

import {
  exponentOf,
  type PaymentStatus,
  type ReasonCode,
  type Snapshot,
} from '../relay/protocol.ts'
import type { Connection } from './client/connection.ts'
import type { Words } from './locales/index.ts'

export interface ViewInput {
  order: string
  snapshot: Snapshot | undefined
  connection: Connection
  /** The relay lost history in which money had come in. */
  isDoubtful: boolean
  /** Another tab has seen something newer: money may be on its way. */
  isBehind: boolean
  /** Since the status was first shown here, in ms. */
  waited: number
  /** BCP 47. */
  language: string
  words: Words
  /** As the page names it. */
  merchant: string
}

export type Tone = 'waiting' | 'success' | 'failure' | 'notice'
export type IconName = 'clock' | 'phone' | 'check' | 'cross' | 'back' | 'shield' | 'alert'

export interface View {
  tone: Tone
  icon: IconName
  title: string
  /** Why, where that is known. */
  reason: string
  money: string
  next: string
  /** What a screen reader says: all of it at a change, after that only what is new. */
  announcement: string
  /** Said at once, not when there is a pause. */
  isUrgent: boolean
  amount: string
  merchant: string
  description: string
  reference: string
  receipt: string
  connection: Connection
  retry: string
  isContinuable: boolean
  actionUrl: string
}

/** After so long we say that we are still there, and that the shopper need not be. In ms. */
export const PATIENCE = { still: 8_000, leave: 15_000 } as const

const LOOKS: Readonly<Record<PaymentStatus, [Tone, IconName]>> = {
  pending: ['waiting', 'clock'],
  requires_action: ['waiting', 'phone'],
  processing: ['waiting', 'clock'],
  authorized: ['success', 'shield'],
  partially_paid: ['notice', 'alert'],
  succeeded: ['success', 'check'],
  failed: ['failure', 'cross'],
  canceled: ['failure', 'cross'],
  expired: ['failure', 'clock'],
  partially_refunded: ['notice', 'back'],
  refunded: ['notice', 'back'],
  disputed: ['notice', 'alert'],
}

export function view(input: ViewInput): View {
  const { snapshot, words, connection, order, waited } = input
  const isKnown = snapshot && !input.isDoubtful && Object.hasOwn(LOOKS, snapshot.status)
  const known = isKnown
    ? { ...snapshot, safeToRetry: snapshot.safeToRetry && !input.isBehind }
    : undefined
  const { status, receipt, safeToRetry, action } = known ?? {}
  const [tone, icon] = LOOKS[status ?? 'processing']
  const isWaiting = tone === 'waiting'
  const isClosed = tone === 'failure'
  const { title, money, next } = sentences(known, isClosed, words)
  const reason = known && isClosed ? reasonText(known, words) : ''
  // Who still has to do something is not sent away.
  const hasToAct = action?.url || action?.qr || action?.payTo
  const patience = isWaiting && !hasToAct ? patienceText(waited, words) : ''

  const values = valuesOf(snapshot, input)
  const say = (template: string) => fill(template, values)
  const sayAll = (...all: string[]) => all.filter(Boolean).map(say).join(' ')

  return {
    tone,
    icon,
    title: say(title),
    reason,
    money: say(money),
    next: sayAll(next, patience),
    announcement: patience || sayAll(title, reason, money, next),
    isUrgent: isClosed,
    amount: moneyText(snapshot?.amount ?? null, snapshot, input.language),
    merchant: input.merchant,
    description: snapshot?.description ?? '',
    reference: snapshot?.number ?? order,
    receipt: receipt ?? '',
    connection,
    retry: safeToRetry ? (status === 'partially_paid' ? words.payRest : words.retry) : '',
    isContinuable: status === 'succeeded',
    actionUrl: (status === 'requires_action' && safeUrl(action?.url)) || '',
  }
}

interface Sentences {
  title: string
  money: string
  next: string
}

/** What happened, was money taken, what next. Without a status that we understand, we are checking. */
function sentences(known: Snapshot | undefined, isClosed: boolean, words: Words): Sentences {
  if (!known) return words.checking
  const { status, reason, flow, overpaid, safeToRetry, action } = known

  if (status === 'processing' && reason?.code === 'currency_mismatch') return words.foreign
  if (status === 'authorized' && flow === 'escrow') return words.held
  if (status === 'succeeded' && overpaid) return words.overpaid
  if (isClosed && !safeToRetry) return { ...words[status], ...words.doubt }
  if (status === 'requires_action' && action) {
    return { ...words.requires_action, ...words.actions[action.type] }
  }
  return words[status]
}

function reasonText({ reason }: Snapshot, words: Words): string {
  const reasons: Partial<Record<ReasonCode, string>> = words.reasons
  return (reason && reasons[reason.code]) || ''
}

const patienceText = (waited: number, { waiting }: Words): string =>
  waited >= PATIENCE.leave ? waiting.leave : waited >= PATIENCE.still ? waiting.still : ''

function valuesOf(
  snapshot: Snapshot | undefined,
  { language, words }: ViewInput,
): Readonly<Record<string, string>> {
  if (!snapshot) return {}
  const { amount, amountReceived, amountRefunded, action } = snapshot
  const text = (value: number | null) => moneyText(value, snapshot, language) || words.amount
  const net = amountReceived - amountRefunded
  return {
    amount: text(amount),
    received: text(amountReceived),
    net: text(net),
    refunded: text(amountRefunded),
    rest: text(Math.max((amount ?? 0) - net, 0)),
    over: text(Math.max(net - (amount ?? net), 0)),
    hint: action?.hint ?? (action && words.actions[action.type]?.hint) ?? '',
    payTo: action?.payTo ?? '',
  }
}

/** Fills in what stands in braces. Each value keeps its own direction (U+2068, U+2069). */
export const fill = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => `\u2068${values[name] ?? ''}\u2069`)

function moneyText(minor: number | null, snapshot: Snapshot | undefined, language: string): string {
  const currency = snapshot?.currency
  if (minor === null || !currency) return ''
  const digits = exponentOf(currency)
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  const major = minor / 10 ** digits
  try {
    return major.toLocaleString(language, { style: 'currency', currency, ...options })
  } catch {
    // A language tag or a currency that this browser does not know: still the number, still true.
    return `${currency} ${major.toLocaleString(undefined, options)}`
  }
}

/** Only what a browser opens as a page: an address from a relay must not run as a script. */
const safeUrl = (url = ''): string => (/^https?:/i.test(url) ? url : '')
