/** For tests: a Postgres of their own, where one is installed. */

import { execFileSync, spawn } from 'node:child_process'
import { chownSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../e2e/process.ts'

/** Where its programs are, the newest first. */
const [FOLDER] = globSync('/usr/lib/postgresql/*/bin').toSorted().reverse()

/** Why there is none. */
export const NO_POSTGRES =
  FOLDER === undefined ? 'Postgres is not installed (Debian: apt install postgresql)' : undefined

export interface TestPostgres {
  /** Of its database. */
  url: string
  /** Ends it, as a crash does. */
  crash(): Promise<void>
  /** Begins it again, where it was. */
  begin(): Promise<void>
  /** Ends it, and removes all that it had. */
  remove(): Promise<void>
}

/** It refuses to run as root. */
const whoRuns = () => {
  if (process.getuid?.() !== 0) return {}
  const [, , uid, gid] =
    /^(nobody):[^:]*:(\d+):(\d+)/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

/** A cluster in a folder of its own, that answers. */
export async function startPostgres(): Promise<TestPostgres> {
  if (FOLDER === undefined) throw new Error(NO_POSTGRES)
  const folder = mkdtempSync(join(tmpdir(), 'payment-status-postgres-'))
  const who = whoRuns()
  if (who.uid !== undefined && who.gid !== undefined) chownSync(folder, who.uid, who.gid)
  const data = join(folder, 'data')
  const program = (name: string) => join(FOLDER, name)
  const quiet = { ...who, stdio: 'ignore' } as const
  execFileSync(
    program('initdb'),
    ['-D', data, '-U', 'test', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    { ...quiet, cwd: folder },
  )
  const port = await freePort()
  let server: ReturnType<typeof spawn> | undefined

  async function begin(): Promise<void> {
    const settings = [
      'fsync=off',
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${folder}`,
    ]
    const options = settings.flatMap((each) => ['-c', each])
    server = spawn(program('postgres'), ['-D', data, '-p', String(port), ...options], {
      ...quiet,
      cwd: folder,
    })
    const answers = () => {
      try {
        execFileSync(program('pg_isready'), ['-h', '127.0.0.1', '-p', String(port)], quiet)
        return true
      } catch {
        return false
      }
    }
    while (!answers()) await delay(20)
  }

  async function crash(): Promise<void> {
    const ending = server
    server = undefined
    if (!ending || ending.exitCode !== null) return
    const gone = new Promise((resolve) => ending.once('exit', resolve))
    // Immediate: sessions are cut off, and nothing is waited for.
    ending.kill('SIGQUIT')
    await gone
  }

  await begin()
  return {
    url: `postgres://test@127.0.0.1:${port}/postgres`,
    crash,
    begin,
    async remove() {
      await crash()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
