/** The recipe for WooCommerce: its plugin, in PHP, with what stands in for WordPress (wordpress/), a relay and a browser. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
import { razorpayPaid, SECRETS } from '../../../relay/testing/callbacks.ts'
import { API_KEY, ask } from '../../../relay/testing/client.ts'
import type { TestBrowser } from '../browser.ts'
import { chromium } from '../browser.puppeteer.ts'
import { shows } from '../payment.ts'
import { DARAJA, fakeDaraja } from './fake-daraja.ts'
import { languageOr, openShop, recipe, WEBHOOK_SECRET, type RunningShop } from './shop.ts'

let browser: TestBrowser

interface Mode {
  /** Settings of the plugin, and of the site. */
  env?: Readonly<Record<string, string>>
  relay?: (shop: string) => Readonly<Record<string, string>>
  hook?: string
}

async function openWooCommerce(context: TestContext, { env = {}, relay, hook }: Mode = {}) {
  const php = languageOr(context, 'php')
  const folder = mkdtempSync(join(tmpdir(), 'woocommerce-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const daraja = await fakeDaraja()
  const shop = await openShop({
    folder: join(import.meta.dirname, 'wordpress'),
    command: (port) => [php, '-S', `127.0.0.1:${port}`, 'index.php'],
    env: (relay) => ({
      KEPT: join(folder, 'kept'),
      PLUGIN: join(recipe('woocommerce'), 'payment-status'),
      PAYMENT_STATUS_RELAY: relay,
      PAYMENT_STATUS_API_KEY: API_KEY,
      PAYMENT_STATUS_WEBHOOK_SECRET: WEBHOOK_SECRET,
      PAYMENT_STATUS_DARAJA: daraja.url,
      PAYMENT_STATUS_DARAJA_KEY: DARAJA.DARAJA_CONSUMER_KEY,
      PAYMENT_STATUS_DARAJA_SECRET: DARAJA.DARAJA_CONSUMER_SECRET,
      PAYMENT_STATUS_DARAJA_SHORTCODE: DARAJA.DARAJA_SHORTCODE,
      PAYMENT_STATUS_DARAJA_PASSKEY: DARAJA.DARAJA_PASSKEY,
      RAZORPAY_SECRET: SECRETS.razorpay,
      ...env,
    }),
    relay: (url) => ({ PUBLIC_URL: 'https://pay.example.com', ...relay?.(url) }),
    ...(hook !== undefined && { hook }),
  })
  return { shop, daraja }
}

/** The provider calls the relay, which tells the shop. */
const BY_MPESA: Mode = { hook: '/wp-json/payment-status/v1/orders' }

/** Another plugin keeps its handler. */
const BESIDE = { CURRENCY: 'INR', PAYMENT_STATUS_BESIDE: 'razorpay' }

const BY_PHONE = { method: 'payment_status_mpesa', total: '4999.50', phone: '0712 345 678' }

const json = { 'Content-Type': 'application/json' }

const checkout = async ({ url }: RunningShop, order: object) =>
  (await ask(`${url}/checkout`, { headers: json, body: order })).body

/** How the order stands in the shop. */
const inShop = async ({ url }: RunningShop, order: number) =>
  (await ask(`${url}/admin/orders/${order}`)).body

const statusOf = async (shop: RunningShop, order: number) => (await inShop(shop, order)).status

/** The thank-you page, in a browser. */
async function thankYou({ url }: RunningShop, redirect: string) {
  const tab = await browser.newTab()
  onTestFinished(() => tab.close())
  await tab.open(url + redirect)
  return tab
}

describe.skipIf(!inject('isLong'))('the recipe for WooCommerce', { tags: 'long' }, () => {
  beforeAll(async () => {
    browser = await chromium()
  })

  afterAll(() => browser.close())

  it('sends a prompt, and its thank-you page and the shop hear of the payment', async (context) => {
    const { shop, daraja } = await openWooCommerce(context, BY_MPESA)
    const { result, redirect, order } = await checkout(shop, BY_PHONE)
    expect(result).toBe('success')
    // Whole shillings, for M-Pesa knows no cents.
    expect(daraja.prompts).toMatchObject([{ amount: 5000, phone: '254712345678' }])

    const tab = await thankYou(shop, redirect)
    await shows(tab, { status: 'requires_action', connection: 'live' })
    expect(await statusOf(shop, order)).toBe('pending')
    await daraja.says(shop.relay, 0, 'NLJ7RT61SV')
    await shows(tab, { status: 'succeeded' })
    await expect.poll(() => statusOf(shop, order)).toBe('processing')
    expect(await inShop(shop, order)).toMatchObject({ transaction: 'NLJ7RT61SV', completions: 1 })
    // Without the order's key, there is no page, and so no token.
    expect((await ask(`${shop.url}/checkout/order-received/${order}/?key=wrong`)).status).toBe(404)
  })

  it('lets the shopper pay again once nobody can pay twice', async (context) => {
    const { shop, daraja } = await openWooCommerce(context, BY_MPESA)
    const { order } = await checkout(shop, BY_PHONE)
    const again = async () =>
      (await ask(`${shop.url}/checkout/order-pay/${order}`, { method: 'POST' })).body
    expect(await again()).toMatchObject({ result: 'success' })
    expect(daraja.prompts).toHaveLength(1)

    await daraja.says(shop.relay, 1032)
    await expect.poll(() => statusOf(shop, order)).toBe('failed')
    expect(await again()).toMatchObject({ result: 'success' })
    expect(daraja.prompts).toHaveLength(2)
    // Late, or out of order: a success counts.
    await daraja.says(shop.relay, 0)
    await expect.poll(() => statusOf(shop, order)).toBe('processing')
  })

  it('tells the shopper at the checkout what is wrong with a number', async (context) => {
    const { shop, daraja } = await openWooCommerce(context, BY_MPESA)
    expect(await checkout(shop, { ...BY_PHONE, phone: '0812' })).toMatchObject({
      result: 'failure',
      notices: [expect.stringContaining('0712 345 678')],
    })
    expect(daraja.prompts).toEqual([])
  })

  it('takes no order for paid by what is not signed, or is of another amount', async (context) => {
    const { shop } = await openWooCommerce(context, BY_MPESA)
    const { order } = await checkout(shop, BY_PHONE)
    const told = { type: 'order.updated', data: { id: String(order), status: 'succeeded' } }
    const forged = await ask(`${shop.url}/wp-json/payment-status/v1/orders`, {
      headers: {
        ...json,
        'webhook-id': 'a.1',
        'webhook-timestamp': String(Math.floor(Date.now() / 1000)),
        'webhook-signature': 'v1,AAAA',
      },
      body: told,
    })
    expect(forged.status).toBe(401)
    expect(await statusOf(shop, order)).toBe('pending')

    await shop.relay.register(String(order), { amount: 100, currency: 'KES' })
    await shop.relay.update(String(order), { status: 'succeeded' })
    await expect.poll(() => statusOf(shop, order)).toBe('on-hold')
  })

  it('leaves a plugin its own handler, to which the relay forwards', async (context) => {
    const { shop } = await openWooCommerce(context, {
      env: BESIDE,
      relay: (url) => ({ FORWARD_URL_RAZORPAY: `${url}/wc-api/razorpay` }),
    })
    const { redirect, order } = await checkout(shop, { method: 'razorpay', total: '50.00' })
    const tab = await thankYou(shop, redirect)
    await shows(tab, { status: 'pending', connection: 'live' })

    await shop.relay.callback('razorpay', razorpayPaid(String(order)))
    await shows(tab, { status: 'succeeded' })
    await expect.poll(() => statusOf(shop, order)).toBe('processing')
    expect(await inShop(shop, order)).toMatchObject({ transaction: `pay_${order}`, completions: 1 })
  })

  it('tells the relay what a plugin has heard itself', async (context) => {
    const { shop } = await openWooCommerce(context, {
      env: { ...BESIDE, PAYMENT_STATUS_TELL: '1' },
    })
    const { redirect, order } = await checkout(shop, { method: 'razorpay', total: '50.00' })
    const tab = await thankYou(shop, redirect)
    await shows(tab, { status: 'pending', connection: 'live' })

    const { headers, body } = razorpayPaid(String(order))
    expect((await ask(`${shop.url}/wc-api/razorpay`, { headers, body })).status).toBe(200)
    await shows(tab, { status: 'succeeded' })
    // The same payment, also by the provider's own word: it counts once.
    await shop.relay.callback('razorpay', razorpayPaid(String(order)))
    const refund = `${shop.url}/admin/refund/${order}`
    await ask(refund, { headers: json, body: { amount: 20 } })
    await shows(tab, { status: 'partially_refunded' })
    expect(await shop.relay.seen(String(order))).toMatchObject({
      amountReceived: 5000,
      amountRefunded: 2000,
    })
  })

  it('tells it later, where the relay is away', async (context) => {
    const { shop } = await openWooCommerce(context, {
      env: { ...BESIDE, PAYMENT_STATUS_TELL: '1' },
    })
    const { order } = await checkout(shop, { method: 'razorpay', total: '50.00' })
    shop.setAway(true)
    const { headers, body } = razorpayPaid(String(order))
    expect((await ask(`${shop.url}/wc-api/razorpay`, { headers, body })).status).toBe(200)
    shop.setAway(false)
    expect((await ask(`${shop.url}/admin/scheduled`)).body).toBe(1)
    expect(await shop.relay.seen(String(order))).toMatchObject({ status: 'succeeded' })
  })
})
