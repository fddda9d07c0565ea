/** What a toast says: of a change of an order, or of a notification. Pure, and only ever text. */

import type { Notification, Snapshot } from '../../relay/protocol.ts'
import type { Glyph, Tone } from '../view-model/view.ts'
import type { Icons } from '../views/icons.ts'
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
export type NewsKit = Pick<Kit, 'later' | 'tools' | 'ICONS'>

/** A bill. */
export const PAPER = 'M6.5 3.5h11v17L14.75 18.8 12 20.5 9.25 18.8 6.5 20.5ZM9.5 8.5h5M9.5 12.5h5'

const MARKS: Readonly<Partial<Record<Tone, Glyph>>> = {
  success: 'check',
  failure: 'cross',
  notice: 'alert',
}

/** The names that shops give to tones, and the types that have one of their own. */
const TONES: ReadonlyMap<string, Tone> = new Map([
  ['success', 'success'],
  ['payment_success', 'success'],
  ['failure', 'failure'],
  ['error', 'failure'],
  ['danger', 'failure'],
  ['payment_failed', 'failure'],
  ['notice', 'notice'],
  ['warning', 'notice'],
])

/** Which of its changes this is: the same in all tabs, whichever versions each of them has seen. */
export function changeOf({ id, status, history, updatedAt }: Snapshot): string {
  return `${id} ${status} ${history?.[history.length - 1]?.at ?? updatedAt}`
}

/** Whether it has become so, and a page may say so: a relay that has lost history has nothing to tell of it. */
export const isNews = (snapshot: Snapshot, previous: Snapshot): boolean =>
  changeOf(snapshot) !== changeOf(previous) &&
  (snapshot.epoch === previous.epoch || snapshot.amountReceived >= previous.amountReceived)

export function orderText(
  { later, tools, ICONS }: NewsKit,
  snapshot: Snapshot,
  { language, words }: Speech,
): Text {
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
      // As of its change: it is told now, whenever that was.
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
  return {
    tone,
    icon: pathOf({ ...ICONS, ...later.icons }, glyph),
    title,
    reference,
    text,
    url: '',
  }
}

/**
 * Of three types the words are ours, if the shop has none. `data` is the shop's: `amount` in minor units, `currency`,
 * `due`, and the `number` of the order.
 */
export function notificationText(
  { tools: { fill, moneyText }, ICONS, later }: NewsKit,
  notification: Notification,
  { language, words: { toast, money } }: Speech,
): Text {
  const { type, title, message, url = '' } = notification
  const tone = TONES.get(notification.tone ?? type) ?? 'waiting'
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
    icon: MARKS[tone] ? pathOf({ ...ICONS, ...later.icons }, MARKS[tone]) : PAPER,
    title: title ?? ourTitle,
    reference: form && message === undefined ? textOf(data.number ?? data.order) : '',
    text: message ?? (amount && fill(form, { amount, net: amount, date })),
    url,
  }
}

/** Its lines; what is filled stands after a `|`. */
const pathOf = (icons: Icons, glyph: Glyph): string => icons[glyph]?.split('|')[0] ?? ''

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
