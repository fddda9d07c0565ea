/** The documents that we hand out: what is made of sources is as these are, every link leads somewhere, every snippet is run. */

import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { documentOf, DOCUMENTS } from '../../.ci/documents.ts'
import { named, rowsOf } from '../../relay/testing/manual.ts'

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

/** Some name the programs that prove what they say, and those are in the repository. */
const namesProofs = (file: string): boolean =>
  ['README.md', 'SECURITY.md', 'bench/README.md'].includes(file) || file.startsWith('demo/recipes/')

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
      return !isPacked(path) && !(namesProofs(file) && /\.ts$|\/e2e\/|\/conformance$/.test(path))
    })
    expect(missing.map(({ link }) => link)).toEqual([])
  })
})

/**
 * Which test runs each snippet: by document, language, and words of it by which the test finds it. Where there are no
 * words, it plays the document from its beginning to its end.
 */
const SNIPPETS: readonly (readonly [
  document: string,
  languages: string,
  words: string,
  test: string,
])[] = [
  ['README.md', 'sh', 'npm', 'demo/e2e/readme.test.ts'],
  ['README.md', 'sh', 'payment-status-relay init', 'demo/e2e/readme.test.ts'],
  ['README.md', 'sh', '"receipt":"BY-HAND-1"', 'demo/e2e/readme.test.ts'],
  ['README.md', 'js', "method: 'PUT'", 'demo/e2e/readme.test.ts'],
  ['README.md', 'html', '<payment-status', 'demo/e2e/readme.test.ts'],
  ['bench/README.md', 'sh', 'npm', 'demo/e2e/readme.test.ts'],
  ['SECURITY.md', 'sh', 'TOKEN_SECRETS=', 'relay/security.test.ts'],
  ['llms.txt', 'sh', 'payment-status-relay init', 'demo/e2e/readme.test.ts'],
  ['llms.txt', 'sh', '-X PUT', 'demo/e2e/readme.test.ts'],
  ['llms.txt', 'sh', '"receipt":"BY-HAND-1"', 'demo/e2e/readme.test.ts'],
  ['llms.txt', 'html', '<payment-status', 'demo/e2e/readme.test.ts'],
  ['relay/HTTP.md', 'sh json http python php', '', 'relay/e2e/http.test.ts'],
  ['relay/PROTOCOL.md', 'sh json console python', '', 'relay/e2e/protocol.test.ts'],
  ['relay/NODES.md', 'sql', 'CREATE ROLE', 'relay/e2e/nodes-manual.test.ts'],
  ['relay/NODES.md', 'sh', 'copy sqlite:', 'relay/e2e/nodes-manual.test.ts'],
  ['relay/NODES.md', 'sh', 'copy "$STORE"', 'relay/e2e/nodes-manual.test.ts'],
  ['relay/NODES.md', 'sh', 'pg_dump', 'relay/e2e/nodes-manual.test.ts'],
  ['relay/NODES.md', 'sh', 'pg_restore', 'relay/e2e/nodes-manual.test.ts'],
  ['relay/README.md', 'sh', 'payment-status-relay init', 'demo/e2e/readme.test.ts'],
  ['relay/README.md', 'sh', 'ws_CO_191220191020363925', 'demo/e2e/readme.test.ts'],
  ['relay/README.md', 'sh', '"asks"', 'demo/e2e/readme.test.ts'],
  ['relay/README.md', 'sh', 'main.js serve', 'demo/e2e/readme.test.ts'],
  ['relay/README.md', 'sh', 'backup copy.db', 'relay/e2e/upgrade.test.ts'],
  ['relay/README.md', 'sh', 'restore copy.db', 'relay/e2e/upgrade.test.ts'],
  ['relay/README.md', 'sh', 'backup before.db', 'relay/e2e/upgrade.test.ts'],
  ['relay/README.md', 'sh', 'restore before.db', 'relay/e2e/upgrade.test.ts'],
  ['relay/README.md', 'sh', 'console', 'relay/e2e/commands.test.ts'],
  ['relay/README.md', 'js', 'standardwebhooks', 'demo/e2e/readme.test.ts'],
  ['relay/README.md', 'js', 'function checkout', 'demo/e2e/readme.test.ts'],
  ['relay/README.md', 'js', "from 'next'", 'relay/e2e/next.test.ts'],
  ['relay/README.md', 'js', "server.on('upgrade'", 'demo/e2e/readme.test.ts'],
  ['relay/README.md', 'js', 'OLD_WORDS', 'demo/e2e/readme.test.ts'],
  ['widget/README.md', 'html', 'retry-url', 'demo/e2e/readme.test.ts'],
  ['widget/README.md', 'html', 'variant="dialog"', 'demo/e2e/readme.test.ts'],
  ['widget/README.md', 'html', '<payment-toasts', 'demo/e2e/readme.test.ts'],
  ['widget/README.md', 'js', 'function paymentToken', 'demo/e2e/readme.test.ts'],
  ['widget/README.md', 'js', 'event.seen', 'demo/e2e/readme.test.ts'],
  ['widget/README.md', 'js', "import 'payment-status' //", 'demo/e2e/readme.test.ts'],
  ['widget/README.md', 'js', 'payment-status/client', 'demo/e2e/readme.test.ts'],
  ['widget/README.md', 'css', '--payment-status-accent', 'demo/e2e/readme.test.ts'],
  ['widget/README.md', '', 'script-src', 'demo/e2e/readme.test.ts'],
  ['widget/README.md', 'sh', 'check --tag', 'demo/e2e/integrity.test.ts'],
  ['widget/README.md', 'tsx', 'payment-status', 'demo/e2e/frameworks.test.ts'],
  ['widget/README.md', 'vue', 'payment-status', 'demo/e2e/frameworks.test.ts'],
]

