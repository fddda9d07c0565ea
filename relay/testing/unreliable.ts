/** For tests: a bus that keeps no more than is promised. It loses one in three, repeats, and reorders. */

import type { Bus, News } from '../nodes/bus.ts'

export function unreliable(bus: Bus): Bus {
  let count = 0
  return {
    ...bus,
    get isConnected() {
      return bus.isConnected
    },
    listen(listener) {
      let late: readonly News[] = []
      return bus.listen({
        ...listener,
        hear(news) {
          for (const each of news) {
            count++
            if (count % 3 === 0) continue
            // Before the one that was told before it, and both once more.
            if (late.length > 0) {
              listener.hear([each, ...late])
              listener.hear([each, ...late])
              late = []
            } else late = [each]
          }
        },
      })
    },
  }
}
