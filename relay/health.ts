/** `GET /healthz` and `/readyz`: alive, and ready. */

import { Hono } from 'hono'
import type { Services } from './services.ts'

export const health = ({ draining }: Services): Hono =>
  new Hono()
    .get('/healthz', (c) => c.json({ status: 'alive' }))
    .get('/readyz', (c) =>
      draining.aborted ? c.json({ status: 'draining' }, 503) : c.json({ status: 'ready' }),
    )
