/** What came of a run, in one table to be pasted; the budgets below it. */

import type { Outcome, Scale } from './competition.ts'
import type { Contender } from './contenders.ts'
import { BUDGETS, MEASURES } from './measures.ts'
import { rounded } from './statistics.ts'
import { table } from './table.ts'

export function report(
  outcomes: readonly Outcome[],
  relays: readonly Contender[],
  scale: Scale,
): string {
  const all = new Map(
    outcomes
      .filter(({ failure }) => failure === undefined)
      .map((outcome) => [outcome.contender, outcome]),
  )
  const running = [...all.values()]
  const rows = [
    ['', ...running.map(({ contender }) => contender.name)],
    ...MEASURES.map(({ name, of }) => [name, ...running.map((outcome) => of(outcome, all, scale))]),
  ]
  const out = outcomes.flatMap(({ contender, failure }) =>
    failure === undefined ? [] : [`OUT    ${contender.name}: ${failure}`],
  )
  const budgets = running
    .filter(({ contender }) => relays.includes(contender))
    .flatMap((outcome) =>
      BUDGETS.flatMap(({ name, of }) => {
        const { needed, atMost } = of(outcome, all) ?? {}
        if (needed === undefined || atMost === undefined) return []
        const verdict = needed <= atMost ? 'met   ' : 'MISSED'
        const { name: relay } = outcome.contender
        return [`${verdict} ${relay}: ${name}: ${rounded(needed)} of ${rounded(atMost)}`]
      }),
    )
  return [table(rows), '', ...out, ...budgets].join('\n')
}
