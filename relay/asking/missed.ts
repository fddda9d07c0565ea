/**
 * What providers told while nobody was here, where they have a list of it: looked up before anything is asked about
 * single orders. Each event goes the way of a callback, so that the callback changes nothing if it comes after all.
 */

import type { Askable } from './askable.ts'
import { allListed, type ListingParts } from './listing.ts'
import { pause } from './pause.ts'
import type { Outage, Presence } from './presence.ts'

interface Parts extends ListingParts {
  providers: ReadonlyMap<string, Askable>
  presence: Presence
}

export interface CatchUp {
  /**
   * What fell due before then is asked a little later, in ms since 1970: while what the provider told is looked up,
   * that is `now`. Undefined: nobody knows yet.
   */
  backAt(id: string, now: number): number | undefined
  /** Resolves when it is known. Never rejects. */
  ready(id: string): Promise<void>
  /** Looks up nothing more, and notes that we were here. Resolves when what is under way has ended. */
  stop(): Promise<void>
}

/** What was sent shortly before nobody was here may have been lost as well. In ms. */
const MARGIN = 15 * 60_000

/** So long does asking about single orders wait at most, in ms: somebody may be in need of that. */
const PATIENCE = 2 * 60_000

const FAILED = 'what the provider told while nobody was here could not be kept'

export function missed(parts: Parts): CatchUp {
  const { providers, presence, log, tell, now } = parts
  const backAt = new Map<string, number | 'looking up'>()
  const stopping = new AbortController()
  const underWay: Promise<void>[] = []

  async function begin(id: string, askable: Askable): Promise<void> {
    const outage = (await presence.outages).get(id)
    if (!outage) return void backAt.set(id, -Infinity)
    backAt.set(id, 'looking up')
    const lookingUp = lookUp(id, askable, outage)
    const waiting = Promise.race([lookingUp, pause(PATIENCE, stopping.signal)])
    underWay.push(
      lookingUp,
      waiting.then(() => void backAt.set(id, now())),
    )
  }

  /** Never rejects. */
  async function lookUp(provider: string, askable: Askable, { from, to }: Outage): Promise<void> {
    const { missed: list } = askable.asking
    try {
      if (!list) return await presence.caughtUp(provider)
      const oldest = to - list.reach
      if (from < oldest) {
        tell({ type: 'not_caught_up', provider, why: 'too_long', events: 0, changed: 0 })
      }
      const wanted = { askable, list, from: Math.max(from - MARGIN, oldest), to }
      const { end, ...found } = await allListed(wanted, parts, stopping.signal)
      // Whoever comes after us begins anew.
      if (end === 'stopped') return
      await presence.caughtUp(provider)
      if (end === 'done') tell({ type: 'caught_up', provider, ...found })
      else tell({ type: 'not_caught_up', provider, why: end, ...found })
    } catch (error) {
      log.error({ err: error, provider }, FAILED)
    }
  }

  const ready = new Map([...providers].map(([id, askable]) => [id, begin(id, askable)]))
  return {
    backAt(id, at) {
      const known = backAt.get(id)
      return known === 'looking up' ? at : known
    },
    ready: async (id) => ready.get(id),
    async stop() {
      stopping.abort()
      await Promise.all(ready.values())
      await Promise.all(underWay)
      await presence.stop()
    },
  }
}
