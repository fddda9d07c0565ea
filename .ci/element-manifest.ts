/** What the manifest, dist/custom-elements.json, says of the elements: made anew, of the sources as they are. */

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

const ROOT = join(import.meta.dirname, '..')

export interface Named {
  name: string
  description?: string
  type?: { text: string }
  default?: string
  readonly?: boolean
}

export interface Field extends Named {
  kind: string
  attribute?: string
  parameters?: { name: string }[]
}

export interface Declaration {
  tagName: keyof Elements
  members: Field[]
  attributes: (Named & { fieldName: string })[]
  events: Named[]
  slots?: Named[]
  cssParts: Named[]
  cssProperties?: Named[]
}

export interface Elements {
  'payment-status': Declaration
  'payment-toasts': Declaration
}

export function elementManifest(): Elements {
  const folder = mkdtempSync(join(tmpdir(), 'payment-status-manifest-'))
  const cem = join(ROOT, 'node_modules/@custom-elements-manifest/analyzer/cem.js')
  const options = ['--config', '.ci/manifest.ts', '--outdir', relative(ROOT, folder), '--quiet']
  execFileSync(process.execPath, [cem, 'analyze', ...options], { cwd: ROOT })
  const { modules } = JSON.parse(readFileSync(join(folder, 'custom-elements.json'), 'utf8'))
  rmSync(folder, { recursive: true })
  const declared: Declaration[] = modules.flatMap(
    ({ declarations }: { declarations: Declaration[] }) => declarations,
  )
  return Object.fromEntries(declared.map((each) => [each.tagName, each])) as unknown as Elements
}
