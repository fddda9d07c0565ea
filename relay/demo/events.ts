/** What happens to an order, as it happens, for a page that listens: `GET /demo/events`. */

import type { SSEStreamingApi } from 'hono/streaming'
import type { Happening, Happenings } from './happenings.ts'
import { MOST } from './happenings.ts'

/** Writes as fast as it is read, until whoever listens has gone. `last`: the id of what was heard before. */
export async function tellOn(
  stream: SSEStreamingApi,
  happenings: Happenings,
  order: string,
  last: string | undefined,
): Promise<void> {
  const unread: Happening[] = []
  let wake = () => {}
  const hear = (happening: Happening) => {
    unread.push(happening)
    // Nobody holds more for whoever does not read than is held for all.
    if (unread.length > MOST) unread.shift()
    wake()
  }
  for (const each of happenings.of(order, last)) hear(each)
  const stop = happenings.listen(order, hear)
  stream.onAbort(() => wake())
  while (!stream.aborted) {
    const next = unread.shift()
    if (next) await stream.writeSSE({ id: next.id, data: JSON.stringify(next) })
    else await new Promise<void>((resolve) => (wake = resolve))
  }
  stop()
}
