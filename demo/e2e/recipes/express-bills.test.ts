/** The recipe for bills: the shop's own login opens what is the customer's, who hears on every page. */

import { SignJWT } from 'jose'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { stripePaid } from '../../../relay/testing/callbacks.ts'
import { ask, bearer, TOKEN_SECRET } from '../../../relay/testing/client.ts'
import { chromium } from '../browser.puppeteer.ts'
import { shows } from '../payment.ts'
import { openShop, recipe, type RunningShop } from './shop.ts'

const LOGIN_SECRET = 'what the login signs with: 32 bytes or more'
const STAFF_KEY = 'staff-0123456789'

const BILL = { customer: '42', number: '№ 1205', amount: 5000, due: '2026-12-01' }

const AMINA = { email: 'amina@example.com', password: 'correct horse' }

const openBills = () =>
  openShop({
    folder: recipe('express-bills'),
    command: () => [process.execPath, 'server.js'],
    env: { LOGIN_SECRET, STAFF_KEY },
    hook: '/hooks/payment-status',
    relay: {
      TOKEN_SECRETS: `${TOKEN_SECRET},${LOGIN_SECRET}`,
      TOKEN_AUDIENCE: 'bills',
      TOKEN_CLAIM_CUSTOMER: 'sub',
    },
  })

const json = (token: string) => ({ 'Content-Type': 'application/json', ...bearer(token) })

async function login({ url }: RunningShop): Promise<string> {
  const { body } = await ask(`${url}/login`, { headers: json(''), body: AMINA })
  return body.token
}

/** As the shop's billing run. */
const staff = ({ url }: RunningShop, path: string, body: object) =>
  ask(`${url}/staff/${path}`, { headers: json(STAFF_KEY), body })

/** What a page hears that has nothing but the login's token. */
async function pageOf({ relay }: RunningShop, token: string) {
  const page = await relay.connect()
  const first = await page.ask({ type: 'subscribe', customer: '42', token })
  return { page, first }
}

/** How the customer's bills stand, as the shop says. */
async function isPaid({ url }: RunningShop, token: string): Promise<boolean[]> {
  const { body } = await ask(`${url}/bills`, { headers: bearer(token) })
  return body.map((bill: { isPaid: boolean }) => bill.isPaid)
}

describe('the recipe for bills', () => {
  it('tells whoever is signed in, by the login’s own token, what is theirs', async () => {
    const shop = await openBills()
    const token = await login(shop)
    const { page, first } = await pageOf(shop, token)
    expect(first).toMatchObject({ type: 'subscribed', notifications: [] })

    const { body: bill } = await staff(shop, 'bills', BILL)
    expect(await page.next()).toMatchObject({
      notification: {
        type: 'bill_generated',
        data: { amount: 5000, currency: 'KES', number: '№ 1205', due: '2026-12-01' },
      },
    })
    await staff(shop, `bills/${bill.id}/debits`, { isPaid: false })
    expect(await page.next()).toMatchObject({ notification: { type: 'payment_failed' } })
    await staff(shop, 'messages', { customer: '42', title: 'No power', message: 'From 9 to 10.' })
    expect(await page.next()).toMatchObject({ notification: { title: 'No power' } })

    // What was told to nobody is told to who comes.
    await staff(shop, `bills/${bill.id}/debits`, { isPaid: true })
    const { first: later } = await pageOf(shop, token)
    expect(later.notifications.at(-1)).toMatchObject({ type: 'payment_success' })
  })

  it('takes a bill for paid once the relay says so, signed', async () => {
    const shop = await openBills()
    const token = await login(shop)
    const { body: bill } = await staff(shop, 'bills', BILL)
    const paying = await ask(`${shop.url}/bills/${bill.id}/pay`, { headers: json(token), body: {} })
    expect(paying.body).toEqual({ order: bill.id })

    const { page } = await pageOf(shop, token)
    const euros = stripePaid(bill.id)
    await shop.relay.callback('stripe', euros)
    expect(await page.next()).toMatchObject({ order: { reason: { code: 'currency_mismatch' } } })
    expect(await isPaid(shop, token)).toEqual([false])
    await shop.relay.update(bill.id, { status: 'succeeded' })
    await expect.poll(() => isPaid(shop, token)).toEqual([true])

    const forged = { type: 'order.updated', data: { id: bill.id, status: 'refunded' } }
    const hook = `${shop.url}/hooks/payment-status`
    const headers = { 'webhook-id': '1', 'webhook-timestamp': '1', 'webhook-signature': 'v1,AAAA' }
    expect((await ask(hook, { headers, body: forged })).status).toBe(401)
    expect(await isPaid(shop, token)).toEqual([true])
  })

  it('lets in nobody by a wrong password, or by a token that is not the login’s', async () => {
    const shop = await openBills()
    const wrong = { ...AMINA, password: 'wrong' }
    const refused = await ask(`${shop.url}/login`, { headers: json(''), body: wrong })
    expect(refused.status).toBe(401)
    const relays = await new SignJWT({ sub: '42' })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience('payment-status')
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(LOGIN_SECRET))
    expect((await ask(`${shop.url}/bills`, { headers: bearer(relays) })).status).toBe(401)
    expect((await ask(`${shop.url}/staff/bills`, { headers: json(''), body: BILL })).status).toBe(
      401,
    )
  })

  it.runIf(inject('isLong'))(
    'has a page that says it in toasts, and on which the bill is paid',
    { tags: 'long' },
    async () => {
      const shop = await openBills()
      const browser = await chromium()
      onTestFinished(() => browser.close())
      const tab = await browser.newTab()
      await tab.open(shop.url)
      await tab.evaluate(({ email, password }) => {
        const form = document.querySelector<HTMLFormElement>('#login')
        const [name, word] = form?.querySelectorAll('input') ?? []
        if (name && word) [name.value, word.value] = [email, password]
        form?.requestSubmit()
      }, AMINA)
      const toasts = () =>
        tab.evaluate(() =>
          [...document.querySelectorAll('payment-toasts')]
            .map((each) => each.shadowRoot?.textContent)
            .join(),
        )
      const isSignedIn = () =>
        tab.evaluate(() => !document.querySelector('#login')?.checkVisibility())
      await expect.poll(isSignedIn).toBe(true)
      const { body: bill } = await staff(shop, 'bills', BILL)
      await expect.poll(toasts).toContain('№ 1205')

      const press = () =>
        tab.evaluate(() => {
          const button = document.querySelector<HTMLButtonElement>('#bills button')
          button?.click()
          return button?.textContent
        })
      await expect.poll(press).toBe('Pay')
      await shows(tab, { status: 'pending', connection: 'live' })
      await shop.relay.update(bill.id, { status: 'succeeded', receipt: 'NLJ7RT61SV' })
      await shows(tab, { status: 'succeeded' })
      const said = () => tab.evaluate(() => document.querySelector('#bills')?.textContent)
      await expect.poll(said).toContain('Paid')
    },
  )
})
