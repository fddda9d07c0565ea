/** The console's page in a browser, before a real relay: it shows what was sent, and each button does what it says. */

import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type Axe from 'axe-core'
import { launch, type Browser, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { CHROME_ARGS, chromePath, PATIENCE } from '../../.ci/browser.ts'
import { Bank } from '../../relay/bank/bank.ts'
import { serveBank } from '../../relay/bank/server.ts'
import { reached } from '../../relay/config/config.ts'
import { readConfig } from '../../relay/config/read-config.ts'
import { relayConsole } from '../../relay/console/console.ts'
import { folder, freePort, serve } from '../../relay/e2e/process.ts'
import { readAssets } from '../../relay/http/assets.ts'
import { darajaPath, darajaSays, SECRETS, stripePaid } from '../../relay/testing/callbacks.ts'
import { API_KEY, TOKEN_SECRET } from '../../relay/testing/client.ts'
import { subscribe } from '../../relay/testing/page.ts'
import { ENVIRONMENT, startRelay } from '../../relay/testing/relay.ts'

declare const axe: typeof Axe

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser: Browser

beforeAll(async () => {
  browser = await launch({
    executablePath: chromePath(),
    args: [...CHROME_ARGS],
    timeout: PATIENCE,
  })
})

afterAll(() => browser.close())

/** A console of the relay at `relay`, on a port of its own. */
async function serveConsole(relay: string, env: object = {}): Promise<string> {
  const { config } = readConfig({ ...ENVIRONMENT, PORT: '8787', ...env })
  if (!config) throw new Error('The settings do not fit.')
  const { app, upgrade } = relayConsole({ config: reached(config), relay, assets: readAssets() })
  const server: Server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1')
  server.on('upgrade', (...given) => upgrade(...given))
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The console of the relay at `relay`, open in a browser; what goes wrong in it, and what it asks elsewhere. */
async function openConsole(relay: string, path: string, env: object = {}) {
  const url = await serveConsole(relay, env)
  const context = await browser.createBrowserContext()
  await context.overridePermissions(url, [
    'clipboard-read',
    'clipboard-write',
    'clipboard-sanitized-write',
  ])
  onTestFinished(() => context.close())
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE)
  await page.setViewport({ width: 1440, height: 900 })
  const wrong: string[] = []
  page.on('pageerror', (error) => wrong.push(String(error)))
  page.on('console', (message) => wrong.push(message.text()))
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== url) wrong.push(`asked ${request.url()}`)
  })
  await page.goto(`${url}/console${path}`)
  return { page, wrong }
}

/** A relay that knows one order, and its console, live. */
async function open(path = '', env: object = {}) {
  const relay = await startRelay()
  await relay.register('ORD-1', { amount: 5000, currency: 'KES', number: '№ 1' })
  const { page, wrong } = await openConsole(relay.url, path, env)
  await page.waitForSelector('.state.live')
  return { relay, page, wrong }
}

/** Resolves once the part of the page says so. */
async function says(page: Page, selector: string, text: string): Promise<void> {
  const isSaid = page.waitForFunction(
    (selector, text) =>
      [...document.querySelectorAll(selector)].some((each) => each.textContent?.includes(text)),
    {},
    selector,
    text,
  )
  await isSaid.catch(async (cause) => {
    const said = await page.$$eval(selector, (found) => found.map((each) => each.textContent))
    throw new Error(`Nothing at ${selector} says “${text}”: ${JSON.stringify(said)}`, { cause })
  })
}

const tool = (name: string): string => `[aria-labelledby=tool-${name}]`

/** Presses the button that is called so. */
async function press(page: Page, within: string, name: string): Promise<void> {
  const button = await page.waitForSelector(
    `${within} ::-p-xpath(.//button[normalize-space()="${name}"])`,
  )
  await button?.evaluate((each) => (each as HTMLButtonElement).click())
}

/** Puts a text in the field of that name, in place of what is there. */
const fill = (page: Page, within: string, name: string, value: string) =>
  page.$eval(
    `${within} [name=${name}]`,
    (field, value) => {
      ;(field as HTMLInputElement).value = value
      field.dispatchEvent(new Event('change', { bubbles: true }))
    },
    value,
  )

