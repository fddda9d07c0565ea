/** WebKit, as its own driver drives it. */

import { startWebKit } from '../../.ci/webkit.ts'
import type { TestBrowser } from './browser.ts'

export async function webkit(): Promise<TestBrowser> {
  const driver = await startWebKit()
  return {
    // A browser for each tab: it starts in a quarter of a second, and remembers nothing.
    async newTab() {
      const browser = await driver.open()
      return {
        open: (url) => browser.goTo(url),
        back: () => browser.back(),
        evaluate: (run, ...args) => browser.evaluate(run, ...args),
        hide: () => browser.minimize(),
        show: () => browser.restore(),
        close: () => browser.stop(),
      }
    },
    close: async () => driver.stop(),
  }
}
