/** Writes dist/locales: each language's words, whole, for who wants them without the element. */

import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import en from '../widget/locales/en.json' with { type: 'json' }
import enLater from '../widget/locales/en.later.json' with { type: 'json' }
import { merged, type Words } from '../widget/locales/words.ts'

const root = join(import.meta.dirname, '..')
const from = join(root, 'widget/locales')
const to = join(root, 'dist/locales')

const write = (file: string, words: Words): void =>
  writeFileSync(join(to, file), JSON.stringify(words))

mkdirSync(to, { recursive: true })
// English alone lies in two files: what the first seconds need, and the rest.
write('en.json', merged(en, enLater))
for (const file of globSync('*.json', { cwd: from })) {
  if (!file.startsWith('en.')) write(file, JSON.parse(readFileSync(join(from, file), 'utf8')))
}
