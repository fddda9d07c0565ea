import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const { REPORTS } = process.env

/** What takes long begins first, or in the end all would wait for it. */
const LONG = [
  'demo/simulation/simulation.test.ts',
  'relay/testing/histories.test.ts',
  'relay/e2e/durability.test.ts',
  'demo/e2e/comes-back.test.ts',
  'demo/e2e/network.test.ts',
  'relay/e2e/commands.test.ts',
]

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((path) => moduleId.endsWith(path))
      return at < 0 ? LONG.length : at
    }
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other))
  }
}

/** Every `*.test.ts` runs here, in Node, except `*.browser.test.ts`. */
export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    include: ['{relay,widget,demo}/**/*.test.ts'],
    exclude: [...configDefaults.exclude, '**/*.browser.test.ts'],
    // The whole-product tests need a browser and more, as early as this.
    globalSetup: '.ci/install.ts',
    allowOnly: false,
    // They wait more than they work.
    maxWorkers: '100%',
    sequence: { sequencer: LongFirst },
    testTimeout: 20_000,
    hookTimeout: 20_000,
    expect: { poll: { timeout: 15_000 } },
    reporters: REPORTS ? ['default', 'json'] : ['default'],
    ...(REPORTS && { outputFile: { json: join(REPORTS, 'vitest.json') } }),
  },
})
