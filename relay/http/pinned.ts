/** The tag of the script as it is, pinned: a page that has it takes no other bytes from the relay than these. */

import { createHash } from 'node:crypto'
import { widgetPaths, type Assets } from './assets.ts'

/** The file that the page names, once it is pinned. */
const ENTRY = /^payment-status\.[0-9a-f]{8}\.js$/

/**
 * For the page's head, or undefined where nothing was built. The integrity of the tag covers its own file alone; what that
 * loads is covered by the import map. `publicUrl`: the relay's, with or without a slash at its end.
 */
export function pinnedTag(assets: Assets, publicUrl: string): string | undefined {
  const base = publicUrl.replace(/\/?$/, '/')
  const files = [...widgetPaths(assets).values()].flatMap((name) => {
    const asset = assets.get(name)
    return asset?.isImmutable ? [{ name, integrity: integrityOf(asset.plain()) }] : []
  })
  const entry = files.find(({ name }) => ENTRY.test(name))
  if (!entry) return undefined
  const integrity = Object.fromEntries(
    files.map((file) => [`${base}${file.name}`, file.integrity] as const),
  )
  return [
    `<script type="importmap">`,
    JSON.stringify({ integrity }, null, 2),
    `</script>`,
    `<script type="module" src="${base}${entry.name}" integrity="${entry.integrity}"></script>`,
  ].join('\n')
}

const integrityOf = (bytes: Uint8Array): string =>
  `sha384-${createHash('sha384').update(bytes).digest('base64')}`
