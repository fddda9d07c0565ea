/** WebKit for @web/test-runner, whose own driver for it would download other browsers' drivers. */

import type { BrowserLauncher } from '@web/test-runner'
import type { WebDriver } from './webdriver.ts'
import { startWebKit, type WebKit } from './webkit.ts'

export function webkitLauncher(): BrowserLauncher {
  let webkit: WebKit
  let browser: WebDriver
  let active: string | undefined

  return {
    name: 'WebKit',
    type: 'webkit',
    // One window, so one file at a time.
    concurrency: 1,
    async initialize() {
      webkit = await startWebKit()
      browser = await webkit.open()
    },
    async stop() {
      await browser.stop()
      webkit.stop()
    },
    async startSession(session, url) {
      active = session
      await browser.goTo(url)
    },
    isActive: (session) => session === active,
    getBrowserUrl: () => browser.url(),
    async stopSession() {
      active = undefined
      await browser.goTo('about:blank')
      return {}
    },
    startDebugSession: () => Promise.reject(new Error('WebKit has no window to debug in.')),
  }
}
