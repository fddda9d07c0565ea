/** What is told of each contender, and how much of it a relay may need. */

import { behind, type Outcome, type Scale } from './competition.ts'
import type { Block } from './competitor.ts'
import { EXPRESS, EXPRESS_SQLITE, LEAST, type Contender } from './contenders.ts'
import { median, quantile, quietRatio, ratio, rounded } from './statistics.ts'

/** Those who are in it to the end, by who they are. */
type Outcomes = ReadonlyMap<Contender, Outcome>

interface Measure {
  name: string
  of(outcome: Outcome, all: Outcomes, scale: Scale): string
}

const cpu = (blocks: readonly Block[]) => blocks.map(({ cpu, callbacks }) => cpu / callbacks)

const latency = ({ open }: Outcome, share: number) =>
  quantile(
    open.flatMap(({ latencies }) => latencies),
    share,
  )

const times = (rival: Contender): Measure => ({
  name: `× ${rival.name} (quietest tenths)`,
  of({ closed }, all) {
    const other = all.get(rival)
    if (!other) return '–'
    const [mine, its] = [cpu(closed), cpu(other.closed)]
    return `${ratio(mine, its).toFixed(2)} (${quietRatio(mine, its).toFixed(2)})`
  },
})

export const MEASURES: readonly Measure[] = [
  { name: 'stores before it acknowledges', of: ({ contender }) => contender.keeps },
  { name: 'closed loop: CPU per callback, µs', of: ({ closed }) => rounded(median(cpu(closed))) },
  times(EXPRESS),
  times(EXPRESS_SQLITE),
  {
    name: 'closed loop: callbacks/s',
    of: ({ closed }) =>
      rounded(median(closed.map(({ callbacks, seconds }) => callbacks / seconds))),
  },
  { name: 'open loop: CPU per callback, µs', of: ({ open }) => rounded(median(cpu(open))) },
  {
    name: 'open loop: to the frame, p50 / p99 / p99.9, ms',
    of: (outcome) =>
      [0.5, 0.99, 0.999].map((share) => rounded(latency(outcome, share))).join(' / '),
  },
  {
    name: 'open loop: driver’s own delay, p99, ms',
    of: ({ open }) => rounded(median(open.map(({ driverDelay }) => driverDelay))),
  },
  {
    name: 'open loop: kept up',
    of(outcome, _, { rate }) {
      const reached = behind(outcome, rate)
      return reached === undefined ? 'yes' : `NO: ${rounded(reached)}/s`
    },
  },
  {
    name: 'bytes per frame',
    of: ({ closed }) => rounded(median(closed.map(({ bytes, callbacks }) => bytes / callbacks))),
  },
  { name: 'connect and subscribe: CPU, µs', of: ({ connecting }) => rounded(median(connecting)) },
  { name: 'memory per connection, KB', of: ({ memory }) => rounded(memory / 1024) },
  { name: '1,000 idle connections: CPU, ms/s', of: ({ idle }) => rounded(idle) },
]

interface Budget {
  name: string
  /** What the relay needed, and what it may; undefined without the rival to compare with. */
  of(outcome: Outcome, all: Outcomes): { needed: number; atMost: number } | undefined
}

const relative = (rival: Contender, atMost: number): Budget => ({
  name: `CPU per callback, × ${rival.name}`,
  of({ closed }, all) {
    const other = all.get(rival)
    return other && { needed: ratio(cpu(closed), cpu(other.closed)), atMost }
  },
})

export const BUDGETS: readonly Budget[] = [
  relative(EXPRESS_SQLITE, 0.45),
  relative(EXPRESS, 1.2),
  {
    name: 'p99 to the frame, ms, beside bare ws and 5 ms',
    of(outcome, all) {
      const least = all.get(LEAST)
      return least && { needed: latency(outcome, 0.99), atMost: latency(least, 0.99) + 5 }
    },
  },
  {
    name: 'CPU to connect and subscribe, µs',
    of: ({ connecting }) => ({ needed: median(connecting), atMost: 400 }),
  },
  {
    name: 'memory per connection, KB',
    of: ({ memory }) => ({ needed: memory / 1024, atMost: 10 }),
  },
]
