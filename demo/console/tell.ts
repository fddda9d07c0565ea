/** One order's story: what is known of it and what happened, in time order and in words. Pure. */

import type { Claim, Happening, Kept, Order, Story } from './shapes.ts'
import { foreign, money, whyOf } from './words.ts'

export interface Entry {
  at: string
  /** `care`: somebody may have to look. */
  tone: 'good' | 'bad' | 'care' | 'plain'
  title: string
  /** Beside it, softly. */
  detail: string
  ms?: number
  /** What led to nothing, and can be tried again. */
  kept?: Kept
}

type NameOf = (provider: string) => string

/** Oldest first. */
export function entriesOf(
  order: Order,
  { createdAt, claims, lately, webhook }: Story,
  kept: readonly Kept[],
  nameOf: NameOf,
): Entry[] {
  const bringing = lately.filter(({ type, outcome }) => BRINGING[type] === outcome)
  const merged = new Set<Happening>()
  const said = claims.map((claim) => {
    // The line of the log that tells of the callback, or of the question, which brought it.
    const brought = bringing.find(
      (each) => !merged.has(each) && claim.by === 'provider' && isOf(claim, each),
    )
    if (brought) merged.add(brought)
    return sayingOf(claim, order, nameOf, brought)
  })
  const changes = lately.filter(({ type }) => type === 'order_changed')
  const isMade = changes.some(({ from }) => from === null)
  const telling = new Map(
    lately.flatMap((each) => (each.type === 'told' ? [[each.version, each]] : [])),
  )
  const shown = order.history
    .filter(({ status, at }) => !changes.some((each) => each.to === status && isAbout(at, each.at)))
    .map(({ status, at }): Entry => ({ at, tone: 'plain', title: `Became ${status}`, detail: '' }))

  return [
    ...(isMade ? [] : [firstOf(order, createdAt)]),
    ...shown,
    ...said,
    ...kept.map((each) => keptOf(each, nameOf)),
    ...lately.flatMap((each) => {
      if (merged.has(each)) return []
      const entry = happeningOf(each, nameOf)
      if (!entry) return []
      if (each.type !== 'order_changed') return [entry]
      const told = telling.get(each.version)
      const made = each.from === null && madeOf(order, entry)
      return [
        {
          ...entry,
          ...made,
          detail: joined((made && made.detail) || entry.detail, told && toldOf(told)),
        },
      ]
    }),
    ...(webhook?.waiting ? [waitingOf(webhook.waiting)] : []),
  ].toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))
}

/** The first change of all is that the order is there. */
const madeOf = (order: Order, { detail }: Entry) => ({
  title: order.registered ? 'Registered' : 'Made by a callback',
  detail: joined(money(order.amount, order.currency), detail),
})

const toldOf = ({ pages }: Happening): string => `told ${String(pages)} who follow`

/** Two clocks of one process, read on both sides of a write to disk. In ms. */
const ABOUT = 5_000

const isAbout = (earlier: string, later: string): boolean => {
  const between = Date.parse(later) - Date.parse(earlier)
  return between >= 0 && between < ABOUT
}

/** What brings a provider's word, by its outcome. */
const BRINGING: Readonly<Record<string, string>> = {
  callback_accepted: 'applied',
  asked: 'answered',
}

const isOf = ({ provider, receivedAt }: Claim, brought: Happening): boolean =>
  brought.provider === provider && isAbout(receivedAt, brought.at)

const joined = (...parts: (string | false | undefined)[]): string =>
  parts.filter(Boolean).join(' · ')

const firstOf = ({ amount, currency, registered }: Order, at: string): Entry => ({
  at,
  tone: 'plain',
  title: 'First heard of',
  detail: registered
    ? joined('registered', money(amount, currency))
    : 'by a callback: nobody has registered it',
})

