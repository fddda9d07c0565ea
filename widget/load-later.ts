import type { Later } from './later/later.ts'
import { imported } from './lazily.ts'

let loading: Promise<{ later: Later }> | undefined

/** What is loaded right behind the first request: once for all elements, and for the languages that need it. */
export async function loadLater(): Promise<Later> {
  loading ??= imported(() => import('./later/later.ts'))
  return (await loading).later
}
