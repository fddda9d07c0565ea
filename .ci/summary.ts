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

const node = tally('vitest', 'numPassedTests', 'numFailedTests')
const browser = tally('browser')
const checks = tally('check')
const tests = { passed: node.passed + browser.passed, failed: node.failed + browser.failed }

// A step can fail without a failed test: a build, a file that does not load, an unhandled rejection.
const failed = Math.max(tests.failed, tally('test').failed) + checks.failed

if (tests.passed === 0) console.log('No test has passed.')
console.log(`${tests.passed + checks.passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || tests.passed === 0 ? 1 : 0