/** Of what a claim says, by its part. */
const PARTS: Readonly<Record<string, string>> = {
  main: '',
  lapse: 'nobody acted in time',
  void: 'called back as a whole',
  capture: 'capture',
  refund: 'refund',
  refunds: 'refunded in all',
  dispute: 'dispute',
}

const TONES: Readonly<Record<string, Entry['tone']>> = {
  succeeded: 'good',
  authorized: 'good',
  done: 'good',
  won: 'good',
  failed: 'bad',
  lost: 'bad',
  canceled: 'care',
  expired: 'care',
  open: 'care',
  total: 'care',
}

function sayingOf(claim: Claim, order: Order, nameOf: NameOf, brought?: Happening): Entry {
  const { by, provider, part, state, amount, currency, reason, receipt, payment, counts } = claim
  const [kind = '', id] = part.split(':')
  const who = by === 'merchant' ? 'By hand' : provider === null ? 'A provider' : nameOf(provider)
  const what = joined(PARTS[kind] ?? kind, state === 'total' ? '' : state).replace(' · ', ' ')
  const isAnswer = brought?.type === 'asked'
  const trust = order.payments?.find((each) => each.id === payment)?.trust
  const detail = joined(
    amount !== undefined && money(amount, currency ?? order.currency),
    foreign(payment),
    id !== undefined && foreign(id),
    receipt !== undefined && `receipt ${foreign(receipt)}`,
    reason && joined(reason.code, foreign(reason.message ?? '')),
    by === 'provider' && trust && !isAnswer ? `proven by ${trust}` : '',
    isAnswer && askingOf(brought),
    !counts && 'no longer counts: a greater word stands',
  )
  const ms = brought?.ms
  return {
    at: claim.receivedAt,
    tone: counts ? (TONES[state] ?? 'plain') : 'plain',
    title: `${who}${isAnswer ? ', asked' : ''}: ${what}`,
    detail,
    ...rounded(ms),
  }
}

const keptOf = (kept: Kept, nameOf: NameOf): Entry => ({
  at: kept.receivedAt,
  tone: 'bad',
  title: `${nameOf(kept.provider)}: led to nothing`,
  detail: joined(kept.state, whyOf(kept.code)),
  kept,
})

const waitingOf = ({
  version,
  attempts,
  since,
  dueAt,
}: NonNullable<NonNullable<Story['webhook']>['waiting']>): Entry => ({
  at: since,
  tone: attempts > 0 ? 'bad' : 'care',
  title: `Your backend has not heard v${version}`,
  detail:
    attempts > 0
      ? `tried ${attempts} times; again at ${new Date(dueAt).toLocaleTimeString('en')}`
      : 'it is on its way',
})

const rounded = (ms: unknown) => (typeof ms === 'number' ? { ms: Math.round(ms * 10) / 10 } : {})

/** As the log and a page's own `debug` name it, short. */
const named = (connection: unknown): string => `connection ${String(connection).slice(0, 8)}`

type Saying = Pick<Entry, 'tone' | 'title' | 'detail'>

const plural = (count: unknown, one: string): string =>
  `${String(count)} ${one}${count === 1 ? '' : 's'}`

