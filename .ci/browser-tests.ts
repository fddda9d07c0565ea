/**
 * `npm run test:browser`: every `*.browser.test.ts`, in Chromium, Firefox and WebKit.
 *
 * Takes the options of @web/test-runner, such as `npm run test:browser -- --watch`.
 */

import { globSync } from 'node:fs'
import { join, relative } from 'node:path'
import { chromeLauncher, startTestRunner } from '@web/test-runner'
import type {
  BrowserLauncher,
  TestResult,
  TestResultError,
  TestRunnerPlugin,
  TestSession,
  TestSuiteResult,
} from '@web/test-runner'
import * as puppeteer from 'puppeteer-core'
import { transformWithOxc } from 'vite'
import { CHROME_ARGS, PATIENCE } from './browser.ts'
import { install, isForHere, pathOf } from './programs.ts'
import { leave, type Suite, type Told } from './tally.ts'
import { shop } from './test-relay.ts'
import { webkitLauncher } from './webkit-launcher.ts'

const root = join(import.meta.dirname, '..')
const FILES = '{widget,demo}/**/*.browser.test.ts'

/** TypeScript, as Vite makes it what browsers load. JSON is left alone: they know `with { type: 'json' }`. */
const typescript: TestRunnerPlugin = {
  name: 'typescript',
  resolveMimeType: ({ path }) => (path.endsWith('.ts') ? 'js' : undefined),
  async transform({ path, body }) {
    if (!path.endsWith('.ts')) return
    const { code } = await transformWithOxc(String(body), path, { target: 'es2022' })
    return code
  },
}

/** Each with its full name. */
const testsOf = (suite: TestSuiteResult, above: readonly string[] = []): TestResult[] => {
  const path = suite.name ? [...above, suite.name] : above
  return [
    ...suite.tests.map((test) => ({ ...test, name: [...path, test.name].join(' › ') })),
    ...suite.suites.flatMap((each) => testsOf(each, path)),
  ]
}

const said = ({ message, stack = '', expected, actual }: TestResultError): string =>
  [
    ...(stack.includes(message) ? [] : [message]),
    ...(expected === undefined ? [] : [`expected: ${expected}`, `actual: ${actual}`]),
    stack,
  ].join('\n')

/** What a file of tests came to in one browser. */
function told({ browser, testFile, testResults, errors, passed }: TestSession): Told[] {
  const where = `${relative(root, testFile)} in ${browser.name}`
  const ran = testResults ? testsOf(testResults).filter((test) => !test.skipped) : []
  const tests = ran.map(({ name, passed, duration = 0, error }) => ({
    where,
    name,
    ms: duration,
    failure: passed ? undefined : error ? said(error) : 'It says nothing.',
  }))
  const isSilent = !passed && tests.every(({ failure }) => failure === undefined)
  // A file that does not load has no failed test, and has failed.
  if (passed || (errors.length === 0 && !isSilent)) return tests
  const failure = errors.map(said).join('\n') || 'It did not come to its end.'
  return [...tests, { where, name: 'the file', ms: 0, failure }]
}

function suite(sessions: readonly TestSession[]): Suite {
  const tests = sessions.flatMap(told)
  const failed = tests.filter(({ failure }) => failure !== undefined).length
  const passed = tests.length - failed
  // A run without a test has shown nothing.
  return { passed, failed: passed === 0 ? Math.max(failed, 1) : failed, tests }
}

function browsers(): BrowserLauncher[] {
  const chromium = { executablePath: pathOf('chromium'), args: [...CHROME_ARGS] }
  const firefox = { browser: 'firefox', executablePath: pathOf('firefox') } as const
  const launchers = [
    // Told which puppeteer to use, it calls the browsers by their names.
    chromeLauncher({ puppeteer, launchOptions: chromium }),
    chromeLauncher({ puppeteer, launchOptions: firefox }),
  ]
  if (isForHere('webkit')) return [...launchers, webkitLauncher()]
  console.log('WebKit is skipped: without Apple, as WebKitGTK, there is one on Linux only.')
  return launchers
}

async function run(): Promise<void> {
  if (globSync(FILES, { cwd: root }).length === 0) {
    console.log(`No ${FILES} yet.`)
    return leave('browser', { passed: 0, failed: 0, tests: [] })
  }

  // Until the tests have said otherwise.
  process.exitCode = 1
  install('chromium', 'firefox', 'webkit', 'screen')
  const runner = await startTestRunner({
    readFileConfig: false,
    autoExitProcess: false,
    config: {
      rootDir: root,
      files: [join(root, FILES)],
      nodeResolve: true,
      middleware: [await shop()],
      plugins: [typescript],
      browsers: browsers(),
      // All at once.
      concurrentBrowsers: 3,
      browserStartTimeout: PATIENCE,
      testsStartTimeout: PATIENCE,
      testsFinishTimeout: 5 * PATIENCE,
      testFramework: { config: { ui: 'bdd', timeout: String(PATIENCE), forbidOnly: true } },
    },
  })

  runner?.on('stopped', () => {
    const result = suite([...runner.sessions.all()])
    leave('browser', result)
    if (result.passed === 0) console.error('No browser test has passed.')
    process.exit(result.failed > 0 ? 1 : 0)
  })
}

try {
  await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
}
