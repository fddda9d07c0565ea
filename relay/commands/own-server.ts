/** The HTTP server of `serve`: how long it waits for whom, and where it listens. */

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Config } from '../config/config.ts'
import { Refusal } from './refusal.ts'

/**
 * Longer than any proxy keeps an idle connection, lest we close one that it is about to use: nginx and ALB
 * keep it for 60 s, Traefik for 90 s, Caddy for 120 s, Google's for 600 s. In ms.
 */
const KEEP_ALIVE = 620_000

/** How long a request may take to come: its headers, and all of it. How often Node looks for those that are late. In ms. */
export const TIMEOUTS = {
  headersTimeout: 15_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
} as const

/** Listens where the settings say. Throws a Refusal where it cannot. */
export async function listening({
  port,
  host,
}: Pick<Config, 'port' | 'host'>): Promise<{ server: Server; port: number }> {
  const server = createServer({
    ...TIMEOUTS,
    keepAliveTimeout: KEEP_ALIVE,
    // Java's client offers HTTP/2 with every request, and means the request all the same.
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
  })
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error
    throw new Refusal(
      `Cannot listen on ${host}:${port} (${String(reason)}). Choose another PORT or HOST.`,
      69,
    )
  }
  const address = server.address()
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 }
}
