/** Notifications that nobody has acknowledged. */

import type { Outcome } from '../../../ledger/rows.ts'
import {
  noticeId,
  partsOf,
  type Addressee,
  type NewNotification,
  type Notice,
} from '../../notice.ts'
import type { Tables } from '../../tables.ts'
import { lockKey, WAIT } from '../locks.ts'
import {
  escaped,
  json,
  keyed,
  list,
  rowsOf,
  unescaped,
  type Database,
  type Row,
  type Session,
} from '../sql.ts'

export const notices = (
  db: Database,
  schema: string,
): Pick<Tables, 'notify' | 'notice' | 'notices'> => ({
  notify: (to, message, now, name) =>
    db.transaction(async ({ query, commit }) => {
      const add = () => {
        // One at a time, to the commit: so their numbers rise in the order in which they can be read.
        void query(WAIT, list([lockKey(schema, 'notices', '')]))
        return query(ADD, to.to, escaped(to.id), JSON.stringify(message), now)
      }
      if (name === undefined) {
        const added = add()
        await commit()
        return noticeIn((await added)[0] ?? {})
      }
      const known = await outcomeOf({ query }, schema, name)
      if (known) return known.value as Notice
      const notice = noticeIn((await add())[0] ?? {})
      void query(DID, keyed(name), JSON.stringify({ value: notice }))
      await commit()
      return notice
    }),
  async notice(id) {
    const parts = partsOf(id)
    if (!parts) return undefined
    const [row] = await db.query(GET, parts.number, parts.epoch)
    return row && noticeIn(row)
  },
  async notices(to, after = '', since, limit = 100) {
    const { number = 0, epoch = '' } = partsOf(after) ?? {}
    const meant = [...to, EVERYBODY].map(({ to: kind, id }) => ({ kind, of: escaped(id) }))
    const found = await db.query(NEWEST, rowsOf(meant), number, epoch, since, limit)
    return found.map(noticeIn).toReversed()
  },
})

async function outcomeOf(
  { query }: Session,
  schema: string,
  name: string,
): Promise<Outcome | undefined> {
  void query(WAIT, list([lockKey(schema, 'request', name)]))
  const [row] = await query('SELECT outcome FROM $.requests WHERE key = $1', keyed(name))
  return typeof row?.outcome === 'string' ? json(row.outcome) : undefined
}

const DID = 'UPDATE $.requests SET outcome = $2 WHERE key = $1'

const ADD = `
  INSERT INTO $.notices (epoch, addressee, id, message, created_at)
  SELECT value, $1, $2, $3, $4 FROM $.meta WHERE name = 'epoch'
  RETURNING *`

const GET = 'SELECT * FROM $.notices WHERE number = $1 AND epoch = $2'

const EVERYBODY: Addressee = { to: 'everybody', id: '' }

/** Each addressee's along the index. */
const NEWEST = `
  WITH history AS MATERIALIZED (
    SELECT value = $3 AS is_resumed FROM $.meta WHERE name = 'epoch'
  )
  SELECT found.* FROM history, json_to_recordset($1::text::json) AS meant (kind text, of text),
    LATERAL (
      SELECT * FROM $.notices WHERE addressee = meant.kind AND id = meant.of
        AND number > CASE WHEN is_resumed THEN $2::bigint ELSE 0 END
        AND created_at >=
          CASE WHEN meant.kind = 'everybody' AND NOT is_resumed THEN $4::bigint ELSE 0 END
      ORDER BY number DESC LIMIT $5
    ) AS found
  ORDER BY number DESC LIMIT $5`

const noticeIn = (row: Row): Notice => ({
  addressee: { to: row.addressee, id: unescaped(row.id) } as Addressee,
  notification: {
    id: noticeId(String(row.epoch), Number(row.number)),
    ...json<NewNotification>(row.message),
    createdAt: new Date(Number(row.created_at)).toISOString(),
  },
})
