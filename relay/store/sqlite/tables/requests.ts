/** The merchant's requests that may be sent again: who has them under way, what they did, what they were answered. */

import { APART } from '../../../order/clocks.ts'
import type { RequestRows } from '../../rows.ts'
import type { Answer } from '../../tables.ts'
import { json, type Sql } from '../sql.ts'

export function requests(sql: Sql): RequestRows {
  const get = sql('SELECT digest, leased_until, outcome, answer FROM requests WHERE key = ?')
  const add = sql('INSERT INTO requests (key, digest, leased_until, at) VALUES (?, ?, ?, ?)')
  const lease = sql('UPDATE requests SET leased_until = ? WHERE key = ?')
  const did = sql('UPDATE requests SET outcome = ? WHERE key = ?')
  const answered = sql('UPDATE requests SET answer = ? WHERE key = ? AND answer IS NULL')
  const forget = sql('DELETE FROM requests WHERE key = ? AND outcome IS NULL AND answer IS NULL')

  return {
    claimKey(key, digest, now, length) {
      const known = get.get(key)
      if (!known) {
        add.run(key, digest, now + length, now)
        return 'new'
      }
      if (known.digest !== digest) return 'other body'
      if (known.answer !== null) return json<Answer>(known.answer)
      const until = Number(known.leased_until)
      if (until > now && until <= now + length + APART) return 'under way'
      lease.run(now + length, key)
      return 'new'
    },
    outcome(key) {
      const outcome = get.get(key)?.outcome
      return outcome === undefined || outcome === null ? undefined : json(outcome)
    },
    keepOutcome: (key, outcome) => void did.run(JSON.stringify(outcome), key),
    keepAnswer: (key, answer) => void answered.run(JSON.stringify(answer), key),
    releaseKey(key) {
      if (forget.run(key).changes === 0) lease.run(0, key)
    },
  }
}
