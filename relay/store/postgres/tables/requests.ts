/** The merchant's requests that may be sent again: who has them under way, and what they were answered. */

import { APART } from '../../../order/clocks.ts'
import type { Tables } from '../../tables.ts'
import { json, keyed, type Database } from '../sql.ts'

export const requests = ({
  query,
  transaction,
}: Database): Pick<Tables, 'claimKey' | 'keepAnswer' | 'releaseKey'> => ({
  async claimKey(key, digest, now, lease) {
    for (;;) {
      const { count } = await query(CLAIM, keyed(key), digest, now, now + lease)
      if (count > 0) return 'new'
      const [known] = await query(
        'SELECT digest, answer FROM $.requests WHERE key = $1',
        keyed(key),
      )
      // It was released meanwhile.
      if (!known) continue
      if (known.digest !== digest) return 'other body'
      return known.answer === null ? 'under way' : json(known.answer)
    }
  },
  async keepAnswer(key, answer) {
    await query(
      'UPDATE $.requests SET answer = $2 WHERE key = $1 AND answer IS NULL',
      ...[keyed(key), JSON.stringify(answer)],
    )
  },
  releaseKey: (key) =>
    transaction(async ({ query: send, commit }) => {
      void send(
        'DELETE FROM $.requests WHERE key = $1 AND outcome IS NULL AND answer IS NULL',
        keyed(key),
      )
      void send('UPDATE $.requests SET leased_until = 0 WHERE key = $1', keyed(key))
      await commit()
    }),
})

/** A lease that ends so much later than ours was made by a clock that was wrong. */
const CLAIM = `
  INSERT INTO $.requests (key, digest, leased_until, at) VALUES ($1, $2, $4, $3)
  ON CONFLICT (key) DO UPDATE SET leased_until = excluded.leased_until
  WHERE requests.digest = excluded.digest AND requests.answer IS NULL
    AND NOT (requests.leased_until > $3 AND requests.leased_until <= $4::bigint + ${APART})`
