/** The recipe for M-Pesa's prompts, with a Daraja that refuses what Safaricom refuses. */

import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { ask, until } from '../../../relay/testing/client.ts'
import { subscribe } from '../../../relay/testing/page.ts'
import type { TestRelay } from '../../../relay/testing/relay.ts'
import type { Tab } from '../browser.ts'
import { chromium } from '../browser.puppeteer.ts'
import { shows } from '../payment.ts'
import { DARAJA, fakeDaraja } from './fake-daraja.ts'
import { openShop, recipe } from './shop.ts'

async function openMpesaShop() {
  const daraja = await fakeDaraja()
  const shop = await openShop({
    folder: recipe('mpesa-stk'),
    command: () => [process.execPath, 'server.js'],
    env: { ...DARAJA, DARAJA_URL: daraja.url },
    relay: { PUBLIC_URL: 'https://pay.example.com' },
  })
  return { relay: shop.relay, daraja, shop }
}

/** An order of the shop's, as its page has it. */
async function orderAt(url: string): Promise<string> {
  const { body } = await ask(url)
  return /ORD-\w+/.exec(body)?.[0] ?? ''
}

const pay = (url: string, order: string, phone = '0712 345 678') =>
  ask(`${url}/pay`, {
    headers: { 'Content-Type': 'application/json' },
    body: { order, phone },
  })

/** What a page that follows the order is told from now on. */
async function pageOf(relay: TestRelay, order: string, token: string) {
  const page = await relay.connect()
  const { orders } = await page.ask(subscribe(token, order))
  return { first: orders[0], next: async () => (await page.next()).order }
}

describe('the recipe for M-Pesa', () => {
  it('sends a prompt as Safaricom wants it, and its page hears what came of it', async () => {
    const { relay, daraja, shop } = await openMpesaShop()
    // A fresh .env of `init` allows http://localhost:3000, and an address is another origin than a name.
    expect(shop.said()).toContain('http://localhost:')
    const order = await orderAt(shop.url)
    const { status, body } = await pay(shop.url, order)
    expect({ status, body }).toEqual({ status: 200, body: { order, token: expect.any(String) } })
    expect(daraja.prompts).toMatchObject([{ amount: 5000, phone: '254712345678' }])

    const page = await pageOf(relay, order, body.token)
    expect(page.first).toMatchObject({
      status: 'requires_action',
      amount: 500_000,
      action: { type: 'approve_on_phone', hint: '07•• ••• 678' },
    })
    expect(await daraja.says(relay, 0, 'NLJ7RT61SV')).toBe(200)
    expect(await page.next()).toMatchObject({
      status: 'succeeded',
      amountReceived: 500_000,
      overpaid: false,
      receipt: 'NLJ7RT61SV',
    })
  })

  it('asks nobody twice: neither by a second click, nor while the first may still be paid', async () => {
    const { relay, daraja, shop } = await openMpesaShop()
    const order = await orderAt(shop.url)
    const release = daraja.hold()
    const first = pay(shop.url, order)
    await until(() => daraja.prompts.length === 1)
    expect((await pay(shop.url, order)).status).toBe(409)
    release()
    expect((await first).status).toBe(200)
    expect((await pay(shop.url, order)).status).toBe(200)
    expect(daraja.prompts).toHaveLength(1)

    // Called off: now another one can do no harm.
    await daraja.says(relay, 1032)
    expect(await relay.seen(order)).toMatchObject({ status: 'canceled', safeToRetry: true })
    await pay(shop.url, order)
    expect(daraja.prompts).toHaveLength(2)
    await daraja.says(relay, 0)
    expect(await relay.seen(order)).toMatchObject({ status: 'succeeded', overpaid: false })

    // Paid: no more of them.
    await pay(shop.url, order)
    expect(daraja.prompts).toHaveLength(2)
  })

  it('takes a prompt of which Safaricom did not say a word for one that may be paid', async () => {
    const { relay, daraja, shop } = await openMpesaShop()
    const order = await orderAt(shop.url)
    daraja.hangUp()
    expect((await pay(shop.url, order)).status).toBe(200)
    await pay(shop.url, order)
    expect(daraja.prompts).toHaveLength(1)
    await daraja.says(relay, 0)
    expect(await relay.seen(order)).toMatchObject({ status: 'succeeded', overpaid: false })
  })

  it('takes numbers as people write them, and refuses what is none', async () => {
    const { daraja, shop } = await openMpesaShop()
    for (const phone of ['0712345678', '+254 712-345-678', '254712345678', '712345678']) {
      await pay(shop.url, await orderAt(shop.url), phone)
    }
    expect(daraja.prompts.map(({ phone }) => phone)).toEqual(Array(4).fill('254712345678'))
    const order = await orderAt(shop.url)
    expect((await pay(shop.url, order, '0812')).status).toBe(400)
    expect((await pay(shop.url, 'ORD-0')).status).toBe(404)
    expect(daraja.prompts).toHaveLength(4)
  })

  it.runIf(inject('isLong'))(
    'has a page with the form first, then the payment, and the form once more after a refusal',
    { tags: 'long' },
    async () => {
      const { relay, daraja, shop } = await openMpesaShop()
      const browser = await chromium()
      onTestFinished(() => browser.close())
      const tab: Tab = await browser.newTab()
      await tab.open(shop.url)
      const submit = () =>
        tab.evaluate(() => {
          const form = document.querySelector('form')
          const phone = form?.querySelector<HTMLInputElement>('[name=phone]')
          if (phone) phone.value = '0712345678'
          form?.requestSubmit()
        })
      await submit()
      await shows(tab, { status: 'requires_action', connection: 'live' })
      await daraja.says(relay, 1032)
      await shows(tab, { status: 'canceled' })

      const tryAgain = () => {
        const buttons = document
          .querySelector('payment-status')
          ?.shadowRoot?.querySelectorAll('button')
        const [again] = [...(buttons ?? [])].filter((each) => /again/i.test(each.textContent ?? ''))
        again?.click()
        return document.querySelector('form')?.checkVisibility() ?? false
      }
      await expect.poll(() => tab.evaluate(tryAgain)).toBe(true)
      await submit()
      await until(() => daraja.prompts.length === 2)
      await shows(tab, { status: 'requires_action' })
      await daraja.says(relay, 0)
      await shows(tab, { status: 'succeeded' })
      expect(await relay.kept()).toEqual([])
    },
  )
})
