import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readAssets } from './assets.ts'
import { pinnedTag } from './pinned.ts'

function builtWith(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'payment-status-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return readAssets(folder)
}

const sha384 = (text: string) => `sha384-${createHash('sha384').update(text).digest('base64')}`

it.each(['https://pay.example.com', 'https://pay.example.com/pay/'])(
  'pins each file that the script may load from %s, and none that may change',
  (publicUrl) => {
    const assets = builtWith({
      'payment-status.js': 'changes',
      'payment-status.0a1b2c3d.js': 'entry',
      'payment-status-face.4e5f6a7b.js': 'face',
      'payment-status-zh-Hans.8c9d0e1f.js': 'words',
      'index.html': 'demo',
    })
    const tag = pinnedTag(assets, publicUrl) ?? ''
    const base = publicUrl.replace(/\/?$/, '/')
    const [, map = ''] = /^<script type="importmap">\n([^]*?)\n<\/script>\n/.exec(tag) ?? []
    expect(JSON.parse(map)).toEqual({
      integrity: {
        [`${base}payment-status.0a1b2c3d.js`]: sha384('entry'),
        [`${base}payment-status-face.4e5f6a7b.js`]: sha384('face'),
        [`${base}payment-status-zh-Hans.8c9d0e1f.js`]: sha384('words'),
      },
    })
    expect(tag.split('\n').at(-1)).toBe(
      `<script type="module" src="${base}payment-status.0a1b2c3d.js" integrity="${sha384('entry')}"></script>`,
    )
  },
)

it('pins nothing where nothing was built', () => {
  expect(pinnedTag(builtWith({}), 'https://pay.example.com')).toBeUndefined()
})
