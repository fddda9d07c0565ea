import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type Axe from 'axe-core'
import { launch, type Browser, type Page, type Target } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { CHROME_ARGS, chromePath, PATIENCE } from '../../.ci/browser.ts'
import { folder, serve } from '../../relay/e2e/process.ts'
import { stripePaid } from '../../relay/testing/callbacks.ts'
import { ask, Client } from '../../relay/testing/client.ts'
import { ENVIRONMENT } from '../../relay/testing/relay.ts'
import type { PaymentStatus } from '../../relay/protocol.ts'
import type { PaymentStatusElement } from '../../widget/payment-status.ts'
import { CHIPS, GROUPS } from '../stage/chips.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser: Browser

/** One demo for all: each visitor has an order, and a line, of their own. */
let running: Awaited<ReturnType<typeof serve>>
const ends: (() => void | Promise<void>)[] = []

beforeAll(async () => {
  const whenOver = (end: () => void | Promise<void>) => void ends.push(end)
  running = await serve(['serve', '--demo'], folder(whenOver), { PORT: '0' }, [], whenOver)
  browser = await launch({
    executablePath: chromePath(),
    args: [...CHROME_ARGS],
    timeout: PATIENCE,
  })
})

afterAll(async () => {
  await browser?.close()
  for (const end of ends.toReversed()) await end()
})

/** What a browser says of a network that is not there. */
const NETWORK = /^(Failed to load resource|WebSocket connection to)/

/** A page of its own; what it shows and fires; what went wrong in it. */
async function open(url: string, prepare: (page: Page) => Promise<void> = async () => {}) {
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE)
  await prepare(page)
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

/** The element's title, once it has one that is none of these. */
async function titleAfter(page: Page, ...before: string[]): Promise<string> {
  const title = await page.waitForFunction(
    (before) => {
      const { shadowRoot } = document.querySelector('payment-status') ?? {}
      const title = shadowRoot?.querySelector('[part~=title]')?.textContent?.trim()
      return title && !before.includes(title) && title
    },
    {},
    before,
  )
  return String(await title.jsonValue())
}

const chip = (id: string) => `[data-chip="${id}"]`
const onPhone = (act: string) => `#screen [data-act="${act}"]`

/** Resolves once the lanes tell of something like this. */
const tells = (page: Page, what: RegExp) =>
  page.waitForFunction(
    (source) =>
      [...document.querySelectorAll('#lanes .ev')].some((event) =>
        new RegExp(source, 'i').test(event.textContent ?? ''),
      ),
    {},
    what.source,
  )

/** Presses it once it is there to be pressed. */
async function press(page: Page, selector: string): Promise<void> {
  const button = await page.waitForSelector(`${selector}:not(:disabled)`)
  // Not by the mouse: what comes in between must not be what is hit.
  await button?.evaluate((element) => (element as HTMLElement).click())
}

/** Presses a chip that stays pressed, or lets go of it; resolves once that is done. */
async function turn(page: Page, id: string, is: 'on' | 'off'): Promise<void> {
  await press(page, chip(id))
  await page.waitForSelector(`${chip(id)}[aria-pressed=${is === 'on'}]`)
}

const orderOn = (page: Page) => page.$eval('payment-status', ({ order }) => order)

/** Does what leads to another order; resolves once its prompt is on the phone. */
async function anew(page: Page, act: () => Promise<void>): Promise<void> {
  const before = await orderOn(page)
  await act()
  await page.waitForFunction(
    (before) => document.querySelector('payment-status')?.order !== before,
    {},
    before,
  )
  await shows(page, 'status', 'requires_action')
  await page.waitForSelector(onPhone('approve'))
}

const SIZES = { phone: [390, 844], laptop: [1024, 768], desktop: [1440, 900] } as const

interface Visit {
  size?: keyof typeof SIZES
  scheme?: 'light' | 'dark'
  search?: string
}

