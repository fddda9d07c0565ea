/** The end of `.ci/run`: what was slow, what failed and what it said, and how many passed and failed. */

import { stripVTControlCharacters } from 'node:util'
import { browserReport, stepsReport, vitestReport } from './reports.ts'
import type { Steps, Suite, Tally, Told } from './tally.ts'

/**
 * In lines, of one and of all together: a record may hold no more than the end of what was said, so this is short, and
 * what matters most comes last.
 */
const OF_STEPS = { each: 40, all: 80 }
const OF_TESTS = { each: 15, all: 80 }

const SLOWEST = 10

/** What is not ours says nothing of a failure. */
const FOREIGN = /^\s*(at|❯) .*(node_modules|node:internal|<anonymous>\))/

/** Tests, and the steps that ran them. */
function tests(name: string, steps: Steps, suites: readonly Suite[]): Tally {
  const passed = suites.reduce((sum, suite) => sum + suite.passed, 0)
  const failed = suites.reduce((sum, suite) => sum + suite.failed, 0)
  if (passed === 0) console.log(`No test of \`npm run ${name}\` has passed.`)
  // A step can fail without a failed test: a build, a file that does not load, an unhandled rejection.
  // And a run without a test has shown nothing.
  return { passed, failed: Math.max(failed, steps.failed, passed === 0 ? 1 : 0) }
}

const linesOf = (said: string): string[] =>
  stripVTControlCharacters(said)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !FOREIGN.test(line))
    .map((line) => `    ${line}`)

/** Of many that failed, each says less: all are named, as far as there is room. */
function sharing<T>(
  { each, all }: typeof OF_TESTS,
  failed: readonly T[],
  lines: (one: T, most: number) => readonly string[],
): readonly string[] {
  const most = Math.min(each, Math.max(0, Math.floor(all / failed.length) - 1))
  const told = failed.slice(0, all).flatMap((one) => lines(one, most))
  return failed.length > all ? [...told, `… and ${failed.length - all} more, further up`] : told
}

const slowLine = ({ where, name, ms }: Told) =>
  `  ${(ms / 1000).toFixed(1).padStart(6)} s  ${where}: ${name}`

const testLines = ({ where, name, failure = '' }: Told, most: number) => [
  `✗ ${where}: ${name}`,
  ...linesOf(failure).slice(0, most),
]

const stepLines = ({ name, said }: Steps['failures'][number], most: number) => [
  `✗ npm run ${name} ended with`,
  ...(most > 0 ? linesOf(said).slice(-most) : []),
]

function tell(title: string, lines: readonly string[]): void {
  if (lines.length > 0) console.log(`\n${title}\n${lines.join('\n')}`)
}

const [short, check, long] = [stepsReport('test'), stepsReport('check'), stepsReport('test:long')]
const shortSuites = [vitestReport('vitest'), browserReport('browser')]
const longSuites = [vitestReport('long')]

const all = [tests('test', short, shortSuites), check, tests('test:long', long, longSuites)]
const passed = all.reduce((sum, each) => sum + each.passed, 0)
const failed = all.reduce((sum, each) => sum + each.failed, 0)

const ran = [...shortSuites, ...longSuites].flatMap((suite) => suite.tests)
const slow = shortSuites.flatMap((suite) => suite.tests).toSorted((a, b) => b.ms - a.ms)
const failedTests = ran.filter(({ failure }) => failure !== undefined)
const failedSteps = [short, check, long].flatMap(({ failures }) => failures)

tell('The slowest tests of `npm test`:', slow.slice(0, SLOWEST).map(slowLine))
tell('Steps that failed:', sharing(OF_STEPS, failedSteps, stepLines))
tell('Tests that failed:', sharing(OF_TESTS, failedTests, testLines))
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
