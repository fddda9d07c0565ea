/** Doing something to very many, without making everybody else wait for it. */

import { setImmediate } from 'node:timers/promises'

/** Does it to each; after every `size` of them, whatever else waits has its turn. */
export async function inBatches<T>(
  items: Iterable<T>,
  size: number,
  act: (item: T) => void,
): Promise<void> {
  let done = 0
  for (const item of items) {
    act(item)
    if (++done % size === 0) await setImmediate()
  }
}