/** A visitor of a demo, in a browser of their own: the prompt is on the phone. */
async function visit(url: string, { size = 'desktop', scheme = 'light', search = '' }: Visit = {}) {
  const [width, height] = SIZES[size]
  const opened = await open(url + search, async (page) => {
    await page.setViewport({ width, height })
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      // What fades in has no contrast yet.
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ])
  })
  await shows(opened.page, 'status', 'requires_action')
  await shows(opened.page, 'connection', 'live')
  await opened.page.waitForSelector(onPhone('approve'))
  return opened
}

/** The demo, open in a browser, live. */
const demo = async (wanted?: Visit) => ({ ...running, ...(await visit(running.url, wanted)) })

/** Can say more than others. */
const CARDS: Visit = { search: '/?provider=stripe' }

const STACK_TRACE = /^\s+at /m

describe('the demo', () => {
  it('shows what the provider says, by callbacks that are genuinely signed', async () => {
    const { page, wrong } = await demo(CARDS)
    const asked = await titleAfter(page)
    await press(page, onPhone('approve'))
    await shows(page, 'status', 'succeeded')
    const paid = await titleAfter(page, asked)
    await press(page, chip('refund'))
    await shows(page, 'status', 'refunded')
    await titleAfter(page, asked, paid)
    expect((await statuses(page)).slice(-3)).toEqual(['requires_action', 'succeeded', 'refunded'])
    expect(wrong).toEqual([])
  })

  it('never denies money that arrived: a late failure changes nothing', async () => {
    const { page } = await demo(CARDS)
    await press(page, onPhone('approve'))
    await shows(page, 'status', 'succeeded')
    await press(page, chip('wrong_pin'))
    await tells(page, /calls back: failed/)
    await press(page, chip('refund'))
    await shows(page, 'status', 'refunded')
    expect(await statuses(page)).not.toContain('failed')
  })

  it.runIf(inject('isLong'))(
    'brings the same by polling where no socket gets through',
    { tags: 'long' },
    async () => {
      const { page, wrong } = await demo()
      await turn(page, 'no sockets', 'on')
      await losesSocket(page)
      await shows(page, 'connection', 'polling')
      await press(page, onPhone('approve'))
      await shows(page, 'status', 'succeeded')
      await tells(page, /polls/)
      expect(wrong).toEqual([])
    },
  )

  it('comes back by itself when the line is mended, and shows what happened meanwhile', async () => {
    const { page, wrong } = await demo()
    await turn(page, 'offline', 'on')
    await losesSocket(page)
    const before = await statuses(page)
    await press(page, onPhone('approve'))
    await tells(page, /calls back: paid/)
    expect(await statuses(page)).toEqual(before)
    await turn(page, 'offline', 'off')
    await shows(page, 'status', 'succeeded')
    await shows(page, 'connection', 'live')
    expect(wrong).toEqual([])
  })

  it('outlives a relay that is killed and started anew: the page is not loaded again', async () => {
    const { page, wrong, said } = await demo(CARDS)
    await turn(page, 'kill', 'on')
    await losesSocket(page)
    // The lanes say that nobody answers, and not the browser's console; and a provider calls again.
    await press(page, onPhone('approve'))
    await tells(page, /nobody answers/)
    await turn(page, 'kill', 'off')
    await shows(page, 'status', 'succeeded')
    expect(new Set((await told(page)).map(({ epoch }) => epoch)).size).toBe(1)
    expect(wrong).toEqual([])
    expect(said()).not.toMatch(STACK_TRACE)
  })

  it.runIf(inject('isLong'))(
    'is whole for whoever comes next, when who killed the relay has left',
    { tags: 'long' },
    async () => {
      const { page, url } = await demo()
      await turn(page, 'kill', 'on')
      const isWatched = async () => (await ask(`${url}/demo/start`)).body.isWatched
      expect(await isWatched()).toBe(true)
      await page.close()
      await expect.poll(isWatched).toBe(false)
      const next = await visit(url)
      await shows(next.page, 'status', 'requires_action')
      await next.page.waitForSelector(`${chip('kill')}[aria-pressed=false]`)
    },
  )

  it('cuts nobody off but the page where it was cut, and a reload mends nothing', async () => {
    const { page, url } = await demo()
    const other = await visit(url)
    await turn(page, 'offline', 'on')
    await losesSocket(page)
    expect(await other.page.$eval('payment-status', ({ connection }) => connection)).toBe('live')
    await Promise.all([page.waitForNavigation(), press(page, chip('reload'))])
    await page.waitForSelector(`${chip('offline')}[aria-pressed=true]`)
    await turn(page, 'offline', 'off')
    await shows(page, 'status', 'requires_action')
  })

  it('keeps what was chosen through a reload, and gives each visitor an order of their own', async () => {
    const { page, url } = await demo()
    await page.select('#language', 'ar')
    await page.select('#theme', 'dark')
    await page.select('#look', 'steps')
    const order = await orderOn(page)
    await page.reload()
    await shows(page, 'status', 'requires_action')
    const kept = await page.$eval('payment-status', (element) => ({
      order: element.order,
      look: element.variant,
      direction: getComputedStyle(element).direction,
      scheme: document.documentElement.style.colorScheme,
    }))
    expect(kept).toEqual({ order, look: 'steps', direction: 'rtl', scheme: 'dark' })
    const other = await visit(url)
    expect(await orderOn(other.page)).not.toBe(order)
  })

  it('opens whatever its address says: what nobody offers is not chosen', async () => {
    const made = new URLSearchParams({
      ...{
        order: '<img src=x>',
        language: '<img src=x>',
        look: 'constructor',
        theme: '"><script>',
      },
      ...{ provider: '__proto__', currency: '__proto__' },
    })
    const { page, wrong } = await demo({ search: `/?${made.toString()}` })
    const { language, order } = await page.$eval('payment-status', (element) => ({
      language: element.closest('[lang]')?.getAttribute('lang'),
      order: element.order,
    }))
    expect({ language, order, wrong }).toEqual({
      language: 'en',
      order: expect.stringMatching(/^DEMO-/),
      wrong: [],
    })
  })

  it('finds a provider as one types, by the keyboard alone', async () => {
    const { page } = await demo()
    await anew(page, async () => {
      await page.focus('#provider')
      await page.keyboard.type('razor')
      await page.keyboard.press('Enter')
    })
    const field = () =>
      page.$eval('#provider', (input) => ({
        value: (input as HTMLInputElement).value,
        isOpen: input.ariaExpanded,
      }))
    expect(await field()).toEqual({ value: 'Razorpay', isOpen: 'false' })
    await page.keyboard.press('ArrowDown')
    expect(await field()).toMatchObject({ isOpen: 'true' })
    await page.keyboard.press('Escape')
    expect(await field()).toEqual({ value: 'Razorpay', isOpen: 'false' })
  })

  it('is fresh for who comes after the night', async () => {
    const { page } = await demo()
    await press(page, onPhone('approve'))
    await shows(page, 'status', 'succeeded')
    await page.evaluate(() => {
      const { now } = Date
      Date.now = () => now() + 9 * 3_600_000
      dispatchEvent(new Event('pageshow'))
    })
    const pay = await page.waitForSelector('payment-status .pay', { visible: true })
    expect(await page.$$('#lanes .ev')).toEqual([])
    await pay?.click()
    await shows(page, 'status', 'requires_action')
  })

  it('shows the bytes of whatever is pressed, and sends the same again', async () => {
    const { page } = await demo()
    await press(page, onPhone('approve'))
    await shows(page, 'status', 'succeeded')
    await tells(page, /calls back/)
    await page.$$eval('#lanes .ev', (all) =>
      (all as HTMLElement[]).find((event) => event.textContent?.includes('calls back'))?.click(),
    )
    const bytes = await page.$eval('#bytes pre', ({ textContent }) => textContent)
    expect(bytes).toMatch(/^POST .*\/callbacks\/daraja/)
    const buttons = await page.$$eval('#bytes button', (all) =>
      all.map(({ textContent }) => textContent),
    )
    expect(buttons).toEqual(['Copy as curl', 'Send again'])
    await press(page, '#bytes button:nth-child(2)')
    await tells(page, /again: .* → 2/)
    expect(await page.$eval('payment-status', ({ status }) => status)).toBe('succeeded')
  })

  it.runIf(inject('isLong'))(
    'leads somewhere from each of the element’s links and buttons',
    { tags: 'long' },
    async () => {
      const { page } = await demo()
      const order = await orderOn(page)
      // The card comes after what it tells.
      await page.waitForFunction(() => {
        const { shadowRoot } = document.querySelector('payment-status') ?? {}
        shadowRoot?.querySelector<HTMLElement>('[part~=support]')?.click()
        return document.querySelector('#help[open]') !== null
      })
      await press(page, '#help button')

      // A button that has just come ignores presses: so it is pressed until something comes of it.
      await press(page, onPhone('cancel'))
      await shows(page, 'status', 'canceled')
      await page.waitForFunction(
        (order) => {
          const element = document.querySelector('payment-status')
          element?.shadowRoot?.querySelector<HTMLElement>('[part~=button]')?.click()
          return element?.order !== order
        },
        { polling: 200 },
        order,
      )
      await press(page, onPhone('approve'))
      await shows(page, 'status', 'succeeded')
      await page.waitForFunction(
        () => {
          const { shadowRoot } = document.querySelector('payment-status') ?? {}
          shadowRoot?.querySelector<HTMLElement>('[part~=button]')?.click()
          return document.querySelector('#thanks[open]') !== null
        },
        { polling: 200 },
      )
      const said = await page.$eval('#thanks h2', ({ textContent }) => textContent)
      expect(said).toBe('Thank you for your order')
    },
  )
})

