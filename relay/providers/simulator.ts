import { STATUSES, type PaymentStatus, type ReasonCode } from '../protocol.ts'
import type { Provider, SimulatedEvent } from './provider.ts'

/** What a status can be told for: a row for each of our reasons that the provider has a code of its own for. */
type ByReason<Row> = { readonly [Code in ReasonCode]?: Row }

/** A status that has several reasons: the first is told where none is asked for. */
class Reasons<Row> {
  readonly rows: ByReason<Row>

  constructor(rows: ByReason<Row>) {
    this.rows = rows
  }

  of(code: ReasonCode | undefined): Row | undefined {
    return code === undefined ? Object.values<Row>(this.rows)[0] : this.rows[code]
  }
}

export const byReason = <Row>(rows: ByReason<Row>): Reasons<Row> => new Reasons(rows)

/** By status: a row, or several where it can be told why. */
export type Rows<Row> = { readonly [Status in PaymentStatus]?: Row | Reasons<Row> }

/** What a provider can tell, and how a body is written that tells it. */
export const simulator = <Row>(
  rows: Rows<Row>,
  write: (row: Row, event: SimulatedEvent) => unknown,
): Pick<Provider, 'statuses' | 'simulate'> => ({
  statuses: STATUSES.filter((status) => rows[status] !== undefined),

  simulate(event) {
    const { status, reason } = event
    const told = rows[status]
    const row = told instanceof Reasons ? told.of(reason) : reason === undefined ? told : undefined
    return row && write(row, event)
  },
})
