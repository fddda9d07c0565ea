/** Rows that are at hand, and what a store makes of them: nothing is loaded, and no step runs again for want of it. */

import type { StepRows } from '../ledger/rows.ts'
import type { AskRows } from '../reconciliation/queue.ts'
import type { Keeper } from './keeper.ts'
import { once } from './once.ts'
import type { Tables } from './tables.ts'

/** All that a store keeps, read and written at once. */
export type Rows = StepRows &
  AskRows & {
    [Name in keyof Tables]: (
      ...given: Parameters<Tables[Name]>
    ) => Awaited<ReturnType<Tables[Name]>>
  } & { epoch(): string }

/** What waits for the merchant's own backend. */
export type OutgoingRows = Pick<
  Rows,
  | 'announce'
  | 'forward'
  | 'forwarded'
  | 'announced'
  | 'deliveryOf'
  | 'claim'
  | 'nextOutgoing'
  | 'lanes'
  | 'settleOutgoing'
  | 'dropOutgoing'
  | 'postponeOutgoing'
  | 'releaseOutgoing'
>

/** The merchant's requests that may be sent again. */
export type RequestRows = Pick<
  Rows,
  'claimKey' | 'outcome' | 'keepOutcome' | 'keepAnswer' | 'releaseKey'
>

/** Which providers are to be asked about which orders. */
export type AsksRows = Omit<AskRows, 'order'>

/** Runs `work` as one atomic change, and resolves once it is on disk. */
export type Atomically = <T>(work: () => T) => Promise<T>

export const keeperOf = (
  rows: Rows,
  atomically: Atomically,
  rest: Pick<Keeper, 'onCommit' | 'close'>,
): Keeper => ({
  epoch: rows.epoch(),
  step: (work) => atomically(() => work(rows)),
  asks: (work) => atomically(() => work(rows)),
  tables: tablesOf(rows, atomically),
  ...rest,
})

const tablesOf = (rows: Rows, atomically: Atomically): Tables => ({
  certificates: async () => rows.certificates(),
  order: async (id) => rows.order(id),
  versions: async (ids) => rows.versions(ids),
  registeredOrder: async (reference) => rows.registeredOrder(reference),
  nextDue: async () => rows.nextDue(),
  kept: async (query) => rows.kept(query),
  keptAs: async (key) => rows.keptAs(key),
  orders: async (query) => rows.orders(query),
  ordersOf: async (...given) => rows.ordersOf(...given),
  notice: async (id) => rows.notice(id),
  notices: async (...given) => rows.notices(...given),
  sighting: async (orderId) => rows.sighting(orderId),
  nextOutgoing: async (...given) => rows.nextOutgoing(...given),
  lanes: async () => rows.lanes(),
  forwarded: async (id) => rows.forwarded(id),
  figures: async () => rows.figures(),
  webFile: async (name) => rows.webFile(name),
  announced: async (id) => rows.announced(id),
  deliveryOf: async (orderId) => rows.deliveryOf(orderId),

  replaceEpoch: (...given) => atomically(() => rows.replaceEpoch(...given)),
  keepCertificates: (all) => atomically(() => rows.keepCertificates(all)),
  keepWebFiles: (...given) => atomically(() => rows.keepWebFiles(...given)),
  mark: (mark) => atomically(() => rows.mark(mark)),
  notify: (to, message, now, name) =>
    atomically(() =>
      once(
        rows,
        name,
        () => rows.notify(to, message, now),
        (notice) => notice,
      ),
    ),
  saw: (...given) => atomically(() => rows.saw(...given)),
  claim: (...given) => atomically(() => rows.claim(...given)),
  settleOutgoing: (...given) => atomically(() => rows.settleOutgoing(...given)),
  dropOutgoing: (id) => atomically(() => rows.dropOutgoing(id)),
  postponeOutgoing: (...given) => atomically(() => rows.postponeOutgoing(...given)),
  releaseOutgoing: (id) => atomically(() => rows.releaseOutgoing(id)),
  claimKey: (...given) => atomically(() => rows.claimKey(...given)),
  releaseKey: (key) => atomically(() => rows.releaseKey(key)),
  keepAnswer: (...given) => atomically(() => rows.keepAnswer(...given)),
  sweep: (...given) => atomically(() => rows.sweep(...given)),
})
