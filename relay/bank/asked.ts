/** What stands in a request that came to the bank. */

import type { Asked } from './tongue.ts'

/**
 * The name that a request asks for, at `*` of a place such as `GET /orders/*` or `GET /orders?receipt=*`. Undefined: it
 * asks at another place.
 */
export function nameAt(place: string, { method, path }: Asked): string | undefined {
  const [wanted, form = ''] = place.split(' ')
  const [ours, theirs] = [urlOf(form), urlOf(path)]
  const [own, other] = [ours.pathname.split('/'), theirs.pathname.split('/')]
  const isThere = own.every((part, at) => part === '*' || part === other[at])
  if (method !== wanted || own.length !== other.length || !isThere) return undefined
  const [key] = [...ours.searchParams.keys()]
  const name = key === undefined ? decoded(other[own.indexOf('*')]) : theirs.searchParams.get(key)
  return name || undefined
}

const urlOf = (path: string): URL => new URL(path, 'http://bank.invalid')

function decoded(part = ''): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

/** User and password as `Authorization: Basic` has them, with a colon between. */
export function basicIn({ headers }: Asked): string | undefined {
  const [, pair] = /^Basic (\S+)$/i.exec(headers.get('authorization') ?? '') ?? []
  return pair && Buffer.from(pair, 'base64').toString()
}

/** What `Authorization: Bearer` has. */
export const bearerIn = ({ headers }: Asked): string | undefined =>
  /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '')?.[1]
