import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { launch, type Browser, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { CHROME_ARGS, chromePath, PATIENCE } from '../../.ci/browser.ts'
import { folder, serve } from '../../relay/e2e/process.ts'
import { stripePaid } from '../../relay/testing/callbacks.ts'
import { Client } from '../../relay/testing/client.ts'
import { ENVIRONMENT } from '../../relay/testing/relay.ts'
import type { PaymentStatusElement } from '../../widget/payment-status.ts'

let browser: Browser

beforeAll(async () => {
  browser = await launch({
    executablePath: chromePath(),
    args: [...CHROME_ARGS],
    timeout: PATIENCE,
  })
})

afterAll(() => browser.close())

/** What a browser says of a network that is not there. */
const NETWORK = /^(Failed to load resource|WebSocket connection to)/

/** A page of its own; what it shows and fires; what went wrong in it. */
async function open(url: string) {
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE)
  const wrong: string[] = []
  page.on('pageerror', (error) => wrong.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !NETWORK.test(message.text())) wrong.push(message.text())
  })
  await page.evaluateOnNewDocument(() => {
    const told: object[] = []
    Object.assign(window, { told })
    addEventListener('payment-status-change', ({ snapshot }) => {
      told.push({ status: snapshot.status, version: snapshot.version, epoch: snapshot.epoch })
    })
    addEventListener('payment-error', ({ code }) => void told.push({ code }))
  })
  onTestFinished(() => context.close())
  await page.goto(url)
  return { page, wrong }
}

interface Told {
  status?: string
  version?: number
  epoch?: string
  code?: string
}

/** Every status that the element has shown, and every error that it has told, in order. */
const told = (page: Page): Promise<Told[]> =>
  page.evaluate(() => (window as unknown as { told: Told[] }).told)

const statuses = async (page: Page) => (await told(page)).map(({ status, code }) => status ?? code)

/** Resolves once the element has this value. */
const shows = <Name extends 'status' | 'connection'>(
  page: Page,
  name: Name,
  value: PaymentStatusElement[Name],
) =>
  page.waitForFunction(
    (name, value) => document.querySelector('payment-status')?.[name] === value,
    {},
    name,
    value,
  )

const losesSocket = (page: Page) =>
  page.waitForFunction(() => document.querySelector('payment-status')?.connection !== 'live')

const title = (page: Page) =>
  page.$eval('payment-status', (element) =>
    element.shadowRoot?.querySelector('[part~=title]')?.textContent?.trim(),
  )

/** Presses the button, as the bank; resolves once the relay has acknowledged the callback. */
async function press(page: Page, status: string): Promise<void> {
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith('/demo/callbacks')),
    page.click(`[data-status="${status}"]`),
  ])
  expect(await answer.json()).toMatchObject({ answered: 204 })
}

async function network(page: Page, network: 'open' | 'no sockets' | 'offline'): Promise<void> {
  await Promise.all([
    page.waitForResponse((response) => response.url().endsWith('/demo/network')),
    page.click(`[name=network][value="${network}"]`),
  ])
}

/** The demo, open in a browser, live. */
async function demo() {
  const cwd = folder()
  const settings = { STORE: 'sqlite:demo.db' }
  const relay = await serve(['serve', '--demo'], cwd, { ...settings, PORT: '0' })
  const { page, wrong } = await open(relay.url)
  await shows(page, 'status', 'pending')
  await shows(page, 'connection', 'live')
  return {
    page,
    wrong,
    relay,
    restart: () => serve(['serve', '--demo'], cwd, { ...settings, PORT: relay.port }),
  }
}

