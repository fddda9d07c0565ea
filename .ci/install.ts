/** Before the first test: finds what the tests need beside Node, or installs it where we may. */

import type { TestProject } from 'vitest/node'
import { installLanguages } from './languages.ts'
import { ALL, install } from './programs.ts'

export default function (project: TestProject): void {
  install(...ALL)
  if (project.vite.config.mode === 'long') installLanguages()
}
