/** What led nowhere, and comes again when one of its names leads somewhere. Pure but for the rows. */

import { intakeOf, type Intake, type KeptCallback, type Unplaced } from './intake.ts'
import { mentionedIn } from './names.ts'
import type { StepRows } from './rows.ts'
import type { Heard } from '../order/update.ts'

export class Waiting {
  readonly #rows: StepRows
  /** What this step has kept. */
  readonly #left = new Map<KeptCallback['id'], KeptCallback>()

  constructor(rows: StepRows) {
    this.#rows = rows
  }

  keep({ updates, orderId, shop, isListed, callback, ...named }: Intake, why: Unplaced): void {
    // The merchant's own word always finds its order.
    if (!callback) return
    const key = named.key()
    // What comes twice is kept once.
    if (callback.id === undefined && this.#rows.isKept(key)) return
    const evidence = callback.evidence()
    const kept: KeptCallback = {
      ...why,
      ...(callback.id !== undefined && { id: callback.id }),
      key,
      updates,
      ...(orderId !== undefined && { orderId }),
      ...(shop && { shop }),
      ...(isListed && { isListed }),
      provider: callback.provider,
      order: orderId ?? updates.map(nameIn).find((name) => name !== undefined) ?? null,
      receivedAt: callback.receivedAt,
      ...(evidence && { evidence }),
    }
    // Another shop's names lead nowhere here, whatever is registered under them.
    const names = shop === 'other' ? [] : updates.flatMap(mentionedIn)
    const left = this.#rows.keep(kept, [...new Set(names)])
    this.#left.set(left.id, left)
  }

  /** Takes out what waits for one of the names. */
  take(names: readonly string[]): Intake[] {
    if (names.length === 0) return []
    return this.#rows.takeWaiting(names).map((kept) => {
      this.#left.delete(kept.id)
      return intakeOf(kept)
    })
  }

  /** What this step has kept under this id, and not taken out again. */
  left(id: KeptCallback['id']): KeptCallback | undefined {
    return this.#left.get(id)
  }
}

const nameIn = ({ orderId, orderHint }: Heard): string | undefined => orderId ?? orderHint
