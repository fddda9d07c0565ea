/** The Chromium for the tests. */

import { pathOf } from './programs.ts'

/** How long a browser may take for anything, in ms: what takes so long hangs, however slow the machine is. */
export const PATIENCE = 120_000

/** The path of an installed Chrome or Chromium. Throws if there is none. */
export const chromePath = (): string => pathOf('chromium')

/** What a Chrome under test is started with: nothing of it talks to its maker. */
export const CHROME_ARGS: readonly string[] = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  // Chrome's sandbox refuses to run as root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
]
