/** The recipe for Next.js: built and served as its README says, paid by UPI, in a browser. */

import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { promisify } from 'node:util'
import puppeteer, { type Browser } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { CHROME_ARGS, chromePath, PATIENCE } from '../../../.ci/browser.ts'
import { SECRETS, type Callback } from '../../../relay/testing/callbacks.ts'
import { ask } from '../../../relay/testing/client.ts'
import { installed, LONG_ENOUGH, NEXT } from '../installed.ts'
import { openShop, recipe } from './shop.ts'

const KEYS = { RAZORPAY_KEY_ID: 'rzp_test_0123', RAZORPAY_KEY_SECRET: 'razorpay-key-secret' }

/** As `create-next-app` writes it. */
const TSCONFIG = {
  compilerOptions: {
    target: 'ES2023',
    lib: ['dom', 'dom.iterable', 'esnext'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: 'esnext',
    moduleResolution: 'bundler',
    resolveJsonModule: true,
    isolatedModules: true,
    jsx: 'preserve',
    paths: { '@/*': ['./*'] },
  },
  include: ['**/*.ts', '**/*.tsx'],
}

/** Razorpay's checkout, of which the sheet is Razorpay's own: who opens it pays at once. */
const CHECKOUT_JS = `
  window.Razorpay = class {
    constructor(options) { this.options = options }
    open() {
      window.opened = this.options
      this.options.handler({ razorpay_payment_id: 'pay_1' })
    }
  }`

interface Asked {
  amount: number
  currency: string
  receipt: string
  notes: { order_id: string }
}

/** Razorpay's API: refuses what Razorpay refuses. */
async function fakeRazorpay() {
  const orders: (Asked & { id: string })[] = []
  const { RAZORPAY_KEY_ID: key, RAZORPAY_KEY_SECRET: secret } = KEYS
  const basic = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
    const refuse = (status: number, description: string) =>
      answer(status, { error: { code: 'BAD_REQUEST_ERROR', description } })
    if (request.headers.authorization !== basic) return refuse(401, 'Authentication failed')
    if (request.url !== '/v1/orders') return refuse(404, 'The requested URL was not found')
    const asked = (await json(request)) as Asked
    if (!Number.isInteger(asked.amount) || asked.amount < 100) return refuse(400, 'amount')
    if (asked.receipt.length > 40) return refuse(400, 'receipt')
    const id = `order_EKwxwAgItmmX${orders.length}`
    orders.push({ ...asked, id })
    return answer(200, { ...asked, id, entity: 'order', status: 'created' })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, orders }
}

/** What Razorpay tells of a payment by UPI, which names no order but its own. */
function razorpaySays(event: string, order_id: string, payment: object): Callback {
  const entity = {
    id: 'pay_DESlfW9H8K9uqM',
    entity: 'payment',
    amount: 49_900,
    currency: 'INR',
    order_id,
    method: 'upi',
    vpa: 'gaurav.kumar@exampleupi',
    notes: [],
    created_at: Math.floor(Date.now() / 1000),
    ...payment,
  }
  const body = JSON.stringify({
    entity: 'event',
    event,
    contains: ['payment'],
    payload: { payment: { entity } },
    created_at: Math.floor(Date.now() / 1000),
  })
  const signature = createHmac('sha256', SECRETS.razorpay).update(body).digest('hex')
  return {
    body,
    headers: { 'Content-Type': 'application/json', 'X-Razorpay-Signature': signature },
  }
}

