import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const sources = globSync('{relay,widget,demo}/**/*.ts', { cwd: ROOT }).filter(
  (file) =>
    !/\.test\.ts$|conformance\.ts$|(^relay\/testing\/|testing\.ts$)|\/conformance\/|\/e2e\//.test(
      file,
    ),
)

/** What a file imports, types included: ours by path, others by name. */
const importsOf = (file: string): string[] =>
  [
    ...readFileSync(join(ROOT, file), 'utf8').matchAll(
      /^(?:import|export) [^;]*? from '([^']+)'/gms,
    ),
  ]
    .map(([, name = '']) => name)
    .map((name) => (name.startsWith('.') ? relative(ROOT, join(ROOT, dirname(file), name)) : name))

const room = (file: string) => file.split('/')[0]
const PURE =
  /^relay\/(protocol|(order|ledger)\/[\w-]+|(webhooks\/retry|callbacks\/redact|callbacks\/personal-keys|pages\/liveness|access\/bucket|pages\/come-back|pages\/rollout|store\/notice|store\/outgoing))\.ts$/

it.each(sources)('%s keeps to its room', (file) => {
  for (const imported of importsOf(file)) {
    const isOurs = sources.includes(imported)
    if (room(file) === 'relay') expect(imported).not.toMatch(/^(widget|demo)\//)
    if (room(file) === 'widget' && isOurs) {
      expect(imported).toMatch(/^widget\/|^relay\/protocol\.ts$/)
    }
    if (room(file) !== 'demo') expect(imported).not.toMatch(/^demo\//)
    if (/^relay\/providers\//.test(file) && isOurs) {
      expect(imported).toMatch(/^relay\/providers\/|^relay\/(protocol|order\/update)\.ts$/)
    }
    if (/^widget\/client\//.test(file)) expect(imported).not.toBe('lit')
    if (PURE.test(file)) expect(imported).toMatch(PURE)
  }
})

it('the protocol imports nothing: it ships to browsers', () => {
  expect(importsOf('relay/protocol.ts')).toEqual([])
})
