/** The one file that sends to providers. It judges nothing of what they answer. */

import dns from 'node:dns'
import type { IncomingMessage } from 'node:http'
import type { LookupFunction } from 'node:net'
import { connectionFault } from '../access/connection-fault.ts'
import { outgoing } from '../access/outgoing.ts'
import type { Answer } from '../providers/asking.ts'
import type { Request } from '../providers/authorize.ts'

/** What came of a request. `why` is for whoever runs the relay, and quotes nothing that was sent or came back. */
export type Exchange =
  | ({ outcome: 'answered' } & Pick<Answer, 'status' | 'headers' | 'text'>)
  | { outcome: 'unread' | 'unreachable'; why: string }

export interface Transport {
  /** Never rejects. Follows no redirect: it would leave the address that the adapter or the operator chose. */
  send(request: Request, signal: AbortSignal): Promise<Exchange>
  /** Ends what is under way. */
  close(): void
}

/** More than any answer has, in bytes. */
const LONGEST = 1024 * 1024

/** No connection is held for longer without use, in ms. */
const IDLE = 15_000

export function transport(lookup: LookupFunction = dns.lookup): Transport {
  const out = outgoing(IDLE, lookup)
  let isClosed = false

  const attempt = ({ method, url, headers, body }: Request, signal: AbortSignal) =>
    new Promise<Exchange | 'stale'>((resolve) => {
      const fail = (why: string) => resolve({ outcome: 'unreachable', why })
      // Node would connect all the same.
      if (isClosed || signal.aborted) return fail('stopped')

      // As bytes: Node would write a text's headers as UTF-8 too, which they are not.
      const bytes = Buffer.from(body ?? '')
      const request = out.request(new URL(url), {
        method,
        signal,
        headers: {
          'User-Agent': 'payment-status',
          'Accept-Encoding': 'identity',
          ...headers,
          ...(body !== undefined && { 'Content-Length': bytes.length }),
        },
      })
      let isAnswered = false
      const broke = (error: NodeJS.ErrnoException) => {
        // It hung up on a connection that was kept just as we took it: no question changes anything.
        const isStale = request.reusedSocket && !isAnswered && error.code === 'ECONNRESET'
        if (isStale && !isClosed) resolve('stale')
        else fail(isClosed ? 'stopped' : connectionFault(error))
      }
      request.on('response', (answer) => {
        isAnswered = true
        answer.on('error', broke)
        read(answer, resolve)
      })
      request.on('error', broke)
      // Without an error: it wants to speak another protocol.
      request.on('close', () => !isAnswered && fail('hung up before it answered'))
      request.end(bytes)
    })

  return {
    async send(request, signal) {
      try {
        for (;;) {
          const came = await attempt(request, signal)
          if (came !== 'stale') return came
        }
      } catch {
        return { outcome: 'unreachable', why: 'no request can be made of it' }
      }
    },

    close() {
      isClosed = true
      out.close()
    },
  }
}

function read(answer: IncomingMessage, resolve: (came: Exchange) => void): void {
  const chunks: Buffer[] = []
  let length = 0
  answer.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    length += chunk.length
    if (length <= LONGEST) return
    resolve({ outcome: 'unread', why: 'It is too long.' })
    answer.destroy()
  })
  answer.on('end', () =>
    resolve({
      outcome: 'answered',
      status: answer.statusCode ?? 0,
      headers: { get: (name) => headerOf(answer, name) },
      text: new TextDecoder().decode(Buffer.concat(chunks)),
    }),
  )
}

const headerOf = ({ headersDistinct }: IncomingMessage, name: string): string | null =>
  headersDistinct[name.toLowerCase()]?.join(', ') ?? null