describe.skipIf(!inject('isLong'))('the recipe for Next.js', { tags: 'long' }, () => {
  let app: string
  let next: string
  let browser: Browser
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' }
  const run = (cwd: string, command: string, ...args: string[]) =>
    promisify(execFile)(command, args, { cwd, env }).catch((error) => {
      throw new Error(`${command}: ${error.stdout}${error.stderr}`)
    })

  beforeAll(async () => {
    const modules = await installed()
    next = join(modules, NEXT)
    app = join(modules, 'recipes/next')
    cpSync(recipe('nextjs-razorpay-upi'), app, { recursive: true })
    writeFileSync(join(app, 'package.json'), JSON.stringify({ private: true }))
    writeFileSync(join(app, 'tsconfig.json'), JSON.stringify(TSCONFIG))
    await run(app, process.execPath, next, 'build')
    browser = await puppeteer.launch({
      executablePath: chromePath(),
      args: [...CHROME_ARGS],
      timeout: PATIENCE,
    })
  }, LONG_ENOUGH)

  afterAll(() => browser?.close())

  async function openNext() {
    const razorpay = await fakeRazorpay()
    const shop = await openShop({
      folder: app,
      command: (port) => [process.execPath, next, 'start', '-H', '127.0.0.1', '-p', String(port)],
      env: { ...KEYS, RAZORPAY_URL: razorpay.url, NEXT_TELEMETRY_DISABLED: '1' },
      hook: '/api/hooks/payment-status',
    })
    return { shop, razorpay }
  }

  /** A shopper's browser, in which Razorpay's script is the one that stands in for it. */
  async function shopper(url: string) {
    const context = await browser.createBrowserContext()
    onTestFinished(() => context.close())
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE)
    await page.setRequestInterception(true)
    page.on('request', (request) =>
      request.url().startsWith('https://checkout.razorpay.com/')
        ? request.respond({ contentType: 'text/javascript', body: CHECKOUT_JS })
        : request.continue(),
    )
    const shows = (status: string) =>
      page.waitForFunction(
        (status) => document.querySelector('payment-status')?.status === status,
        {},
        status,
      )
    const pay = async () => {
      await page.goto(url)
      await page.waitForFunction(() => 'Razorpay' in window)
      await page.click('button')
    }
    return { page, shows, pay }
  }

  const shipped = (said: string) => said.match(/^ship ORD-\w+$/gm) ?? []

  it('is paid by UPI: the page hears at once, the shop ships once', async () => {
    const { shop, razorpay } = await openNext()
    const { page, shows, pay } = await shopper(shop.url)
    await pay()
    await shows('pending')
    const [made] = razorpay.orders
    expect(made).toMatchObject({ amount: 49_900, currency: 'INR' })
    const id = made?.id ?? ''
    expect(await page.evaluate(() => 'opened' in window && window.opened)).toMatchObject({
      order_id: id,
      method: { upi: true },
    })

    const failed = {
      status: 'failed',
      error_code: 'BAD_REQUEST_ERROR',
      error_reason: 'payment_failed',
    }
    await shop.relay.callback('razorpay', razorpaySays('payment.failed', id, failed))
    await shows('failed')
    // In the app it may still be paid: whoever presses Pay is shown that, and asked for nothing.
    await pay()
    await shows('failed')
    expect(razorpay.orders).toHaveLength(1)
    expect(shipped(shop.said())).toEqual([])

    const captured = { status: 'captured' }
    await shop.relay.callback('razorpay', razorpaySays('payment.captured', id, captured))
    await shows('succeeded')
    await expect.poll(() => shipped(shop.said())).toEqual([`ship ${made?.receipt}`])
    await pay()
    await shows('pending')
    expect(razorpay.orders).toHaveLength(2)
  })

  it('shows an order to whoever made it, and to nobody else', async () => {
    const { shop, razorpay } = await openNext()
    const { page, shows, pay } = await shopper(shop.url)
    await pay()
    await shows('pending')
    expect((await ask(page.url())).status).toBe(404)
    const order = razorpay.orders[0]?.receipt
    const token = await ask(`${shop.url}/api/payment-token`, { body: { order } })
    expect(token.status).toBe(403)
    const told = { data: { id: order, status: 'succeeded', test: false } }
    const hook = await ask(`${shop.url}/api/hooks/payment-status`, { body: told })
    expect(hook.status).toBe(401)
    expect(shipped(shop.said())).toEqual([])
  })
})
