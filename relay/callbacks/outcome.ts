/** Tells what became of a callback that is on disk. */

import type { Intake, KeptCallback } from '../ledger/intake.ts'
import type { OrderRecord } from '../order/record.ts'
import type { Store } from '../store/store.ts'
import type { Tell } from '../telemetry/happening.ts'

interface Taken {
  provider: string
  intakes: readonly Intake[]
  /** The orders that it changed. */
  changed: readonly OrderRecord[]
  /** How long that took, until everybody was told. */
  ms: number
}

interface Parts {
  store: Pick<Store, 'keptAs'>
  tell: Tell
}

/** Nobody waits for it. */
export async function tellOutcome(taken: Taken, { store, tell }: Parts): Promise<void> {
  const { provider, intakes, changed, ms } = taken
  const orders = changed.map(({ id }) => id)
  const kept = isPlaced(taken) ? 0 : await tellKept(provider, intakes, { store, tell })
  const events = intakes.length
  if (orders.length === 0 && events > 0 && kept === events) return
  const outcome = events === 0 ? 'silent' : orders.length > 0 ? 'applied' : 'repeated'
  tell({ type: 'callback_accepted', provider, outcome, events, orders, ms })
}

/** Tells of those that led to nothing yet; how many it were. */
export async function tellKept(
  provider: string,
  intakes: readonly Intake[],
  { store, tell }: Parts,
): Promise<number> {
  const kept = await keptOf(intakes, store)
  for (const { state, code, id: callback = '' } of kept) {
    tell({ type: 'callback_kept', provider, state, code, callback })
  }
  return kept.length
}

/** Whether it surely led to an order, so that none of it is kept: of several events, one may have, and another not. */
const isPlaced = ({ intakes, changed }: Taken): boolean =>
  changed.length > 0 && intakes.length === 1 && intakes[0]?.updates.length === 1

async function keptOf(
  intakes: readonly Intake[],
  store: Pick<Store, 'keptAs'>,
): Promise<KeptCallback[]> {
  try {
    const kept = await Promise.all(intakes.map(({ key }) => store.keptAs(key())))
    return kept.filter((each) => each !== undefined)
  } catch {
    // That it is on disk is certain, and that the disk fails now is told by whoever needs it.
    return []
  }
}
