/** The keys with which a provider signs, out of certificates that it publishes: fetched, judged, remembered. */

import type { KeyObject } from 'node:crypto'
import { Bucket } from '../access/bucket.ts'
import { signingKey } from '../providers/certificate.ts'

/** Tells the key that a certificate holds; undefined where it is not to be believed. Rejects where it cannot be had. */
export type SigningKeys = (address: URL, names: readonly string[]) => Promise<KeyObject | undefined>

/** How long an answer may take, in ms, and how long it may be, in characters. */
const TIMEOUT = 5_000
const MAX_LENGTH = 64 * 1024

/** How long a certificate is believed without another look, in ms. */
const FRESH = 3_600_000

/** So many are remembered: providers use one or two at a time. */
const MAX_REMEMBERED = 16

/** Anybody may name an address of the provider's: so many are fetched at once, and a second after that. */
const FETCHES = { burst: 20, rate: 0.2 } as const

interface Known {
  pem: string
  key: KeyObject
  /** Until when it is used without another look, in ms since 1970. */
  until: number
}

/** `now` in ms since 1970. */
export function signingKeys(
  now: () => number,
  get: typeof fetch = fetch,
  roots?: readonly string[],
): SigningKeys {
  /** Only what was believed: or others' addresses would drive it out. */
  const known = new Map<string, Known>()
  /** Many may ask for the same at once. */
  const pending = new Map<string, Promise<KeyObject | undefined>>()
  const fetches = new Bucket(FETCHES.burst, FETCHES.rate, now())

  async function fetched(href: string): Promise<string> {
    if (!fetches.take(now())) throw new Error('Too many certificates were asked for.')
    const response = await get(href, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) })
    const pem = response.ok ? await shortText(response) : undefined
    if (pem) return pem
    // There is none, now or later.
    if (response.status >= 400 && response.status < 500) return ''
    throw new Error(`The certificate cannot be had: ${response.status}.`)
  }

  async function keyAt(href: string, names: readonly string[]): Promise<KeyObject | undefined> {
    const remembered = known.get(href)
    if (remembered && remembered.until > now()) return remembered.key
    const pem = await fetched(href).catch((error: unknown) => {
      // While it cannot be had, what was believed before still is, for as long as it is valid.
      if (remembered) return remembered.pem
      throw error
    })
    const key = signingKey(pem, names, now(), roots)
    if (!key) return undefined

    known.delete(href)
    known.set(href, { pem, key, until: now() + FRESH })
    const [oldest] = known.keys()
    if (known.size > MAX_REMEMBERED && oldest !== undefined) known.delete(oldest)
    return key
  }

  return ({ href }, names) => {
    const asked = pending.get(href) ?? keyAt(href, names).finally(() => pending.delete(href))
    pending.set(href, asked)
    return asked
  }
}

/** A body, unless it is too long: no more of it is read then. */
async function shortText({ body }: Response): Promise<string | undefined> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > MAX_LENGTH) return undefined
  }
  return text
}
