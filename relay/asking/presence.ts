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
  /**
   * By provider, where there was one before we came; or one before that, of which nobody has looked up what was
   * missed.
   */
  outages: Promise<ReadonlyMap<string, Outage>>
  /** What was missed is looked up, or is not to be: whoever comes next has nothing to do with it. */
  caughtUp(provider: string): Promise<void>
  /** Whether one of them was never asked before we came. */
  isNewcomer: Promise<boolean>
  stop(): Promise<void>
}

export function presence({ providers, store, now }: Parts): Presence {
  let isNewcomer = false
  function note(isFirst = false): Promise<ReadonlyMap<string, Outage>> {
    const to = now()
    return store.asks((rows) => {
      const outages = new Map<string, Outage>()
      for (const id of providers) {
        const known = rows.paceOf(id)
        if (isFirst && !known) isNewcomer = true
        const before = known ?? {}
        const { aliveAt = to } = before
        const from = before.missedSince ?? (to - aliveAt > OUTAGE ? aliveAt : undefined)
        if (from !== undefined) outages.set(id, { from, to })
        // Only who comes looks it up.
        const missedSince = isFirst ? from : before.missedSince
        rows.savePace(id, {
          ...before,
          aliveAt: to,
          ...(missedSince !== undefined && { missedSince }),
        })
      }
      return outages
    })
  }

  const none = (): ReadonlyMap<string, Outage> => new Map()
  /** The next time is soon enough. */
  const beat = (isFirst?: boolean) => note(isFirst).catch(none)
  if (providers.length === 0) {
    return {
      outages: Promise.resolve(none()),
      isNewcomer: Promise.resolve(false),
      async caughtUp() {},
      async stop() {},
    }
  }
  const beating = setInterval(() => void beat(), BEAT).unref()
  const outages = beat(true)
  return {
    outages,
    isNewcomer: outages.then(() => isNewcomer),
    caughtUp: (provider) =>
      store.asks((rows) => {
        const { missedSince: _, ...pace } = rows.paceOf(provider) ?? {}
        rows.savePace(provider, pace)
      }),
    async stop() {
      clearInterval(beating)
      await beat()
    },
  }
}
