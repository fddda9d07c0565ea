/**
 * `npm run test:browser`: every `*.browser.test.ts`, in Chromium, Firefox and WebKit.
 *
 * Takes the options of @web/test-runner, such as `npm run test:browser -- --watch`.
 */

import { globSync } from 'node:fs'
import { join } from 'node:path'
import { chromeLauncher, startTestRunner } from '@web/test-runner'
import type {
  BrowserLauncher,
  TestResult,
  TestRunnerPlugin,
  TestSession,
  TestSuiteResult,
} from '@web/test-runner'
import * as puppeteer from 'puppeteer-core'
import { transformWithOxc } from 'vite'
import { CHROME_ARGS, PATIENCE } from './browser.ts'
import { install, isForHere, pathOf } from './programs.ts'
import { leave, type Tally } from './tally.ts'
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

const testsOf = (suite: TestSuiteResult): TestResult[] => [
  ...suite.tests,
  ...suite.suites.flatMap(testsOf),
]

function tally(sessions: readonly TestSession[]): Tally {
  const tests = sessions.flatMap(({ testResults }) => (testResults ? testsOf(testResults) : []))
  const passed = tests.filter((test) => test.passed && !test.skipped).length
  const failed = tests.filter((test) => !test.passed && !test.skipped).length
  // A file that does not load has no failed test, and has failed. So has a run without a test.
  const broken = passed + failed === 0 || sessions.some((session) => !session.passed)
  return { passed, failed: broken ? Math.max(failed, 1) : failed }
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
    return leave('browser', { passed: 0, failed: 0 })
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
    const result = tally([...runner.sessions.all()])
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
