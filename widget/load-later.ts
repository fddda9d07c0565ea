import type { Later } from './later/later.ts'
import { lazily } from './lazily.ts'

let loading: Promise<Later> | undefined

/** What is loaded right behind the first request: once for all elements, and for the languages that need it. */
export const loadLater = (): Promise<Later> =>
  (loading ??= lazily(async (again) => {
    const part: typeof import('./later/later.ts') = again
      ? await import(/* @vite-ignore */ again)
      : await import('./later/later.ts')
    return part.later
  }))
