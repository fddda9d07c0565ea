/** Which providers are to be asked about which orders, and how fast. */

import type { Ask, Waiting } from '../../ledger/asks.ts'
import { LONGEST_STEP, type Pace } from '../../reconciliation/queue.ts'
import type { AsksRows } from '../rows.ts'
import type { Queue } from '../tables.ts'
import { least, queues, sorted, type NewTable } from './table.ts'

export function memoryAsks(table: NewTable): AsksRows & {
  /** How much waits, by provider. */
  waiting(): Map<string, Queue>
} {
  const asks = table<string, readonly Ask[]>()
  const paces = table<string, Pace>()

  const of = (name: string, who: Waiting) =>
    [...asks.values()].flat().filter(({ provider, waits }) => provider === name && waits === who)

  return {
    asksOf: (orderId) => [...(asks.get(orderId) ?? [])],
    saveAsks(orderId, all) {
      if (all.length > 0) asks.set(orderId, sorted(all, byProvider))
      else asks.delete(orderId)
    },
    dueAsks: (provider, waits, now, limit) =>
      sorted(of(provider, waits), dueAt, ({ orderId }) => orderId)
        .filter((ask) => dueAt(ask) <= now || dueAt(ask) > now + LONGEST_STEP)
        .slice(0, limit),
    nextAsk: (provider, waits) => least(of(provider, waits).map(dueAt)),
    paceOf: (provider) => paces.get(provider),
    savePace: (provider, pace) => void paces.set(provider, pace),
    waiting: () => queues([...asks.values()].flat(), (ask) => [ask.provider, ask.dueAt]),
  }
}

const byProvider = ({ provider }: Ask): string => provider
const dueAt = ({ dueAt }: Ask): number => dueAt
