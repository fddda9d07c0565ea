/** `GET /healthz` and `/readyz`: alive, and ready. */

import { Hono } from 'hono'
import type { Store } from '../store/store.ts'
import type { Tell } from '../telemetry/happening.ts'
import { PATHS } from './paths.ts'

/** Anybody may ask, and each answer costs a write: one is good for so long. In ms. */
const FRESH = 1_000

interface Parts {
  store: Pick<Store, 'probe'>
  tell: Tell
  /** In ms since 1970. */
  now(): number
  /** Aborted when the relay is about to stop. */
  draining: AbortSignal
}

export function health({ draining, store, tell, now }: Parts): Hono {
  let asked: { at: number; canWrite: Promise<boolean> } | undefined

  async function probe(): Promise<boolean> {
    try {
      await store.probe()
      return true
    } catch (error) {
      tell({ type: 'store_failed', at: 'probe', err: error })
      return false
    }
  }

  function canWrite(): Promise<boolean> {
    // A clock may be set back.
    if (!asked || Math.abs(now() - asked.at) >= FRESH) asked = { at: now(), canWrite: probe() }
    return asked.canWrite
  }

  return new Hono()
    .get(PATHS.alive, (c) => c.json({ status: 'alive' }))
    .get(PATHS.ready, async (c) => {
      if (draining.aborted) return c.json({ status: 'draining' }, 503)
      return (await canWrite())
        ? c.json({ status: 'ready' })
        : c.json({ status: 'store cannot be written to' }, 503)
    })
}
