import type { face as Loaded } from './face.ts'
import { lazily } from './lazily.ts'

let loading: Promise<typeof Loaded> | undefined

/** What elements show and say: loaded once for all of them. */
export const loadFace = (): Promise<typeof Loaded> =>
  (loading ??= lazily(async (again) => {
    const part: typeof import('./face.ts') = again
      ? await import(/* @vite-ignore */ again)
      : await import('./face.ts')
    return part.face
  }))