/** What is told of each chip, and what the element shows in the end; whether it is let go of again. */
const COMES: Readonly<Record<string, { told?: RegExp; status?: PaymentStatus; isSwitch?: true }>> =
  {
    'no sockets': { told: /sockets are blocked/, isSwitch: true },
    offline: { told: /network is gone/, isSwitch: true },
    silent: { told: /falls asleep/, isSwitch: true },
    kill: { isSwitch: true },
    twice: { told: /calls back/, status: 'succeeded' },
    late: { told: /late/, status: 'succeeded' },
    out_of_order: { told: /calls back/, status: 'succeeded' },
    forged: { told: /somebody who is not/, status: 'requires_action' },
    before_order: { told: /calls back/, status: 'succeeded' },
    never: { told: /answers: paid/, status: 'succeeded' },
    pay_twice: { told: /more than was asked|pays once more/, status: 'succeeded' },
    too_little: { told: /calls back/, status: 'partially_paid' },
    after_time: { told: /calls back/, status: 'succeeded' },
    refund: { told: /refund/, status: 'refunded' },
    dispute: { told: /dispute/, status: 'disputed' },
    escrow: { isSwitch: true },
  }

/** They leave the page, and are told of elsewhere; and the one with which each of the others begins. */
const ELSEWHERE = ['reload', 'tab', 'again']