describe('the demo', () => {
  it('shows what the bank says, by callbacks that are genuinely signed', async () => {
    const { page, wrong } = await demo()
    const titles = [await title(page)]
    for (const status of ['requires_action', 'succeeded', 'refunded'] as const) {
      await press(page, status)
      await shows(page, 'status', status)
      titles.push(await title(page))
    }
    expect(await statuses(page)).toEqual(['pending', 'requires_action', 'succeeded', 'refunded'])
    expect((await told(page)).map(({ version }) => version)).toEqual([1, 2, 3, 4])
    expect(new Set(titles).size).toBe(4)
    expect(titles.every(Boolean)).toBe(true)
    expect(wrong).toEqual([])
  })

  it('never denies money that arrived: a late failure changes nothing', async () => {
    const { page } = await demo()
    await press(page, 'succeeded')
    await shows(page, 'status', 'succeeded')
    await press(page, 'failed')
    await press(page, 'pending')
    await press(page, 'refunded')
    await shows(page, 'status', 'refunded')
    expect(await statuses(page)).toEqual(['pending', 'succeeded', 'refunded'])
  })

  it('brings the same by polling where no socket gets through', async () => {
    const { page, wrong } = await demo()
    await network(page, 'no sockets')
    await losesSocket(page)
    await shows(page, 'connection', 'polling')
    await press(page, 'succeeded')
    await shows(page, 'status', 'succeeded')
    expect(wrong).toEqual([])
  })

  it('comes back by itself when the line is mended, and shows what happened meanwhile', async () => {
    const { page, wrong } = await demo()
    await network(page, 'offline')
    await losesSocket(page)
    await press(page, 'requires_action')
    await press(page, 'succeeded')
    expect(await statuses(page)).toEqual(['pending'])
    await network(page, 'open')
    await shows(page, 'status', 'succeeded')
    await shows(page, 'connection', 'live')
    expect(await statuses(page)).toEqual(['pending', 'succeeded'])
    expect(wrong).toEqual([])
  })

  it('outlives a relay that is killed and started anew: the page is not loaded again', async () => {
    const { page, wrong, relay, restart } = await demo()
    await press(page, 'requires_action')
    await shows(page, 'status', 'requires_action')
    await relay.stop('SIGKILL')
    await losesSocket(page)
    await restart()
    await press(page, 'succeeded')
    await shows(page, 'status', 'succeeded')
    // With other secrets, so with another token; and the same history.
    const [first, ...later] = await told(page)
    expect(later).toEqual([
      { status: 'requires_action', version: 2, epoch: first?.epoch },
      { status: 'succeeded', version: 3, epoch: first?.epoch },
    ])
    expect(wrong).toEqual([])
  })
})

/** A shop's page on another origin, with no more in it than our documentation tells, and a strict policy. */
async function shop() {
  const page = { body: '', policy: '' }
  const server = createServer((request, response) => {
    if (request.url !== '/') return response.writeHead(204).end()
    response.writeHead(200, {
      'Content-Type': 'text/html',
      'Content-Security-Policy': page.policy,
    })
    return response.end(page.body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    show(relay: string, order: string, token: string) {
      page.policy =
        `default-src 'none'; script-src ${relay}; ` +
        `connect-src ${relay} ${relay.replace('http', 'ws')}`
      page.body = `<!doctype html><link rel="icon" href="data:,">
        <script type="module" src="${relay}/payment-status.js"></script>
        <payment-status order="${order}" token="${token}">We are checking your payment…</payment-status>`
    },
  }
}

describe('a shop’s own page, on another origin', () => {
  const settings = { ...ENVIRONMENT, PORT: '0', STORE: 'memory:' }

  it('turns from pending to succeeded with one script tag and one element', async () => {
    const { origin, show } = await shop()
    const { url } = await serve([], folder(), { ...settings, ALLOWED_ORIGINS: origin })
    const client = new Client(url)
    const { token } = await client.register('ORD-1205', { amount: 5000, currency: 'EUR' })
    show(url, 'ORD-1205', token)

    const { page, wrong } = await open(origin)
    await shows(page, 'status', 'pending')
    await shows(page, 'connection', 'live')
    expect((await client.callback('stripe', stripePaid('ORD-1205'))).status).toBe(204)
    await shows(page, 'status', 'succeeded')
    expect(await statuses(page)).toEqual(['pending', 'succeeded'])
    expect(wrong.filter((text) => !text.includes('data:,'))).toEqual([])
  })

  it('is told that its origin is not allowed, and shows nothing as true', async () => {
    const { origin, show } = await shop()
    const { url } = await serve([], folder(), settings)
    const { token } = await new Client(url).register('ORD-1205', { amount: 5000, currency: 'EUR' })
    show(url, 'ORD-1205', token)

    const { page } = await open(origin)
    await page.waitForFunction(() => (window as unknown as { told: Told[] }).told.length > 0)
    expect(new Set(await statuses(page))).toEqual(new Set(['origin_not_allowed']))
    expect(await page.$eval('payment-status', ({ status }) => status)).toBeNull()
  })
})
