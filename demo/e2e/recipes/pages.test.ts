/** Every recipe for a page does what its README says. React's, Vue's and Svelte's: frameworks.test.ts. */

import { join } from 'node:path'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { CHROME_ARGS, chromePath, PATIENCE } from '../../../.ci/browser.ts'
import { relayForAll } from '../payment.ts'
import { openRecipe, RECIPES, type Answers } from './page.ts'
import { recorder } from '../recorder.ts'

const ORDER = 'ORD-1205'
const BASKET = { amount: 500_000, currency: 'KES', description: '2 × beach towel' }

let browser: Browser

beforeAll(async () => {
  const options = { executablePath: chromePath(), args: [...CHROME_ARGS], timeout: PATIENCE }
  browser = await puppeteer.launch(options)
})

afterAll(() => browser.close())

/** What a browser says itself of a shop's "no". */
const REFUSED = /status of 422/

/** A relay, and a page of the recipe's; in the end, nothing else stands in the browser's console. */
async function follow(recipe: string, answers?: Answers) {
  const relay = await relayForAll()
  const url = await openRecipe(join(RECIPES, recipe), relay, answers)
  const page = await browser.newPage()
  page.setDefaultTimeout(PATIENCE)
  const complaints: string[] = []
  page.on('console', (message) => {
    const isComplaint = ['error', 'warn'].includes(message.type())
    if (isComplaint && !REFUSED.test(message.text())) complaints.push(message.text())
  })
  await page.evaluateOnNewDocument(recorder)
  onTestFinished(async () => {
    await page.close()
    expect(complaints).toEqual([])
  })
  return { relay, page, complaints, open: () => page.goto(url) }
}

/** Resolves once the page's first element shows this. */
const shows = (page: Page, status: string | undefined) =>
  page.waitForFunction(
    (status) => document.querySelector('payment-status')?.status === status,
    {},
    status,
  )

/** What one reads in the element. */
const words = (page: Page): Promise<string> =>
  page.$eval('payment-status', ({ shadowRoot }) => shadowRoot?.textContent ?? '')

it('plain-html: a sale is counted once, though a paid order’s page is opened again', async () => {
  const { relay, page, open } = await follow('plain-html')
  await relay.register(ORDER, BASKET)
  await open()
  await shows(page, 'pending')
  await page.evaluate(() => localStorage.setItem('basket', '2 × beach towel'))
  await relay.update(ORDER, { status: 'succeeded', receipt: 'NLJ7RT61SV' })
  const sold = { title: `Paid: ${ORDER}`, basket: null }
  const now = () =>
    page.evaluate(() => ({ title: document.title, basket: localStorage.getItem('basket') }))
  await expect.poll(now).toEqual(sold)
  expect(await words(page)).toContain('NLJ7RT61SV')

  await page.evaluate(() => localStorage.setItem('basket', 'something new'))
  await page.reload()
  await expect.poll(now).toEqual({ ...sold, basket: 'something new' })
})

it('phone-number-form: the form, a wrong number, called off, tried again, paid, the receipt', async () => {
  const numbers: (string | null)[] = []
  const { relay, page, open } = await follow('phone-number-form', {
    '/pay': async (sent) => {
      const phone = new URLSearchParams(sent).get('phone')
      numbers.push(phone)
      if (phone === '123') return { status: 422, message: 'This is no number in Kenya.' }
      await relay.register(`ORD-${numbers.length}`, BASKET)
      const payment = { payment: `ws_CO_${numbers.length}`, provider: 'daraja' }
      const action = { type: 'approve_on_phone', hint: '07•• ••• 678' }
      await relay.update(`ORD-${numbers.length}`, {
        status: 'requires_action',
        ...payment,
        action,
      })
      return { order: `ORD-${numbers.length}` }
    },
  })
  const inField = () => document.activeElement?.matches('[name=phone]')
  const dial = async (number: string) => {
    await page.waitForFunction(inField)
    await page.$eval('input', (field) => field.select())
    await page.keyboard.type(`${number}\n`)
  }
  await open()
  await page.click('#pay')
  await dial('123')
  await page.waitForFunction(() =>
    document.querySelector('form [role=alert]')?.textContent?.includes('no number in Kenya'),
  )

  await page.focus('[name=phone]')
  await dial('0712345678')
  await shows(page, 'requires_action')
  expect(await words(page)).toMatch(/07••\s•••\s678/)
  const said = { payment: 'ws_CO_2', provider: 'daraja' }
  await relay.update('ORD-2', { status: 'canceled', reason: 'canceled_by_customer', ...said })
  // By a script: a finger's press at the very moment it comes was meant for what was there before.
  await page.waitForFunction(() => {
    const payment = document.querySelector('payment-status')
    const buttons = payment?.shadowRoot?.querySelectorAll<HTMLElement>('[part=button]') ?? []
    for (const button of buttons) if (button.textContent === 'Try again') button.click()
    return payment?.order === ''
  })

  await dial('0798765432')
  await shows(page, 'requires_action')
  await relay.update('ORD-3', {
    status: 'succeeded',
    payment: 'ws_CO_3',
    provider: 'daraja',
    receipt: 'NLJ7RT61SV',
  })
  await shows(page, 'succeeded')
  await page.keyboard.press('Escape')
  await page.waitForFunction(
    () => document.querySelector('#receipt')?.textContent === 'Paid. Receipt NLJ7RT61SV',
  )
  expect(numbers).toEqual(['123', '0712345678', '0798765432'])
})

