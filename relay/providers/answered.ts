/** What an answer says, as an event among others: named by what it means, and dated by when it was read. */

import { hash } from 'node:crypto'
import type { Update } from '../order/update.ts'
import type { Asking, Told } from './asking.ts'

/** In ms since 1970. */
export interface Asked {
  /** Since when the provider has been saying the same. */
  since: number
  /** When the answer was read, at the earliest. */
  until: number
}

/**
 * The same answer of two nodes, or again, is one event. Of a provider whose callbacks bear the attempt's beginning,
 * answers do too, and nothing later, or they would outrank the callbacks that follow.
 */
export function answered({ clock }: Pick<Asking, 'clock'>, told: Told, asked: Asked): Update {
  const { part, state, payment, amount, currency, reason, receipt } = told
  const meaning = [part, state, payment, amount, currency, reason?.code, receipt]
  return {
    ...told,
    eventId: `ask:${hash('sha256', JSON.stringify(meaning), 'hex')}`,
    time: told.time ?? asked.since,
    ...((clock !== 'attempt' || told.time === undefined) && { until: asked.until }),
  }
}
