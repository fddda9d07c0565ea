/** Before `npm start`: builds what browsers load, where that is older than what it is made of. Says one line, or nothing. */

import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

const ROOT = join(import.meta.dirname, '..')
const BUILT = 'dist/web/payment-status.js'

/** Folders too: theirs is the time at which something in them was taken away. */
const SOURCES = [
  ...['widget/**', 'demo/**', 'relay/protocol.ts', 'relay/http/paths.ts'],
  ...['vite.config.ts', 'package-lock.json'],
]

const changed = (name: string): number =>
  statSync(join(ROOT, name), { throwIfNoEntry: false })?.mtimeMs ?? 0

const isFresh = globSync(SOURCES, { cwd: ROOT }).every((name) => changed(name) < changed(BUILT))

if (!isFresh) {
  process.stdout.write('Building the pages…\n')
  await build({ configFile: join(ROOT, 'vite.config.ts'), logLevel: 'error' })
}
