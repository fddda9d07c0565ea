/** Where the store is, in words for the operator. */

import type { Config } from '../config/config.ts'

export function storeIn({ store }: Pick<Config, 'store'>): string {
  if (store.kind === 'memory') return 'memory:'
  return store.kind === 'sqlite' ? `sqlite:${store.path}` : placeOf(store.url)
}

/** Of an address: neither who comes, nor with which password. */
export function placeOf(url: string): string {
  const { protocol, host, pathname, searchParams } = new URL(url)
  const kept = ['host', 'schema'].flatMap((name) => {
    const value = searchParams.get(name)
    return value === null ? [] : `${name}=${value}`
  })
  return `${protocol}//${host}${pathname}${kept.length > 0 ? `?${kept.join('&')}` : ''}`
}
