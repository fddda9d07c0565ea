/** What is true of the file as a whole. */

import type { Rows } from '../../../ledger/rows.ts'
import type { Sql } from '../sql.ts'

export function meta(sql: Sql): Pick<Rows, 'epoch' | 'setEpoch' | 'mark'> {
  const get = sql('SELECT value FROM meta WHERE name = ?')
  const set = sql('INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value')
  return {
    epoch: () => String(get.get('epoch')?.value),
    setEpoch: (epoch) => void set.run('epoch', epoch),
    mark: (mark) => void set.run('mark', mark),
  }
}
