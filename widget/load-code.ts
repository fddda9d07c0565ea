import type { LoadCode } from './later/square.ts'
import { lazily } from './lazily.ts'

/** Loads what draws codes to scan; `onFailure` hears each time it cannot be loaded, until it is. */
export const loadCode: LoadCode = (onFailure) =>
  lazily(async (again) => {
    try {
      return again
        ? ((await import(/* @vite-ignore */ again)) as typeof import('./code/code.ts'))
        : await import('./code/code.ts')
    } catch (error) {
      onFailure()
      throw error
    }
  })
