/** What every adapter promises, told once. Each one's test says what is its own. */

import { describe, expect, it } from 'vitest'
import { describeHostile } from './conformance/hostile.ts'
import type {
  FieldPromises,
  HeaderPromises,
  Promises,
  SigningPromises,
} from './conformance/promises.ts'
import { describeRefusals } from './conformance/refusals.ts'
import { genuine } from './conformance/sending.ts'
import { describeSigning } from './conformance/signing.ts'
import { describeSimulated } from './conformance/simulated.ts'
import { describeUnsigned } from './conformance/unsigned.ts'
import { describeVectors } from './conformance/vectors.ts'
import { payloadOf } from './payload.ts'

export { understood } from './conformance/attempt.ts'
export { describeRefusals }
export type { Recording } from './conformance/promises.ts'
export { recording } from './conformance/recording.ts'

/** Sees to it that an adapter keeps what all of them promise. */
export function describeProvider(promises: Promises | HeaderPromises | FieldPromises): void {
  const { provider } = promises
  const event = { headers: new Headers(promises.headers), digest: () => 'digest' }

  describe(provider.name, () => {
    describe('says', () => {
      it.each(promises.recordings)('$says', ({ body, updates }) => {
        const payload = typeof body === 'string' ? payloadOf(provider, body) : body
        expect(provider.updates(payload, event)).toStrictEqual(updates)
      })
    })

    describeHostile(promises)
    describeSimulated(promises)
    describeRefusals({ provider, ...secretsOf(promises), good: genuine(promises) })
    if (!('secret' in promises)) return
    describeSigning(promises)
    describeVectors(promises)
    if (promises.covers) describeUnsigned(promises, promises.covers)
  })
}

const secretsOf = (promises: Promises | SigningPromises) =>
  'secret' in promises
    ? { secrets: [promises.secret], otherSecrets: [promises.otherSecret] }
    : { secrets: [], otherSecrets: [] }
