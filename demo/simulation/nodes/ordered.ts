/** Looks on at what a socket tells: no older version of an order after a newer one. */

import type { Observer } from '../observer.ts'

/** `watch` goes on as before. */
export function ordered(watch: Observer, fail: (what: string) => void): Observer {
  const told = new Map<string, number>()

  function opened(): void {
    told.clear()
    watch.opened()
  }

  function hears(text: string): void {
    watch.hears(text)
    // An answer may have been read before what was told meanwhile.
    if (!text.startsWith('{"type":"update"')) return
    const { id, epoch, version } = JSON.parse(text).order
    const name = `${id} of ${epoch}`
    const before = told.get(name) ?? 0
    if (version < before) fail(`${name}: ${version} was told after ${before}`)
    told.set(name, version)
  }

  return new Proxy(watch, {
    get(target, name) {
      if (name === 'opened') return opened
      if (name === 'hears') return hears
      const member: unknown = Reflect.get(target, name, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}
