import type { face as Loaded } from './face.ts'
import { imported } from './lazily.ts'

let loading: Promise<{ face: typeof Loaded }> | undefined

/** What elements show and say: loaded once for all of them. */
export async function loadFace(): Promise<typeof Loaded> {
  loading ??= imported(() => import('./face.ts'))
  return (await loading).face
}
