/** For tests: the merchant's backend, which is sent webhooks. */

import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { onTestFinished } from 'vitest'

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

export interface Backend {
  /** For the relay. */
  env: { WEBHOOK_URL: string; WEBHOOK_SECRET: string }
  /** By order: the versions that it was told of, in the order in which they came. */
  heard: ReadonlyMap<string, readonly number[]>
  /** When it next is sent one of this order: the request, which it then leaves without an answer. */
  holdNext(order: string): Promise<IncomingMessage>
}

/** One that takes all that is signed. */
export async function backend(): Promise<Backend> {
  const heard = new Map<string, number[]>()
  const held = new Map<string, (request: IncomingMessage) => void>()
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const headers = request.headers as Record<string, string>
    const { data } = new Webhook(SECRET).verify(body, headers) as { data: any }
    heard.set(data.id, [...(heard.get(data.id) ?? []), data.version])
    const hold = held.get(data.id)
    held.delete(data.id)
    if (hold) hold(request)
    else response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    env: { WEBHOOK_URL: `http://127.0.0.1:${port}/`, WEBHOOK_SECRET: SECRET },
    heard,
    holdNext: (order) => new Promise((resolve) => held.set(order, resolve)),
  }
}
