/** What a provider is asked with, as the operator enters it: one, or several with commas between, to be rotated. */

import type { Credentials, Parts } from '../providers/asking.ts'
import { credentialsIn } from '../providers/authorize.ts'

/** Entered in place of credentials: the callback secret is all that is needed. */
const CALLBACK = 'callback'

/**
 * Undefined: they are none of the provider's. Where a comma may be part of them (in an address, or a key that Paytm
 * made), it only separates what are credentials on both sides of it.
 */
export function credentialsOf(
  credentials: Credentials,
  text: string,
  secrets: readonly string[],
): readonly Parts[] | undefined {
  if (text.trim() === CALLBACK) {
    if (!credentials.isCallbackSecret) return undefined
    const read = secrets.map((secret) => credentialsIn(credentials, secret))
    const fitting = read.filter((parts) => parts !== undefined)
    return fitting.length > 0 ? fitting : undefined
  }
  return inPieces(text.split(','), (piece) => credentialsIn(credentials, piece, secrets[0]))
}

/** In as many as there can be. */
function inPieces(
  pieces: readonly string[],
  partsOf: (piece: string) => Parts | undefined,
): readonly Parts[] | undefined {
  if (pieces.length === 0) return []
  for (let taken = 1; taken <= pieces.length; taken++) {
    const first = partsOf(pieces.slice(0, taken).join(','))
    const rest = first && inPieces(pieces.slice(taken), partsOf)
    if (rest) return [first, ...rest]
  }
  return undefined
}

/** Why they are none, and what would be right. `suffix`: how the provider is called in settings. */
export function whyNone(
  { isCallbackSecret, callbackSecret, form, example }: Credentials,
  text: string,
  suffix: string,
  secrets: readonly string[],
): string {
  const setting = `CALLBACK_SECRET_${suffix}`
  const enter = `Enter ${wanted(form, example)}`
  if (callbackSecret !== undefined && secrets.length === 0) {
    return `needs ${setting}, with which the question is signed. Set that, too`
  }
  if (text.trim() !== CALLBACK) {
    const quotes = form.includes('#') ? ', and in quotes in a .env, where # begins a comment' : ''
    return `is of another form. ${enter}${quotes}`
  }
  if (!isCallbackSecret) return `is "callback", and the callback secret does not suffice. ${enter}`
  return secrets.length === 0
    ? `is "callback", and ${setting} is not set. Set it, or enter ${wanted(form, example)}`
    : `is "callback", and ${setting} is nothing to ask with. ${enter}`
}

/** `clientId:secret, such as …`; one word alone is no form. */
export const wanted = (form: string, example: string): string =>
  form === example ? form : `${/^\w+$/.test(form) ? `the ${form}` : form}, such as ${example}`
