/** What is published: what npm packs of this folder, as package.json says. */

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

/** Who unpacks it needs no more: what runs, its types, what browsers load, and what there is to read. */
const BELONGS = [
  /^dist\/(relay|widget)\/.*\.(js|d\.ts|json)$/,
  /^dist\/web\/((demo|console)\/)?[\w.-]+\.(js|css|html|svg)$/,
  /^dist\/locales\/[\w-]+\.json$/,
  /^dist\/custom-elements\.json$/,
  /^((bench|relay|relay\/providers|widget|widget\/locales)\/)?(README|HTTP|NODES|PROTOCOL)\.md$/,
  /^(CHANGELOG|SECURITY)\.md$|^(LICENSE|llms\.txt|package\.json|Dockerfile|compose\.yaml)$/,
  /^deploy\/[\w.-]+$|^demo\/picture\.png$/,
  /^demo\/recipes\//,
]

/** Ours alone: proofs, and what they need. */
const OURS = /\.test\.|\.map$|\/(testing|e2e|simulation|conformance|recordings|fuzz)\/|node_modules/

let packed: string[]

beforeAll(() => {
  const args = ['pack', '--dry-run', '--ignore-scripts', '--json']
  const [{ files }] = JSON.parse(
    execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  )
  packed = files.map(({ path }: { path: string }) => path)
})

describe('the package', () => {
  it('holds nothing that is for us alone', () => {
    const strangers = packed.filter(
      (path) => OURS.test(path) || !BELONGS.some((pattern) => pattern.test(path)),
    )
    expect(strangers).toEqual([])
  })
})
