/** What a provider is asked, and what its answer says: the only caller of adapters' asking halves. */

import type {
  Answer,
  Asking,
  Fault,
  Known,
  Opened,
  Parts,
  Question,
  ReadEvent,
  Told,
} from './asking.ts'
import { payloadOf } from './payload.ts'
import { UNKNOWN_EVENT, type Provider } from './provider.ts'
import { isAskable } from './reading/questions.ts'
import { later } from './reading/waits.ts'

/** What brings no facts. */
type Nothing =
  | Fault
  /** Nobody can read it, or it is none of the provider's. `why` is for the log, and quotes nothing of it. */
  | { outcome: 'unread'; why: string }

/** What an answer comes to. */
export type Reading =
  | { outcome: 'answered'; told: readonly Told[]; then: readonly Question[] }
  | Nothing
  /** It is about other money than what was asked about. */
  | { outcome: 'other_payment' }

/** What a page of an event log comes to. `payloads` are for the callback half, as if they had come by themselves. */
export type Page = { outcome: 'answered'; payloads: readonly unknown[]; cursor?: string } | Nothing

/** More than any answer has, in characters. */
const LONGEST = 1024 * 1024

/** About one order at once. */
const MOST = 8

/** More than anybody tells of what was asked about one order. */
const MOST_TOLD = 500

/** What to ask about an order. */
export function questionsFor(asking: Asking, known: Known): readonly Question[] {
  const { orderId, asks, references, payments } = known
  const questions = asking.questions({
    asks: asks.filter(isAskable),
    references: references.filter(isAskable),
    payments: payments.map((each) => ({ ...each, names: each.names.filter(isAskable) })),
    ...(orderId !== undefined && isAskable(orderId) && { orderId }),
  })
  return onlyOnce(questions).slice(0, MOST)
}

/** What nobody has paid: asked about it with these credentials, the provider says whether they are good. */
export const probeOf = (asking: Asking, parts: Parts): Question | undefined =>
  questionsFor(asking, { asks: asking.probes, payments: [], references: [] }).find(
    (question) => asking.suits?.(question, parts) ?? true,
  )

/** What `answer` says of an order of which this is known. Never throws, whatever it holds. */
export const hear = (
  provider: Pick<Provider, 'updates'>,
  asking: Asking,
  answer: Answer,
  known: Known,
): Reading =>
  ifGood(asking, answer, (opened) => {
    const all = asking.read(opened, known, readEvent(provider))
    if (all.length > MOST_TOLD) return { outcome: 'unread', why: 'It tells of too much.' }
    const told = about(answer.question.asks, all)
    if (told.length === 0 && all.length > 0) return { outcome: 'other_payment' }
    return { outcome: 'answered', told, then: onlyOnce(asking.then?.(opened) ?? []).slice(0, MOST) }
  })

/** What was missed, as this page has it. Never throws, whatever it holds. */
export const hearMissed = (asking: Asking, answer: Answer): Page =>
  ifGood(asking, answer, (opened) => {
    if (!asking.missed) throw new Error('There is nothing to catch up by.')
    return { outcome: 'answered', ...asking.missed.read(opened) }
  })

/** Why an answer says nothing, whatever it was asked; undefined: it may say something. Never throws. */
export function faultIn(asking: Asking, answer: Answer): Fault | undefined {
  try {
    return faultOf(asking, opened(answer))
  } catch {
    return undefined
  }
}

/** What `read` makes of an answer that is one. */
function ifGood<T>(asking: Asking, answer: Answer, read: (opened: Opened) => T): T | Nothing {
  if (answer.text.length > LONGEST) return { outcome: 'unread', why: 'It is too long.' }
  const good = opened(answer)
  try {
    const fault = faultOf(asking, good)
    if (fault) return fault
    if (answer.status >= 300) return { outcome: 'unread', why: 'It leads elsewhere.' }
    if (good.body === undefined) return { outcome: 'unread', why: 'It is no JSON.' }
    return read(good)
  } catch {
    return { outcome: 'unread', why: 'It is of another form than such answers.' }
  }
}

const opened = (answer: Answer): Opened => ({ ...answer, body: bodyIn(answer.text) })

function bodyIn(text: string): unknown {
  try {
    return payloadOf({}, text)
  } catch {
    return undefined
  }
}

const faultOf = (asking: Asking, answer: Opened): Fault | undefined =>
  asking.fault?.(answer) ?? faultOfStatus(answer)

/** What the status alone says. */
function faultOfStatus({ status, headers }: Answer): Fault | undefined {
  if (status === 204 || status === 404 || status === 410) return { outcome: 'absent' }
  if (status === 401) return { outcome: 'refused', why: 'credentials' }
  if (status === 403) return { outcome: 'refused', why: 'permission' }
  if (status < 200 || status >= 500 || LATER.has(status)) return later(headers)
  return status >= 400 ? { outcome: 'refused', why: 'request' } : undefined
}

const LATER: ReadonlySet<number> = new Set([408, 425, 429])

/** The callback half, of which the answer's own name for the event is not needed. */
const readEvent =
  ({ updates }: Pick<Provider, 'updates'>): ReadEvent =>
  (payload, headers) => {
    const said = updates(payload, { headers: new Headers(headers), digest: () => 'answer' })
    if (said === UNKNOWN_EVENT) throw new Error('The callback half knows no such event.')
    return said.map(({ eventId: _, ...told }) => told)
  }

/** What is told of the payment that goes by the name `asks`, and by those that come with it. */
function about(asks: string | undefined, all: readonly Told[]): readonly Told[] {
  if (asks === undefined) return all
  const names = new Set([asks])
  const told = new Set<Told>()
  for (let known = -1; known < told.size;) {
    known = told.size
    for (const each of all) {
      const own = namesOf(each)
      if (!own.some((name) => names.has(name))) continue
      told.add(each)
      for (const name of own) names.add(name)
    }
  }
  return all.filter((each) => told.has(each))
}

const namesOf = (told: Told): string[] => [
  told.payment,
  ...(told.containers ?? []),
  ...(told.references ?? []),
  ...(told.orderAliases ?? []),
  ...(told.mentions ?? []),
  ...[told.orderId, told.orderHint].filter((name) => name !== undefined),
]

/** With those that are asked where these are absent. */
export const withOthers = (questions: readonly Question[]): Question[] =>
  questions.flatMap((each) => [each, ...withOthers(each.otherwise ? [each.otherwise] : [])])

const onlyOnce = (questions: readonly Question[]): Question[] => [
  ...new Map(
    questions.map((each) => [[each.method, each.path, each.body].join(' '), each]),
  ).values(),
]
