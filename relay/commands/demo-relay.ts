/**
 * The relay of `serve --demo`: a process of its own, forked by relay/demo/relay-process.ts, so that it can be killed
 * while pages look on. It is `serve`'s, with the settings that it finds in its environment.
 */

import { createPublicKey } from 'node:crypto'
import type { Config } from '../config/config.ts'
import { isLoopback } from '../http/loopback.ts'
import type { RelayOptions } from '../relay.ts'
import { Refusal } from './refusal.ts'
import { requireConfig } from './require-config.ts'
import { serveRelay } from './serve-relay.ts'

/** Of the demo's providers that sign with certificates; and whether the store's history gets a new name. */
const [key = '', renewsEpoch] = process.argv.slice(2)

// The demo has gone, however it did: the store must not stay locked.
process.on('disconnect', () => process.exit(0))
// A terminal says it to both of us; the demo says when.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})

/**
 * No provider permits so much, and the bank of the stage does: who looks on shall not wait for half a minute. What it
 * reads, it has just written.
 */
const PACE: RelayOptions['pace'] = {
  cadence: 'upi',
  first: 3_000,
  gap: 1_000,
  rate: { perMinute: 6_000, burst: 100 },
  lag: 0,
}

/** A demo sends nothing beyond this machine, whatever its settings say. */
function requireHere({ asking }: Config): void {
  for (const [id, { where }] of asking) {
    if (typeof where === 'object' && isLoopback(new URL(where.base).hostname)) continue
    throw new Refusal(`The demo asks its own bank, and ${id} is elsewhere.`, 78)
  }
}

const tell = (word: object, then = () => {}): void => void process.send?.(word, then)

try {
  const publicKey = createPublicKey(key)
  const settings = requireConfig(process.env)
  requireHere(settings.config)
  const relay = await serveRelay({
    ...settings,
    pace: PACE,
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
