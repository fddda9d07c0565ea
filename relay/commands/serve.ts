/** `serve`: open the store, listen, drain on SIGTERM. */

import type { Environment } from '../config/config.ts'
import { createLog } from '../log.ts'
import { banner } from './banner.ts'
import { command } from './command.ts'
import { Refusal } from './refusal.ts'
import { requireConfig } from './require-config.ts'
import { serveRelay } from './serve-relay.ts'
import { stopOnSignals } from './stop-on-signals.ts'

export const serve = command({
  name: 'serve',
  summary: 'takes callbacks, tells pages; what is done where no command is named',
  usage: '[--demo [--host]] [--new-epoch]',
  details: [
    'It stops cleanly on SIGTERM and SIGINT: pages are told when to come back, and what is under way is finished.',
  ],
  words: 0,
  options: {
    demo: {
      type: 'boolean',
      default: false,
      help: 'with a store of its own, throw-away secrets and the demo page, on 127.0.0.1',
    },
    host: {
      type: 'boolean',
      default: false,
      help: 'the demo for your network, too: a phone in the room can open it',
    },
    'new-epoch': {
      type: 'boolean',
      default: false,
      help: 'names the store’s history anew, once: for a copy that "backup" did not make',
    },
  },
  example: 'serve',

  async run({ values: { demo, host, 'new-epoch': renewsEpoch } }, env) {
    if (demo) {
      // It brings a bank for every provider, of which no other relay has any need.
      const { serveDemo } = await import('./serve-demo.ts')
      return serveDemo({ isForAll: host, renewsEpoch }, env)
    }
    if (host) throw new Refusal('--host is of the demo: "serve --demo --host". Else, set HOST.', 64)
    await start(renewsEpoch, env)
  },
})

async function start(renewsEpoch: boolean, env: Environment): Promise<void> {
  const relay = await serveRelay({ ...requireConfig(env), renewsEpoch })
  // Before anybody is told that we are ready, and may think of stopping us.
  stopOnSignals(relay.stop)
  relay.warn()
  const lines = banner(relay.config, relay.hasWidget)
  if (renewsEpoch) lines.unshift(`The store's history has a new name: ${relay.epoch}`)
  if (process.stdout.isTTY) process.stdout.write(`${lines.join('\n')}\n`)
  // A collector of logs reads a JSON object a line; ready is what we are at any LOG_LEVEL.
  else for (const line of lines) createLog('info', false).info(line.trim())
}
