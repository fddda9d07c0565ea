#!/usr/bin/env node
/** The command. All else is imported only once this Node is known to understand it. */

import { tooOld } from './node-version.ts'

const problem = tooOld(process.versions.node)
if (problem === undefined) {
  void import('./commands/run.ts').then(({ run }) => run(process.argv.slice(2)))
} else {
  process.stderr.write(`${problem}\n`)
  process.exitCode = 78
}
