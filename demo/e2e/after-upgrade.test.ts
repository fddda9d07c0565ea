/** A page that was opened before the relay was upgraded, and loads the rest of its version after it. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { readAssets, widgetPaths, type Assets } from '../../relay/http/assets.ts'
import { sqliteStore } from '../../relay/store/sqlite.ts'
import { startRelay } from '../../relay/testing/relay.ts'
import sw from '../../widget/locales/sw.json' with { type: 'json' }
import type { TestBrowser } from './browser.ts'
import { chromium } from './browser.puppeteer.ts'
import { openNetwork } from './network.ts'
import { ORDER, shows } from './payment.ts'
import { element, openShop, script } from './shop.ts'

let browser: TestBrowser
beforeAll(async () => void (browser = await chromium()))
afterAll(() => browser.close())

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'payment-status-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Another version of the widget: each of its files has another hash in its name, and leads to the others by theirs. */
function anotherBuild(assets: Assets): Assets {
  const names = [...widgetPaths(assets).values()]
  const hashes = new Set(names.flatMap((name) => /\.(\w{8})\.js$/.exec(name)?.[1] ?? []))
  const renamed = (text: string) =>
    text.replace(/\b[0-9a-f]{8}\b/g, (hash) =>
      hashes.has(hash) ? [...hash].toReversed().join('') : hash,
    )
  const folder = temporary()
  for (const name of names) {
    const source = Buffer.from(assets.get(name)?.plain() ?? []).toString()
    writeFileSync(join(folder, renamed(name)), renamed(source))
  }
  return readAssets(folder)
}

it('gets what it loads late, in the version that it has', async () => {
  const newer = readAssets()
  const older = anotherBuild(newer)
  const path = join(temporary(), 'relay.db')
  const settings = { ALLOWED_ORIGINS: '*' }

  const before = await startRelay(settings, { assets: older, store: sqliteStore(path) })
  const [network, shop] = [await openNetwork(before.url), await openShop()]
  const { token } = await before.register(ORDER, { amount: 5000, currency: 'EUR' })
  shop.show({ body: script(network.url) + element(ORDER, token) })
  const tab = await browser.newTab()
  await tab.open(shop.url)
  await shows(tab, { status: 'pending', connection: 'live' })

  await before.relay.close()
  const after = await startRelay(settings, { assets: newer, store: sqliteStore(path) })
  network.target = after.url
  network.reset()
  await after.update(ORDER, { status: 'succeeded' })
  await shows(tab, { status: 'succeeded', connection: 'live' })

  const shown = () =>
    tab.evaluate(() => document.querySelector('payment-status')?.shadowRoot?.textContent)
  await tab.evaluate(() => document.documentElement.setAttribute('lang', 'sw'))
  await expect.poll(shown).toContain(sw.title.succeeded)

  const loaded = await tab.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => name.replace(/.*\//, '')),
  )
  const ours = loaded.filter((name) => /^payment-status.*\.js$/.test(name))
  expect(ours.filter((name) => !older.has(name))).toEqual([])
  expect(ours).toContainEqual(expect.stringMatching(/^payment-status-sw\./))
})
