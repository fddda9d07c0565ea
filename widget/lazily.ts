/** What the first request leaves out, and a page loads behind it. */

import { backoff } from './client/backoff.ts'

/**
 * Loads until it is there: at once when the network is back, else ever more rarely. Firefox keeps the failure of a module
 * for as long as the address is the same: `again` is another one for the same, where its error names it.
 */
export async function lazily<Part>(
  load: (again: string) => Part | Promise<Part>,
  again = '',
  failures = 0,
): Promise<Part> {
  try {
    return await load(again)
  } catch (error) {
    await pause(backoff(failures, Math.random()))
    const [url] = /https?:[^\s?]+/.exec(String(error)) ?? []
    return lazily(load, url && anew(url, failures), failures + 1)
  }
}

/**
 * Another address for the same. None for what the page has pinned by an import map's `integrity`: under another address,
 * it would be taken whatever it is.
 */
export function anew(url: string, failures: number): string {
  const name = url.replace(/.*\//, '')
  const maps = globalThis.document?.querySelectorAll('[type=importmap]') ?? []
  const isPinned = [...maps].some(({ textContent }) => textContent?.includes(name))
  return isPinned ? url : `${url}?${failures}`
}

/** A module, such as `() => import('./part.ts')`; `failed` hears each time it cannot be loaded, until it is. */
export const imported = <Module>(load: () => Promise<Module>, failed = () => {}): Promise<Module> =>
  lazily(async (again) => {
    try {
      return again ? ((await import(/* @vite-ignore */ again)) as Module) : await load()
    } catch (error) {
      failed()
      throw error
    }
  })

/** For so many ms, or until there is a network again. */
const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      removeEventListener('online', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    addEventListener('online', end)
  })