interface Snippet {
  document: string
  language: string
  text: string
}

const snippets: readonly Snippet[] = ALL.filter(isPacked).flatMap((document) =>
  [...read(document).matchAll(/^ *```(\w*).*\n([^]*?)^ *```$/gm)].map(
    ([, language = '', text = '']) => ({ document, language, text }),
  ),
)

const isOf = ([document, languages, words]: (typeof SNIPPETS)[number], snippet: Snippet): boolean =>
  snippet.document === document &&
  languages.split(' ').includes(snippet.language) &&
  snippet.text.includes(words)

/** Its folder. Their code is in files that their own tests run; what stands between is how one sets them up. */
const recipeOf = ({ document }: Snippet): string | undefined =>
  /^demo\/recipes\/[\w-]+(?=\/README\.md$)/.exec(document)?.[0]

/** The settings, files and functions that it names. What a shop calls its own secrets is the shop's affair. */
const namesIn = ({ text }: Snippet): string[] =>
  text
    .replace(/getenv\([^)]*\)/g, '')
    .match(/\b[A-Z]+(_[A-Z]+)+\b|[\w-]+\.(js|py|php)\b|\b[a-z]+[A-Z]\w*(?=\()/g) ?? []

/** All that a folder has, names and contents. */
const contentsOf = (folder: string): string =>
  globSync(`${folder}/**/*.{js,ts,py,php,html}`, { cwd: ROOT })
    .filter((file) => !file.includes('node_modules'))
    .map((file) => `${file}\n${read(file)}`)
    .join('\n')

const settings = named(rowsOf(read('relay/README.md'), 'Settings', 'name')).map(
  (name) => new RegExp(`^${name.replace('<PROVIDER>', '[A-Z_]+')}$`),
)

describe('each snippet', () => {
  it('of what the package has is run by a test', () => {
    const others = snippets.filter(
      (each) => recipeOf(each) === undefined && !SNIPPETS.some((line) => isOf(line, each)),
    )
    expect(others).toEqual([])
  })

  it.each(snippets.filter(recipeOf))('of $document names what the recipe has', (snippet) => {
    const contents = contentsOf(recipeOf(snippet) ?? '')
    const strange = namesIn(snippet).filter(
      (name) => !contents.includes(name) && !settings.some((setting) => setting.test(name)),
    )
    expect(strange).toEqual([])
  })

  it.each(SNIPPETS)('%s (%s) %s is there, and %s finds it', (...line) => {
    const [, , words, test] = line
    const found = snippets.filter((each) => isOf(line, each))
    expect(found).not.toEqual([])
    expect(read(test)).toContain(words)
  })
})
