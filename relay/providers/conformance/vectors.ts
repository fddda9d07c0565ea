import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import type { Delivery } from '../provider.ts'
import { verify } from '../verify.ts'
import type { SigningPromises } from './promises.ts'
import { recording } from './recording.ts'
import { bytes } from './sending.ts'
import { Vector } from './vector.ts'

/** Others' deliveries, good and bad, are judged as those judge them who made them. */
export function describeVectors(promises: SigningPromises): void {
  const { provider } = promises
  describe('judges as its vectors do', () => {
    const { decisions = {} } = promises
    const vectors = v.parse(v.array(Vector), JSON.parse(recording(`${provider.id}/vectors.json`)))

    it.each(vectors)('$name: $why', (vector) => {
      const { name, url, headers, body, now, advisory } = vector
      const sent = new Headers()
      for (const [header, values] of Object.entries(headers)) {
        for (const value of [values].flat()) sent.append(header, value)
      }
      const secrets = vector.secrets ?? [vector.secret ?? '']
      const sending: Delivery = { url, headers: sent, body: bytes(body) }
      const publicKey = promises.publicKey?.(sending, vector)
      const verdict = verify(
        provider,
        { ...sending, ...(publicKey && { publicKey }) },
        secrets,
        now,
      )

      const isDecided = name in decisions
      expect(isDecided && !advisory, 'only what is advisory is ours to decide').toBe(false)
      expect(verdict === 'valid').toBe((vector.expect === 'accept') !== isDecided)
    })

    it.each(vectors.filter(({ origin }) => origin === 'official-sdk'))(
      'and this test signs like $source',
      ({ headers, body, now }) => {
        expect(
          promises.accepts(body, v.parse(v.record(v.string(), v.string()), headers), now),
        ).toBe(true)
      },
    )

    it('and otherwise where we say so', () => {
      expect(vectors.map(({ name }) => name)).toEqual(
        expect.arrayContaining(Object.keys(decisions)),
      )
    })
  })
}
