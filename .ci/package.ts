/** The package as it would be published: what linters of packages say of it, and how large it is. Needs what `npm run build` makes. */

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'payment-status-package-'))

interface Packed {
  filename: string
  size: number
  unpackedSize: number
  entryCount: number
}

/** Without its scripts: it is built already. */
function pack(): Packed {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
  const [packed]: Packed[] = JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' }))
  if (!packed) throw new Error('npm packed nothing.')
  return packed
}

/** Is told only where there is something to mend. */
function lint(command: string, ...args: string[]): void {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', command), args, {
    cwd: root,
    encoding: 'utf8',
  })
  if (status === 0) return
  console.error(stdout + stderr)
  process.exitCode = 1
}

try {
  const { filename, size, unpackedSize, entryCount } = pack()
  const tarball = join(folder, filename)
  lint('publint', tarball, '--strict', '--level', 'warning')
  // Node has `require` of modules since 22: there is one form of each, for both.
  lint('attw', tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji')
  const kB = (bytes: number) => `${Math.round(bytes / 1000)} kB`
  console.log(`${filename}: ${kB(size)}, ${entryCount} files of ${kB(unpackedSize)} together`)
} finally {
  rmSync(folder, { recursive: true })
}
