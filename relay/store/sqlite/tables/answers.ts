/** Answers, for requests that may be sent again. */

import type { Rows } from '../../rows.ts'
import type { Answer } from '../../tables.ts'
import { json, type Sql } from '../sql.ts'

export function answers(sql: Sql): Pick<Rows, 'answer' | 'keepAnswer'> {
  const get = sql('SELECT answer FROM answers WHERE key = ?')
  const add = sql('INSERT OR IGNORE INTO answers VALUES (?, ?, ?)')

  return {
    answer(key) {
      const row = get.get(key)
      return row && json<Answer>(row.answer)
    },
    keepAnswer: (key, answer, now) => void add.run(key, JSON.stringify(answer), now),
  }
}
