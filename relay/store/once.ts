/** What a request does, it does once: also where it is sent again because we died before it was answered. */

import type { StepRows } from '../ledger/rows.ts'

/**
 * Runs `work`, unless the step of a request of this name was on disk already: then what is told of that.
 * `again` is what it is told: without what others have heard of since.
 */
export function once<T>(
  rows: Pick<StepRows, 'outcome' | 'keepOutcome'>,
  name: string | undefined,
  work: () => T,
  again: (value: T) => T,
): T {
  if (name === undefined) return work()
  const known = rows.outcome(name)
  if (known) return known.value as T
  const value = work()
  rows.keepOutcome(name, { value: again(value) })
  return value
}
