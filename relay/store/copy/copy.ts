/** All that one store keeps, into another that is empty: all of it, read back and compared, or nothing. */

import { Fingerprint } from './fingerprint.ts'
import { COPIED, type CopiedTable, type Row } from './tables.ts'

/** A table, and the highest id that it has given out. */
export type Counters = ReadonlyMap<string, number>

/** A store that no relay has open, as it was at one moment. */
export interface Source {
  /** In batches of `atOnce`. */
  rows(table: CopiedTable): AsyncIterable<readonly Row[]>
  counters(): Promise<Counters>
  close(): Promise<void>
}

/** An empty store that no relay has open. It reads what was added to it. */
export interface Target extends Source {
  add(table: CopiedTable, rows: readonly Row[]): Promise<void>
  count(counters: Counters): Promise<void>
  /** What was added is on disk. Who closes it without is as if nothing had been added. */
  commit(): Promise<void>
}

export interface Copied {
  /** By table. */
  rows: ReadonlyMap<string, number>
  /** Of the history, which goes on under its name. */
  epoch: string
}

/** Rejects where what was written reads otherwise than what was read. `told` hears how far it is. */
export async function copyStore(
  from: Source,
  to: Target,
  told: (table: string, rows: number) => void = () => {},
): Promise<Copied> {
  const rows = new Map<string, number>()
  let epoch = ''
  for (const table of COPIED) {
    const sent = new Fingerprint(table)
    for await (const batch of from.rows(table)) {
      sent.add(batch)
      await to.add(table, batch)
      if (table.name === 'meta') epoch = epochIn(batch) ?? epoch
      told(table.name, sent.count)
    }
    const arrived = new Fingerprint(table)
    for await (const batch of to.rows(table)) arrived.add(batch)
    if (!arrived.equals(sent)) {
      throw new Error(
        `What was written to the table ${table.name} (${arrived.count} rows) is not what was read (${sent.count}). ` +
          'Is something else writing to one of the stores?',
      )
    }
    rows.set(table.name, sent.count)
  }
  const counters = await from.counters()
  await to.count(counters)
  const counted = await to.counters()
  for (const [table, highest] of counters) {
    if (counted.get(table) !== highest)
      throw new Error(`The ids of the table ${table} do not go on.`)
  }
  await to.commit()
  return { rows, epoch }
}

function epochIn(rows: readonly Row[]): string | undefined {
  const value = rows.find(({ name }) => name === 'epoch')?.value
  return typeof value === 'string' ? value : undefined
}
