/** The recipe for Flask: paid through Stripe, whose API and script are stood in for, and whose webhook is the real one. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type Browser } from 'puppeteer-core'
import {
  afterAll,
  beforeAll,
  describe,
  expect,
  inject,
  it,
  onTestFinished,
  type TestContext,
} from 'vitest'
import { CHROME_ARGS, chromePath, PATIENCE } from '../../../.ci/browser.ts'
import { ask } from '../../../relay/testing/client.ts'
import { fakeStripe, STRIPE_JS, STRIPE_KEY } from './fake-stripe.ts'
import { languageOr, openShop, recipe } from './shop.ts'

let browser: Browser

async function openFlask(context: TestContext) {
  const python = languageOr(context, 'flask')
  const folder = mkdtempSync(join(tmpdir(), 'flask-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const stripe = await fakeStripe()
  const shop = await openShop({
    folder: recipe('flask-stripe'),
    command: (port) => [python, '-m', 'flask', '--app', 'app', 'run', '--port', String(port)],
    env: {
      PYTHONDONTWRITEBYTECODE: '1',
      SESSION_SECRET: 'a secret of the shop’s own',
      SHOP_DB: join(folder, 'shop.db'),
      STRIPE_URL: stripe.url,
      STRIPE_SECRET_KEY: STRIPE_KEY,
      STRIPE_PUBLISHABLE_KEY: 'pk_test_0123456789',
    },
    hook: '/hooks/payment-status',
  })
  return { shop, stripe }
}

/** The shop's page, in a browser of a shopper's own, where Stripe's script is the one that stands in for it. */
async function shopper(url: string) {
  const context = await browser.createBrowserContext()
  onTestFinished(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE)
  await page.setRequestInterception(true)
  page.on('request', (request) =>
    request.url().startsWith('https://js.stripe.com/')
      ? request.respond({ contentType: 'text/javascript', body: STRIPE_JS })
      : request.continue(),
  )
  await page.goto(url)
  const shows = (status: string) =>
    page.waitForFunction(
      (status) => document.querySelector('payment-status')?.status === status,
      {},
      status,
    )
  return { page, shows }
}

const shipped = (said: string) => said.match(/^.*ship ORD-\w+$/gm) ?? []

describe.skipIf(!inject('isLong'))('the recipe for Flask', { tags: 'long' }, () => {
  beforeAll(async () => {
    browser = await puppeteer.launch({
      executablePath: chromePath(),
      args: [...CHROME_ARGS],
      timeout: PATIENCE,
    })
  })

  afterAll(() => browser.close())

  it('is paid by card: the page hears at once, the shop ships once', async (context) => {
    const { shop, stripe } = await openFlask(context)
    const { page, shows } = await shopper(shop.url)
    await page.click('button')
    await shows('pending')
    const [order = ''] = /ORD-\w+/.exec(page.url()) ?? []
    expect(stripe.intents).toMatchObject([
      { amount: 5000, currency: 'eur', metadata: { order_id: order } },
    ])

    // Nothing that the address says counts.
    expect(page.url()).toContain('payment_intent_client_secret')
    await shop.relay.callback('stripe', stripe.event('payment_intent.processing', 'processing'))
    await shows('processing')
    expect(shipped(shop.said())).toEqual([])
    await shop.relay.callback('stripe', stripe.event('payment_intent.succeeded', 'succeeded'))
    await shows('succeeded')
    await expect.poll(() => shipped(shop.said())).toHaveLength(1)

    // A dispute, and its end: the order changes, and is not shipped again.
    await shop.relay.update(order, { status: 'disputed' })
    await shows('disputed')
    await shop.relay.update(order, { status: 'succeeded', final: true })
    await shows('succeeded')
    await shop.relay.update(order, { status: 'refunded' })
    await shows('refunded')
    expect(shipped(shop.said())).toHaveLength(1)
  })

  it('asks Stripe for one intent, however often the shopper comes back', async (context) => {
    const { shop, stripe } = await openFlask(context)
    const { page, shows } = await shopper(shop.url)
    await page.click('button')
    await shows('pending')
    await page.goto(shop.url)
    await page.click('button')
    await shows('pending')
    expect(stripe.intents).toHaveLength(1)

    // Once that is paid, the next cart is another order.
    await shop.relay.callback('stripe', stripe.event('payment_intent.succeeded', 'succeeded'))
    await shows('succeeded')
    await page.goto(shop.url)
    await page.click('button')
    await shows('pending')
    expect(stripe.intents).toHaveLength(2)
  })

  it('opens an order to whoever made it, and to nobody else', async (context) => {
    const { shop } = await openFlask(context)
    const { page, shows } = await shopper(shop.url)
    await page.click('button')
    await shows('pending')
    const [order = ''] = /ORD-\w+/.exec(page.url()) ?? []
    expect((await ask(`${shop.url}/orders/${order}`)).status).toBe(404)
    const headers = { 'Content-Type': 'application/json' }
    expect((await ask(`${shop.url}/payment-token`, { headers, body: { order } })).status).toBe(403)
    const forged = { 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) }
    const told = { data: { id: order, status: 'succeeded', test: false } }
    const hook = `${shop.url}/hooks/payment-status`
    expect((await ask(hook, { headers: forged, body: told })).status).toBe(401)
    expect(shipped(shop.said())).toEqual([])
  })
})
