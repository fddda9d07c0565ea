/** What is true of the history as a whole. */

import type { Tables } from '../../tables.ts'
import { json, type Database } from '../sql.ts'

export const SET =
  'INSERT INTO $.meta VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value'

export const meta = (
  db: Database,
): Pick<Tables, 'replaceEpoch' | 'certificates' | 'keepCertificates' | 'mark'> => ({
  replaceEpoch: (from, to) =>
    db.transaction(async ({ query, commit }) => {
      void query("UPDATE $.meta SET value = $1 WHERE name = 'epoch' AND value = $2", to, from)
      const now = query("SELECT value FROM $.meta WHERE name = 'epoch'")
      await commit()
      return String((await now)[0]?.value)
    }),
  async certificates() {
    const [row] = await db.query("SELECT value FROM $.meta WHERE name = 'certificates'")
    return new Map(Object.entries(json<Record<string, string>>(row?.value ?? '{}')))
  },
  async keepCertificates(all) {
    await db.query(SET, 'certificates', JSON.stringify(Object.fromEntries(all)))
  },
  async mark(mark) {
    await db.query(SET, 'mark', mark)
  },
})
