/** Who goes at every step: while a request is sent, while it is answered, held, upgraded, or in mid-sentence. */

import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import fc from 'fast-check'
import { textFrame, upgradeTo } from '../page-side.ts'
import type { Surface } from '../surface.ts'
import { API_KEY, CANARY, ORIGIN, turn } from '../target.ts'
import { goodOnes } from './deliveries.ts'

const WAYS = ['reset', 'end', 'destroy'] as const

/** How a connection ends. */
const ENDS: Record<(typeof WAYS)[number], (socket: Socket) => void> = {
  reset: (socket) => void socket.resetAndDestroy(),
  end: (socket) => void socket.end(),
  destroy: (socket) => void socket.destroy(),
}

const post = (path: string, body: string, headers: Record<string, string> = {}): Buffer =>
  Buffer.from(
    [
      `POST ${path} HTTP/1.1`,
      'Host: localhost',
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      `Content-Length: ${Buffer.byteLength(body)}`,
      `\r\n${body}`,
    ].join('\r\n'),
  )

export const resets: Surface = {
  by: 'socket',
  async against(target) {
    await target.merchant('PUT', '/orders/RESET-1', { amount: 5_000, currency: 'KES' })
    const { token } = await target.relay.token({ orders: ['RESET-1'] })
    const subscribe = JSON.stringify({ type: 'subscribe', orders: [{ id: 'RESET-1' }], token })
    const etag = (await target.merchant('GET', '/orders/RESET-1')).headers.get('ETag') ?? ''
    const [, epoch, version] = /"(\w+)\.(\d+)"/.exec(etag) ?? []
    const known = { id: 'RESET-1', epoch, version: Number(version) }
    const held = { type: 'subscribe', orders: [known], token }
    const asMerchant = { Authorization: `Bearer ${API_KEY}` }
    const hello = Buffer.from(upgradeTo('/ws', target.host, `Origin: ${ORIGIN}\r\n`))
    const [callback] = goodOnes(target.port)
    if (!callback) throw new Error('There is no callback.')

    /** What would have been said, in pieces that each go out by themselves. */
    const stories: Record<string, readonly Buffer[]> = {
      'a request': [
        Buffer.from(
          `GET /orders/RESET-1?wait=25 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nIf-None-Match: ${etag}\r\n\r\n`,
        ),
      ],
      'a registration': [post('/orders/RESET-2', `{"description":"${CANARY}"}`, asMerchant)],
      'a poll that is held': [post('/poll', JSON.stringify({ wait: 25, frames: [held] }))],
      'a poll in chunks': [
        Buffer.from(
          'POST /poll HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"wai\r\n',
        ),
        Buffer.from('4\r\nt":2\r\n'),
      ],
      'a callback': [post(callback.path, callback.body, callback.headers)],
      'a callback that waits to be asked': [
        post(callback.path, callback.body, { ...callback.headers, Expect: '100-continue' }),
      ],
      'a page': [
        hello,
        textFrame(subscribe),
        textFrame('{"type":"ping"}'),
        textFrame('{"type":"ack","orders":{"RESET-1":1}}'),
      ],
      'a page that says all at once': [
        Buffer.concat([hello, textFrame(subscribe), textFrame('{"type":"ping"}')]),
      ],
      'many requests at once': [
        Buffer.concat(
          Array.from({ length: 6 }, () => Buffer.from('GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n')),
        ),
      ],
    }

    const cases = fc.record({
      story: fc.constantFrom(...Object.keys(stories)),
      /** After so much of it, in parts of the whole; and so many turns of the event loop later. */
      after: fc.double({ min: 0, max: 1, noNaN: true }),
      turns: fc.constantFrom(0, 0, 1, 2, 3, 5, 8),
      way: fc.constantFrom(...WAYS),
      reads: fc.boolean(),
    })
    return fc.asyncProperty(cases, async ({ story, after, turns, way, reads }) => {
      const pieces = stories[story] ?? []
      const socket = connect({ port: target.port, host: '127.0.0.1', noDelay: true }).on(
        'error',
        () => {},
      )
      if (reads) socket.resume()
      else socket.pause()
      await once(socket, 'connect')
      let left = Math.ceil(after * pieces.reduce((sum, { length }) => sum + length, 0))
      for (const piece of pieces) {
        if (left <= 0 || socket.destroyed) break
        socket.write(piece.subarray(0, left))
        left -= piece.length
        await turn()
      }
      for (let each = 0; each < turns; each++) await turn()
      ENDS[way](socket)
      // Who says goodbye hears the rest, and then both sides have closed.
      socket.resume()
    })
  },
}
