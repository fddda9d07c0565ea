/** A Postgres of our own, in a folder of its own, as it comes: every commit is on disk. */

import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, globSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Postgres {
  /** Where its socket is: `PGHOST`. */
  host: string
  /** Whether it counts statements: `pg_stat_statements`. */
  counts: boolean
  pid: number
  stop(): Promise<void>
}

/** What to do where there is none. */
export const HOW_TO_GET_POSTGRES =
  'install one ("apt-get install postgresql"), or put its "initdb" and "postgres" on the PATH'

/** Undefined where none is installed. `counting`: counts what it is asked, where it has that. */
export async function startPostgres({ counting = false } = {}): Promise<Postgres | undefined> {
  const programs = folderOfPrograms()
  if (programs === undefined) return undefined
  const counts = counting && hasCounter(programs)
  const folder = mkdtempSync(join(tmpdir(), 'payment-status-bench-postgres-'))
  const user = unprivileged()
  if (user) chownSync(folder, user.uid, user.gid)

  const data = join(folder, 'data')
  const as = { ...user, cwd: folder }
  execFileSync(
    join(programs, 'initdb'),
    ['--pgdata', data, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-locale'],
    { ...as, stdio: 'ignore' },
  )
  const server = spawn(
    join(programs, 'postgres'),
    [
      ...['-D', data, '-k', folder, '-c', 'listen_addresses='],
      ...(counts ? ['-c', 'shared_preload_libraries=pg_stat_statements'] : []),
    ],
    { ...as, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  const kill = () => server.kill('SIGQUIT')
  process.once('exit', kill)
  const exited = new Promise<void>((resolve) => server.once('close', () => resolve()))

  const ready = new Promise<void>((resolve, reject) => {
    const log: string[] = []
    createInterface(server.stderr).on('line', (line) => {
      if (line.endsWith('database system is ready to accept connections')) resolve()
      log.push(line)
    })
    void exited.then(() => reject(new Error(`Postgres has ended:\n${log.join('\n')}`)))
  })
  await ready
  return {
    host: folder,
    counts,
    pid: server.pid ?? 0,
    async stop() {
      process.off('exit', kill)
      server.kill('SIGINT')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Debian's are together; what is on the PATH may be a link to them. */
const hasCounter = (programs: string): boolean =>
  existsSync(
    join(dirname(realpathSync(join(programs, 'postgres'))), '../lib/pg_stat_statements.so'),
  )

/** The newest, or what is on the PATH. Debian has them where no PATH leads. */
function folderOfPrograms(): string | undefined {
  const version = (folder: string) => Number(/\/(\d+)\/bin$/.exec(folder)?.[1] ?? 0)
  const debian = globSync('/usr/lib/postgresql/*/bin').sort((a, b) => version(b) - version(a))
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...debian]
  return folders.find((folder) =>
    ['initdb', 'postgres'].every((name) => existsSync(join(folder, name))),
  )
}

/** Postgres refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (what: string) => Number(execFileSync('id', [what, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}
