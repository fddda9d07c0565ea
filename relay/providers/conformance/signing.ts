import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { bodyOf } from '../payload.ts'
import type { Trust } from '../provider.ts'
import { verify } from '../verify.ts'
import { attempt } from './attempt.ts'
import type { FieldPromises, HeaderPromises, Sent } from './promises.ts'
import {
  bytes,
  delivery,
  NOW,
  signatureOf,
  signedByThem,
  signedByUs,
  SIMULATED,
  withSignatureOf,
} from './sending.ts'

/** A delivery is believed exactly as its provider signed it. */
export function describeSigning(promises: HeaderPromises | FieldPromises): void {
  const { provider, secret, otherSecret, tolerance } = promises
  const { body: unsigned } = bodyOf(
    provider,
    provider.simulate({ ...SIMULATED, status: 'succeeded' }),
  )
  const good = signedByThem(promises, unsigned)
  const signature = signatureOf(promises, good)
  const withSignature = (value?: string) => withSignatureOf(promises, good, value)

  const judge = (sent: Sent, { secrets = [secret], now = NOW }: Partial<Judged> = {}) =>
    verify(provider, delivery(sent.headers, sent.body), secrets, now)

  describe('signed', () => {
    it('is believed when the provider signs', () => {
      expect(judge(good)).toBe('valid')
    })

    it('is believed by the provider when we sign', () => {
      const accepts = ({ headers, body }: Sent) => promises.accepts(body, headers, NOW)
      const ours = signedByUs(promises, unsigned)
      expect(accepts(ours)).toBe(true)
      expect(accepts(signedByUs(promises, unsigned, otherSecret))).toBe(false)
      if (provider.trust === 'signed-body' && !promises.covers) {
        expect(accepts({ ...ours, body: `${ours.body} ` })).toBe(false)
      }
    })

    it('is believed with the old secret while the secrets change', () => {
      expect(judge(good, { secrets: [otherSecret, secret] })).toBe('valid')
    })

    it('is refused with another secret, or none', () => {
      expect(judge(good, { secrets: [otherSecret] })).toBe('mismatch')
      expect(judge(good, { secrets: [] })).toBe('mismatch')
      expect(judge(good, { secrets: [''] })).toBe('mismatch')
    })

    it('is refused with one byte changed of what is signed, wherever, and with no other', () => {
      const covers = promises.covers ?? COVERED[provider.trust]
      const signed = (sent: Sent) =>
        attempt(() => [[covers(sent.body), signatureOf(promises, sent)]])

      for (const at of good.body.split('').keys()) {
        const changed = bytes(good.body)
        changed[at]! ^= 1
        const sent = { ...good, body: new TextDecoder().decode(changed) }
        const isSigned = isDeepStrictEqual(signed(sent), signed(good))
        expect([at, judge(sent) === 'valid']).toEqual([at, isSigned])
      }
    })

    it('is refused without a signature', () => {
      expect(judge(withSignature())).toBe('missing')
      expect(judge(withSignature(''))).toBe('missing')
    })

    it.each(['0', '00', 'g', '==', '\u00e9'])(
      'is refused with "%s" after the signature',
      (tail) => {
        expect(judge(withSignature(signature + tail))).toBe('mismatch')
      },
    )

    it('is refused with the end of the signature cut off', () => {
      const cut = signature.replace(/[^=]{4}=*$/, '')
      expect(judge(withSignature(cut))).toBe('mismatch')
    })

    it('is refused with anything before the signature, or in another case', () => {
      const otherCase = signature.replace(/[A-Za-z]/g, (letter) =>
        letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
      )
      for (const value of [`x${signature}`, otherCase]) {
        expect(judge(withSignature(value))).toMatch(/^(?:mismatch|missing)$/)
      }
    })

    if ('sentTwice' in promises) {
      const { sentTwice, signature: header } = promises

      it(`is ${sentTwice} when the header comes twice`, () => {
        const twice = new Headers(good.headers)
        twice.append(header, signature)
        expect(verify(provider, delivery(twice, good.body), [secret], NOW)).toBe(sentTwice)
      })
    }

    if (tolerance) {
      const { past, future } = tolerance

      it(`is refused when older than ${past} seconds`, () => {
        expect(judge(good, { now: NOW + past })).toBe('valid')
        expect(judge(good, { now: NOW + past + 1 })).toBe('stale')
      })

      it(`is ${future ? `refused when ${future} seconds ahead` : 'believed when ahead'}`, () => {
        if (!future) return expect(judge(good, { now: NOW - 3600 })).toBe('valid')
        expect(judge(good, { now: NOW - future })).toBe('valid')
        expect(judge(good, { now: NOW - future - 1 })).toBe('early')
      })
    } else {
      it('is believed whenever it comes: its time is not signed', () => {
        expect(judge(good, { now: NOW + 365 * 24 * 3600 })).toBe('valid')
      })
    }
  })
}

interface Judged {
  secrets: string[]
  now: number
}

/** What of a body is signed, where that is all of it or nothing. */
const COVERED: Record<Trust, (body: string) => unknown> = {
  'signed-body': (body) => body,
  'signed-fields': () => {
    throw new Error('Which fields are signed? "covers" must say.')
  },
  token: () => 'nothing',
  address: () => 'nothing',
}
