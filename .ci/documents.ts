/** The documents that have parts which are made: each as it should be now. `npm run docs` writes them. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { elementParts } from './element-tables.ts'
import { filled } from './markdown.ts'
import { wireParts } from './wire-tables.ts'

const ROOT = join(import.meta.dirname, '..')

const PARTS: Readonly<Record<string, () => Record<string, string>>> = {
  'relay/PROTOCOL.md': wireParts,
  'widget/README.md': elementParts,
}

/** Their names, from the root. */
export const DOCUMENTS = Object.keys(PARTS)

/** One of them: where it lies, as it is, and as it should be. */
export async function documentOf(
  file: string,
): Promise<{ path: string; is: string; shouldBe: string }> {
  const path = join(ROOT, file)
  const is = readFileSync(path, 'utf8')
  return { path, is, shouldBe: await filled(path, is, PARTS[file]?.() ?? {}) }
}
