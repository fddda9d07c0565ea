/**
 * Before the first test: finds what the tests need beside Node, or installs it where we may. `npm test` does so before
 * its suites begin, two at a time: Debian lets one install at a time.
 */

import type { TestProject } from 'vitest/node'
import { installLanguages } from './languages.ts'
import { ALL, install } from './programs.ts'

export default function (project: TestProject): void {
  install(...ALL)
  if (project.vite.config.mode === 'long') installLanguages()
}

if (import.meta.main) install(...ALL)
