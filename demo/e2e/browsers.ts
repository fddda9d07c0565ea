/** The browsers that a story runs in, one line each. */

import { afterAll, beforeAll, describe, onTestFinished } from 'vitest'
import { isForHere } from '../../.ci/programs.ts'
import type { Tab, TestBrowser } from './browser.ts'
import { chromium, firefox } from './browser.puppeteer.ts'
import { webkit } from './browser.webkit.ts'

const BROWSERS = { chromium, firefox, webkit }

type BrowserName = keyof typeof BROWSERS

type Story = (newTab: () => Promise<Tab>, browser: BrowserName) => void

/** Tells a story once for each browser. A `newTab` goes when its test ends. */
export function inEachBrowser(tell: Story): void {
  for (const name of Object.keys(BROWSERS) as BrowserName[]) {
    // There is no WebKit but Apple's where there is no WebKitGTK: on all but Linux.
    describe.skipIf(!isForHere(name))(`in ${name}`, () => {
      let browser: TestBrowser
      beforeAll(async () => void (browser = await BROWSERS[name]()))
      afterAll(() => browser.close())
      tell(async () => {
        const tab = await browser.newTab()
        onTestFinished(() => tab.close())
        return tab
      }, name)
    })
  }
}
