/** What is measured, and how much of it the relay may need. */

import type { Reading, Trial } from './trial.ts'

export interface Measure {
  name: string
  of: (trial: Trial) => number
  /** At most; relative: to the baseline. */
  budget?: { atMost: number; relative?: true }
}

type Loop = 'closed' | 'open'

const each = (
  what: string,
  of: (reading: Reading) => number,
  budgets: { [L in Loop]?: Measure['budget'] } = {},
): Measure[] =>
  (['closed', 'open'] as const).map((loop) => {
    const budget = budgets[loop]
    return {
      name: `${what}, ${loop} loop`,
      of: (trial) => of(trial[loop]),
      ...(budget && { budget }),
    }
  })

const CPU = { atMost: 0.75, relative: true } as const

export const MEASURES: readonly Measure[] = [
  ...each('callbacks/s', ({ count, seconds }) => count / seconds),
  ...each('CPU per callback, µs', ({ count, cpu }) => cpu / count, { closed: CPU, open: CPU }),
  ...each('p50 to frame, ms', ({ p50 }) => p50),
  ...each('p99 to frame, ms', ({ p99 }) => p99, { open: { atMost: 5 } }),
  ...each('p99.9 to frame, ms', ({ p999 }) => p999),
  ...each('bytes per frame', ({ bytesPerFrame }) => bytesPerFrame),
  {
    name: 'memory per connection, KB',
    of: ({ memoryPerConnection }) => memoryPerConnection / 1024,
    budget: { atMost: 12 },
  },
]
