/**
 * A callback's body for an operator's eye, and for a later version to read again.
 *
 * The text is walked, not parsed and printed: what is not personal stays byte for byte, a number of any
 * length too, and nothing is nested too deep.
 */

import { ENDINGS } from './personal-keys.ts'
import { parseJson } from '../protocol.ts'

const REDACTED = '***'

type Verdict = keyof typeof ENDINGS

/** Between words, as in `customer_email`, `CustomerEmail`, `MSISDNType`. */
const BOUNDARY = /(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z\d]+/

/** The last words of `key`, as many as an ending has at most, in the singular. */
function words(key: string): string[] {
  const all = key.slice(-64).split(BOUNDARY).filter(Boolean).slice(-4)
  return all.map((word) => word.toLowerCase().replace(/(?<=[^s])s$/, ''))
}

// Without spaces: `first_name` is written `firstname`, too.
const joined = (list: string): string[] => list.split(',').map((ending) => words(ending).join(''))

const VERDICTS = new Map<string, Verdict>([
  ...joined(ENDINGS.personal).map((ending) => [ending, 'personal'] as const),
  ...joined(ENDINGS.evidence).map((ending) => [ending, 'evidence'] as const),
  ...joined(ENDINGS.neutral).map((ending) => [ending, 'neutral'] as const),
])

/** What `{ "Name": "PhoneNumber", "Value": 254708374149 }` calls its name: that judges the value. */
const ITEM_NAMES = new Set(joined('name, key, label, variable name, display name'))

// UPI's `name@bank`, too. The outer ones are rare, and part a URL: they count just before the @ only.
const [INNER, OUTER] = [String.raw`\p{L}\p{N}.!#$%'+^_|~\-`, '&*/=?{}`']
const HOST = String.raw`[\p{L}\p{N}_\-]+(?:\.[\p{L}\p{N}_\-]+)*`
// Where a run begins, and nowhere else: no text takes longer than it is long.
const START = `(?:(?<![${INNER}])(?=[${INNER}])|(?<![${INNER}${OUTER}])(?=[${OUTER}]))`
const EMAIL = new RegExp(`${START}(?:[${INNER}]*[${OUTER}]*(?:@|%40)${HOST})+`, 'gu')

/** In the groups that cards have. None begins as times do, with 1 or 20. */
const CARD =
  /(?<![\w.])(?=[3-9]|2[2-7])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{4,5})(?!\w)/g

/** With a plus, or as Kenya writes them without. */
const PHONE =
  /(?:(?:\+|%2B)[1-9](?:[ ().-]{0,2}\d){7,14}|(?<!\w)(?:254|0)[ -]?[17]\d\d[ -]?\d{3}[ -]?\d{3})(?!\w)/gi

