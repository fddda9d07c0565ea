/** What is printed: medians over the rounds, and ratios to the baseline. */

import { BASELINE, CONTENDERS, RELAY, type Contender } from './contenders.ts'
import { MEASURES, type Measure } from './measures.ts'
import type { Trial } from './trial.ts'

/** By contender: one trial a round. */
export type Trials = ReadonlyMap<Contender, readonly Trial[]>

export function report(trials: Trials): void {
  console.table(Object.fromEntries(MEASURES.map(({ name, of }) => [name, row(trials, of)])))
  for (const { name, of, budget } of MEASURES) {
    if (!budget) continue
    const { atMost, relative } = budget
    const needed = relative ? ratio(trials, RELAY, of) : value(trials, RELAY, of)
    const unit = relative ? ` × ${BASELINE.name}` : ''
    const verdict = needed <= atMost ? 'met   ' : 'MISSED'
    console.log(`${verdict} ${name}: ${needed.toFixed(2)}${unit}, of ${atMost}`)
  }
}

/** Each contender's value, and how many times the baseline's that is. */
const row = (trials: Trials, of: Measure['of']): Record<string, string> =>
  Object.fromEntries(
    CONTENDERS.map((contender) => {
      const absolute = rounded(value(trials, contender, of))
      const relative = ratio(trials, contender, of).toFixed(2)
      return [contender.name, contender === BASELINE ? absolute : `${absolute} (× ${relative})`]
    }),
  )

const rounded = (number: number): string =>
  number < 100 ? number.toPrecision(3) : Math.round(number).toString()

const value = (trials: Trials, contender: Contender, of: Measure['of']): number =>
  median((trials.get(contender) ?? []).map(of))

/** Round by round: those of one round had the same weather. */
const ratio = (trials: Trials, contender: Contender, of: Measure['of']): number =>
  median(
    (trials.get(contender) ?? []).map((trial, round) => {
      const baseline = trials.get(BASELINE)?.[round]
      return baseline ? of(trial) / of(baseline) : NaN
    }),
  )

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2
}
