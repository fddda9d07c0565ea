/** `console`: looks into a relay, from this machine. */

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { reached } from '../config/config.ts'
import { CONSOLE, relayConsole } from '../console/console.ts'
import { readAssets } from '../http/assets.ts'
import { isLoopback } from '../http/loopback.ts'
import { refuseUpgrade } from '../http/refuse-upgrade.ts'
import { command } from './command.ts'
import { localHostOf } from './local-host.ts'
import { namedRelay } from './named-relay.ts'
import { whenOrphaned } from './orphaned.ts'
import { Refusal } from './refusal.ts'
import { requireConfig } from './require-config.ts'

/** Whatever HOST says: nobody else's machine may come here. */
const HOST = '127.0.0.1'

export const consoleCommand = command({
  name: 'console',
  summary: 'serves a page, on this machine only, that shows what a relay knows, live',
  usage: '[--url URL] [--port N]',
  details: [
    'Orders and their stories, what led to nothing, who is connected; simulates, replays, notifies, and shows each frame.',
    'It asks with the API key and the token secret of the settings, which the page never sees. Who can reach this machine’s',
    'loopback can use it: other accounts on this machine too, while it runs.',
  ],
  words: 0,
  options: {
    url: {
      type: 'string',
      value: 'URL',
      help: 'of the relay there, that shares our API_KEYS and TOKEN_SECRETS; else of this machine’s',
    },
    port: {
      type: 'string',
      value: 'N',
      default: '8788',
      help: 'where the page is; 0: any that is free',
    },
  },
  example: 'console --url https://pay.example.com',

  async run({ values }, env) {
    const { config } = requireConfig(env)
    const relay =
      values.url === undefined ? `http://${localHostOf(config)}` : namedRelay(values.url)
    const port = Number(values.port)
    if (!/^\d{1,5}$/.test(values.port) || port > 65_535) {
      throw new Refusal(`"${values.port}" is no port: --port takes a number up to 65535.`, 64)
    }

    const { app, upgrade } = relayConsole({ config: reached(config), relay, assets: readAssets() })
    const site = new Hono().get('/', (c) => c.redirect(CONSOLE)).route('/', app)
    const server = createServer(getRequestListener(site.fetch))
    server.on('upgrade', (request, socket, head) => {
      if (!upgrade(request, socket, head)) refuseUpgrade(socket)
    })
    const address = await listen(server, port)
    stopOnSignals(server)

    const lines = [`The console is at ${address}${CONSOLE}`, `It looks into the relay at ${relay}`]
    const { protocol, hostname } = new URL(relay)
    if (protocol === 'http:' && !isLoopback(hostname)) {
      lines.push(
        'Not by TLS: whoever is between here and there reads the API key. Use https, or a tunnel.',
      )
    }
    process.stdout.write(`${lines.join('\n')}\n`)
  },
})

async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, HOST)
  try {
    await once(server, 'listening')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error
    throw new Refusal(
      `Cannot listen on ${HOST}:${port} (${String(reason)}). Choose another --port.`,
      69,
    )
  }
  const address = server.address()
  return `http://${HOST}:${typeof address === 'object' && address !== null ? address.port : port}`
}

/** Nothing of it needs an end: what is under way may break off. */
function stopOnSignals(server: Server): void {
  const stop = () => {
    server.close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
  whenOrphaned(process.env, stop)
  // A terminal that is gone can be told nothing any more.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}
