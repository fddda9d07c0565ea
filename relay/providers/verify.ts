/** Whether a delivery is the provider's: the only judge of signatures. */

import type { Delivery, Provider, Scheme, Signature } from './provider.ts'
import { covers, isFormed, type SigningScheme } from './signature.ts'

/**
 * `missing`: no signature of the provider's. `too_large`: more would have to be read to find it than any provider
 * sends. `stale` and `early`: one of another time, so that nobody looked whether it is good.
 */
export type Verdict = 'valid' | 'missing' | 'too_large' | 'mismatch' | 'stale' | 'early'

/**
 * More signatures than any provider sends while it changes keys; the rest is not looked at. A MAC is made once for all
 * of them; all else that is signed is gone through for each.
 */
export const MAX_SIGNATURES: Readonly<Record<SigningScheme['kind'], number>> = {
  hmac: 16,
  text: 16,
  cipher: 4,
  ed25519: 4,
  certificate: 4,
}

const UNIX_SECONDS = /^\d{1,11}$/

/** From the best verdict to the one that says least. */
const VERDICTS: readonly Verdict[] = ['valid', 'stale', 'early', 'too_large', 'mismatch', 'missing']

/**
 * Whether the provider sent `delivery`. `now` in Unix seconds. Addresses are judged by whoever knows
 * the orders: see `isOrderAddress`.
 */
export function verify(
  { schemes }: Provider,
  delivery: Delivery,
  secrets: readonly string[],
  now: number,
): Verdict {
  const verdicts = schemes.map((scheme) => judge(scheme, delivery, secrets, now))
  return VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? 'missing'
}

function judge(
  scheme: Scheme,
  delivery: Delivery,
  secrets: readonly string[],
  now: number,
): Verdict {
  if (scheme.kind === 'address') return 'missing'
  const found = signaturesIn(scheme, delivery, now)
  if (typeof found === 'string') return found

  // One bad part spoils them all: none after it is looked at.
  const isGood = found.every(({ values, signed }) =>
    secrets.some((secret) => values.some(covers(scheme, secret, signed, delivery.publicKey))),
  )
  return isGood ? 'valid' : 'mismatch'
}

/** The signatures that may be good; or what speaks against one, before anything is computed, or fetched, for it. */
export function signaturesIn(
  scheme: SigningScheme,
  delivery: Delivery,
  now: number,
): readonly Signature[] | Exclude<Verdict, 'valid'> {
  if (scheme.isReadable?.(delivery.body) === false) return 'too_large'
  const found: Signature[] = []
  for (const { values, ...rest } of [scheme.find(delivery) ?? []].flat()) {
    if (values.length === 0) return 'missing'
    const formed = values
      .slice(0, MAX_SIGNATURES[scheme.kind])
      .filter((value) => isFormed(scheme, value))
    if (formed.length === 0) return 'mismatch'
    const untimely = untimelinessOf(scheme, rest.signedAt, now)
    if (untimely) return untimely
    found.push({ values: formed, ...rest })
  }
  return found.length > 0 ? found : 'missing'
}

function untimelinessOf(
  { tolerance }: SigningScheme,
  signedAt: string | undefined,
  now: number,
): 'mismatch' | 'stale' | 'early' | undefined {
  if (signedAt === undefined) return undefined
  if (!UNIX_SECONDS.test(signedAt)) return 'mismatch'
  const age = now - Number(signedAt)
  const { past = Infinity, future = Infinity } = tolerance ?? {}
  return age > past ? 'stale' : -age > future ? 'early' : undefined
}
