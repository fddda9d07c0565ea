/** Asks the bank about an order as an adapter does, in memory: for tests, which need no network and no clock. */

import type { Answer, Asking, Known, Parts, Question } from '../providers/asking.ts'
import { authorized, tokenRequest, type Request } from '../providers/authorize.ts'
import { hear, questionsFor, type Reading } from '../providers/hear.ts'
import type { Provider } from '../providers/provider.ts'
import { tokenIn } from '../providers/token.ts'
import type { Bank } from './bank.ts'
import type { Silence } from './desk.ts'
import type { Asked, Reply } from './tongue.ts'

/** What one question came to. */
export interface Heard {
  question: Question
  /** Undefined: the token for it was refused. */
  reading: Reading | Silence | 'no token'
  /** `Date` of the answer, in ms since 1970. */
  date?: number
}

export interface Asker {
  bank: Bank
  provider: Provider
  asking: Asking
  parts: Parts
}

/** Where the bank would be: only the path of it counts. */
const BASE = 'http://127.0.0.1'

/** What one question is answered. `change`: of each request. */
export function ask(
  { bank, provider, asking, parts }: Asker,
  question: Question,
  now: number,
  change: (request: Request) => Request = (request) => request,
): Answer | Silence | 'no token' {
  const where = { base: `${BASE}/${provider.id}` }
  const wanted = tokenRequest(asking, { parts, where })
  const given = wanted && bank.answer(askedBy(change(wanted)), now)
  const token =
    given && typeof given !== 'string' && given.status < 300
      ? tokenIn(textOf(given), now)?.token
      : undefined
  if (wanted && token === undefined) return 'no token'

  const making = { parts, where, now, ...(token !== undefined && { token }) }
  const reply = bank.answer(askedBy(change(authorized(asking, question, making))), now)
  return typeof reply === 'string' ? reply : answerOf(question, reply)
}

/** All that is asked about an order of which this is known, and what came of it. */
export function inquire(
  asker: Asker,
  known: Known,
  now: number,
  change?: (request: Request) => Request,
): Heard[] {
  const { provider, asking, parts } = asker

  function follow(question: Question): Heard[] {
    const answer = ask(asker, question, now, change)
    if (typeof answer === 'string') return [{ question, reading: answer }]
    const reading = hear(provider, asking, answer, known)
    const date = Date.parse(answer.headers.get('date') ?? '')
    const next = reading.outcome === 'answered' ? reading.then : []
    const otherwise = reading.outcome === 'absent' ? question.otherwise : undefined
    return [
      { question, reading, ...(!Number.isNaN(date) && { date }) },
      ...[...next, ...(otherwise ? [otherwise] : [])].flatMap(follow),
    ]
  }

  return questionsFor(asking, known)
    .filter((question) => asking.suits?.(question, parts) ?? true)
    .flatMap(follow)
}

/** A request, as it comes to the bank. */
const askedBy = ({ method, url, headers, body = '' }: Request): Asked => ({
  ...{ method, body, headers: new Headers(headers) },
  path: url.slice(BASE.length),
})

const answerOf = (question: Question, reply: Reply): Answer => ({
  question,
  status: reply.status,
  headers: new Headers(reply.headers),
  text: textOf(reply),
})

const textOf = ({ body }: Reply): string => (typeof body === 'string' ? body : JSON.stringify(body))
