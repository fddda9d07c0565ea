/** What the element costs a page on a slow phone: as it waits, and from the relay's frame to what one sees of it. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { launch, type Browser, type CDPSession, type Page } from 'puppeteer-core'
import { CHROME_ARGS } from '../.ci/browser.ts'
import { pathOf } from '../.ci/programs.ts'
import { createRelay, memoryStore, readConfig, type Relay } from '../relay/index.ts'
import type { PaymentStatusElement } from '../widget/payment-status.ts'
import { quantile, rounded } from './statistics.ts'

/** So many times slower than this machine: not at all, and a cheap phone. */
const SLOWDOWNS = [1, 6]

/** What every page does once it is there has been done, in ms. */
const SETTLED = 3_000

/** How long a page is watched while it waits, in ms, and how many frames are shown. */
const WATCHED = 10_000
const FRAMES = 60

interface Waiting {
  slowdown: number
  what: string
  elements: number
  /** Main thread, in ms a second; style recalculations and layouts a second. */
  busy: number
  styles: number
  layouts: number
}

declare global {
  interface Window {
    /** From a frame's arrival to the pixels, in ms. */
    shown: number[]
  }
}

/** In the page, before all else: measures from each frame with an update to the end of the next picture. */
function measureFrames(): void {
  window.shown = []
  const Real = WebSocket
  window.WebSocket = class extends Real {
    constructor(url: string | URL) {
      super(url)
      this.addEventListener('message', ({ data }) => {
        if (!String(data).includes('"update"')) return
        const at = performance.now()
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => window.shown.push(performance.now() - at)
          port2.postMessage(0)
        })
      })
    }
  }
}

const ids = (count: number) => Array.from({ length: count }, (_, at) => `ORD-${at}`)

const SETTINGS = {
  PUBLIC_URL: 'http://127.0.0.1/pay',
  API_KEYS: 'merchant-0123456789abcdef',
  TOKEN_SECRETS: 'a-token-secret-of-no-less-than-32-bytes',
  ALLOWED_ORIGINS: '*',
  LOG_LEVEL: 'silent',
}

const ORDER = { amount: 5000, currency: 'KES', merchant: 'Kikoy House' }

async function pageOf(relay: Relay, elements: number): Promise<string> {
  const tags: string[] = []
  for (const id of ids(elements)) {
    const { token } = await relay.register(id, ORDER)
    tags.push(`<payment-status order="${id}" token="${token}"></payment-status>`)
  }
  const script = '<script type="module" src="/pay/payment-status.js"></script>'
  return `<!doctype html><meta charset="utf-8">${script}${tags.join('')}`
}

/** A shop with a relay in it: its page of so many elements at `/`. */
async function openShop(elements: number) {
  const server = createServer((_, response) => void response.end(html))
  const read = readConfig(SETTINGS)
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  const relay = createRelay({ config: read.config, store: memoryStore() })
  relay.attach(server, { path: '/pay' })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const html = await pageOf(relay, elements)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return { relay, url, close: async () => (await relay.close(), server.close()) }
}

const metricsOf = async (session: CDPSession): Promise<Record<string, number>> => {
  const { metrics } = await session.send('Performance.getMetrics')
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
}

const settled = () => new Promise((resolve) => setTimeout(resolve, SETTLED))

async function watch(page: Page): Promise<Pick<Waiting, 'busy' | 'styles' | 'layouts'>> {
  await settled()
  const session = await page.createCDPSession()
  // The time that the thread had, not the time that passed: whatever else this machine does meanwhile.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const before = await metricsOf(session)
  await new Promise((resolve) => setTimeout(resolve, WATCHED))
  const after = await metricsOf(session)
  await session.detach()
  const grown = (name: string) => ((after[name] ?? 0) - (before[name] ?? 0)) / (WATCHED / 1_000)
  return {
    busy: grown('TaskDuration') * 1_000,
    styles: grown('RecalcStyleCount'),
    layouts: grown('LayoutCount'),
  }
}

async function live(page: Page, elements: number): Promise<void> {
  await page.waitForFunction(
    (count) =>
      [...document.querySelectorAll<PaymentStatusElement>('payment-status')].filter(
        ({ connection, status }) => connection === 'live' && status,
      ).length === count,
    {},
    elements,
  )
}

const readable = (row: object) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'number' && !Number.isInteger(value) ? rounded(value) : value,
    ]),
  )

interface Picture {
  slowdown: number
  elements: number
  p50: number
  p99: number
}

/** One page, first as it waits, then with a countdown, then as one of its orders changes. */
async function measure(
  browser: Browser,
  slowdown: number,
  elements: number,
): Promise<{ waiting: Waiting[]; picture: Picture }> {
  const { relay, url, close } = await openShop(elements)
  const tab = await browser.newPage()
  await tab.evaluateOnNewDocument(measureFrames)
  await tab.emulateCPUThrottling(slowdown)
  await tab.goto(url)
  await live(tab, elements)

  const pending = await watch(tab)
  for (const id of ids(elements)) {
    const action = { type: 'approve_on_phone', hint: '07•• ••• 678' } as const
    await relay.update(id, { status: 'requires_action', action, expiresIn: 600 })
  }
  const counting = await watch(tab)

  await tab.evaluate(() => void (window.shown = []))
  for (let turn = 0; turn < FRAMES; turn++) {
    await relay.update('ORD-0', { status: turn % 2 ? 'requires_action' : 'processing' })
    await tab.waitForFunction((count) => window.shown.length >= count, {}, turn + 1)
  }
  const shown = await tab.evaluate(() => window.shown)
  await tab.close()
  await close()
  return {
    waiting: [
      { slowdown, what: 'pending', elements, ...pending },
      { slowdown, what: 'with a countdown', elements, ...counting },
    ],
    picture: { slowdown, elements, p50: quantile(shown, 0.5), p99: quantile(shown, 0.99) },
  }
}

/** Prints both tables. */
export async function page(): Promise<void> {
  const browser = await launch({ executablePath: pathOf('chromium'), args: [...CHROME_ARGS] })
  const waiting: Waiting[] = []
  const pictures: Picture[] = []
  try {
    for (const slowdown of SLOWDOWNS) {
      for (const elements of [1, 100]) {
        const measured = await measure(browser, slowdown, elements)
        waiting.push(...measured.waiting)
        pictures.push(measured.picture)
      }
    }
  } finally {
    await browser.close()
  }
  console.log('A page that waits, so many times slower than this machine, a second (busy: in ms):')
  console.table(waiting.map(readable))
  console.log('From a frame to the picture of it, in ms:')
  console.table(pictures.map(readable))
}
