/** What a page loads of us, and of what others would have it load: minified by Vite, after gzip -9. */

import { execFileSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { table } from './table.ts'

const WEB = join(import.meta.dirname, '../dist/web')

/** Each as its documentation says that a page imports it, and what it brings of a waiting screen. */
const OTHERS = [
  {
    name: 'partysocket',
    code: `export { WebSocket } from 'partysocket'`,
    brings: 'a socket that reconnects',
  },
  { name: 'phoenix', code: `export { Socket } from 'phoenix'`, brings: 'a connection' },
  {
    name: 'socket.io-client',
    code: `export { io } from 'socket.io-client'`,
    brings: 'a connection',
  },
  {
    name: '@microsoft/signalr',
    code: `export * from '@microsoft/signalr'`,
    brings: 'a connection',
  },
  {
    name: 'pusher-js',
    code: `export { default } from 'pusher-js'`,
    brings: 'a connection, to their servers',
  },
  { name: 'centrifuge', code: `export { Centrifuge } from 'centrifuge'`, brings: 'a connection' },
  {
    name: 'ably',
    code: `export { Realtime } from 'ably'`,
    brings: 'a connection, to their servers',
  },
  {
    name: '@adyen/adyen-web',
    code: `export { AdyenCheckout, UPI } from '@adyen/adyen-web'`,
    brings: 'one provider’s screens (UPI), by polling',
  },
] as const

/** Of the files in dist/web that fit. */
const ours = (...patterns: string[]): number =>
  patterns
    .flatMap((pattern) => globSync(pattern, { cwd: WEB }))
    .reduce((sum, file) => sum + gzip(readFileSync(join(WEB, file))), 0)

const gzip = (code: string | Uint8Array): number => gzipSync(code, { level: 9 }).length

/** What a bundler makes of it for a browser, with all that it loads sooner or later. */
async function bundled(folder: string, code: string): Promise<number> {
  const input = join(folder, 'entry.js')
  writeFileSync(input, code)
  const result = await build({
    configFile: false,
    root: folder,
    logLevel: 'error',
    build: {
      write: false,
      modulePreload: false,
      target: 'es2022',
      rolldownOptions: { input, preserveEntrySignatures: 'strict' },
    },
  })
  if (!('output' in result)) throw new Error('Vite gave no single bundle.')
  return result.output.reduce((sum, file) => sum + (file.type === 'chunk' ? gzip(file.code) : 0), 0)
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`

/** A table, in Markdown. Installs the others from npm into a folder of their own, which is gone afterwards. */
export async function sizes(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sizes-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true }')
    const names = OTHERS.map(({ name }) => name)
    execFileSync(
      'npm',
      ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', ...names],
      {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    )
    const rows: string[][] = []
    for (const { name, code, brings } of OTHERS) {
      const path = join(folder, 'node_modules', name, 'package.json')
      const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string }
      rows.push([`${name} ${version}`, brings, kilobytes(await bundled(folder, code))])
    }
    const first = ours('payment-status.????????.js')
    const seen = ours('payment-status-face.????????.js', 'payment-status-later.????????.js')
    return table([
      ['what a page loads', 'what it brings', 'gzip'],
      [
        '**payment-status**, first request',
        'Lit, the connection with its fallback, the element',
        kilobytes(first),
      ],
      ['– and right behind it', 'the card; its words, reasons, buttons', kilobytes(seen)],
      ...rows,
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
