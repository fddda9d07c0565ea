/** nginx, as relay/README.md sets it up, in front of a relay. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { pathOf } from '../../.ci/programs.ts'
import { folder } from '../../relay/e2e/process.ts'

/** What the README tells an operator to write. */
export function snippet(): string {
  const readme = readFileSync(join(import.meta.dirname, '../../relay/README.md'), 'utf8')
  const [, found] = /```nginx\n([^]*?)```/.exec(readme) ?? []
  if (!found) throw new Error('relay/README.md has no snippet for nginx.')
  return found
}

interface Nginx {
  url: string
  /** All that it has logged. */
  logged(): string
}

/** Starts one in front of `relay`. `change` makes another server of the README's. */
export async function startNginx(
  relay: string,
  change: (server: string) => string = (server) => server,
): Promise<Nginx> {
  const [home, port] = [folder(), await freePort()]
  mkdirSync(join(home, 'log'))
  writeFileSync(join(home, 'nginx.conf'), around(change(here(snippet(), home, port, relay))))
  const args = ['-p', home, '-c', 'nginx.conf', '-e', join(home, 'log/start.log')]
  const child = spawn(pathOf('nginx'), args, { stdio: 'inherit' })
  onTestFinished(async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
  })

  const url = `http://127.0.0.1:${port}`
  await expect.poll(async () => (await fetch(`${url}/healthz`)).status).toBe(200)
  const log = (name: string) => readFileSync(join(home, 'log', name), 'utf8')
  return { url, logged: () => log('payment-status.log') + log('error.log') }
}

/** The README's server on this machine: without a certificate, and with logs of its own. */
const here = (text: string, home: string, port: number, relay: string): string =>
  text
    .replace('443 ssl', `127.0.0.1:${port}`)
    .replace(/^ *ssl_.*\n/gm, '')
    .replaceAll('/var/log/nginx', join(home, 'log'))
    .replaceAll('http://127.0.0.1:8787', relay)

/** What Debian's own configuration has around it, and gzip for all that there is. */
const around = (server: string): string => `
  daemon off;
  pid nginx.pid;
  error_log log/error.log;
  events {}
  http {
    gzip on;
    gzip_types *;
    gzip_proxied any;
    gzip_min_length 0;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    ${server}
  }
`

/** nginx cannot be asked which port it took. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