/** By the names of the log. What is not here is none of the order's story. */
const HAPPENINGS: Readonly<Record<string, (happening: Happening, nameOf: NameOf) => Saying>> = {
  order_changed: ({ from, to, version, by }, nameOf) => ({
    tone: TONES[String(to)] ?? 'plain',
    title: from === to ? `Stays ${String(to)}, with news` : `Became ${String(to)}`,
    detail: joined(
      from === null || from === to ? '' : `from ${String(from)}`,
      `v${String(version)}`,
      `by ${nameOf(String(by))}`,
    ),
  }),
  callback_accepted: ({ provider, outcome, events }, nameOf) => ({
    tone: 'plain',
    title: `${nameOf(String(provider))} called`,
    detail: joined(plural(events, 'event'), OUTCOMES[String(outcome)] ?? String(outcome)),
  }),
  asked: (asked, nameOf) => {
    const { provider, outcome, why } = asked
    const [tone, what] = ASKED[String(outcome)] ?? ['plain', String(outcome)]
    return {
      tone,
      title: `${nameOf(String(provider))} was asked, and ${what}`,
      detail: joined(askingOf(asked), why !== undefined && String(why)),
    }
  },
  ask_settled: ({ provider }, nameOf) => ({
    tone: 'good',
    title: 'Found only by asking',
    detail: `no callback of ${nameOf(String(provider))} had told of this money`,
  }),
  found_missed: ({ provider }, nameOf) => ({
    tone: 'plain',
    title: `${nameOf(String(provider))} had told of it while the relay was away`,
    detail: 'found in its own list of events',
  }),
  callback_unverified: ({ provider }, nameOf) => ({
    tone: 'bad',
    title: 'What a callback said is not verified',
    detail: `${nameOf(String(provider))} does not say that it is so; do you know better?`,
  }),
  subscribed: ({ connection, version }) => ({
    tone: 'plain',
    title: 'A page subscribed',
    detail: joined(named(connection), `has v${String(version)} now`),
  }),
  subscription_refused: ({ connection, code }) => ({
    tone: 'bad',
    title: 'A page was refused',
    detail: joined(String(code), named(connection)),
  }),
  acknowledged: ({ connection, version }) => ({
    tone: 'good',
    title: `A page shows v${String(version)}`,
    detail: named(connection),
  }),
  delivered: ({ lane, to }) => ({
    tone: 'good',
    title: 'Your backend has heard',
    detail: joined(String(lane), String(to)),
  }),
  not_delivered: ({ lane, to, why, next }) => ({
    tone: 'bad',
    title: 'Your backend did not answer as it should',
    detail: joined(String(lane), String(to), String(why), `again at ${String(next)}`),
  }),
  given_up: ({ lane, to, why }) => ({
    tone: 'bad',
    title: 'Your backend will not hear of it',
    detail: joined(String(lane), String(to), String(why)),
  }),
}

/** What a provider did that was asked. */
export const ASKED: Readonly<Record<string, [tone: Entry['tone'], what: string]>> = {
  answered: ['plain', 'answered'],
  absent: ['care', 'knows nothing of it'],
  later: ['plain', 'cannot say yet'],
  refused: ['bad', 'refused to answer'],
  unread: ['bad', 'gave an answer that is not understood'],
  other_payment: ['care', 'told of other money'],
  unreachable: ['bad', 'did not answer'],
  cannot: ['care', 'there is nothing to ask it by'],
}

/** Who wanted to know. */
const ASKED_BY: Readonly<Record<string, string>> = {
  schedule: 'nobody had told anything for a while',
  callback: 'to verify its callback',
  page: 'a page wanted to know',
  merchant: 'your server wanted to know',
}

/** Who wanted to know, and each question, what came of it and how long that took. */
function askingOf({ by, exchanges }: Happening): string {
  const all: Record<string, unknown>[] = Array.isArray(exchanges) ? exchanges : []
  const questions = all.map(({ name, outcome, status, ms }) => {
    const answer = status === undefined ? '' : ` (${String(status)})`
    return `${String(name)}: ${String(outcome)}${answer} in ${String(ms)} ms`
  })
  return joined(ASKED_BY[String(by)] ?? String(by), ...questions)
}

const OUTCOMES: Readonly<Record<string, string>> = {
  applied: 'taken in',
  repeated: 'nothing new',
  silent: 'not about a payment',
}

function happeningOf(happening: Happening, nameOf: NameOf): Entry | undefined {
  const { type, at, ms } = happening
  const saying = Object.hasOwn(HAPPENINGS, type) ? HAPPENINGS[type]?.(happening, nameOf) : undefined
  return saying && { at, ...saying, ...rounded(ms) }
}
