/** Whether a delivery is the provider's: the only judge of signatures. */

import type { Delivery, Provider, Scheme, Signature } from './provider.ts'
import { covers, type SigningScheme } from './signature.ts'

/** `missing`: no signature of the provider's. `stale` and `early`: a good one, at another time. */
export type Verdict = 'valid' | 'missing' | 'mismatch' | 'stale' | 'early'

/** More signatures than any provider sends while it changes keys; the rest is not looked at. */
const MAX_SIGNATURES = 16

const UNIX_SECONDS = /^\d{1,11}$/

/** From the best verdict to the one that says least. */
const VERDICTS: readonly Verdict[] = ['valid', 'stale', 'early', 'mismatch', 'missing']

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
  const verdicts = schemes.map((scheme) => judgeScheme(scheme, delivery, secrets, now))
  return VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? 'missing'
}

function judgeScheme(
  scheme: Scheme,
  delivery: Delivery,
  secrets: readonly string[],
  now: number,
): Verdict {
  if (scheme.kind === 'address') return 'missing'
  const found = [scheme.find(delivery) ?? []].flat()
  if (found.length === 0) return 'missing'
  const verdicts = found.map((signature) => judge(scheme, signature, delivery, secrets, now))
  // One bad part spoils them all.
  return VERDICTS.findLast((verdict) => verdicts.includes(verdict)) ?? 'missing'
}

function judge(
  scheme: SigningScheme,
  { values, signed, signedAt }: Signature,
  { publicKey }: Delivery,
  secrets: readonly string[],
  now: number,
): Verdict {
  if (values.length === 0) return 'missing'
  const tried = values.slice(0, MAX_SIGNATURES)
  if (!secrets.some((secret) => tried.some(covers(scheme, secret, signed, publicKey)))) {
    return 'mismatch'
  }

  if (signedAt === undefined) return 'valid'
  if (!UNIX_SECONDS.test(signedAt)) return 'mismatch'
  const age = now - Number(signedAt)
  const { past = Infinity, future = Infinity } = scheme.tolerance ?? {}
  return age > past ? 'stale' : -age > future ? 'early' : 'valid'
}
