/** `GET /metrics`: for Prometheus, with METRICS_TOKEN. */

import { Hono } from 'hono'
import { bears } from '../access/auth.ts'
import { PATHS } from '../http/paths.ts'
import { refuse } from '../http/problem.ts'

export interface Scraped {
  /** METRICS_TOKEN. */
  token: string
  contentType: string
  text(): Promise<string>
}

interface Parts {
  /** Undefined where METRICS_TOKEN is not set: then there is nothing here. */
  metrics: Scraped | undefined
}

export function metricsRoute({ metrics }: Parts): Hono {
  const route = new Hono()
  if (!metrics) return route
  return route.get(PATHS.metrics, async (c) => {
    if (!bears(c, [metrics.token])) {
      throw refuse('unauthorized', 'Send "Authorization: Bearer <METRICS_TOKEN>".')
    }
    c.header('Cache-Control', 'no-store')
    return c.body(await metrics.text(), 200, { 'Content-Type': metrics.contentType })
  })
}
