import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { beforeAll, expect, it } from 'vitest'
import en from './en.json' with { type: 'json' }
import enLater from './en.later.json' with { type: 'json' }
import { OTHERS } from './load.ts'
import { named } from './named.ts'
import { merged, type Words } from './words.ts'

const root = join(import.meta.dirname, '../..')

/** What `vite build` would put into dist/web, by name. */
const built = new Map<string, string>()

beforeAll(async () => {
  const result = await build({
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: { write: false, outDir: join(root, 'dist/web') },
  })
  if (!('output' in result)) throw new Error('The build gave no single bundle.')
  for (const file of result.output) {
    built.set(file.fileName, file.type === 'chunk' ? file.code : String(file.source))
  }
})

it('the script finds each language at its address, and reads there what the file says', async () => {
  const script = [...built].find(([name]) => /^payment-status-face\.\w+\.js$/.test(name))?.[1] ?? ''
  const hash = /payment-status-\$\{\w+\}\.(\w{8})\.js/.exec(script)?.[1]
  const languages = /["'`]([\w -]+)["'`]\.split\(["'`] ["'`]\)/.exec(script)?.[1]?.split(' ') ?? []
  expect(languages.toSorted()).toEqual(OTHERS.toSorted())

  for (const name of languages) {
    const code = built.get(`payment-status-${name}.${hash}.js`) ?? ''
    const { default: list } = await import(`data:text/javascript,${encodeURIComponent(code)}`)
    const words: Words = JSON.parse(readFileSync(join(import.meta.dirname, `${name}.json`), 'utf8'))
    expect(named(merged(en, enLater), list)).toEqual(words)
  }
})

it('import() stays as it is written: Vite’s helper, which looks for style sheets, would be waited for', () => {
  const helped = [...built].filter(([, code]) => code.includes('modulepreload'))
  expect(helped.map(([name]) => name)).toEqual([])
})

it('no part waits for another: none but the address that never changes imports one', () => {
  const parts = [...built].filter(([name]) => /^payment-status[-.\w]*\.\w{8}\.js$/.test(name))
  const waiting = parts.filter(([, code]) => /(?:from|import)\s*["'`]\.\//.test(code))
  expect(parts.length).toBeGreaterThan(OTHERS.length)
  expect(waiting.map(([name]) => name)).toEqual([])
})
