/** Writes the parts of documents that are made of sources anew. */

import { writeFileSync } from 'node:fs'
import { documentOf, DOCUMENTS } from './documents.ts'

for (const file of DOCUMENTS) {
  const { path, is, shouldBe } = await documentOf(file)
  if (is !== shouldBe) writeFileSync(path, shouldBe)
  console.log(`${file}: ${is === shouldBe ? 'as it was' : 'written anew'}`)
}
