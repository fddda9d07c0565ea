/** Reads what the parts of a run left: Vitest's report in its own form, and ours. */

import { join, relative } from 'node:path'
import * as v from 'valibot'
import { left, type Steps, type Suite, type Told } from './tally.ts'

const root = join(import.meta.dirname, '..')

const VITEST = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      message: v.string(),
      assertionResults: v.array(
        v.object({
          ancestorTitles: v.array(v.string()),
          title: v.string(),
          duration: v.nullish(v.number()),
          failureMessages: v.array(v.string()),
        }),
      ),
    }),
  ),
})

const SUITE = v.object({
  passed: v.number(),
  failed: v.number(),
  tests: v.array(
    v.object({
      where: v.string(),
      name: v.string(),
      ms: v.number(),
      failure: v.optional(v.string()),
    }),
  ),
})

const STEPS = v.object({
  passed: v.number(),
  failed: v.number(),
  failures: v.array(v.object({ name: v.string(), said: v.string() })),
})

/** A report that is missing or makes no sense is a failure: whoever owes it was stopped on the way. */
function read<Schema extends v.GenericSchema>(
  name: string,
  schema: Schema,
): v.InferOutput<Schema> | undefined {
  const result = v.safeParse(schema, left(name))
  return result.success ? result.output : undefined
}

const isMissing = (name: string) =>
  `${name} left no report: it was stopped on the way, or did not begin.`

function vitest(name: string): Suite | undefined {
  const report = read(name, VITEST)
  if (!report) return undefined
  const tests = report.testResults.flatMap((file): Told[] => {
    const where = relative(root, file.name)
    const tests = file.assertionResults.map((test) => ({
      where,
      name: [...test.ancestorTitles, test.title].filter(Boolean).join(' › '),
      ms: test.duration ?? 0,
      // Each says where it stands, and so is none of an empty message.
      failure: test.failureMessages.length > 0 ? test.failureMessages.join('\n') : undefined,
    }))
    const isSilent = file.status === 'failed' && !tests.some(({ failure }) => failure !== undefined)
    const said = file.message || 'It did not come to its end.'
    return isSilent ? [...tests, { where, name: 'the file', ms: 0, failure: said }] : tests
  })
  return { passed: report.numPassedTests, failed: report.numFailedTests, tests }
}

const missingSuite = (name: string): Suite => ({
  passed: 0,
  failed: 1,
  tests: [{ where: name, name: 'the run', ms: 0, failure: isMissing(name) }],
})

/** What Vitest left under `name`. */
export const vitestReport = (name: string): Suite => vitest(name) ?? missingSuite(name)

/** What the browsers left under `name`. */
export const browserReport = (name: string): Suite => read(name, SUITE) ?? missingSuite(name)

/** What `steps.ts` left under `name`. */
export const stepsReport = (name: string): Steps =>
  read(name, STEPS) ?? { passed: 0, failed: 1, failures: [{ name, said: isMissing(name) }] }
