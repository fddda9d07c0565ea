/** What the page asks of its server, and what it shows of each asking. */

import { isRecord, isString, parseJson } from '../../relay/protocol.ts'

/** A request of the relay's own HTTP, as a shop's server would send it. */
export interface Request {
  method: 'GET' | 'PUT' | 'POST'
  path: string
  body?: object
}

/** One that was sent, and what came of it. */
export interface Exchange extends Request {
  /** 0: nobody answered. */
  status: number
  answer: unknown
  ms: number
}

export const isOk = ({ status }: Exchange): boolean => status >= 200 && status < 300

/** Asks the relay, by way of our server, which has the key. Never throws. */
export const askRelay = (request: Request): Promise<Exchange> =>
  exchange({ ...request, path: `/relay${request.path}` }, request.path)

/** Asks our own server. Never throws. */
export const askConsole = (request: Request): Promise<Exchange> => exchange(request, request.path)

async function exchange({ method, path, body }: Request, shown: string): Promise<Exchange> {
  const began = performance.now()
  const sent = { method, path: shown, ...(body && { body }) }
  const took = () => Math.round((performance.now() - began) * 10) / 10
  try {
    const response = await fetch(`/console/api${path}`, {
      method,
      ...(method !== 'GET' && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body ?? {}),
      }),
    })
    const text = await response.text()
    return { ...sent, status: response.status, answer: parseJson(text) ?? text, ms: took() }
  } catch {
    const detail = 'The console’s own server does not answer: is the command still running?'
    return { ...sent, status: 0, answer: { detail }, ms: took() }
  }
}

/** What went wrong, in the words of who refused; empty where nothing did. */
export function faultOf(exchange: Exchange): string {
  if (isOk(exchange)) return ''
  const { answer, status } = exchange
  return isRecord(answer) && isString(answer.detail) ? answer.detail : `Answered with ${status}.`
}

/** An answer of ours or of the relay's, which is of this console's version or newer. */
export const answerOf = <T>({ answer }: Exchange): T => answer as T
