/** The script, pinned by the tag that `check --tag` prints: a browser takes these bytes of a relay, and no others. */

import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { readAssets, type Assets } from '../../relay/http/assets.ts'
import { pinnedTag } from '../../relay/http/pinned.ts'
import { startRelay } from '../../relay/testing/relay.ts'
import sw from '../../widget/locales/sw.json' with { type: 'json' }
import type { TestBrowser } from './browser.ts'
import { chromium } from './browser.puppeteer.ts'
import { ORDER, shows } from './payment.ts'
import { element, openShop } from './shop.ts'

let browser: TestBrowser
beforeAll(async () => void (browser = await chromium()))
afterAll(() => browser.close())

declare global {
  interface Window {
    isRefused?: boolean
    isForeign?: boolean
  }
}

const built = readAssets()

/** Opens a page with the tag of what was built, on a relay that serves `assets`. */
async function open(assets: Assets, change = (tag: string) => tag) {
  const relay = await startRelay({ ALLOWED_ORIGINS: '*' }, { assets })
  const shop = await openShop()
  const { token } = await relay.register(ORDER, { amount: 5000, currency: 'EUR' })
  const tag = change(pinnedTag(built, relay.url) ?? '')
  shop.show({ body: `<html lang="sw">${tag}${element(ORDER, token)}` })
  const tab = await browser.newTab()
  onTestFinished(() => tab.close())
  await tab.open(shop.url)
  return tab
}

it('lets all of the widget in, as it was built', async () => {
  const tab = await open(built)
  await shows(tab, { status: 'pending', connection: 'live' })
  const shown = () =>
    tab.evaluate(() => document.querySelector('payment-status')?.shadowRoot?.textContent)
  await expect.poll(shown).toContain(sw.title.pending)
})

it('keeps the script out where its integrity is another', async () => {
  const tab = await open(built, (tag) =>
    tag
      .replace('<script type="module"', '$& onerror="isRefused = true"')
      .replace(/ integrity="sha384-.{64}"/, ` integrity="sha384-${'A'.repeat(64)}"`),
  )
  await expect.poll(() => tab.evaluate(() => window.isRefused)).toBe(true)
  expect(await tab.evaluate(() => customElements.get('payment-status') === undefined)).toBe(true)
})

it('keeps out what the script loads later, however often it is tried', async () => {
  const [name = '', face] = [...built].find(([each]) => each.includes('-face.')) ?? []
  if (!face) throw new Error('There is no card in dist/web: run `npm run build:web` first.')
  const foreign = new TextEncoder().encode('globalThis.isForeign = true; export const face = {}')
  let served = 0
  const other = {
    ...face,
    // Each time another, so that the browser asks each time.
    isImmutable: false,
    get etag() {
      return `"${++served}"`
    },
    gzip: new Uint8Array(gzipSync(foreign)),
    plain: () => foreign,
  }
  const tab = await open(new Map([...built, [name, other]]))
  await expect.poll(() => served).toBeGreaterThan(2)
  expect(await tab.evaluate(() => window.isForeign)).toBeUndefined()
})
