/** The merchant's requests that may be sent again. */

import type { Outcome } from '../../ledger/rows.ts'
import { APART } from '../../order/clocks.ts'
import type { RequestRows } from '../rows.ts'
import type { Answer } from '../tables.ts'
import { change, type NewTable, type Sweep } from './table.ts'

/** A request of the merchant's, that may be sent again. */
interface Request {
  digest: string
  at: number
  leasedUntil: number
  outcome?: Outcome
  answer?: Answer
}

export function memoryRequests(table: NewTable): RequestRows & { sweepRequests: Sweep } {
  const requests = table<string, Request>()

  return {
    claimKey(key, digest, now, length) {
      const known = requests.get(key)
      if (known && known.digest !== digest) return 'other body'
      if (known?.answer) return known.answer
      const leasedUntil = now + length
      const isLeased = (until: number) => until > now && until <= leasedUntil + APART
      if (known && isLeased(known.leasedUntil)) return 'under way'
      requests.set(key, { ...(known ?? { digest, at: now }), leasedUntil })
      return 'new'
    },
    outcome: (key) => requests.get(key)?.outcome,
    keepOutcome: (key, outcome) => change(requests, key, (known) => ({ ...known, outcome })),
    keepAnswer: (key, answer) => change(requests, key, (known) => ({ answer, ...known })),
    releaseKey(key) {
      const { outcome, answer } = requests.get(key) ?? {}
      if (outcome || answer) change(requests, key, (known) => ({ ...known, leasedUntil: 0 }))
      else requests.delete(key)
    },
    sweepRequests: (before, limit) => requests.remove(limit, ({ at }) => at < before).length,
  }
}
