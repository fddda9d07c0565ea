import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { INSTALL, LONG_ENOUGH, packed } from '../../demo/e2e/installed.ts'
import { tooOld } from '../node-version.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { hasScript } from './process.ts'

let folder: string
let app: string
const env = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  ...ENVIRONMENT,
  LOG_LEVEL: 'info',
  PORT: '0',
}

const journal = () => existsSync(join(app, 'payment-status.db-wal'))

/** Starts it as `npx` does, and sends SIGTERM to that alone once it is ready; all that was said. */
async function startAndStop(command: string, args: string[]): Promise<string> {
  const child = spawn(command, args, {
    cwd: app,
    env: { ...env, STORE: 'sqlite:payment-status.db' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  let isSent = false
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
      if (isSent || !said.includes('WebSocket ready')) return
      isSent = true
      process.kill(Number(readFileSync(join(app, 'npx.pid'), 'utf8')), 'SIGTERM')
    })
  }
  await once(child, 'close')
  expect(said).toContain('WebSocket ready')
  // A relay that is stopped plays its journal, and leaves none; one that was killed does.
  await expect.poll(journal).toBe(false)
  return said
}

const NPX = 'echo $$ > npx.pid; exec npx payment-status-relay'

// It asks the registry for what the package needs, and builds all: that is too much for each `npm test`.
describe.skipIf(!inject('isLong'))(
  'the package, installed in an empty folder',
  { tags: 'long' },
  () => {
    beforeAll(async () => {
      const tarball = await packed()
      folder = mkdtempSync(join(tmpdir(), 'payment-status-pack-'))
      app = join(folder, 'app')
      mkdirSync(app)
      execFileSync('npm', ['init', '-y'], { cwd: app, stdio: 'pipe' })
      execFileSync('npm', [...INSTALL, tarball], { cwd: app, stdio: 'pipe' })
    }, LONG_ENOUGH)

    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    it.skipIf(!hasScript)(
      'starts on a terminal, readably, and stops cleanly when npx is stopped',
      async () => {
        const said = await startAndStop('script', ['-qefc', NPX, '/dev/null'])
        expect(said).toMatch(/payment-status relay on http:\/\/127\.0\.0\.1:\d+\r?\n/)
      },
    )

    it('starts without one, in JSON, and stops cleanly when npx is stopped', async () => {
      const said = await startAndStop('sh', ['-c', NPX])
      const lines = said
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).msg)
      expect(lines).toContainEqual(expect.stringMatching(/^stopping/))
    })

    it('has a command that helps, and one that writes a .env', () => {
      const run = (...args: string[]) =>
        execFileSync('npx', ['payment-status-relay', ...args], {
          cwd: app,
          env: { PATH: env.PATH, HOME: env.HOME },
          encoding: 'utf8',
        })
      expect(run('--help')).toContain('restore')
      expect(run('init')).toContain('check')
      expect(run('check')).toContain('http://localhost:8787')
    })

    it('shows the demo, with all that its page loads', async () => {
      const main = join(app, 'node_modules/payment-status/dist/relay/main.js')
      const child = spawn(process.execPath, [main, 'serve', '--demo'], {
        cwd: app,
        env: { PATH: env.PATH, HOME: env.HOME, PORT: '0', STORE: 'memory:' },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      onTestFinished(() => void child.kill('SIGKILL'))
      let said = ''
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => void (said += chunk))
      const address = () => /http:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(said)?.[0]
      await expect.poll(address).toBeDefined()
      const url = `${address()}/`
      const page = await (await fetch(url)).text()
      const loaded = [...page.matchAll(/(?:src|href)="(\.\/[^"]+|\/payment-status\.js)"/g)]
      const answers = loaded.map(
        async ([, path]) => (await fetch(new URL(String(path), url))).status,
      )
      expect(new Set(await Promise.all(answers))).toEqual(new Set([200]))
    })

    const old = ['/usr/bin/node', '/usr/local/bin/node'].find((node) => {
      const { stdout } = spawnSync(node, ['--print', 'process.versions.node'], { encoding: 'utf8' })
      return stdout && tooOld(stdout.trim()) !== undefined
    })
    const NEEDS = /payment-status-relay needs Node 22\.18/

    it.skipIf(old === undefined)(
      'tells an old Node what it needs, as a command and as an import',
      () => {
        const main = join(app, 'node_modules/payment-status/dist/relay/main.js')
        const command = spawnSync(old ?? '', [main, '--help'], { encoding: 'utf8' })
        expect(command).toMatchObject({ status: 78, stdout: '' })
        expect(command.stderr).toMatch(NEEDS)
        expect(command.stderr.trim().split('\n')).toHaveLength(1)

        const script = "import('payment-status/relay').catch((error) => console.log(error.message))"
        const imported = spawnSync(old ?? '', ['--eval', script], { cwd: app, encoding: 'utf8' })
        expect(imported.stdout).toMatch(NEEDS)
      },
    )
  },
)
