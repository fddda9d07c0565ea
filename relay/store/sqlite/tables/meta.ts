/** What is true of the file as a whole. */

import type { Rows } from '../../rows.ts'
import type { Sql } from '../sql.ts'

export function meta(
  sql: Sql,
): Pick<Rows, 'epoch' | 'replaceEpoch' | 'certificates' | 'keepCertificates' | 'mark'> {
  const get = sql('SELECT value FROM meta WHERE name = ?')
  const set = sql('INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value')
  const replace = sql("UPDATE meta SET value = ? WHERE name = 'epoch' AND value = ?")
  const epoch = () => String(get.get('epoch')?.value)

  return {
    epoch,
    replaceEpoch(from, to) {
      replace.run(to, from)
      return epoch()
    },
    certificates() {
      const all: Record<string, string> = JSON.parse(String(get.get('certificates')?.value ?? '{}'))
      return new Map(Object.entries(all))
    },
    keepCertificates: (all) =>
      void set.run('certificates', JSON.stringify(Object.fromEntries(all))),
    mark: (mark) => void set.run('mark', mark),
  }
}
