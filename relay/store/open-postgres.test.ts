import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')

/** Tells of each time that Postgres' package is asked for. */
const WATCH = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module'
  registerHooks({
    resolve(name, context, next) {
      if (name === 'postgres') console.log('asked for')
      return next(name, context)
    },
  })`)}`

const loading = (...files: string[]): string => {
  const script = files.map((file) => `await import(${JSON.stringify(join(ROOT, file))})`).join(';')
  return execFileSync(
    process.execPath,
    ['--import', WATCH, '--input-type=module', '--eval', script],
    { encoding: 'utf8' },
  )
}

it('is loaded by nobody who keeps all in a file', () => {
  expect(loading('index.ts', 'commands/serve-relay.ts', 'commands/check.ts')).toBe('')
  expect(loading('store/postgres.ts')).toContain('asked for')
})
