/** What browsers load of this version and of those before. */

import type { Rows } from '../../rows.ts'
import type { Sql } from '../sql.ts'

export function webFiles(sql: Sql): Pick<Rows, 'keepWebFiles' | 'webFile'> {
  const had = sql('UPDATE web_files SET had_at = max(had_at, ?) WHERE name = ?')
  const add = sql('INSERT INTO web_files (name, had_at, body) VALUES (?, ?, ?)')
  const get = sql('SELECT body FROM web_files WHERE name = ?')

  return {
    keepWebFiles(all, now) {
      for (const [name, body] of all) {
        if (had.run(now, name).changes === 0) add.run(name, now, body)
      }
    },
    webFile(name) {
      const body = get.get(name)?.body
      return body instanceof Uint8Array ? body : undefined
    },
  }
}
