import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const { REPORTS } = process.env

const MINUTE = 60_000

/** What takes long begins first, or in the end all would wait for it. */
const FIRST = [
  'demo/e2e/frameworks.test.ts',
  'demo/simulation/simulation.test.ts',
  'demo/simulation/nodes/nodes.test.ts',
  'relay/asking/never-false.test.ts',
  'relay/testing/histories.test.ts',
  'relay/e2e/nodes.test.ts',
  'relay/e2e/durability.test.ts',
  'relay/e2e/commands.test.ts',
  'demo/e2e/demo.test.ts',
  'relay/e2e/holds.test.ts',
  'demo/e2e/comes-back.test.ts',
  'demo/e2e/network.test.ts',
  'relay/e2e/relay.test.ts',
  'relay/e2e/next.test.ts',
  'demo/e2e/recipes/nextjs-razorpay-upi.test.ts',
  'relay/store/sqlite.test.ts',
  'relay/store/postgres.test.ts',
  'demo/e2e/proxies.test.ts',
  'demo/e2e/shop-page.test.ts',
  'demo/e2e/console.test.ts',
]

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = FIRST.findIndex((path) => moduleId.endsWith(path))
      return at < 0 ? FIRST.length : at
    }
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other))
  }
}

/**
 * Every `*.test.ts` runs here, in Node, except `*.browser.test.ts`. With `--mode long`, only what is
 * tagged `long`, and as often as that says. With `--mode renew`, pictures are drawn anew.
 */
export default defineConfig(({ mode }) => {
  const isLong = mode === 'long'
  const root = join(import.meta.dirname, '..')
  return {
    root,
    test: {
      include: ['{relay,widget,demo}/**/*.test.ts'],
      exclude: [...configDefaults.exclude, '**/*.browser.test.ts'],
      provide: { isLong, isRenewing: mode === 'renew' },
      tags: [{ name: 'long', description: 'Done more often by `npm run test:long`.' }],
      ...(isLong && { tagsFilter: ['long'] }),
      // The whole-product tests need a browser and more, as early as this.
      globalSetup: '.ci/install.ts',
      allowOnly: false,
      // They wait more than they work.
      maxWorkers: Math.ceil(availableParallelism() * 1.5),
      sequence: { sequencer: LongestFirst },
      // The relay is started hundreds of times: what it is made of is compiled once.
      env: { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node') },
      // What takes so long hangs: no machine is that slow.
      testTimeout: (isLong ? 15 : 3) * MINUTE,
      hookTimeout: 3 * MINUTE,
      expect: { poll: { timeout: 2 * MINUTE } },
      reporters: REPORTS ? ['default', 'json'] : ['default'],
      ...(REPORTS && { outputFile: { json: join(REPORTS, `${isLong ? 'long' : 'vitest'}.json`) } }),
    },
  }
})
