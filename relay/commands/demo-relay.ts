/**
 * The relay of `serve --demo`: a process of its own, forked by relay/demo/relay-process.ts, so that it can be killed
 * while pages look on. It is `serve`'s, with the settings that it finds in its environment.
 */

import { createPublicKey } from 'node:crypto'
import { Refusal } from './refusal.ts'
import { requireConfig } from './require-config.ts'
import { serveRelay } from './serve-relay.ts'

/** Of the demo's providers that sign with certificates; and whether the store's history gets a new name. */
const [key = '', renewsEpoch] = process.argv.slice(2)

// The demo has gone, however it did: the store must not stay locked.
process.on('disconnect', () => process.exit(0))
// A terminal says it to both of us; the demo says when.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})

const tell = (word: object, then = () => {}): void => void process.send?.(word, then)

try {
  const publicKey = createPublicKey(key)
  const relay = await serveRelay({
    ...requireConfig(process.env),
    renewsEpoch: renewsEpoch === 'true',
    // Nobody's callbacks come here but the demo's own.
    signingKeys: async () => publicKey,
  })
  process.once('message', () => void relay.stop().then(() => process.exit(0)))
  tell({ port: relay.config.port, epoch: relay.epoch })
} catch (error) {
  const refused = error instanceof Error ? error.message : String(error)
  tell({ refused, exitCode: error instanceof Refusal ? error.exitCode : 1 }, () => process.exit(1))
}
