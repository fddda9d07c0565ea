/** `tail`: what changes, live: one line for each change, until it is stopped. */

import { parseArgs } from 'node:util'
import type { Environment } from '../config/config.ts'
import { EVERY_ORDER, tokens } from '../access/token.ts'
import { addressOf } from './local-address.ts'
import { follow, TTL } from './tail-follow.ts'
import { jsonOf, lineOf, printable } from './tail-line.ts'
import { Refusal } from './refusal.ts'
import { requireConfig } from './require-config.ts'

export async function tail(args: string[], env: Environment): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { url: { type: 'string' }, json: { type: 'boolean', default: false } },
  })
  const { config } = requireConfig(env)
  const show = values.json ? jsonOf : lineOf
  const { issue } = tokens(config.tokenSecrets)

  const stopping = new AbortController()
  const stop = () => stopping.abort()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
  // Whoever read along has gone, as in "tail | head".
  for (const stream of [process.stdout, process.stderr]) stream.on('error', stop)

  await follow({
    url: values.url === undefined ? `ws://${addressOf(config)}/ws` : socketOf(values.url),
    token: async () => (await issue({ orders: [EVERY_ORDER] }, TTL, Date.now())).token,
    changed: (order) => void process.stdout.write(`${show(order)}\n`),
    say: (message) => void process.stderr.write(`${printable(message)}\n`),
    signal: stopping.signal,
  })
}

/** Of the relay that was named. */
function socketOf(named: string): string {
  const url = URL.canParse(named) ? new URL(named) : undefined
  if (!url || !/^(http|ws)s?:$/.test(url.protocol) || url.username || url.password || url.search) {
    throw new Refusal("--url must be the relay's address, such as https://pay.example.com", 64)
  }
  const base = `${url.host}${url.pathname}`.replace(/\/(ws)?$/, '')
  return `${/s:$/.test(url.protocol) ? 'wss' : 'ws'}://${base}/ws`
}
