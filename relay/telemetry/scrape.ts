/** What a scrape finds: what was counted, and, measured when it is asked for, who is connected and what waits. */

import { KEPT_CODES, KEPT_STATES } from '../ledger/intake.ts'
import { WEBHOOK } from '../store/outgoing.ts'
import type { Store } from '../store/store.ts'
import type { Figures } from '../store/tables.ts'
import type { Metrics } from './metrics.ts'
import type { Scraped } from './route.ts'

/** Of the store's figures: for so long they are good, in ms. */
const FRESH = 3_000

interface Measured {
  store: Pick<Store, 'figures' | 'onCommit'>
  /** How other nodes are heard. */
  bus: { readonly isConnected: boolean }
  sockets: { readonly size: number }
  holds: { readonly size: number }
  hub: { readonly subscriptions: number }
  /** Whose lanes there may be. */
  lanes: readonly string[]
  /** Who is asked. */
  asked: readonly string[]
  /** In ms since 1970. */
  now(): number
}

/** `token`: who may ask. A store that cannot be read leaves its figures as they were. */
export function scrape(
  metrics: Metrics,
  token: string,
  { store, bus, sockets, holds, hub, lanes, asked: providers, now }: Measured,
): Scraped {
  store.onCommit((steps, ms) => {
    metrics.commits.observe(ms / 1_000)
    metrics.commitSteps.observe(steps)
  })
  let asked: { at: number; figures: Promise<Figures> } | undefined

  function figures(): Promise<Figures> {
    // A clock may be set back.
    if (!asked || Math.abs(now() - asked.at) >= FRESH) {
      asked = { at: now(), figures: store.figures() }
    }
    return asked.figures
  }

  const age = (since: number | undefined): number =>
    since === undefined ? 0 : Math.max(now() - since, 0) / 1_000

  async function measure(): Promise<void> {
    metrics.fanOut.set(Number(bus.isConnected))
    metrics.sockets.set(sockets.size)
    metrics.polls.set(holds.size)
    metrics.subscriptions.set(hub.subscriptions)

    const { kept, outbox, asks, bytes } = await figures()
    for (const state of KEPT_STATES) {
      for (const code of KEPT_CODES[state]) {
        const { count = 0, since } = kept.get(code) ?? {}
        metrics.kept.set({ state, code }, count)
        metrics.keptAge.set({ state, code }, age(since))
      }
    }
    for (const lane of [WEBHOOK, ...lanes]) {
      const { count = 0, since } = outbox.get(lane) ?? {}
      metrics.outbox.set({ lane }, count)
      metrics.outboxAge.set({ lane }, age(since))
    }
    for (const provider of providers) {
      const { count = 0, since } = asks.get(provider) ?? {}
      metrics.asksWaiting.set({ provider }, count)
      metrics.asksLate.set({ provider }, age(since))
    }
    metrics.storeBytes.set(bytes)
  }

  return {
    token,
    contentType: metrics.contentType,
    async text() {
      await measure().catch(() => {})
      return metrics.text()
    },
  }
}
