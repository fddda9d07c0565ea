/** The widget's files, read once and made small once. */

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { Hono } from 'hono'

/** Where `vite build` puts what browsers load: beside the sources, or beside the compiled relay. */
const WEB = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/web/' : '../../web/', import.meta.url),
)

const TYPES = new Map([
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.html', 'text/html; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
])

/** With their hash in the name: what is called so never changes. */
const HASHED = /\.[\w-]{8}\.\w+$/

interface Asset {
  type: string
  etag: string
  isImmutable: boolean
  plain: Uint8Array<ArrayBuffer>
  gzip: Uint8Array<ArrayBuffer>
}

export type Assets = ReadonlyMap<string, Asset>

/** By path, such as `payment-status.js`. None where nothing was built: callbacks need no widget. */
export function readAssets(folder: string = WEB): Assets {
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
  return new Map(
    names
      .filter((name) => TYPES.has(extname(name)))
      .map((name) => {
        const plain = new Uint8Array(readFileSync(join(folder, name)))
        const asset: Asset = {
          type: TYPES.get(extname(name)) ?? '',
          etag: `"${createHash('sha256').update(plain).digest('hex').slice(0, 16)}"`,
          isImmutable: HASHED.test(name),
          plain,
          gzip: new Uint8Array(gzipSync(plain, { level: 9 })),
        }
        return [name.replaceAll('\\', '/'), asset] as const
      }),
  )
}

/** Serves files at these paths, to pages of every origin: a script tag has no token. */
export function serveAssets(assets: Assets, names: ReadonlyMap<string, string>): Hono {
  const app = new Hono()
  for (const [path, name] of names) {
    const asset = assets.get(name)
    if (!asset) continue
    app.get(path, (c) => {
      c.header('Access-Control-Allow-Origin', '*')
      c.header('Cross-Origin-Resource-Policy', 'cross-origin')
      c.header('Timing-Allow-Origin', '*')
      c.header('Vary', 'Accept-Encoding')
      c.header('ETag', asset.etag)
      c.header(
        'Cache-Control',
        asset.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      )
      if (c.req.header('If-None-Match')?.includes(asset.etag)) return c.body(null, 304)

      c.header('Content-Type', asset.type)
      const takesGzip = /\bgzip\b/.test(c.req.header('Accept-Encoding') ?? '')
      if (takesGzip) c.header('Content-Encoding', 'gzip')
      return c.body(takesGzip ? asset.gzip : asset.plain)
    })
  }
  return app
}

/** The script that a page names. */
export const SCRIPT = 'payment-status.js'

/** What the widget consists of: all that lies at the top, but for pages. */
export const widgetPaths = (assets: Assets): ReadonlyMap<string, string> =>
  new Map(
    [...assets.keys()]
      .filter((name) => !name.includes('/') && extname(name) !== '.html')
      .map((name) => [`/${name}`, name]),
  )
