/** For tests: a PgBouncer of our own before a Postgres, where one is installed. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, chownSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { NOBODY, type TestPostgres } from './postgres.ts'

export const pgbouncer: string | undefined = [
  '/usr/sbin',
  ...(process.env.PATH ?? '').split(delimiter),
]
  .map((folder) => join(folder, 'pgbouncer'))
  .find((file) => existsSync(file))

/** In transaction mode, with fewer connections than we ask for. */
export async function testPgBouncer(
  server: TestPostgres,
): Promise<{ url(schema: string): string; stop(): Promise<void> }> {
  if (!pgbouncer) throw new Error('There is no PgBouncer here.')
  const folder = join(server.folder, 'pooler')
  const settings = join(folder, 'pgbouncer.ini')
  mkdirSync(folder)
  writeFileSync(join(folder, 'users'), '"relay" ""')
  writeFileSync(
    settings,
    `[databases]
postgres = host=${server.folder} port=${server.port} dbname=postgres
[pgbouncer]
pool_mode = transaction
default_pool_size = 4
max_client_conn = 100
listen_port = ${server.port}
unix_socket_dir = ${folder}
auth_type = trust
auth_file = ${join(folder, 'users')}
`,
  )
  if (NOBODY.uid && NOBODY.gid) chownSync(folder, NOBODY.uid, NOBODY.gid)
  const pooler = spawn(pgbouncer, [settings], { ...NOBODY, stdio: ['ignore', 'ignore', 'pipe'] })
  // It says so once it listens.
  for await (const words of pooler.stderr ?? []) if (String(words).includes('process up')) break
  pooler.stderr?.resume()
  return {
    url: (schema) =>
      server.url(schema).replace(encodeURIComponent(server.folder), encodeURIComponent(folder)),
    async stop() {
      const ended = once(pooler, 'exit')
      pooler.kill('SIGTERM')
      await ended
    },
  }
}