/** The bytes of what the lanes tell of in these words. */
async function bytesOf(page: Page, text: string): Promise<string> {
  await page.$$eval(
    '#lanes .ev',
    (all, text) =>
      (all as HTMLElement[]).findLast((event) => event.textContent?.includes(text))?.click(),
    text,
  )
  return page.$eval('#bytes pre', ({ textContent }) => textContent ?? '')
}

describe('a provider that is asked', () => {
  it('tells of the payment whose callback was lost: the page turns green, and nobody presses anything', async () => {
    const { page, wrong } = await demo()
    await press(page, chip('never'))
    await tells(page, /callback is lost/)
    await shows(page, 'status', 'succeeded')
    await tells(page, /is paid: version/)
    expect((await statuses(page)).slice(-2)).toEqual(['requires_action', 'succeeded'])

    const question = await bytesOf(page, 'Asks M-Pesa')
    expect(question).toMatch(/^POST http:\/\/127\.0\.0\.1:\d+\/daraja\/mpesa\/stkpushquery\//)
    expect(question).toContain('"Password": "***"')
    expect(question).toContain('authorization: ***')
    expect(await bytesOf(page, 'M-Pesa answers: paid')).toMatch(/^→ 200\n\{[^]*"ResultCode": "0"/)
    const words = await page.$$eval('#lanes .ev', (all) => all.map((each) => each.textContent))
    expect(words.join()).not.toMatch(/has it asked/)
    expect(wrong).toEqual([])
  })

  it('is believed, and nobody who has its address from a log', async () => {
    const { page, wrong } = await demo()
    await press(page, chip('forged'))
    await tells(page, /somebody with the address says: paid/)
    await tells(page, /proves little: M-Pesa is asked first/)
    await tells(page, /M-Pesa answers: waiting for the shopper/)
    await shows(page, 'status', 'requires_action')
    await press(page, onPhone('approve'))
    await shows(page, 'status', 'succeeded')
    expect(await statuses(page)).not.toContain('failed')
    expect(wrong).toEqual([])
  })

  it('is not one of those that cannot be asked, and the chip says which', async () => {
    const { page } = await demo({ search: '/?provider=adyen' })
    const titles = await page.$eval(chip('never'), (button) => (button as HTMLElement).title)
    expect(titles).toContain('Adyen tells the state of a payment by webhook only')
    await press(page, chip('never'))
    await tells(page, /callback is lost/)
    expect((await statuses(page)).at(-1)).toBe('requires_action')
  })
})

describe('what goes wrong', () => {
  it('has a chip for each that is pressed here', () => {
    expect([...Object.keys(COMES), ...ELSEWHERE].toSorted()).toEqual(
      CHIPS.map(({ id }) => id).toSorted(),
    )
  })

  // Everybody's run presses those of one group, the long run all.
  const groups = Object.keys(GROUPS).filter((each) => each === 'network' || inject('isLong'))

  it.each(groups)('has chips of the %s that do what they say', { tags: 'long' }, async (group) => {
    const { page, wrong, said } = await demo(CARDS)
    for (const { id } of CHIPS.filter((chip) => chip.group === group && chip.id in COMES)) {
      const { told, status, isSwitch } = COMES[id] ?? {}
      await anew(page, () => press(page, chip('again')))
      await (isSwitch ? turn(page, id, 'on') : press(page, chip(id)))
      if (told) await tells(page, told)
      if (status) await shows(page, 'status', status)
      if (!isSwitch) continue
      await turn(page, id, 'off')
      await shows(page, 'connection', 'live')
    }
    expect(wrong).toEqual([])
    expect(said()).not.toMatch(STACK_TRACE)
  })

  it('holds what was paid in escrow, until both have confirmed', async () => {
    const { page } = await demo(CARDS)
    await press(page, chip('escrow'))
    await press(page, onPhone('approve'))
    await press(page, onPhone('confirm'))
    await press(page, onPhone('release'))
    await shows(page, 'status', 'succeeded')
    const flow = await page.$eval('payment-status', ({ snapshot }) => snapshot?.flow)
    expect(flow).toBe('escrow')
  })

  it('opens the same order on a phone in the room, by a code', async ({ skip }) => {
    const { url } = await serve(['serve', '--demo', '--host'], folder(), { PORT: '0' })
    const { page } = await visit(url)
    const order = await orderOn(page)
    const canBeReached = await page.$eval('#to-room', (button) => !(button as HTMLElement).hidden)
    if (!canBeReached) return skip('A machine without a network has no address to give.')
    await press(page, '#to-room')
    await page.waitForSelector('#room[open] svg')
    const address = await page.$eval('#room a', ({ href }) => href)
    expect(new URL(address).searchParams.get('order')).toBe(order)
  })

  it('opens the same order in a second tab', async () => {
    const { page } = await demo()
    const order = await orderOn(page)
    const opened = new Promise<Page>((resolve) =>
      page.browserContext().once('targetcreated', (target: Target) => {
        void target.page().then((tab) => tab && resolve(tab))
      }),
    )
    await press(page, chip('tab'))
    const tab = await opened
    tab.setDefaultTimeout(PATIENCE)
    await tab.bringToFront()
    await shows(tab, 'status', 'requires_action')
    expect(await orderOn(tab)).toBe(order)
    await press(tab, onPhone('approve'))
    await page.bringToFront()
    await shows(page, 'status', 'succeeded')
  })
})

describe('the tour', () => {
  it.runIf(inject('isLong'))(
    'runs to its end by itself, and begins anew where nobody stops it',
    { tags: 'long' },
    async () => {
      const { page, wrong } = await demo({ search: '/?pace=0' })
      await page.evaluate(() => {
        const step = document.querySelector('#tour b')
        const look = () => {
          if (step?.textContent?.startsWith('1 ')) document.body.dataset['began'] = 'anew'
        }
        addEventListener('tour-end', () => {
          if (step) new MutationObserver(look).observe(step, { childList: true })
        })
      })
      await press(page, '#start-tour')
      await page.waitForSelector('[data-began=anew]')
      await page.keyboard.press('Escape')
      await page.waitForSelector('body:not(.touring)')
      expect(wrong).toEqual([])
    },
  )

  it('stands beside what it speaks of, and never over it', async () => {
    const { page } = await demo()
    await press(page, '#start-tour')
    await page.waitForSelector('.spot')
    await press(page, '#tour [data-tour=pause]')
    const isOver = await page.evaluate(() => {
      const box = (selector: string) => document.querySelector(selector)?.getBoundingClientRect()
      const [tour, thing] = [box('#tour'), box('.spot')]
      return !tour || !thing || (tour.bottom > thing.top && thing.bottom > tour.top)
    })
    expect(isOver).toBe(false)
  })
})

describe.each(['phone', 'laptop', 'desktop'] as const)('on a %s', (size) => {
  it('has card and controls in view together, as axe-core wants them, and nothing jumps', async () => {
    const { page, url } = await demo({ size })
    expect(await outOfView(page, ['#pane', '#phone', onPhone('approve')])).toEqual([])
    expect(await faults(page)).toEqual([])
    if (size === 'phone') await press(page, '[name=tab][value=wrong]')
    expect(await outOfView(page, ['#pane', chip('no sockets'), chip('offline')])).toEqual([])

    await turn(page, 'no sockets', 'on')
    await turn(page, 'no sockets', 'off')
    await press(page, chip('twice'))
    await shows(page, 'status', 'succeeded')
    await anew(page, () => press(page, chip('again')))
    await press(page, chip('forged'))
    await tells(page, COMES['forged']?.told ?? /never/)
    expect(await shifted(page)).toBeLessThan(0.02)
    const dark = await visit(url, { size, scheme: 'dark', search: '/?language=ur' })
    expect(await faults(dark.page)).toEqual([])
  })
})

/** Those that are not, or not wholly, on the screen; and the page, where it scrolls sideways. */
const outOfView = (page: Page, selectors: string[]): Promise<string[]> =>
  page.evaluate((selectors) => {
    const isOut = (selector: string) => {
      const box = document.querySelector(selector)?.getBoundingClientRect()
      if (!box || box.width === 0) return true
      return box.top < 0 || box.left < 0 || box.bottom > innerHeight || box.right > innerWidth
    }
    const isWide = document.documentElement.scrollWidth > innerWidth
    return [...selectors.filter(isOut), ...(isWide ? ['the page'] : [])]
  }, selectors)

/** What axe-core has against the page. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof Axe }
    const { violations } = await axe.run(document)
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  })
}

/** How much has moved that nobody moved, as browsers count it. */
const shifted = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            sum += (entry as PerformanceEntry & { value: number }).value
          }
        }).observe({ type: 'layout-shift', buffered: true })
        // What is buffered is told in a task of its own.
        requestAnimationFrame(() => setTimeout(() => resolve(sum)))
      }),
  )

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
