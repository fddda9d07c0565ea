/** What browsers load of this version and of those before. */

import type { Tables } from '../../tables.ts'
import { escaped, list, unescaped, type Database } from '../sql.ts'

export const webFiles = (db: Database): Pick<Tables, 'keepWebFiles' | 'webFile'> => ({
  keepWebFiles: (all, now) =>
    db.transaction(async ({ query, commit }) => {
      // One order for all who write: so nobody waits for one who waits for him.
      const names = [...all.keys()].toSorted()
      const had = await query(HAD, list(names.map(escaped)), now)
      const known = new Set(had.map(({ name }) => unescaped(name)))
      for (const name of names) {
        const body = all.get(name)
        if (body && !known.has(name)) void query(ADD, escaped(name), now, body)
      }
      await commit()
    }),
  async webFile(name) {
    const [row] = await db.query('SELECT body FROM $.web_files WHERE name = $1', escaped(name))
    return row?.body instanceof Uint8Array ? new Uint8Array(row.body) : undefined
  },
})

const HAD = `
  UPDATE $.web_files SET had_at = greatest(had_at, $2) WHERE name IN (
    SELECT name FROM $.web_files WHERE name = ANY($1::text[]) ORDER BY name FOR UPDATE
  ) RETURNING name`

const ADD = `
  INSERT INTO $.web_files (name, had_at, body) VALUES ($1, $2, $3)
  ON CONFLICT (name) DO UPDATE SET had_at = greatest(web_files.had_at, excluded.had_at)`
