/** `tail`: what changes, live: one line for each change, until it is stopped. */

import { EVERY_ORDER, tokens } from '../access/token.ts'
import { command } from './command.ts'
import { localHostOf } from './local-host.ts'
import { follow, TTL } from './tail-follow.ts'
import { jsonOf, lineOf, printable } from './tail-line.ts'
import { Refusal } from './refusal.ts'
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

    const stopping = new AbortController()
    const stop = () => stopping.abort()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
    // Whoever read along has gone, as in "tail | head".
    for (const stream of [process.stdout, process.stderr]) stream.on('error', stop)

    await follow({
      url: values.url === undefined ? `ws://${localHostOf(config)}/ws` : socketOf(values.url),
      token: async () => (await issue({ orders: [EVERY_ORDER] }, TTL, Date.now())).token,
      changed: (order) => void process.stdout.write(`${show(order)}\n`),
      say: (message) => void process.stderr.write(`${printable(message)}\n`),
      signal: stopping.signal,
    })
  },
})

/** Of the relay that was named. */
function socketOf(named: string): string {
  const url = URL.canParse(named) ? new URL(named) : undefined
  if (!url || !/^(http|ws)s?:$/.test(url.protocol) || url.username || url.password || url.search) {
    throw new Refusal("--url must be the relay's address, such as https://pay.example.com", 64)
  }
  const base = `${url.host}${url.pathname}`.replace(/\/(ws)?$/, '')
  return `${/s:$/.test(url.protocol) ? 'wss' : 'ws'}://${base}/ws`
}
