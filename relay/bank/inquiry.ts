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

/** All that is asked about an order of which this is known, and what came of it. `change`: of each request. */
export function inquire(
  asker: Asker,
  known: Known,
  now: number,
  change: (request: Request) => Request = (request) => request,
): Heard[] {
  const { bank, provider, asking, parts } = asker
  const where = { base: `${BASE}/${provider.id}` }

  function tokenOf(): string | undefined {
    const request = tokenRequest(asking, { parts, where })
    const reply = request && bank.answer(askedBy(change(request)), now)
    return reply && typeof reply !== 'string' && reply.status < 300
      ? tokenIn(textOf(reply), now)?.token
      : undefined
  }

  function ask(question: Question): Heard[] {
    const token = asking.auth.token && tokenOf()
    if (asking.auth.token && token === undefined) return [{ question, reading: 'no token' }]
    const making = { parts, where, now, ...(token !== undefined && { token }) }
    const reply = bank.answer(askedBy(change(authorized(asking, question, making))), now)
    if (typeof reply === 'string') return [{ question, reading: reply }]
    const answer = answerOf(question, reply)
    const reading = hear(provider, asking, answer, known)
    const date = Date.parse(answer.headers.get('date') ?? '')
    const next = reading.outcome === 'answered' ? reading.then : []
    const otherwise = reading.outcome === 'absent' ? question.otherwise : undefined
    return [
      { question, reading, ...(!Number.isNaN(date) && { date }) },
      ...[...next, ...(otherwise ? [otherwise] : [])].flatMap(ask),
    ]
  }

  return questionsFor(asking, known)
    .filter((question) => asking.suits?.(question, parts) ?? true)
    .flatMap(ask)
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
