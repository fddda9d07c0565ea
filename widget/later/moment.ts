/** All that is true at a moment, and the words for it. Pure. */

import type { Snapshot } from '../../relay/protocol.ts'
import type { Plural, Values, Words } from '../locales/words.ts'
import type { Tools, ViewInput } from '../view-model/view-model.ts'
import { atHand } from './at-hand.ts'
import { PROVIDERS, USUAL, type Provider } from './providers.ts'
import { pluralOf, timeText } from './texts.ts'

export interface Moment {
  input: ViewInput
  tools: Tools
  words: Words
  /** BCP 47, and understood by this browser. */
  language: string
  /** What may be shown of the order; undefined: we are checking. */
  known: Snapshot | undefined
  provider: Provider
  /** Since when it has this status, and for how long, in ms. */
  since: number
  waited: number
  /** How long that takes at most as a rule, in ms. */
  usual: number
  /** When the time to act is over; Infinity: nobody says. */
  expiresAt: number
  /** The shopper may pay now; or once more, and knows where. */
  mayPay: boolean
  mayRetry: boolean
  /** Fills in what is known of the order. */
  say: (text: string | Plural) => string
  /** With values that only one sentence has. */
  sayWith: (text: string, more: Values) => string
}

/** The attempt is over, and nothing came of it. */
export const isClosed = ({ status }: Snapshot): boolean =>
  ['failed', 'canceled', 'expired'].includes(status)

/** The shopper has not acted yet: it can run out. */
const isUndone = ({ status }: Snapshot): boolean => ['pending', 'requires_action'].includes(status)

/** Another attempt, or one at the rest, cannot lead to paying twice. */
const isOpenAgain = (known: Snapshot | undefined): boolean =>
  known !== undefined && known.safeToRetry && (isClosed(known) || known.status === 'partially_paid')

export function momentOf(input: ViewInput, tools: Tools): Moment {
  const { snapshot, now, isBehind, isSilent } = input
  const expiresAt = timeOf(snapshot?.expiresAt) ?? Infinity
  const mayAct = snapshot !== undefined && isUndone(snapshot) && now < expiresAt
  const known = isHidden(input, expiresAt) ? undefined : snapshot && seenFrom(snapshot, input)

  const since = (snapshot && sinceOf(snapshot)) ?? now
  const id = snapshot?.provider ?? ''
  const provider = tools.has(PROVIDERS, id) ? (PROVIDERS[id] ?? {}) : {}

  const words = input.words as Words
  const language = languageOf(input.language)
  const moment = { input, tools, words, language, provider }
  const values = valuesOf(moment)
  const sayWith = (text: string, more: Values) => {
    const said = tools.fill(text, Object.setPrototypeOf({ ...more }, values))
    // Only our own words for what has no name of its own stand so: a name is written as its owner does.
    const isOurs = [words.money.amount, words.label.bank].some((own) => said.startsWith(own))
    return isOurs ? said.charAt(0).toLocaleUpperCase(language) + said.slice(1) : said
  }
  const required = snapshot?.confirmations?.required ?? 0

  return {
    ...moment,
    known,
    since,
    waited: Math.max(now - since, 0),
    usual: provider.usual ?? USUAL,
    expiresAt,
    mayPay: known !== undefined && mayAct && !isBehind,
    mayRetry: isOpenAgain(known) && input.canRetry && !isBehind && !isSilent,
    sayWith,
    say: (text) =>
      sayWith(typeof text === 'string' ? text : pluralOf(text, required, language), {}),
  }
}

/** Whether all that we know may be wrong by now, so that we are checking. */
function isHidden({ snapshot, isDoubtful, isSilent, isBehind, now }: ViewInput, expiresAt: number) {
  if (!snapshot || isDoubtful) return true
  // We say as of when it holds.
  if (isSilent) return false
  // That nobody acted in time is the relay's to say; that no money came, of whoever has seen the newest.
  return isUndone(snapshot) ? isBehind || now >= expiresAt : isClosed(snapshot) && isBehind
}

/** With the action as it is to be done on this device. */
const seenFrom = (snapshot: Snapshot, { isDesktop }: ViewInput): Snapshot =>
  snapshot.action ? { ...snapshot, action: atHand(snapshot.action, isDesktop) } : snapshot

/** Since when it has this status: its own history says so, that a reload shows the same. */
export function sinceOf({ status, history = [], updatedAt }: Snapshot): number | undefined {
  const last = history[history.length - 1]
  return timeOf(last?.status === status ? last.at : updatedAt)
}

/** In ms since 1970; undefined where it is no time. */
export function timeOf(text: string | undefined): number | undefined {
  const at = Date.parse(text ?? '')
  return Number.isNaN(at) ? undefined : at
}

/** A language that this browser understands; BCP 47. */
export function languageOf(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'en'
  } catch {
    return 'en'
  }
}

type Said = Pick<Moment, 'input' | 'tools' | 'words' | 'language' | 'provider'>

/** Each is worked out where a sentence asks for it: a page redraws each second, and formatting is most of that. */
function valuesOf({ input, tools, words, language, provider }: Said): Values {
  const { snapshot, heardAt, now, merchant } = input
  const { amount = null, amountReceived = 0, amountRefunded = 0, waived = 0 } = snapshot ?? {}
  const { currency = null, action, confirmations, updatedAt } = snapshot ?? {}
  const { count = 0, required = 0 } = confirmations ?? {}
  const text = (minor: number | null) =>
    tools.moneyText(minor, currency, language) || words.money.amount
  const number = (value: number) => value.toLocaleString(language)
  const net = amountReceived - amountRefunded
  return {
    shop: merchant,
    provider: provider.name ?? words.label.bank,
    // A phone's number is not broken in two.
    hint: action?.hint?.replace(/ (?=[\d•])/g, '\u00a0') ?? '',
    currency: currency ?? '',
    get amount() {
      return text(amount ?? (net || null))
    },
    get received() {
      return text(amountReceived)
    },
    get refunded() {
      return text(amountRefunded)
    },
    get net() {
      return text(net)
    },
    get rest() {
      return text(restOf(snapshot))
    },
    get over() {
      return text(-restOf(snapshot))
    },
    get waived() {
      return text(Math.abs(waived))
    },
    get count() {
      return number(Math.min(count, required))
    },
    get required() {
      return number(required)
    },
    get time() {
      return timeText(heardAt ?? timeOf(updatedAt) ?? now, now, language)
    },
  }
}

/** What is still to pay, in minor units; negative: what was paid too much. */
export function restOf(snapshot: Snapshot | undefined): number {
  const { amount = null, amountReceived = 0, amountRefunded = 0, waived = 0 } = snapshot ?? {}
  return amount === null ? 0 : amount - amountReceived + amountRefunded - waived
}

/** Where the shopper pays, or empty. */
export const linkOf = ({ known, mayPay }: Moment): string => (mayPay && known?.action?.url) || ''
