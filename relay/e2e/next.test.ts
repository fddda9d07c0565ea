/** The relay in Next.js, as its README says: with a page for everything at the root, built and in development. */

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { expect, inject, it, onTestFinished, type TestContext } from 'vitest'
import { installed, NEXT } from '../../demo/e2e/installed.ts'
import { ask } from '../testing/client.ts'
import { greetingAt, takesPayments } from '../testing/embedded.ts'
import { ENVIRONMENT } from '../testing/relay.ts'

const ROOT = join(import.meta.dirname, '../..')

const SHOP = {
  'package.json': JSON.stringify({ private: true }),
  'app/layout.js': `
    export default ({ children }) => <html lang="en"><body>{children}</body></html>`,
  'app/[...all]/page.js': `
    export default async ({ params }) => <p>{'a page for /' + (await params).all.join('/')}</p>`,
  'app/checkout/route.js': `
    export const POST = async () => Response.json(await globalThis.relay.register('ORD-1205'))`,
  'server.mjs': readmes()
    .replace('payment-status/relay', join(ROOT, 'relay/index.ts'))
    .replace(
      'server.listen(3000)',
      "server.listen(0, '127.0.0.1', () => console.log('port', server.address().port))",
    ),
}

function readmes(): string {
  const [, ...code] = readFileSync(join(ROOT, 'relay/README.md'), 'utf8').split('```js\n')
  const found = code.filter((each) => each.includes("from 'next'"))
  if (found.length !== 1)
    throw new Error('Which snippet of relay/README.md is the one for Next.js?')
  return found[0]?.split('```')[0] ?? ''
}

const env = { ...process.env, ...ENVIRONMENT, NEXT_TELEMETRY_DISABLED: '1' }

/** Runs a command to its end. */
const run = (cwd: string, command: string, ...args: string[]) =>
  promisify(execFile)(command, args, { cwd, env: { ...env, NODE_ENV: 'production' } })

/** Next.js weighs 340 MB: it is no dependency, and installed here. Where nothing can be, nothing is shown. */
async function shop({ skip }: TestContext) {
  const isThere = await run(ROOT, 'npm', 'view', 'next', 'version', '--fetch-retries=0').then(
    () => true,
    () => false,
  )
  const isLeftOut = !isThere && !process.env.CI
  if (isLeftOut) console.warn('Next.js is not tried: the npm registry cannot be reached.')
  skip(isLeftOut)

  const modules = await installed()
  const path = join(modules, 'relay-inside')
  for (const [name, text] of Object.entries(SHOP)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), text)
  }
  return { path, next: join(modules, NEXT) }
}

/** Starts the shop's server: where it listens, and what ends it. */
async function serve(cwd: string, mode: 'production' | 'development') {
  const child = spawn(process.execPath, ['server.mjs'], {
    cwd,
    env: { ...env, NODE_ENV: mode },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  const end = () => (child.kill('SIGKILL'), ended)
  onTestFinished(async () => void (await end()))
  for await (const line of createInterface(child.stdout)) {
    const [, port] = /^port (\d+)$/.exec(line) ?? []
    if (port !== undefined) return { url: `http://127.0.0.1:${port}`, end }
  }
  throw new Error(`The shop has ended with ${String((await ended)[0])}.`)
}

async function lives(url: string): Promise<void> {
  await takesPayments(`${url}/pay`)
  // Only now does Next.js listen for upgrades.
  expect((await ask(`${url}/orders/A-1`)).body).toContain('a page for /orders/A-1')
  await takesPayments(`${url}/pay`)
  expect(await ask(`${url}/checkout`, { method: 'POST' })).toMatchObject({
    status: 200,
    body: { order: { id: 'ORD-1205' }, token: expect.any(String) },
  })
}

it.runIf(inject('isLong'))(
  'lives in Next.js, built and in development',
  { tags: 'long' },
  async (context) => {
    const { path, next } = await shop(context)
    await run(path, process.execPath, next, 'build')
    const built = await serve(path, 'production')
    await lives(built.url)
    await built.end()

    const { url } = await serve(path, 'development')
    await lives(url)
    // The socket by which it tells pages of new code.
    expect(await greetingAt(`${url}/_next/hmr`)).toContain('"type"')
    await takesPayments(`${url}/pay`)
  },
)
