/** The browsers that a story runs in, one line each. */

import { afterAll, beforeAll, describe, inject, onTestFinished } from 'vitest'
import { isForHere } from '../../.ci/programs.ts'
import type { Tab, TestBrowser } from './browser.ts'
import { chromium, firefox } from './browser.puppeteer.ts'
import { webkit } from './browser.webkit.ts'

const BROWSERS = { chromium, firefox, webkit }

type BrowserName = keyof typeof BROWSERS

type Story = (newTab: () => Promise<Tab>, browser: BrowserName) => void

/** The one in which everybody hears a story; in the others, the long run does. */
const USUAL: BrowserName = 'chromium'

/** There is no WebKit but Apple's where there is no WebKitGTK: on all but Linux. */
const isWanted = (name: BrowserName): boolean =>
  isForHere(name) && (name === USUAL || inject('isLong'))

/** Tells a story once for each browser. A `newTab` goes when its test ends. */
export function inEachBrowser(tell: Story): void {
  for (const name of Object.keys(BROWSERS) as BrowserName[]) {
    const tags = name === USUAL ? {} : { tags: 'long' }
    describe.skipIf(!isWanted(name))(`in ${name}`, tags, () => {
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
