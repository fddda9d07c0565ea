/** Before the first test: finds what the tests need beside Node, or installs it where we may. */

import type { TestProject } from 'vitest/node'
// What the tests are provided with.
import type {} from '../relay/testing/how-often.ts'
import { installLanguages } from './languages.ts'
import { ALL, install } from './programs.ts'

export default function (project: TestProject): void {
  install(...ALL)
  if (project.getProvidedContext().isLong) installLanguages()
}
