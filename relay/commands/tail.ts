/** `tail`: what changes, live: one line for each change, until it is stopped. */

import { EVERY_ORDER, tokens } from '../access/token.ts'
import { command } from './command.ts'
import { localHostOf } from './local-host.ts'
import { namedRelay } from './named-relay.ts'
import { follow, TTL } from './tail-follow.ts'
import { jsonOf, lineOf, printable } from './tail-line.ts'
import { requireConfig } from './require-config.ts'

export const tail = command({
  name: 'tail',
  summary: 'shows what changes, live, a line for each change of any order, until it is stopped',
  usage: '[--json] [--url URL]',
  details: ['It goes on when the relay restarts.'],
  words: 0,
  options: {
    json: { type: 'boolean', default: false, help: 'whole snapshots, one a line' },
    url: {
      type: 'string',
      value: 'URL',
      help: 'of the relay there, that shares our TOKEN_SECRETS; else of this machine’s',
    },
  },
  example: 'tail --url https://pay.example.com',

  async run({ values }, env) {
    const { config } = requireConfig(env)
    const show = values.json ? jsonOf : lineOf
    const { issue } = tokens(config.tokenSecrets)
    const relay =
      values.url === undefined ? `http://${localHostOf(config)}` : namedRelay(values.url)

    const stopping = new AbortController()
    const stop = () => stopping.abort()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
    // Whoever read along has gone, as in "tail | head".
    for (const stream of [process.stdout, process.stderr]) stream.on('error', stop)

    await follow({
      url: `${relay.replace(/^http/, 'ws')}/ws`,
      token: async () => (await issue({ orders: [EVERY_ORDER] }, TTL, Date.now())).token,
      changed: (order) => void process.stdout.write(`${show(order)}\n`),
      say: (message) => void process.stderr.write(`${printable(message)}\n`),
      signal: stopping.signal,
    })
  },
})
