import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('has no numbered parameter in a statement: Node 22.18, 22.19 and 24.0 to 24.6 cannot bind one', () => {
  const sources = globSync('**/*.ts', { cwd: import.meta.dirname })
  const numbered = sources.flatMap((file) => {
    const lines = readFileSync(join(import.meta.dirname, file), 'utf8').split('\n')
    return lines.filter((line) => /\?\d/.test(line)).map((line) => `${file}: ${line.trim()}`)
  })
  expect(sources).toContain('tables/outgoing.ts')
  expect(numbered.filter((line) => !line.startsWith('sql.test.ts'))).toEqual([])
})