const clipboard = (page: Page): Promise<string> =>
  page.evaluate(() => navigator.clipboard.readText())

/** What axe-core finds wrong with the page as it stands. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate(() => axe.run(document))
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`),
  )
}

describe('the console', () => {
  it('shows orders as they come, and the story of one: what was sent, and what came of it', async () => {
    const { relay, page, wrong } = await open()
    await says(page, '.orders', 'ORD-1')
    await relay.register('ORD-2', { amount: 7000, currency: 'KES' })
    await says(page, '.orders', 'ORD-2')

    await page.click('.orders a[href="#ORD-1"]')
    await says(page, '.log', 'Registered')
    expect(page.url()).toMatch(/\/console#ORD-1$/)
    await relay.update('ORD-1', { status: 'requires_action', payment: 'pi_1', provider: 'stripe' })
    await says(page, '.log', 'By hand: requires_action')

    await fill(page, tool('simulate'), 'provider', 'stripe')
    await press(page, tool('simulate'), 'Send the callback')
    await says(page, `${tool('simulate')} .exchange`, '204')
    await says(page, '.story-head', 'Paid')
    await says(page, '.orders a[aria-current]', 'Paid')
    await says(page, '.log', 'Stripe: succeeded')
    await says(page, '.log', 'from requires_action · v3')
    await says(page, `${tool('simulate')} .exchange pre`, 'stripe-signature')
    expect(await relay.seen('ORD-1')).toMatchObject({ status: 'succeeded', amountReceived: 5000 })

    await press(page, '.looks', 'Payments')
    await says(page, '.payments', 'KES\u00a050.00')
    await press(page, '.looks', 'Snapshot')
    await press(page, '.look', 'Copy JSON')
    await says(page, '.look', 'Copied')
    expect(JSON.parse(await clipboard(page))).toMatchObject({ id: 'ORD-1', status: 'succeeded' })
    expect(wrong).toEqual([])
  })

  it('is a page by hand: connects, joins, pings, acknowledges, leaves, and shows each frame', async () => {
    const { relay, page, wrong } = await open('#ORD-1')
    const within = tool('connection')
    await press(page, within, 'Connect')
    await says(page, '.frames', 'connected')
    await press(page, within, 'Join')
    await says(page, '.frames', 'subscribed ORD-1 v1 pending')
    await relay.watchedBy(1, 'ORD-1')
    await press(page, within, 'Ping')
    await says(page, '.frames', ' ms')

    await relay.update('ORD-1', { status: 'succeeded' })
    await says(page, '.frames', 'update ORD-1 v2 succeeded')
    await press(page, within, 'Acknowledge')
    await says(page, '.frames', 'ack ORD-1 v2')
    // The relay answers in order: with the pong, the acknowledgement was heard.
    await press(page, within, 'Ping')
    await says(page, '.facts', '1 page, sent v2, shown v2')
    await says(page, '.wide', 'Connected1')

    await press(page, within, 'Leave')
    await says(page, '.frames', 'unsubscribed ORD-1')
    await relay.watchedBy(0, 'ORD-1')

    // Staff may join anything, and are not counted.
    await fill(page, within, 'role', 'all')
    await press(page, within, 'Join')
    await page.waitForFunction(() => {
      const [newest] = [...document.querySelectorAll('.frames summary')].toReversed()
      return newest?.textContent?.trim() === 'subscribed'
    })
    await relay.register('ORD-2')
    await says(page, '.frames', 'update ORD-2 v1 pending')
    expect((await relay.audience('ORD-2')).connections).toBe(0)

    await press(page, within, 'Disconnect')
    await says(page, '.frames', 'closed with 1000')
    await press(page, within, 'Copy all')
    await says(page, within, 'Copied')
    const copied = await clipboard(page)
    expect(copied).toContain('"type": "subscribe"')
    const seen = (await page.evaluate(() => document.documentElement.outerHTML)) + copied
    expect(seen).not.toMatch(/eyJ[\w-]{4}/)
    expect(wrong).toEqual([])
  })

  it('asks the providers now, and says what each of them says', async () => {
    const bank = new Bank()
    const at = Date.now() - 60_000
    const money = { amount: 5000, currency: 'KES' }
    bank.open({
      ...{ provider: 'stripe', orderId: 'ORD-5', payment: 'pi_5' },
      ...{ ...money, begunAt: at, timeline: [{ at, state: 'succeeded' }] },
    })
    const served = await serveBank(bank)
    onTestFinished(() => served.close())
    const relay = await startRelay({
      ASK_STRIPE: bank.credentials('stripe'),
      ASK_STRIPE_HOST: `${served.origin}/stripe`,
    })
    await relay.register('ORD-5', { ...money, asks: { stripe: ['pi_5'], daraja: ['ws_CO_5'] } })
    const { page, wrong } = await openConsole(relay.url, '#ORD-5')
    await press(page, '.story-head', 'Ask now')
    await says(page, '.asked', 'Stripe answered')
    await says(page, '.asked', 'M-Pesa cannot be asked')
    await says(page, '.story-head', 'Paid')
    await says(page, '.log', 'Found only by asking')
    await press(page, '.story-head', 'Ask now')
    await says(page, '.asked', 'Stripe was asked a moment ago')
    expect(await faultsOf(page)).toEqual([])
    expect(wrong).toEqual([])
  })

  it('shows what led to nothing, and tries it again', async () => {
    const relay = await startRelay()
    await relay.register('ORD-3', { amount: 5000, currency: 'KES', references: ['ws_CO_1'] })
    await relay.callback(darajaPath('ORD-3'), darajaSays('ws_CO_2', 0))
    const { page, wrong } = await openConsole(relay.url, '#/nothing')
    await says(page, '.kept', 'the order knows another payment')
    await press(page, '.kept', 'Replay')
    await says(page, '.middle-pane .exchange pre', '"applied": false')
    await says(page, '.middle-pane .exchange + p', 'It changed nothing.')
    await press(page, '.kept', 'Copy as curl')
    await says(page, '.kept', 'Copied')
    expect(await clipboard(page)).toMatch(/curl -X POST .*\/callbacks\/\d+\/replay'.*\$API_KEY/s)

    await relay.callback('stripe', stripePaid('ORD-4'))
    await press(page, '.filters', 'No order')
    await says(page, '.orders', 'not registered')
    await page.click('.orders a[href="#ORD-4"]')
    await says(page, '.log', 'Made by a callback')
    await page.goBack()
    await says(page, '.middle-pane h2', 'What led to nothing')
    await page.goForward()
    await says(page, '.middle-pane h2', 'ORD-4')
    expect(wrong).toEqual([])
  })

  it('says by hand, registers and notifies as a shop’s server does, and gives each as curl', async () => {
    const { relay, page, wrong } = await open()
    await fill(page, tool('register'), 'order', 'ORD-7')
    await fill(page, tool('register'), 'amount', '70.00')
    await fill(page, tool('register'), 'currency', 'EUR')
    await press(page, tool('register'), 'Register')
    await says(page, '.story-head', 'ORD-7')
    expect(await relay.seen('ORD-7')).toMatchObject({ amount: 7000, currency: 'EUR' })

    const shopper = await relay.connect()
    await shopper.ask(subscribe(await relay.token({ orders: ['ORD-7'] }), 'ORD-7'))
    await fill(page, tool('notify'), 'title', 'It’s here')
    await fill(page, tool('notify'), 'message', '<b>Come & see</b>')
    await press(page, tool('notify'), 'Send')
    expect(await shopper.next()).toMatchObject({
      type: 'notification',
      notification: { title: 'It’s here', message: '<b>Come & see</b>', type: 'notice' },
    })

    await fill(page, tool('hand'), 'receipt', "it's R-7")
    await press(page, tool('hand'), 'Copy as curl')
    await says(page, tool('hand'), 'Copied')
    const curl = await clipboard(page)
    expect(curl).toContain('-H "Authorization: Bearer $API_KEY"')
    expect(curl).toContain(String.raw`'{"status":"succeeded","receipt":"it'\''s R-7"}'`)
    await press(page, tool('hand'), 'Say it')
    await says(page, '.facts', "it's R-7")

    // A refusal is told in the relay's own words.
    await fill(page, tool('hand'), 'amount', 'much')
    await press(page, tool('hand'), 'Say it')
    await says(page, `${tool('hand')} .fault`, 'amount')
    expect(wrong.filter((text) => !/status of 400/.test(text))).toEqual([])
  })

  it('asks before it simulates where the world reaches the relay', async () => {
    const { relay, page } = await open('#ORD-1', { PUBLIC_URL: 'https://pay.example.com' })
    await fill(page, tool('simulate'), 'provider', 'standard-webhooks')
    await press(page, tool('simulate'), 'Send the callback')
    await says(page, 'dialog[open]', 'https://pay.example.com')
    await press(page, 'dialog', 'No, send nothing')
    await page.waitForFunction(() => !document.querySelector('dialog[open]'))
    expect((await relay.seen('ORD-1')).status).toBe('pending')

    await press(page, tool('simulate'), 'Send the callback')
    await press(page, 'dialog[open]', 'Yes, send it')
    await says(page, '.story-head', 'Paid')
  })

  it('says what to do while no relay answers, and is live once one does', async () => {
    const port = String(await freePort())
    const { page, wrong } = await openConsole(`http://127.0.0.1:${port}`, '#ORD-1')
    await says(page, '[role=alert]', `No relay answers at http://127.0.0.1:${port}. Start it`)
    await says(page, '.orders-pane .fault', 'Start it')
    await serve([], folder(), { ...ENVIRONMENT, PORT: port, STORE: 'memory:' })
    await page.waitForSelector('.state.live')
    await page.waitForFunction(() => !document.querySelector('[role=alert]'))
    await says(page, '.middle-pane .fault', 'Nothing is known of ORD-1')
    expect(wrong.filter((text) => !/status of (503|404)/.test(text))).toEqual([])
  })

  it('lists orders all the same where nobody gets a WebSocket, and says why it is not live', async () => {
    const relay = await startRelay({ REALTIME_ROLLOUT: '0' })
    const { page, wrong } = await openConsole(relay.url, '')
    await says(page, '.orders-pane', 'No orders yet')
    await relay.register('ORD-5')
    await says(page, '.orders', 'ORD-5')
    await says(page, '[role=alert]', 'REALTIME_ROLLOUT is 0')
    expect(wrong).toEqual([])
  })

  it('shows what others have written as text, and no secret', async () => {
    const { relay, page, wrong } = await open()
    const evil = '<img src=x onerror=alert(1)>'
    await relay.register('ORD-8', { amount: 1, currency: 'KES', number: evil, customers: [evil] })
    await relay.update('ORD-8', {
      status: 'failed',
      receipt: evil,
      payment: evil,
      reason: { code: 'declined', message: evil },
    })
    await page.click('.orders a[href="#ORD-8"]')
    await says(page, '.log', evil)
    await says(page, '.facts', evil)
    expect(await page.$('img')).toBeNull()
    const seen = await page.evaluate(() => document.documentElement.outerHTML)
    for (const secret of [API_KEY, TOKEN_SECRET, ...Object.values(SECRETS)]) {
      expect(seen).not.toContain(secret)
    }
    expect(wrong).toEqual([])
  })

  it('finds by id, filters, and is as axe-core wants it, wide and on a phone, light and dark', async () => {
    const { relay, page, wrong } = await open('?order=ORD-1')
    await says(page, '.story-head', 'ORD-1')
    await relay.register('ORD-9', { amount: 1, currency: 'KES' })
    await relay.update('ORD-9', { status: 'failed', final: true })
    await relay.callback(darajaPath('ORD-1'), darajaSays('ws_CO_9', 1032))
    await press(page, '.filters', 'Trouble')
    await page.waitForFunction(() => document.querySelectorAll('.orders li').length === 1)
    await press(page, '.filters', 'All')
    await page.keyboard.press('Slash')
    await page.waitForFunction(() => document.activeElement?.className === 'find')
    await page.keyboard.type('ORD-9')
    await page.waitForFunction(
      () =>
        document.querySelectorAll('.orders a').length === 1 &&
        document.querySelector('.orders a[href="#ORD-9"]'),
    )
    expect(await faultsOf(page)).toEqual([])

    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
    await page.setViewport({ width: 390, height: 844 })
    for (const pane of ['Tools', 'Orders', 'ORD-1']) {
      await press(page, '.bottom', pane)
      expect(await faultsOf(page)).toEqual([])
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      expect(wide).toBe(390)
    }
    expect(wrong).toEqual([])
  })
})
