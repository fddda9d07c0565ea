/** The keys that the merchant publishes at TOKEN_JWKS_URL. */

import { createLocalJWKSet, createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose'
import { shortText } from '../http/short-text.ts'

/** How long an answer may take, in ms, and how long it may be, in characters. */
const TIMEOUT = 5_000
const MAX_LENGTH = 256 * 1024

/** Between two questions, in ms: whoever shows a token with an unknown key makes us ask. */
export const PAUSE = 30_000

/** How long keys are used without another look, in ms; and where none can be had, how long all in all. */
const FRESH = 600_000
export const LONGEST = 3_600_000

/** Rejects where they cannot be had. */
export const publishedKeys = (url: URL): JWTVerifyGetKey =>
  createRemoteJWKSet(url, {
    timeoutDuration: TIMEOUT,
    cooldownDuration: PAUSE,
    cacheMaxAge: FRESH,
    [customFetch]: patient(),
  })

/**
 * Asks no more often than once in a while, also where it is refused: until then, what was wrong is said again. While
 * there are no keys to be had, those of before are the merchant's for a while still.
 */
function patient(): typeof fetch {
  let good: { text: string; at: number } | undefined
  let failed: { at: number; error: unknown } | undefined

  async function keys(...asked: Parameters<typeof fetch>): Promise<string> {
    if (failed && Date.now() - failed.at < PAUSE) throw failed.error
    try {
      const response = await fetch(...asked)
      // jose asks for no redirect to be followed: what is one, is no answer.
      const text = response.status === 200 ? await shortText(response, MAX_LENGTH) : undefined
      if (text === undefined) throw new Error(`No keys, or too many: ${response.status}.`)
      // Throws where it is no set of keys.
      createLocalJWKSet(JSON.parse(text))
      failed = undefined
      good = { text, at: Date.now() }
      return text
    } catch (error) {
      failed = { at: Date.now(), error }
      throw error
    }
  }

  return async (...asked) => {
    const text = await keys(...asked).catch((error: unknown) => {
      if (!good || Date.now() - good.at >= LONGEST) throw error
      return good.text
    })
    return new Response(text)
  }
}
