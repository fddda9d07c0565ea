/**
 * Before the first test: finds what the tests need beside Node, or installs it where we may. `npm test` does so before
 * its suites begin, two at a time: Debian lets one install at a time.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { installLanguages } from './languages.ts'
import { ALL, install } from './programs.ts'

declare module 'vitest' {
  interface ProvidedContext {
    isLong: boolean
    /** A folder that is empty before the first test, and gone after the last. */
    shared: string
  }
}

export default function (project: TestProject): () => void {
  install(...ALL)
  if (project.vite.config.mode === 'long') installLanguages()
  const shared = mkdtempSync(join(tmpdir(), 'payment-status-shared-'))
  project.provide('shared', shared)
  return () => rmSync(shared, { recursive: true, force: true })
}

if (import.meta.main) install(...ALL)
