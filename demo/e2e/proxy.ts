/** The proxies of `deploy/`, in front of a relay. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { pathOf } from '../../.ci/programs.ts'
import { folder, freePort } from '../../relay/e2e/process.ts'

interface Place {
  /** A folder of its own. */
  home: string
  port: number
  /** Where the relay is, as `host:port`. */
  relay: string
}

interface Kind {
  /** What `deploy/` has for an operator. */
  file: string
  /** The same on this machine: without a certificate, and with what an operator's own configuration has around it. */
  here(text: string, place: Place): string
  args(file: string, home: string): string[]
}

const KINDS = {
  nginx: {
    file: 'nginx.conf',
    here: (text, { home, port, relay }) => `
      daemon off;
      pid nginx.pid;
      error_log log/error.log;
      worker_rlimit_nofile 16384;
      events { worker_connections 8192; }
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
        ${text
          .replace('443 ssl', `127.0.0.1:${port}`)
          .replace(/^ *ssl_.*\n/gm, '')
          .replaceAll('/var/log/nginx', join(home, 'log'))
          .replaceAll('127.0.0.1:8787', relay)}
      }`,
    args: (file, home) => ['-p', home, '-c', file, '-e', join(home, 'log/start.log')],
  },
  haproxy: {
    file: 'haproxy.cfg',
    here: (text, { port, relay }) =>
      text.replace(/bind :443 ssl .*/, `bind 127.0.0.1:${port}`).replace('127.0.0.1:8787', relay),
    args: (file) => ['-f', file],
  },
  caddy: {
    file: 'Caddyfile',
    here: (text, { home, port, relay }) =>
      `{
        admin off
        auto_https off
        storage file_system ${home}
      }
      ${text
        .replace('{$DOMAIN:pay.example.com}', `http://127.0.0.1:${port}`)
        .replace('{$RELAY:127.0.0.1:8787}', relay)}`,
    args: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
  },
} as const satisfies Record<string, Kind>

export type ProxyName = keyof typeof KINDS

export const PROXIES = Object.keys(KINDS) as ProxyName[]

/** What `deploy/` tells an operator to write. */
export const configuration = (name: ProxyName): string =>
  readFileSync(join(import.meta.dirname, '../../deploy', KINDS[name].file), 'utf8')

interface Proxy {
  url: string
  /** All that it has logged. */
  logged(): string
}

/** Starts one in front of `relay`, a URL. `change` makes another configuration of ours. */
export async function startProxy(
  name: ProxyName,
  relay: string,
  change: (text: string) => string = (text) => text,
): Promise<Proxy> {
  const kind: Kind = KINDS[name]
  const [home, port] = [folder(), await freePort()]
  const file = join(home, kind.file)
  mkdirSync(join(home, 'log'))
  const place = { home, port, relay: new URL(relay).host }
  writeFileSync(file, kind.here(change(configuration(name)), place))

  let said = ''
  const child = spawn(pathOf(name), kind.args(file, home), {
    env: { ...process.env, HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
  }
  onTestFinished(async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })

  const url = `http://127.0.0.1:${port}`
  const answers = () =>
    fetch(`${url}/healthz`)
      .then(({ status }) => status)
      .catch(() => said)
  await expect.poll(answers).toBe(200)
  const log = (each: string) => readFileSync(join(home, 'log', each), 'utf8')
  return {
    url,
    logged: () => (name === 'nginx' ? log('payment-status.log') + log('error.log') : said),
  }
}
