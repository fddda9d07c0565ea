/** What every answer over HTTP promises, whatever was asked. */

import { PROBLEMS } from '../../http/problem.ts'
import { parseJson } from '../../protocol.ts'
import { promised } from './promised.ts'

export interface Answer {
  status: number
  headers: Headers
  body: string
  /** It has the headers of a body, and none: as the answer to a HEAD has. */
  isBare?: boolean
}

/** What Node's server and `ws` say themselves, before anything of ours is asked: status, and no problem. */
const OF_THE_SERVER = new Set([400, 405, 408, 413, 417, 426, 431])

/** Throws unless it is one that the contract knows. */
export function checkAnswer({ status, headers, body, isBare = false }: Answer): void {
  promised(
    [100, 101].includes(status) || (status >= 200 && status < 600),
    'an answer has a status',
    status,
  )
  const type = headers.get('Content-Type') ?? ''
  if (status < 400) {
    if (type.includes('json') && !isBare)
      promised(parseJson(body) !== undefined, 'JSON is JSON', body)
    return
  }
  if (!type.startsWith('application/problem+json')) {
    const isTheirs = OF_THE_SERVER.has(status) && body.length < 200
    return promised(isTheirs, 'a refusal is a problem', { status, type, body })
  }
  if (isBare) return
  const problem = parseJson(body)
  promised(isProblem(problem), 'a problem has a code and a detail', body)
  const known = Object.entries(PROBLEMS).find(([code]) => code === problem.code)
  promised(known?.[1][0] === status, 'a code is of the list, and has its status', { status, body })
  promised(status < 500 || status === 503, 'nobody breaks the relay', { status, body })
}

const isProblem = (value: unknown): value is { code: string; detail: string } =>
  typeof value === 'object' &&
  value !== null &&
  'code' in value &&
  typeof value.code === 'string' &&
  'detail' in value &&
  typeof value.detail === 'string'

export const answerOf = async (response: Response): Promise<Answer> => ({
  status: response.status,
  headers: response.headers,
  body: await response.text(),
})

const HEAD = /^HTTP\/1\.1 (\d{3})(?: [^\r\n]*)?\r\n((?:[!#$%&'*+.^_`|~\w-]+: ?[^\r\n]*\r\n)*)\r\n/

const GO_AHEAD = 'HTTP/1.1 100 Continue\r\n\r\n'

/** The answers that came on a connection, one after the other; the last may have been cut off. */
export function answersIn(bytes: Buffer): Answer[] {
  const answers: Answer[] = []
  let rest = bytes.toString('latin1')
  while (rest !== '') {
    const head = HEAD.exec(rest)
    promised(head !== null || !rest.includes('\r\n\r\n'), 'an answer is HTTP', rest.slice(0, 300))
    if (!head) break
    const [all, status = '', lines = ''] = head
    const headers = headersOf(lines)
    rest = rest.slice(all.length)
    // Of pipelined requests, Node lets one go ahead between the head and the body of its answer.
    if (status !== '100' && rest.startsWith(GO_AHEAD)) rest = rest.slice(GO_AHEAD.length)
    const cut = bodyIn(rest, Number(status), headers)
    if (!cut) break
    rest = rest.slice(cut.length)
    const isBare = cut.length === 0 && headers.get('Content-Length') !== '0'
    answers.push({ status: Number(status), headers, body: utf8(cut.body), isBare })
    // From here on it is another protocol.
    if (status === '101') break
  }
  return answers
}

function headersOf(lines: string): Headers {
  const pairs = lines.split('\r\n').flatMap((line): [string, string][] => {
    const colon = line.indexOf(':')
    return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]]
  })
  return new Headers(pairs)
}

/** Undefined: it was cut off. */
function bodyIn(rest: string, status: number, headers: Headers) {
  // To a HEAD, and where there is none: the next answer begins at once, or nothing follows.
  const isEmpty = status < 200 || status === 204 || status === 304
  if (isEmpty || rest === '' || rest.startsWith('HTTP/1.1 ')) return { body: '', length: 0 }
  if (headers.get('Transfer-Encoding') === 'chunked') return chunksIn(rest)
  const length = Number(headers.get('Content-Length') ?? rest.length)
  return rest.length < length ? undefined : { body: rest.slice(0, length), length }
}

function chunksIn(rest: string) {
  let [body, at] = ['', 0]
  for (;;) {
    const [line, size = ''] = /^([\da-f]+)\r\n/i.exec(rest.slice(at)) ?? []
    if (line === undefined) return undefined
    const length = Number.parseInt(size, 16)
    body += rest.slice(at + line.length, at + line.length + length)
    at += line.length + length + 2
    if (at > rest.length) return undefined
    if (length === 0) return { body, length: at }
  }
}

const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString()
