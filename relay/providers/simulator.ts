import { STATUSES, type PaymentStatus } from '../protocol.ts'
import type { Provider, SimulatedEvent } from './provider.ts'

/** What a provider can tell, by status, and how a body is written that tells it. */
export const simulator = <Row>(
  rows: { readonly [Status in PaymentStatus]?: Row },
  write: (row: Row, event: SimulatedEvent) => unknown,
): Pick<Provider, 'statuses' | 'simulate'> => ({
  statuses: STATUSES.filter((status) => rows[status] !== undefined),

  simulate(event) {
    const row = rows[event.status]
    return row && write(row, event)
  },
})
