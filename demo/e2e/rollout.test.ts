/** REALTIME_ROLLOUT=0, for whoever wants no WebSockets yet: how many the relay is asked for, by pages of all kinds. */

import { SignJWT } from 'jose'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { readAssets } from '../../relay/http/assets.ts'
import { TOKEN_SECRET } from '../../relay/testing/client.ts'
import { startRelay } from '../../relay/testing/relay.ts'
import type { TestBrowser } from './browser.ts'
import { chromium } from './browser.puppeteer.ts'
import { openNetwork } from './network.ts'
import { ORDER, shows } from './payment.ts'
import { element, openShop, script } from './shop.ts'

let browser: TestBrowser
beforeAll(async () => void (browser = await chromium()))
afterAll(() => browser.close())

async function start(rollout: string) {
  const settings = { ALLOWED_ORIGINS: '*', REALTIME_ROLLOUT: rollout }
  const relay = await startRelay(settings, { assets: readAssets() })
  const [network, shop] = [await openNetwork(relay.url), await openShop()]
  const { token } = await relay.register(ORDER, { customers: ['42'] })
  const { token: customers } = await relay.relay.token({ customer: '42' })
  const show = (body: string) => shop.show({ body: script(network.url) + body })
  const tab = await browser.newTab()
  onTestFinished(() => tab.close())
  return { relay, network, shop, show, tab, token, customers }
}

const TOASTS = (token: string) => `<payment-toasts token="${token}"></payment-toasts>`

it('opens no socket: neither for an order, nor for a customer', async () => {
  const { relay, network, shop, show, tab, token, customers } = await start('0')
  show(element(ORDER, token) + TOASTS(customers))
  await tab.open(shop.url)
  await shows(tab, { status: 'pending', connection: 'polling' })
  await relay.update(ORDER, { status: 'succeeded' })
  await shows(tab, { status: 'succeeded', connection: 'polling' })
  const news = { type: 'news', title: 'Parcel', message: 'It is on its way.' }
  await relay.relay.notify({ customer: '42' }, news)
  const toasts = () =>
    tab.evaluate(() =>
      [...document.querySelectorAll('payment-toasts')]
        .map((each) => each.shadowRoot?.textContent)
        .join(),
    )
  await expect.poll(toasts).toContain('It is on its way.')
  expect(network.upgrades).toBe(0)
})

it('opens one in an hour where the shop makes its tokens, which cannot know: not one a page', async () => {
  const { network, shop, show, tab } = await start('0')
  const exp = Math.floor(Date.now() / 1000) + 3_600
  const own = await new SignJWT({ aud: 'payment-status', orders: [ORDER], exp })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(TOKEN_SECRET))
  show(element(ORDER, own))
  for (let page = 0; page < 3; page++) {
    await tab.open(shop.url)
    await shows(tab, { status: 'pending', connection: 'polling' })
  }
  expect(network.upgrades).toBe(1)
})

it('opens one for all that is on the page, at 100', async () => {
  const { network, shop, show, tab, token, customers } = await start('100')
  show(element(ORDER, token) + TOASTS(customers))
  await tab.open(shop.url)
  await shows(tab, { status: 'pending', connection: 'live' })
  expect(network.upgrades).toBe(1)
})
