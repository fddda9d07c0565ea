/** `POST /callbacks/:provider`, as one of the routes. */

import { Hono, type Context } from 'hono'
import { incomingOf } from '../http/incoming.ts'
import { PROVIDERS } from '../providers/index.ts'
import type { Arrival, Receiver } from './receiver.ts'

interface Parts {
  receiver: Receiver
}

export function callbacks({ receiver }: Parts): Hono {
  const take = (receive: Receiver['told']) => async (c: Context) =>
    (await receive(arrivalOf(c))) ?? answerOf(c)

  return (
    new Hono()
      // MTN comes with PUT as well.
      .on(['POST', 'PUT'], ['/:provider', '/:provider/:key'], take(receiver.told))
      .post('/:provider/:key/validation', take(receiver.asked))
  )
}

function arrivalOf(c: Context): Arrival {
  const key = c.req.param('key')
  return {
    provider: providerIn(c),
    ...(key !== undefined && { key }),
    headers: c.req.raw.headers,
    incoming: incomingOf(c),
    body: async () => new Uint8Array(await c.req.arrayBuffer()),
  }
}

function answerOf(c: Context): Response {
  const answer = PROVIDERS.get(providerIn(c))?.answer
  if (!answer) return c.body(null, 204)
  return c.body(answer.body, answer.status, { 'Content-Type': answer.type })
}

const providerIn = (c: Context): string => c.req.param('provider') ?? ''
