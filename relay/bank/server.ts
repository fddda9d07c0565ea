import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Bank } from './bank.ts'
import type { Silence } from './desk.ts'
import type { Reply } from './tongue.ts'

export interface BankServer {
  /** `http://127.0.0.1:PORT`: a provider is asked below `/<id>`, which is its ASK_<PROVIDER>_HOST. */
  origin: string
  close(): Promise<void>
}

/** Puts a bank on a socket that only this machine reaches. `port` 0: any. */
export async function serveBank(
  bank: Bank,
  { port = 0, now = Date.now }: { port?: number; now?: () => number } = {},
): Promise<BankServer> {
  const server = createServer((request, response) => {
    void answered(bank, request, now).then(
      (reply) => send(response, reply),
      () => response.destroy(),
    )
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The bank has no port.')

  return {
    origin: `http://127.0.0.1:${address.port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      // Those as well that are never answered.
      server.closeAllConnections()
      await closed
    },
  }
}

async function answered(
  bank: Bank,
  request: IncomingMessage,
  now: () => number,
): Promise<Reply | Silence> {
  const { method = 'GET', url = '/' } = request
  const headers = new Headers(Object.entries(request.headersDistinct).flatMap(pairs))
  return bank.answer({ method, path: url, headers, body: await text(request) }, now())
}

const pairs = ([name, values]: [string, string[] | undefined]): [string, string][] =>
  (values ?? []).map((value) => [name, value])

function send(response: ServerResponse, reply: Reply | Silence): void {
  if (reply === 'silent') return
  if (reply === 'unreachable') return void response.destroy()
  const { status, headers, body } = reply
  const isText = typeof body === 'string'
  const type = isText ? 'text/plain' : 'application/json'
  response.writeHead(status, { 'content-type': type, ...headers })
  response.end(isText ? body : JSON.stringify(body))
}