/** Brackets, strings (to the end, where the closing quote is missing), and what lies between. */
const TOKEN = /[{}[\],:]|"[^"\\]*(?:\\.[^"\\]*)*"?|[^{}[\],:"]+/gs

const JSON_TEXT = /^\s*[{["]/
const FORM = /^[^\s<>&=]+=[^\s<>]*$/

/** `body` without names, e-mails, phones, cards and secrets. Ids, amounts and times stay. */
export function redact(body: string): string {
  // As far as it is JSON: it may be cut off.
  if (JSON_TEXT.test(body)) return redactJson(body)
  return FORM.test(body.trim()) ? body.split('&').map(redactPair).join('&') : redactText(body)
}

function redactPair(pair: string): string {
  const [[key = '', value = ''] = []] = new URLSearchParams(pair)
  const name = redactText(key)
  const shown = redactText(value, judge('', name))
  return name === key && shown === value ? pair : `${new URLSearchParams([[name, shown]])}`
}

function judge(above: string, key: string, otherwise: Verdict = 'neutral'): Verdict {
  const ending = [...words(above), ...words(key)].slice(-4)
  for (; ending.length > 0; ending.shift()) {
    const verdict = VERDICTS.get(ending.join(''))
    if (verdict) return verdict
  }
  return otherwise
}

function redactText(text: string, verdict: Verdict = 'neutral'): string {
  // Empty, it says that nothing was told.
  if (verdict === 'personal') return text.trim() && REDACTED
  if (verdict === 'evidence') return text.replace(EMAIL, REDACTED)
  // Strings that hold JSON end soon: each level doubles the escapes.
  if (JSON_TEXT.test(text) && parseJson(text)) return redactJson(text)
  return text
    .replace(EMAIL, REDACTED)
    .replace(CARD, (digits) => (isLuhn(digits) ? REDACTED : digits))
    .replace(PHONE, REDACTED)
}

/** Whether the last digit is the check on the others, as on all cards. */
function isLuhn(card: string): boolean {
  const digits = card.match(/\d/g)!.map(Number).toReversed()
  const weighed = digits.map((digit, at) => (at % 2 ? digit * 2 - (digit > 4 ? 9 : 0) : digit))
  return weighed.reduce((sum, digit) => sum + digit) % 10 === 0
}

/** An object or a list that is open: under which key, and what that says of all within. */
interface Frame {
  isList: boolean
  above: string
  inherited: Verdict
  /** Undefined where a key is next. */
  key: string | undefined
  verdict: Verdict
  /** Where an item's names and values stand, and what the names say of the values. */
  names: number[]
  values: number[]
  item: Verdict | undefined
  hasValue: boolean
}

function open(isList: boolean, above = '', verdict: Verdict = 'neutral'): Frame {
  const inherited = verdict === 'personal' ? verdict : 'neutral'
  const key = isList ? above : undefined
  const [names, values]: [number[], number[]] = [[], []]
  return { isList, above, inherited, key, verdict, names, values, item: undefined, hasValue: false }
}

function redactJson(json: string): string {
  const tokens = json.match(TOKEN) ?? []
  const shown = [...tokens]
  const frames = [open(true)]

  for (const [at, token] of tokens.entries()) {
    const frame = frames.at(-1)!
    if (token === '{' || token === '[') frames.push(open(token === '[', frame.key, frame.verdict))
    else if (token === '}' || token === ']') settle(frames.length > 1 ? frames.pop()! : frame)
    else if (token === ',') frame.key = frame.isList ? frame.key : undefined
    else if (token !== ':' && token.trim()) read(frame, at, textOf(token))
  }
  // Of a body that was cut off.
  frames.forEach(settle)
  return shown.join('')

  function read(frame: Frame, at: number, text: string): void {
    const { above, key, inherited } = frame
    if (key === undefined) {
      // As it will be read again.
      frame.key = redactText(text)
      frame.verdict = (isValue(text) ? frame.item : undefined) ?? judge(above, frame.key, inherited)
      frame.hasValue ||= isValue(text)
      return show(at, 'neutral', text)
    }
    show(at, frame.verdict, text)
    if (isValue(key)) frame.values.push(at)
    if (!ITEM_NAMES.has(words(key).join(''))) return
    frame.names.push(at)
    if (frame.item !== 'personal') frame.item = judge(above, redactText(text), inherited)
  }

  /** An item's name is no person's, and its value is what the name says. */
  function settle({ names, values, item, hasValue }: Frame): void {
    if (hasValue) for (const at of names) show(at, 'neutral')
    if (names.length > 0) for (const at of values) show(at, item)
  }

  function show(at: number, verdict: Verdict | undefined, text = textOf(tokens[at]!)): void {
    if (text === 'true' || text === 'false' || text === 'null') return
    const redacted = redactText(text, verdict)
    const token = tokens[at]!
    shown[at] =
      redacted === text ? token : token.replace(token.trim(), () => JSON.stringify(redacted))
  }
}

const isValue = (key: string): boolean => key.toLowerCase() === 'value'

/** What a token says: a whole string, without its quotes and escapes. */
function textOf(token: string): string {
  const text = token.startsWith('"') ? parseJson(token) : undefined
  return typeof text === 'string' ? text : token.trim()
}
