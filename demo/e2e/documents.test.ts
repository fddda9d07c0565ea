/** The documents that we hand out: what is made of sources is as these are, every link leads somewhere, every snippet is run. */

import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { documentOf, DOCUMENTS } from '../../.ci/documents.ts'

const ROOT = join(import.meta.dirname, '../..')

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

/** Ours, and not what somebody installed or wrote down for themselves. */
const ALL = globSync(['*.md', 'llms.txt', '{relay,widget,demo,deploy,bench}/**/*.md'], {
  cwd: ROOT,
}).filter((file) => !file.includes('node_modules'))

const { files }: { files: string[] } = JSON.parse(read('package.json'))

/** Whether it is in the package. `dist` is made of the sources. */
const isPacked = (path: string): boolean =>
  ['package.json', 'README.md', 'LICENSE', ...files].some(
    (each) => path === each || path.startsWith(`${each}/`),
  )

/** Some name the tests that keep what they promise, and those are in the repository. */
const namesTests = (file: string): boolean =>
  ['README.md', 'SECURITY.md'].includes(file) || file.startsWith('demo/recipes/')

/** Without what is no text: a snippet may look like a link. */
const proseOf = (file: string): string => read(file).replace(/^```[^]*?^```$/gm, '')

/** Links to files of ours, and to places in them. */
const linksOf = (file: string): { link: string; path: string; anchor: string | undefined }[] =>
  [...proseOf(file).matchAll(/\]\((?![a-z]+:)([^)#]*)(?:#([^)]*))?\)/g)].map(
    ([link, path = '', anchor]) => ({
      link,
      path: path === '' ? file : normalize(join(dirname(file), path)).replace(/\/$/, ''),
      anchor,
    }),
  )

/** As GitHub makes them of headings. */
const anchorsOf = (file: string): string[] =>
  [...proseOf(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

describe.each(DOCUMENTS)('%s', (file) => {
  it('is as the sources are: else run `npm run docs`', async () => {
    const { is, shouldBe } = await documentOf(file)
    expect(is).toBe(shouldBe)
  })
})

describe.each(ALL)('%s', (file) => {
  it('has no link that leads nowhere', () => {
    const broken = linksOf(file).filter(({ path, anchor }) => {
      if (!existsSync(join(ROOT, path))) return true
      return anchor !== undefined && !anchorsOf(path).includes(anchor)
    })
    expect(broken.map(({ link }) => link)).toEqual([])
  })

  it.runIf(isPacked(file))('leads to nothing that the package does not have', () => {
    const missing = linksOf(file).filter(({ path }) => {
      return !isPacked(path) && !(namesTests(file) && /\.ts$|\/e2e\/|\/conformance$/.test(path))
    })
    expect(missing.map(({ link }) => link)).toEqual([])
  })
})
