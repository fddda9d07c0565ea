/** Notes in the store that somebody is here who asks: whoever comes after an outage knows for how long nobody was. */

import type { Store } from '../store/store.ts'

/** How often it is noted; and for how long it was not, where that is an outage. In ms. */
const BEAT = 60_000
export const OUTAGE = 5 * 60_000

/** Times in ms since 1970. */
export interface Outage {
  /** When somebody was here last, and since when we are. */
  from: number
  to: number
}

interface Parts {
  /** Their ids. */
  providers: readonly string[]
  store: Pick<Store, 'asks'>
  now(): number
}

export interface Presence {
  /** By provider, where there was one before we came. */
  outages: Promise<ReadonlyMap<string, Outage>>
  stop(): Promise<void>
}

export function presence({ providers, store, now }: Parts): Presence {
  function note(): Promise<ReadonlyMap<string, Outage>> {
    const to = now()
    return store.asks((rows) => {
      const outages = new Map<string, Outage>()
      for (const id of providers) {
        const { aliveAt: from = to, ...pace } = rows.paceOf(id) ?? {}
        if (to - from > OUTAGE) outages.set(id, { from, to })
        rows.savePace(id, { ...pace, aliveAt: to })
      }
      return outages
    })
  }

  const none = (): ReadonlyMap<string, Outage> => new Map()
  /** The next time is soon enough. */
  const beat = () => note().catch(none)
  if (providers.length === 0) return { outages: Promise.resolve(none()), async stop() {} }
  const beating = setInterval(() => void beat(), BEAT).unref()
  return {
    outages: beat(),
    async stop() {
      clearInterval(beating)
      await beat()
    },
  }
}
