/** The last line of `.ci/run`: how many tests and checks passed and failed. */

import { left, type Tally } from './tally.ts'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** A report that is missing or makes no sense is a failure: whoever owes it was stopped on the way. */
function tally(name: string, passed = 'passed', failed = 'failed'): Tally {
  const report = left(name)
  if (!isRecord(report)) return { passed: 0, failed: 1 }
  const [p, f] = [report[passed], report[failed]]
  return typeof p === 'number' && typeof f === 'number'
    ? { passed: p, failed: f }
    : { passed: 0, failed: 1 }
}

const vitest = (name: string) => tally(name, 'numPassedTests', 'numFailedTests')

/** Tests, and the steps that ran them. */
function tests(steps: string, ...suites: readonly Tally[]): Tally {
  const passed = suites.reduce((sum, suite) => sum + suite.passed, 0)
  const failed = suites.reduce((sum, suite) => sum + suite.failed, 0)
  if (passed === 0) console.log(`No test of \`npm run ${steps}\` has passed.`)
  // A step can fail without a failed test: a build, a file that does not load, an unhandled rejection.
  // And a run without a test has shown nothing.
  return { passed, failed: Math.max(failed, tally(steps).failed, passed === 0 ? 1 : 0) }
}

const all = [
  tests('test', vitest('vitest'), tally('browser')),
  tally('check'),
  tests('test:long', vitest('long')),
]
const passed = all.reduce((sum, each) => sum + each.passed, 0)
const failed = all.reduce((sum, each) => sum + each.failed, 0)

console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
