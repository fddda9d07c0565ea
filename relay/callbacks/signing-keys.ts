/** The keys with which a provider signs, out of certificates that it publishes: fetched, judged, remembered. */

import type { KeyObject } from 'node:crypto'
import { Bucket } from '../access/bucket.ts'
import { shortText } from '../http/short-text.ts'
import { signingKey } from '../providers/certificate.ts'
import type { Store } from '../store/store.ts'

/** Tells the key that a certificate holds; undefined where it is not to be believed. Rejects where it cannot be had. */
export type SigningKeys = (address: URL, names: readonly string[]) => Promise<KeyObject | undefined>

/** It cannot be had, and none at its address was ever believed: anybody may have made the address up. */
export class StrangersCertificate extends Error {}

/** How long an answer may take, in ms, and how long it may be, in characters. */
const TIMEOUT = 5_000
const MAX_LENGTH = 64 * 1024

/** How long a certificate is believed without another look, in ms. */
const FRESH = 3_600_000

/** So many are remembered: providers use one or two at a time. */
const MAX_REMEMBERED = 16

/**
 * So many are fetched at once, and a second after that: of addresses that held a certificate before, and of all others,
 * which anybody may make up. Neither waits behind the other.
 */
export const FETCHES = { burst: 20, rate: 0.2 } as const

const NONE: ReadonlySet<number> = new Set([404, 410])

interface Known {
  pem: string
  key?: KeyObject
  /** Until when the key is used without another look, in ms since 1970. */
  until: number
}

interface Parts {
  /** Where what was believed outlives the process. */
  store: Pick<Store, 'certificates' | 'keepCertificates'>
  /** In ms since 1970. */
  now(): number
  get?: typeof fetch
  /** Default: those that this machine trusts. */
  roots?: readonly string[]
}

export function signingKeys({ store, now, get = fetch, roots }: Parts): SigningKeys {
  /** Only what was believed: or others' addresses would drive it out. */
  const known = new Map<string, Known>()
  /** Many may ask for the same at once. */
  const pending = new Map<string, Promise<KeyObject | undefined>>()
  const fetches = {
    known: new Bucket(FETCHES.burst, FETCHES.rate, now()),
    strangers: new Bucket(FETCHES.burst, FETCHES.rate, now()),
  }

  let recalled: Promise<void> | undefined
  async function recall(): Promise<void> {
    for (const [href, pem] of await store.certificates()) known.set(href, { pem, until: 0 })
  }

  async function fetched(href: string, bucket: Bucket): Promise<string> {
    if (!bucket.take(now())) throw new Error('Too many certificates were asked for.')
    const response = await get(href, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) })
    const pem = response.ok ? await shortText(response, MAX_LENGTH) : undefined
    if (pem) return pem
    // There is none, now or later. Of other refusals, such as for having asked too often, it is no word.
    if (NONE.has(response.status)) return ''
    throw new Error(`The certificate cannot be had: ${response.status}.`)
  }

  async function keyAt(href: string, names: readonly string[]): Promise<KeyObject | undefined> {
    await (recalled ??= recall().catch(() => {
      // A store that fails is told of where a callback is to be kept. Next time.
      recalled = undefined
    }))
    const remembered = known.get(href)
    if (remembered?.key && remembered.until > now()) return remembered.key
    const bucket = remembered ? fetches.known : fetches.strangers
    const pem = await fetched(href, bucket).catch((cause: unknown) => {
      // While it cannot be had, what was believed before still is, for as long as it is valid.
      if (remembered) return remembered.pem
      throw new StrangersCertificate(cause instanceof Error ? cause.message : '', { cause })
    })
    const key = signingKey(pem, names, now(), roots)
    if (!key) return undefined

    known.delete(href)
    known.set(href, { pem, key, until: now() + FRESH })
    const [oldest] = known.keys()
    if (known.size > MAX_REMEMBERED && oldest !== undefined) known.delete(oldest)
    if (pem !== remembered?.pem) keep()
    return key
  }

  function keep(): void {
    const all = new Map([...known].map(([href, { pem }]) => [href, pem]))
    // This process knows them; another will ask anew.
    store.keepCertificates(all).catch(() => undefined)
  }

  return ({ href }, names) => {
    const asked = pending.get(href) ?? keyAt(href, names).finally(() => pending.delete(href))
    pending.set(href, asked)
    return asked
  }
}
