import type { LoadCode } from './later/square.ts'
import { imported } from './lazily.ts'

/** Loads what draws codes to scan; `onFailure` hears each time it cannot be loaded, until it is. */
export const loadCode: LoadCode = (onFailure) => imported(() => import('./code/code.ts'), onFailure)
