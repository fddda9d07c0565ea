/** Where a token comes from, and when it runs out. */

import { backoff } from './backoff.ts'

/** Thrown by `getToken` to say that asking again is of no use. */
export class TokenRefused extends Error {}

/**
 * Asks for a token until there is one, or asking is of no use; or until it is stopped. At once the first
 * time; `refusals`: how often that was of no use already, so that a relay that refuses what it gets is not
 * hammered.
 */
export function askForToken(
  getToken: () => Promise<string>,
  refusals: number,
  got: (token: string) => void,
  failed: (error: unknown) => void,
): () => void {
  let isStopped = false
  let timer = setTimeout(ask, refusals && backoff(refusals, Math.random()))

  async function ask(): Promise<void> {
    try {
      const token = await getToken()
      if (!token) throw new Error('There was no token.')
      if (!isStopped) got(token)
    } catch (error) {
      if (isStopped) return
      if (!(error instanceof TokenRefused)) {
        timer = setTimeout(ask, backoff(++refusals, Math.random()))
      }
      failed(error)
    }
  }

  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}

/** When a token runs out, in ms since 1970; NaN where it does not say. */
export function expiryOf(token: string): number {
  try {
    const claims = token.replace(/-/g, '+').replace(/_/g, '/').split('.')[1] ?? ''
    return JSON.parse(atob(claims)).exp * 1000
  } catch {
    return NaN
  }
}
