/** What the parts of a test run leave for `.ci/run`, which names a folder for it in `REPORTS`. */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** How many passed and how many failed. */
export interface Tally {
  readonly passed: number
  readonly failed: number
}

/** A test, or a file of tests that could not be run. */
export interface Told {
  /** The file from the repository's top, and the browser if there is one. */
  readonly where: string
  readonly name: string
  /** How long it took, in ms. */
  readonly ms: number
  /** What it said, if it failed. */
  readonly failure?: string | undefined
}

/** What the browsers leave. */
export interface Suite extends Tally {
  readonly tests: readonly Told[]
}

/** What a run of npm scripts leaves: of those that failed, the end of what they said. */
export interface Steps extends Tally {
  readonly failures: readonly { readonly name: string; readonly said: string }[]
}

const { REPORTS } = process.env

/** Whether somebody wants to know. */
export const isWanted = REPORTS !== undefined

/** Leaves a report, if somebody wants it. */
export function leave(name: string, report: Suite | Steps): void {
  if (REPORTS) writeFileSync(join(REPORTS, `${name}.json`), JSON.stringify(report))
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
