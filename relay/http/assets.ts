/** The widget's files, read once and made small once. */

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Hono, type Context } from 'hono'
import type { Store } from '../store/store.ts'

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

/** Of these, the widget's. */
const WIDGETS = 'payment-status[\\w-]*\\.[0-9a-f]+\\.js'

interface Asset {
  type: string
  etag: string
  isImmutable: boolean
  gzip: Bytes
  plain(): Bytes
}

type Bytes = Uint8Array<ArrayBuffer>

export type Assets = ReadonlyMap<string, Asset>

/** By path, such as `payment-status.js`. None where nothing was built: callbacks need no widget. */
export function readAssets(folder: string = WEB): Assets {
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
  return new Map(
    names
      .filter((name) => TYPES.has(extname(name)))
      .map((name) => {
        const plain = new Uint8Array(readFileSync(join(folder, name)))
        const gzip = new Uint8Array(gzipSync(plain, { level: 9 }))
        const etag = createHash('sha256').update(plain).digest('hex').slice(0, 16)
        const asset = assetOf(name, etag, gzip, () => plain)
        return [name.replaceAll('\\', '/'), asset] as const
      }),
  )
}

const assetOf = (name: string, etag: string, gzip: Bytes, plain: () => Bytes): Asset => ({
  type: TYPES.get(extname(name)) ?? '',
  etag: `"${etag}"`,
  isImmutable: HASHED.test(name),
  gzip,
  plain,
})

/** Serves files at these paths, to pages of every origin: a script tag has no token. */
export function serveAssets(assets: Assets, names: ReadonlyMap<string, string>): Hono {
  const app = new Hono()
  for (const [path, name] of names) {
    const asset = assets.get(name)
    if (asset) app.get(path, (c) => answer(c, asset))
  }
  return app
}

/**
 * Serves what earlier versions had, too: a page that was opened before an upgrade loads the card, or a language, after
 * it. Of these nothing is held in memory.
 */
export const serveEarlier = (store: Pick<Store, 'webFile'>): Hono =>
  new Hono().get(`/:name{${WIDGETS}}`, async (c, next) => {
    const name = c.req.param('name')
    const kept = await store.webFile(name)
    if (!kept) return next()
    const gzip = new Uint8Array(kept)
    // Its name is all that there is to know of what never changes.
    return answer(
      c,
      assetOf(name, name, gzip, () => new Uint8Array(gunzipSync(gzip))),
    )
  })

/** Of all that a client takes; unless it says of it that it does not. https://www.rfc-editor.org/rfc/rfc9110#section-12.4.2 */
const GZIP = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i

function answer(c: Context, { type, etag, isImmutable, plain, gzip }: Asset): Response {
  c.header('Access-Control-Allow-Origin', '*')
  c.header('Cross-Origin-Resource-Policy', 'cross-origin')
  c.header('Timing-Allow-Origin', '*')
  c.header('Vary', 'Accept-Encoding')
  c.header('ETag', etag)
  c.header('Cache-Control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache')
  if (c.req.header('If-None-Match')?.includes(etag)) return c.body(null, 304)

  c.header('Content-Type', type)
  const takesGzip = GZIP.test(c.req.header('Accept-Encoding') ?? '')
  if (takesGzip) c.header('Content-Encoding', 'gzip')
  return c.body(takesGzip ? gzip : plain())
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

/** Those of the widget's that never change, gzipped: for the versions that come after this one. */
export const lastingFiles = (assets: Assets): ReadonlyMap<string, Uint8Array> =>
  new Map(
    [...widgetPaths(assets).values()].flatMap((name) => {
      const asset = assets.get(name)
      return asset?.isImmutable ? [[name, asset.gzip] as const] : []
    }),
  )
