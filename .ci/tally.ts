/** What the parts of a test run leave for `.ci/run`, which names a folder for it in `REPORTS`. */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** How many passed and how many failed. */
export interface Tally {
  readonly passed: number
  readonly failed: number
}

const { REPORTS } = process.env

/** Leaves a tally, if somebody wants it. */
export function leave(name: string, tally: Tally): void {
  if (REPORTS) writeFileSync(join(REPORTS, `${name}.json`), JSON.stringify(tally))
}

/** What was left under `name`: JSON, or `undefined` if whoever should have left it did not come so far. */
export function left(name: string): unknown {
  if (!REPORTS) return undefined
  try {
    return JSON.parse(readFileSync(join(REPORTS, `${name}.json`), 'utf8'))
  } catch {
    // Not there, or not to its end.
    return undefined
  }
}
