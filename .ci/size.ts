/** What a page has to load, against its budget: bytes after gzip -9. */

import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const root = join(import.meta.dirname, '..')
const web = join(root, 'dist/web')

const gzip = (code: string | Uint8Array): number => gzipSync(code, { level: 9 }).length

/** The one `<name>.<hash>.js` in dist/web. */
function chunk(name: string): string {
  const files = globSync(`${name}.*.js`, { cwd: web })
  const [file] = files
  if (!file || files.length > 1) {
    throw new Error(`Expected one ${name}.<hash>.js in dist/web, found ${files.length}.`)
  }
  return join(web, file)
}

/** A script with what it imports at once: a chunk split off is still loaded. */
function withImports(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const imports = readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*["'](\.[^"']+\.js)["']/g)
  for (const [, path] of imports) if (path) withImports(join(dirname(file), path), seen)
  return seen
}

const sizeOfWidget = (): number =>
  [...withImports(chunk('payment-status'))].reduce((sum, file) => sum + gzip(readFileSync(file)), 0)

const sizeOfPart = (name: string): number => gzip(readFileSync(chunk(`payment-status-${name}`)))

/** The client on its own, as a customer's bundler would make it. */
async function sizeOfClient(): Promise<number> {
  const result = await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      write: false,
      minify: true,
      modulePreload: false,
      target: 'es2022',
      rolldownOptions: {
        input: join(root, 'widget/client/index.ts'),
        preserveEntrySignatures: 'strict',
      },
    },
  })
  if (!('output' in result)) throw new Error('The client gave no single bundle.')
  return result.output.reduce((sum, file) => sum + (file.type === 'chunk' ? gzip(file.code) : 0), 0)
}

/** The parts in this folder of the widget that are loaded when they are wanted. */
const lazyIn = (folder: string, atOnce: readonly string[]): string[] =>
  globSync('*.ts', { cwd: join(root, 'widget', folder) })
    .map((file) => basename(file, '.ts'))
    .filter((name) => !/\.(test|styles)$/.test(name) && !atOnce.includes(name))
    .toSorted()

if (!existsSync(web)) throw new Error('There is no dist/web: run `npm run build:web` first.')

const views = lazyIn('views', ['index', 'look', 'template', 'card', 'parts', 'icons'])
const languages = globSync('*.json', { cwd: join(root, 'widget/locales') })
  .filter((file) => !file.startsWith('en.'))
  .map((file) => basename(file, '.json'))
  .toSorted()

const rows = [
  { what: 'first request', budget: 16_000, actual: sizeOfWidget() },
  // Loaded right behind it, while the connection is made: the card with its words; and the rest of what it says and does.
  { what: 'face', budget: 7_000, actual: sizeOfPart('face') },
  { what: 'later', budget: 16_500, actual: sizeOfPart('later') },
  // The design wants 5,500: what it promises since (slow networks, silence, a thousand orders) costs more.
  { what: 'client', budget: 7_550, actual: await sizeOfClient() },
  ...views.map((view) => ({ what: view, budget: 1_500, actual: sizeOfPart(view) })),
  { what: 'code', budget: 4_500, actual: sizeOfPart('code') },
  // The design wants 2,500: the styles, the queue and the customer's listener alone are more.
  { what: 'toasts', budget: 6_400, actual: sizeOfPart('toasts') },
  ...languages.map((language) => ({ what: language, budget: 2_500, actual: sizeOfPart(language) })),
].map((row) => ({ ...row, fits: row.actual <= row.budget }))

console.table(rows)
const over = rows.filter((row) => !row.fits).map(({ what }) => what)
const script = chunk('payment-status')
const digest = createHash('sha384').update(readFileSync(script)).digest('base64')
console.log(`integrity of ${basename(script)}: sha384-${digest}`)
console.log(over.length > 0 ? `Over budget: ${over.join(', ')}` : 'All within budget.')

/** What the README says that a page loads of us. */
const sizeOf = (what: string) => rows.find((row) => row.what === what)?.actual ?? 0
const said = [sizeOf('first request'), sizeOf('face') + sizeOf('later')].map(
  (bytes) => `${(bytes / 1000).toFixed(1)} kB`,
)
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const missing = said.filter((size) => !readme.includes(`| ${size} `))
if (missing.length > 0)
  console.log(`README.md must say that a page loads ${missing.join(' and ')}.`)
process.exitCode = over.length + missing.length > 0 ? 1 : 0
