/** Times, money and names, in words. */

import { moneyText } from '../../widget/view-model/texts.ts'

const LANGUAGE = 'en'

export const money = (minor: number | null, currency: string | null): string =>
  moneyText(minor, currency, LANGUAGE)

const DAY = 86_400_000

/** To the millisecond; of another day, the day as well. */
export function clock(at: string, now: number): string {
  const time = new Date(at)
  const pad = (value: number, length = 2) => String(value).padStart(length, '0')
  const ms = pad(time.getMilliseconds(), 3)
  const exact = `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}.${ms}`
  if (now - time.getTime() < DAY && time.getDate() === new Date(now).getDate()) return exact
  return `${time.toLocaleDateString(LANGUAGE, { day: 'numeric', month: 'short' })} ${exact.slice(0, 8)}`
}

/** How long ago, short. */
export function ago(at: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(at)) / 1000))
  if (seconds < 5) return 'now'
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`
  return `${Math.floor(seconds / 86_400)} d`
}

export const pages = (count: number): string =>
  count === 0 ? 'nobody' : count === 1 ? '1 page' : `${count} pages`

/** Why a callback led to nothing. */
const WHY: Readonly<Record<string, string>> = {
  no_order: 'it names no order that is known',
  several_orders: 'it could be of several orders',
  invalid_order_id: 'what it names cannot be an order',
  other_payment: 'the order knows another payment',
  test_money: 'test money, and the order is a live one',
  other_shop: 'it is another shop’s',
  other_body: 'its signature came with another body before',
  not_utf8: 'it is no text',
  not_json: 'it is no JSON',
  not_understood: 'it is of a form that is not known',
  unknown_event: 'it is of a kind that is not known',
  too_old: 'it was too old to make an order',
}

export const whyOf = (code: string): string => WHY[code] ?? code

/** What turns the direction of a text, and of all that comes after it. */
const TURNS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

const PLAIN = /^[\x20-\x7e]*$/

/** A text of somebody else's, to stand among ours in a line: it moves none of them, and what would is shown. */
export function foreign(text: string): string {
  if (PLAIN.test(text)) return text
  const shown = text.replace(
    TURNS,
    (turn) => `\\u${turn.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return `\u2068${shown}\u2069`
}
