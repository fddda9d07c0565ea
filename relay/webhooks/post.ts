/** Posts to a receiver that may be down, slow, wrong or hostile, and tells what came of it. */

import dns from 'node:dns'
import type { IncomingMessage } from 'node:http'
import type { LookupFunction } from 'node:net'
import { connectionFault } from '../access/connection-fault.ts'
import { outgoing } from '../access/outgoing.ts'
import { retryAfterOf } from './retry.ts'

export type Posted =
  | { outcome: 'accepted'; status: number }
  /** Nobody wants it, now or later. */
  | { outcome: 'gone'; status: 410 }
  /** `why` is for whoever runs the relay, and has no secret in it. `retryAfter` in ms. */
  | { outcome: 'failed'; why: string; retryAfter?: number | undefined }

export interface HttpMessage {
  headers: Headers
  body: string | Uint8Array
}

type Headers = Record<string, string> | [string, string][]

interface Poster {
  /** Rejects only for what cannot be written down as a request. */
  post(url: URL, message: HttpMessage, signal?: AbortSignal): Promise<Posted>
  /** Stops what is under way. */
  close(): void
}

export interface PosterOptions {
  /** Until the status is there, in ms; no connection is held for longer without use. */
  timeout?: number
  lookup?: LookupFunction
}

/** Of an answer's body, in bytes: a short one leaves the connection in order, to be used again. */
const ENOUGH = 4 * 1024

export function poster({ timeout = 15_000, lookup = dns.lookup }: PosterOptions = {}): Poster {
  const out = outgoing(timeout, lookup)
  let isClosed = false

  return {
    post: (url, { headers, body }, signal) =>
      new Promise((resolve) => {
        const fail = (why: string) => resolve({ outcome: 'failed', why })
        // Node would connect all the same.
        if (isClosed || signal?.aborted) return fail('stopped')

        // As bytes: Node would write a text's headers as UTF-8 too, which they are not.
        const bytes = Buffer.from(body)
        const request = out.request(url, {
          method: 'POST',
          // A list keeps their order, their case, and those that come twice.
          headers: [
            ...['Host', url.host],
            ...passable(headers).flat(),
            ...['Content-Length', String(bytes.length)],
          ],
          ...(signal && { signal }),
        })
        // Runs to the end of the answer, for its body may trickle in for ever.
        const timer = setTimeout(() => {
          fail(`no answer within ${timeout / 1000} s`)
          request.destroy()
        }, timeout)

        request.on('response', (answer) => {
          resolve(verdict(answer))
          drain(answer)
        })
        request.on('error', (error) => fail(isClosed ? 'stopped' : connectionFault(error)))
        request.on('close', () => {
          clearTimeout(timer)
          fail('hung up before it answered')
        })
        request.end(bytes)
      }),

    close() {
      isClosed = true
      out.close()
    },
  }
}

/** Those that are about the message, not about the connection that it came in by. */
export const passable = (headers: Headers): [string, string][] =>
  (Array.isArray(headers) ? headers : Object.entries(headers)).filter(
    ([name]) => !OF_THE_CONNECTION.test(name),
  )

const OF_THE_CONNECTION =
  /^(connection|content-length|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i

const REDIRECTS = [301, 302, 303, 307, 308]

function verdict({ statusCode: status = 0, headers }: IncomingMessage): Posted {
  if (status >= 200 && status < 300) return { outcome: 'accepted', status }
  if (status === 410) return { outcome: 'gone', status }
  // Followed, it would leave the address that the operator chose.
  const why = REDIRECTS.includes(status)
    ? `redirects (${status}): set the setting to the final address`
    : `answered ${status}`
  return { outcome: 'failed', why, retryAfter: retryAfterOf(headers['retry-after'], Date.now()) }
}

function drain(answer: IncomingMessage): void {
  let read = 0
  answer.on('data', ({ length }: Buffer) => {
    read += length
    if (read > ENOUGH) answer.destroy()
  })
  // Node's documentation has a connection that breaks off emit it. The status has been judged already.
  answer.on('error', () => {})
}