describe.skipIf(!inject('isLong'))('in the long run', { tags: 'long' }, () => {
  it('csp: the strictest policy forbids nothing that the element does, and is in force', async () => {
    const { relay, page, complaints, open } = await follow('csp')
    await relay.register(ORDER, BASKET)
    await open()
    await shows(page, 'pending')
    await relay.update(ORDER, { status: 'succeeded', receipt: 'NLJ7RT61SV' })
    await shows(page, 'succeeded')
    expect(await words(page)).toContain('NLJ7RT61SV')
    const wrong = () => page.evaluate(() => window.record.wrong)
    expect(await wrong()).toEqual([])
    const accent = await page.$eval('payment-status', (element) =>
      getComputedStyle(element).getPropertyValue('--payment-status-accent'),
    )
    expect(accent).toBe('#0f766e')

    await page.$eval('body', (body) => body.setAttribute('style', 'color: red'))
    await expect.poll(wrong).toEqual([expect.stringMatching(/^style-src/)])
    await expect.poll(() => complaints.splice(0)).toHaveLength(1)
  })

  it('dashboard: hundreds of orders are live over one socket, new ones too', async () => {
    const ids = Array.from({ length: 300 }, (_, each) => `ORD-${each}`)
    const customers = ['seller-7']
    let tokens = 0
    const { relay, page, open } = await follow('dashboard', {
      '/seller/orders': async () => ({
        customer: 'seller-7',
        orders: ids.map((id) => ({ id, amount: 500_000, currency: 'KES' })),
      }),
      '/seller/token': async () => {
        tokens++
        return { token: await relay.token({ customer: 'seller-7' }) }
      },
    })
    for (const id of ids) await relay.register(id, { ...BASKET, customers })
    await page.evaluateOnNewDocument(() => {
      const counted = { sockets: 0 }
      Object.assign(window, { counted })
      window.WebSocket = class extends WebSocket {
        constructor(...given: ConstructorParameters<typeof WebSocket>) {
          super(...given)
          counted.sockets++
        }
      }
    })
    await open()
    const sums = () => page.$eval('#sums', ({ textContent }) => textContent)
    await expect.poll(sums).toBe('0 of 300 paid')
    await relay.update('ORD-0', { status: 'succeeded' })
    await expect.poll(sums).toBe('1 of 300 paid')
    await relay.register('ORD-300', { ...BASKET, number: '№ 300', customers })
    await expect.poll(sums).toBe('1 of 301 paid')
    await relay.update('ORD-300', { status: 'succeeded' })
    await expect.poll(sums).toBe('2 of 301 paid')
    expect(await page.$eval('tbody tr', (row) => row.innerText)).toMatch(/№ 300.*5,000\.00/)
    expect(await page.evaluate(() => Reflect.get(window, 'counted'))).toEqual({ sockets: 1 })
    expect(tokens).toBeLessThan(5)
  })

  const brands = ['kikoy', 'laguna']
  const schemes = ['light', 'dark']
  it.each(brands.flatMap((brand) => schemes.map((scheme) => [brand, scheme] as const)))(
    'theming: %s in the %s is readable, whatever became of the order',
    async (brand, scheme) => {
      const { relay, page, open } = await follow('theming')
      await relay.register(ORDER, BASKET)
      await page.emulateMediaFeatures([
        { name: 'prefers-color-scheme', value: scheme },
        // What moves in is not measured half-way.
        { name: 'prefers-reduced-motion', value: 'reduce' },
      ])
      await open()
      await page.$eval('body', (body, brand) => void (body.className = brand), brand)
      await page.addScriptTag({
        path: join(import.meta.dirname, '../../../node_modules/axe-core/axe.min.js'),
      })
      const failure = { status: 'failed', reason: 'insufficient_funds' }
      for (const said of [undefined, failure, { status: 'succeeded', receipt: 'NLJ7RT61SV' }]) {
        if (said) await relay.update(ORDER, said)
        await shows(page, said?.status ?? 'pending')
        const faults = await page.evaluate(() =>
          (window as any).axe
            .run('payment-status', { runOnly: ['color-contrast'] })
            .then(({ violations }: { violations: { nodes: { html: string }[] }[] }) =>
              violations.flatMap(({ nodes }) => nodes.map(({ html }) => html)),
            ),
        )
        expect(faults).toEqual([])
      }
    },
  )
})
