/** For tests: a relay as a shop has it in a server of its own. */

import { once } from 'node:events'
import { Server as HttpServer } from 'node:http'
import type { Server } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { Environment } from '../config/config.ts'
import { readConfig } from '../config/read-config.ts'
import { createRelay, type Relay } from '../relay.ts'
import { memoryStore } from '../store/memory.ts'
import { stripePaid } from './callbacks.ts'
import { Client } from './client.ts'
import { subscribe } from './page.ts'
import { ENVIRONMENT } from './relay.ts'

/** One that is on no server yet. Closed when the test ends. */
export function embedded(env: Environment = {}): Relay {
  const { config, mistakes } = readConfig({ ...ENVIRONMENT, ...env })
  if (mistakes) throw new Error(JSON.stringify(mistakes))
  const relay = createRelay({ config, store: memoryStore(), assets: new Map() })
  onTestFinished(() => relay.close())
  return relay
}

/** Where it listens. Until the test ends. */
export async function listening(server: Server): Promise<string> {
  if (!server.listening) {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  }
  onTestFinished(() => {
    if (server instanceof HttpServer) server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('It does not listen.')
  return `http://127.0.0.1:${address.port}`
}

let orders = 0

/** The whole way of a payment, with the relay at `url`: by the shop's server, a page's socket, and a provider. */
export async function takesPayments(url: string): Promise<void> {
  const relay = new Client(url)
  const id = `A-${++orders}`
  const { token } = await relay.register(id, { amount: 5000, currency: 'EUR' })
  const page = await relay.connect()
  expect(await page.ask(subscribe(token, id))).toMatchObject({ type: 'subscribed' })
  expect((await relay.callback('stripe', stripePaid(id))).status).toBe(204)
  expect(await page.next()).toMatchObject({ order: { id, status: 'succeeded' } })
  page.socket.terminate()
}

/** The first that a socket of the shop's own hears. */
export async function greetingAt(url: string): Promise<string> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'))
  onTestFinished(() => socket.terminate())
  const [said] = await once(socket, 'message')
  return String(said)
}
