/** What a toast says: of a change of an order, of a notification, or of many. Pure, and only ever text. */

import type { Notification, Snapshot } from '../../relay/protocol.ts'
import type { Glyph, Tone } from '../view-model/view.ts'
import type { Kit } from './kit.ts'
import type { Speech } from './speech.ts'

export interface Text {
  tone: Tone
  /** The path of its mark. */
  icon: string
  title: string
  /** What the shopper can quote. It stands before the text. */
  reference: string
  text: string
  /** Where it leads; empty: nowhere. */
  url: string
}

/** Of the kit. */
export type NewsKit = Pick<Kit, 'later' | 'tools' | 'icons'>

/** A bill. */
export const PAPER = 'M6.5 3.5h11v17L14.75 18.8 12 20.5 9.25 18.8 6.5 20.5ZM9.5 8.5h5M9.5 12.5h5'

/** The names that shops give to tones, and the types that have one of their own; and their marks. */
const TONES: readonly [RegExp, Tone, Glyph][] = [
  [/^(payment_)?success$/, 'success', 'check'],
  [/^(failure|error|danger|payment_failed)$/, 'failure', 'cross'],
  [/^(notice|warning)$/, 'notice', 'alert'],
]

/** Which of its changes this is: the same in all tabs, whichever versions each of them has seen. */
export function changeOf({ id, status, history, updatedAt }: Snapshot): string {
  return `${id} ${status} ${history?.[history.length - 1]?.at ?? updatedAt}`
}

/** Whether it has become so, and a page may say so: a relay that has lost history has nothing to tell of it. */
export const isNews = (snapshot: Snapshot, previous: Snapshot): boolean =>
  changeOf(snapshot) !== changeOf(previous) &&
  (snapshot.epoch === previous.epoch || snapshot.amountReceived >= previous.amountReceived)

export function orderText(
  { later, tools, icons }: NewsKit,
  snapshot: Snapshot,
  { language, words }: Speech,
): Text {
  // As of its change: it is told now, whenever that was.
  const now = Date.parse(snapshot.updatedAt)
  const { tone, glyph, title, money, next, reference } = later.view(
    {
      order: snapshot.id,
      snapshot,
      connection: 'live',
      isDoubtful: false,
      isBehind: false,
      isSilent: false,
      isReturning: false,
      heardAt: now,
      now,
      shownAt: now,
      checked: undefined,
      isChecking: false,
      continueIn: undefined,
      continueUrl: '',
      isClosable: false,
      isDesktop: false,
      canRetry: true,
      language,
      words,
      merchant: snapshot.merchant ?? location.host,
    },
    tools,
  )
  const text = next === words.next.done ? money : `${money} ${next}`
  return { tone, icon: pathOf(icons[glyph]), title, reference, text, url: '' }
}

/**
 * Of three types the words are ours, if the shop has none. `data` is the shop's: `amount` in minor units, `currency`,
 * `due`, and the `number` of the order.
 */
export function notificationText(
  { tools: { fill, moneyText }, icons }: NewsKit,
  notification: Notification,
  { language, words: { toast, money } }: Speech,
): Text {
  const { type, title, message, url = '' } = notification
  const name = notification.tone ?? type
  const [, tone = 'waiting', glyph] = TONES.find(([names]) => names.test(name)) ?? []
  const data = Object(notification.data) as Readonly<Record<string, unknown>>
  const minor = typeof data.amount === 'number' ? data.amount : null
  const amount = moneyText(minor, textOf(data.currency), language)
  const date = dateText(textOf(data.due ?? data.due_date ?? data.dueDate), language)
  const forms = new Map([
    ['payment_success', [toast.payment_success, money.paid]],
    ['payment_failed', [toast.payment_failed, '{amount}']],
    ['bill_generated', [toast.bill_generated, date ? toast.due : '{amount}']],
  ])
  const [ourTitle = '', form = ''] = forms.get(type) ?? []
  return {
    tone,
    icon: glyph ? pathOf(icons[glyph]) : PAPER,
    title: title ?? ourTitle,
    reference: form && message === undefined ? textOf(data.number ?? data.order) : '',
    text: message ?? (amount && fill(form, { amount, net: amount, date })),
    url,
  }
}

/** Of many changes, only how many. */
export function sumText(
  { tools }: NewsKit,
  count: number,
  { language, words: { toast } }: Speech,
): Text {
  const form = toast.away[new Intl.PluralRules(language).select(count)] ?? toast.away.other
  const title = tools.fill(form, { n: count.toLocaleString(language) })
  return { tone: 'waiting', icon: PAPER, title, reference: '', text: '', url: '' }
}

/** Its lines; what is filled stands after a `|`. */
const pathOf = (icon = ''): string => icon.split('|')[0] ?? ''

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

/** A day, such as `5 December`; empty where it is none. */
function dateText(due: string, language: string): string {
  const date = new Date(due)
  if (isNaN(Number(date))) return ''
  // A day without a time is the same day everywhere.
  const zone = due.includes('T') ? {} : { timeZone: 'UTC' }
  return date.toLocaleDateString(language, { day: 'numeric', month: 'long', ...zone })
}
