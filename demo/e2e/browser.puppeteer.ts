/** Chromium and Firefox, as puppeteer drives them. */

import { launch, type Browser, type LaunchOptions, type Page } from 'puppeteer-core'
import { CHROME_ARGS, PATIENCE } from '../../.ci/browser.ts'
import { pathOf } from '../../.ci/programs.ts'
import type { Tab, TestBrowser } from './browser.ts'

export const chromium = () =>
  open(
    {
      executablePath: pathOf('chromium'),
      args: [...CHROME_ARGS],
      // For puppeteer a surprise, for us what we want to see.
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
    },
    (page) => ({
      async setFrozen(isFrozen) {
        const session = await page.createCDPSession()
        await session.send('Page.setWebLifecycleState', { state: isFrozen ? 'frozen' : 'active' })
        await session.detach()
      },
      async countInstances(element) {
        const prototype = await page.evaluateHandle(
          (name) => customElements.get(name)?.prototype,
          element,
        )
        const found = await page.queryObjects(prototype)
        const count = await found.evaluate(({ length }) => length)
        // Whatever we hold is not collected: the next count would find them all again.
        await Promise.all([found.dispose(), prototype.dispose()])
        return count
      },
    }),
  )

export const firefox = () =>
  open({
    browser: 'firefox',
    executablePath: pathOf('firefox'),
    extraPrefsFirefox: { 'fission.bfcacheInParent': true },
  })

async function open(
  options: LaunchOptions,
  more: (page: Page) => Partial<Tab> = () => ({}),
): Promise<TestBrowser> {
  const browser = await launch({ ...options, timeout: PATIENCE })
  return {
    async newTab() {
      const page = await browser.newPage()
      page.setDefaultTimeout(PATIENCE)
      return { ...tab(browser, page), ...more(page) }
    },
    close: () => browser.close(),
  }
}

function tab(browser: Browser, page: Page): Tab {
  let inFront: Page | undefined
  return {
    open: async (url) => void (await page.goto(url)),
    // A page that is loaded anew may take its frame along: the test then asks the new one.
    back: async () => void (await page.goBack().catch(() => {})),
    evaluate: (run, ...args) => page.evaluate(run as any, ...args) as Promise<any>,
    async hide() {
      inFront = await browser.newPage()
      await inFront.bringToFront()
    },
    async show() {
      await page.bringToFront()
      await inFront?.close()
    },
    setOffline: (isOffline) => page.setOfflineMode(isOffline),
    close: () => page.close(),
  }
}
