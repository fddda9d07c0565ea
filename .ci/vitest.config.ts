import { join } from 'node:path'
import { configDefaults, defineConfig } from 'vitest/config'

const { REPORTS } = process.env

/** Every `*.test.ts` runs here, in Node, except `*.browser.test.ts`. */
export default defineConfig({
  root: join(import.meta.dirname, '..'),
  test: {
    include: ['{relay,widget,demo}/**/*.test.ts'],
    exclude: [...configDefaults.exclude, '**/*.browser.test.ts'],
    // The whole-product tests need a browser and more, as early as this.
    globalSetup: '.ci/install.ts',
    allowOnly: false,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    expect: { poll: { timeout: 15_000 } },
    reporters: REPORTS ? ['default', 'json'] : ['default'],
    ...(REPORTS && { outputFile: { json: join(REPORTS, 'vitest.json') } }),
  },
})
