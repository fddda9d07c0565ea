/** For tests: a Postgres of our own, where one is installed, in a temporary folder. */

import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import postgres from 'postgres'

/** What to do where there is none. */
export const NO_POSTGRES =
  'There is no Postgres here: install one (apt-get install postgresql, brew install postgresql), and its tests run too.'

/** Postgres refuses to run as root: nobody it is. */
export const NOBODY: { uid?: number; gid?: number } =
  process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/** The folder of its programs: the newest that is installed, else where the shell finds it. */
export const postgresBin: string | undefined = [
  ...globSync('/usr/lib/postgresql/*/bin').toSorted((a, b) =>
    b.localeCompare(a, 'en', { numeric: true }),
  ),
  ...globSync('/opt/homebrew/opt/postgresql*/bin'),
  ...(process.env.PATH ?? '').split(delimiter),
].find((folder) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))))

export interface TestPostgres {
  /** For STORE. */
  url(schema: string): string
  /** To look at what is there, past the store. */
  connect(): postgres.Sql
  /** The folder of its socket. */
  folder: string
  port: number
  /** As a machine that loses its power would: nothing is told to anybody. */
  kill(): Promise<void>
  /** Where it does not run. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** `isDurable`: what is committed is on disk. */
export async function testPostgres({ isDurable = false } = {}): Promise<TestPostgres> {
  if (!postgresBin) throw new Error(NO_POSTGRES)
  const bin = postgresBin
  const folder = mkdtempSync(join(tmpdir(), 'ps-pg-'))
  if (NOBODY.uid && NOBODY.gid) chownSync(folder, NOBODY.uid, NOBODY.gid)
  const data = join(folder, 'data')
  const options = { ...NOBODY, stdio: 'ignore', cwd: folder } as const
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-A', 'trust', '-U', 'relay', '-E', 'UTF8', '--locale=C', '--no-sync'],
    options,
  )
  // The socket's name, beside others' in the same folder.
  const port = 5432
  const settings = [
    'listen_addresses=',
    'max_connections=200',
    'shared_buffers=32MB',
    'log_min_messages=fatal',
    ...(isDurable ? [] : ['fsync=off', 'full_page_writes=off']),
  ].flatMap((setting) => ['-c', setting])

  let server: ReturnType<typeof spawn> | undefined
  const isRunning = () => server && server.exitCode === null && server.signalCode === null
  async function start(): Promise<void> {
    if (isRunning()) return
    const started = spawn(
      join(bin, 'postgres'),
      ['-D', data, '-k', folder, '-p', String(port), ...settings],
      { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    server = started
    started.stderr?.resume()
    while (!isReady()) {
      if (started.exitCode !== null) throw new Error('Postgres has ended before it began.')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const isReady = () => {
    try {
      execFileSync(join(bin, 'pg_isready'), ['-h', folder, '-p', String(port)], options)
      return true
    } catch {
      return false
    }
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!server || !isRunning()) return
    const ended = once(server, 'exit')
    server.kill(signal)
    await ended
  }

  await start()
  return {
    url: (schema) =>
      `postgres://relay@localhost:${port}/postgres?host=${encodeURIComponent(folder)}&schema=${schema}`,
    connect: () =>
      postgres({
        path: join(folder, `.s.PGSQL.${port}`),
        user: 'relay',
        database: 'postgres',
        max: 2,
        onnotice() {},
      }),
    folder,
    port,
    start,
    // At once, and without a word to who is connected.
    kill: () => end('SIGQUIT'),
    async stop() {
      await end('SIGQUIT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
