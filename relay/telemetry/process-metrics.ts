/** What the process needs: time, memory, its event loop. Measured once, however many relays are in it. */

import { collectDefaultMetrics, Registry } from 'prom-client'

let registry: Registry | undefined

/** Its names are those that every client of Prometheus has: dashboards know them. */
export function processMetrics(): Registry {
  if (!registry) {
    registry = new Registry()
    collectDefaultMetrics({ register: registry })
  }
  return registry
}
