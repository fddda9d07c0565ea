import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROVIDERS } from './index.ts'

const folder = import.meta.dirname
const textOf = (file: string) => readFileSync(join(folder, file), 'utf8')

/** Every folder here that holds an adapter. */
const adapters = globSync('*/*.ts', { cwd: folder })
  .filter((file) => /^export const \w+: Provider = /m.test(textOf(file)))
  .map((file) => basename(file, '.ts'))
  .toSorted()

/** The table's rows, by id. */
const rows = new Map(
  [...textOf('README.md').matchAll(/^\|[^|]+\| `([a-z0-9-]+)` .*$/gm)].map(([row, id]) => [
    id,
    row,
  ]),
)

/** The rows of what each is asked with. */
const asked = /^## Asked$[^]*?(?=^## )/m.exec(textOf('README.md'))?.[0].split('\n') ?? []

it('knows every adapter in the folder, and no other', () => {
  expect([...PROVIDERS.keys()].toSorted()).toEqual(adapters)
  expect(adapters).toHaveLength(24)
})

describe.each(adapters)('%s', (id) => {
  it('keeps the promises of all of them, on what the provider really sends', () => {
    expect(textOf(`${id}/${id}.test.ts`)).toContain('describeProvider({')
    expect(existsSync(join(folder, id, 'recordings'))).toBe(true)
    expect(PROVIDERS.get(id)?.id).toBe(id)
  })

  it('can be asked, or says why not', () => {
    const { asking } = PROVIDERS.get(id) ?? {}
    expect(asking).toBeDefined()
    if (asking && 'cannot' in asking) return
    expect(textOf(`${id}/asking.test.ts`)).toContain('describeAsking({')
    expect(existsSync(join(folder, id, 'answers'))).toBe(true)
  })

  it('is in the README, with what it is asked with', () => {
    const { name, asking } = PROVIDERS.get(id) ?? {}
    const setting = `ASK_${id.toUpperCase().replaceAll('-', '_')}`
    const [row = ''] = asked.filter((each) => each.startsWith(`| ${name} `))
    const isAsked = asking && !('cannot' in asking)
    expect(row.includes(`\`${setting}\``)).toBe(isAsked)
    if (!isAsked) return
    expect(row).toContain(`\`${asking.credentials.form}\``)
    expect(row).toMatch(new RegExp(`\\| ${['state', ...asking.tells].join(', ')} +\\|$`))
  })

  it('is in the README, with what its signature proves', () => {
    expect(rows.get(id)).toContain(`| ${PROVIDERS.get(id)?.trust} `)
  })
})

it('the README names no adapter that is not there', () => {
  expect([...rows.keys()].toSorted()).toEqual(adapters)
})
