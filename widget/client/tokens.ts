/** Where a token comes from, and when it runs out. */

import { isString } from '../../relay/protocol.ts'
import { backoff } from './backoff.ts'

/** Thrown by `getToken` to say that asking again is of no use, until something changes. */
export class TokenRefused extends Error {}

/** Who has not answered after so long is asked again, in ms. An answer that comes after all is taken. */
const PATIENCE = 10_000

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

  function stop(): void {
    isStopped = true
    clearTimeout(timer)
  }

  async function ask(): Promise<void> {
    let isOver = false
    const fail = (error: unknown) => {
      if (isStopped || isOver) return
      isOver = true
      clearTimeout(timer)
      if (!(error instanceof TokenRefused)) {
        timer = setTimeout(ask, backoff(++refusals, Math.random()))
      }
      failed(error)
    }
    timer = setTimeout(fail, PATIENCE, new Error('There was no answer for 10 s.'))
    try {
      const token = await getToken()
      if (!isString(token) || !token) throw new TypeError('getToken must give the token as text.')
      if (isStopped) return
      stop()
      got(token)
    } catch (error) {
      fail(error)
    }
  }

  return stop
}

/** What a token says, true or not: that is for the relay to know. */
function claimed(token: string, name: string): unknown {
  try {
    const claims = token.replace(/-/g, '+').replace(/_/g, '/').split('.')[1] ?? ''
    return JSON.parse(atob(claims))[name]
  } catch {
    return undefined
  }
}

/** When a token runs out, in ms since 1970; NaN where it does not say. */
export const expiryOf = (token: string): number => Number(claimed(token, 'exp')) * 1000

/** Whether nothing that it opens would get a socket. */
export const isForPolling = (token: string): boolean => claimed(token, 'transport') === 'polling'
