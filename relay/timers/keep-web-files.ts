/** The widget's files are kept for the versions that come after this one. */

import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'

/** How often the store is told that they are had still, and tried again where it could not be told. In ms. */
const DAILY = 86_400_000
const AGAIN = 10 * 60_000

interface Parts {
  store: Pick<Store, 'keepWebFiles'>
  log: Log
  now(): number
}

/** Begins at once, and goes on until what it returns is called. */
export function keepWebFiles(
  files: ReadonlyMap<string, Uint8Array>,
  { store, log, now }: Parts,
): () => void {
  let isStopped = false
  let timer: NodeJS.Timeout | undefined

  async function keep(): Promise<void> {
    const isKept = await store.keepWebFiles(files, now()).then(
      () => true,
      (error: unknown) => {
        log.error({ err: error }, 'the widget could not be kept for later versions; trying again')
        return false
      },
    )
    if (!isStopped) timer = setTimeout(() => void keep(), isKept ? DAILY : AGAIN).unref()
  }

  if (files.size > 0) void keep()
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}
