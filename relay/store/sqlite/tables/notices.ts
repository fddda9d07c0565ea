/** Notifications that nobody has acknowledged. */

import {
  noticeId,
  partsOf,
  type Addressee,
  type NewNotification,
  type Notice,
} from '../../notice.ts'
import type { Rows } from '../../rows.ts'
import { json, type Row, type Sql } from '../sql.ts'

export function notices(
  sql: Sql,
  epoch: () => string,
): Pick<Rows, 'notify' | 'notice' | 'notices'> {
  const add = sql(`
    INSERT INTO notices (epoch, addressee, id, message, created_at) VALUES (?, ?, ?, ?, ?)
    RETURNING *`)
  const get = sql('SELECT * FROM notices WHERE number = ? AND epoch = ?')
  const newest = sql(`
    SELECT * FROM notices WHERE addressee = ? AND id = ? AND number > ? AND created_at >= ?
    ORDER BY number DESC LIMIT +?`)

  return {
    notify({ to, id }, message, now) {
      const row = add.get(epoch(), to, id, JSON.stringify(message), now)
      return noticeIn(row ?? {})
    },
    notice(id) {
      const parts = partsOf(id)
      const row = parts && get.get(parts.number, parts.epoch)
      return row && noticeIn(row)
    },
    notices(to, after = '', since, limit = 100) {
      const last = partsOf(after)
      const isResumed = last !== undefined && last.epoch === epoch()
      const number = isResumed ? last.number : 0
      return [
        ...to.flatMap(({ to, id }) => newest.all(to, id, number, -Infinity, limit)),
        ...newest.all('everybody', '', number, isResumed ? -Infinity : since, limit),
      ]
        .sort((a, b) => Number(a.number) - Number(b.number))
        .slice(-limit)
        .map(noticeIn)
    },
  }
}

const noticeIn = (row: Row): Notice => ({
  addressee: { to: row.addressee, id: row.id } as Addressee,
  notification: {
    id: noticeId(String(row.epoch), Number(row.number)),
    ...json<NewNotification>(row.message),
    createdAt: new Date(Number(row.created_at)).toISOString(),
  },
})
