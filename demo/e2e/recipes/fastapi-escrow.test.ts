/** The recipe for escrow: a buyer and a seller, each at a page of their own, and the staff of the shop. */

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
import { stripePaid } from '../../../relay/testing/callbacks.ts'
import { ask, bearer, TOKEN_SECRET } from '../../../relay/testing/client.ts'
import type { TestBrowser } from '../browser.ts'
import { chromium } from '../browser.puppeteer.ts'
import { shows } from '../payment.ts'
import { languageOr, openShop, recipe, type RunningShop } from './shop.ts'

const STAFF_KEY = 'staff-0123456789'

const BUYER = { email: 'buyer@example.com', password: 'correct horse' }
const SELLER = { email: 'seller@example.com', password: 'battery staple' }
const OTHER = { email: 'other@example.com', password: 'something else' }

const ASKED = { seller: '2', amount: '50.00', description: 'A bicycle' }

let browser: TestBrowser

async function openEscrow(context: TestContext): Promise<RunningShop> {
  const python = languageOr(context, 'fastapi')
  const folder = mkdtempSync(join(tmpdir(), 'escrow-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return openShop({
    folder: recipe('fastapi-escrow'),
    command: (port) => [python, '-m', 'uvicorn', 'app:app', '--port', String(port)],
    env: {
      PYTHONDONTWRITEBYTECODE: '1',
      LOGIN_SECRET: 'what the login signs with: 32 bytes or more',
      RELAY_TOKEN_SECRET: TOKEN_SECRET,
      SHOP_DB: join(folder, 'shop.db'),
      STAFF_KEY,
    },
    hook: '/hooks/payment-status',
  })
}

const json = (token: string) => ({ 'Content-Type': 'application/json', ...bearer(token) })

const post = async ({ url }: RunningShop, path: string, token: string, body: object = {}) =>
  ask(`${url}/${path}`, { headers: json(token), body })

const login = async (shop: RunningShop, user: object): Promise<string> =>
  (await post(shop, 'login', '', user)).body.token

/** An escrow of 50 euros, which the buyer has begun, and for which Stripe has the money. */
async function held(shop: RunningShop) {
  const [buyer, seller] = [await login(shop, BUYER), await login(shop, SELLER)]
  const { body } = await post(shop, 'escrows', buyer, ASKED)
  await shop.relay.callback('stripe', stripePaid(body.id))
  const known = async () => {
    const { body: all } = await ask(`${shop.url}/escrows`, { headers: bearer(buyer) })
    return all.find((each: { id: string }) => each.id === body.id)
  }
  await expect.poll(known).toMatchObject({ status: 'authorized', role: 'buyer' })
  return { id: body.id as string, buyer, seller }
}

/** A party's page, signed in. */
async function pageOf({ url }: RunningShop, user: { email: string; password: string }) {
  const tab = await browser.newTab()
  onTestFinished(() => tab.close())
  await tab.open(url)
  await tab.evaluate(({ email, password }) => {
    const form = document.querySelector<HTMLFormElement>('#login')
    const [name, word] = form?.querySelectorAll('input') ?? []
    if (name && word) [name.value, word.value] = [email, password]
    form?.requestSubmit()
  }, user)
  const isSignedIn = () => tab.evaluate(() => !document.querySelector('#login')?.checkVisibility())
  await expect.poll(isSignedIn).toBe(true)
  const press = (name: string) =>
    tab.evaluate(
      (name) => document.querySelector<HTMLButtonElement>(`button[name=${name}]`)?.click(),
      name,
    )
  return { tab, press }
}

describe.skipIf(!inject('isLong'))('the recipe for escrow', { tags: 'long' }, () => {
  beforeAll(async () => {
    browser = await chromium()
  })

  afterAll(() => browser.close())

  it('holds what is paid, until both are content: at both pages', async (context) => {
    const shop = await openEscrow(context)
    const { id } = await held(shop)
    const [buyer, seller] = [await pageOf(shop, BUYER), await pageOf(shop, SELLER)]
    for (const { tab } of [buyer, seller]) {
      await shows(tab, { status: 'authorized', connection: 'live' })
    }

    await buyer.press('confirm')
    const confirmed = () =>
      seller.tab.evaluate(() => document.querySelector('payment-status')?.snapshot?.confirmations)
    await expect.poll(confirmed).toEqual({ count: 1, required: 2 })
    await shows(seller.tab, { status: 'authorized' })
    await seller.press('confirm')
    for (const { tab } of [buyer, seller]) await shows(tab, { status: 'succeeded' })
    expect(await shop.relay.seen(id)).toMatchObject({ amountReceived: 5000, overpaid: false })
  })

  it('has staff end a dispute, either way', async (context) => {
    const shop = await openEscrow(context)
    const { id, buyer, seller } = await held(shop)
    const { tab, press } = await pageOf(shop, SELLER)
    await shows(tab, { status: 'authorized' })
    await press('dispute')
    await shows(tab, { status: 'disputed' })
    // Nobody releases by a word what is in dispute.
    expect((await post(shop, `escrows/${id}/confirm`, buyer)).status).toBe(409)
    const refunded = { outcome: 'refunded' }
    expect((await post(shop, `escrows/${id}/decision`, seller, refunded)).status).toBe(401)
    expect((await post(shop, `escrows/${id}/decision`, STAFF_KEY, refunded)).status).toBe(204)
    await shows(tab, { status: 'refunded' })

    const other = await held(shop)
    await post(shop, `escrows/${other.id}/dispute`, buyer)
    expect(await shop.relay.seen(other.id)).toMatchObject({ status: 'disputed' })
    await post(shop, `escrows/${other.id}/decision`, STAFF_KEY, { outcome: 'released' })
    expect(await shop.relay.seen(other.id)).toMatchObject({ status: 'succeeded' })
  })

  it('is released by two at the same moment, and by two while the relay was away', async (context) => {
    const shop = await openEscrow(context)
    const { id, buyer, seller } = await held(shop)
    await Promise.all([buyer, seller].map((party) => post(shop, `escrows/${id}/confirm`, party)))
    expect(await shop.relay.seen(id)).toMatchObject({ status: 'succeeded' })
    expect((await post(shop, `escrows/${id}/dispute`, buyer)).status).toBe(409)

    const other = await held(shop)
    const confirm = `escrows/${other.id}/confirm`
    await post(shop, confirm, buyer)
    shop.setAway(true)
    expect((await post(shop, confirm, seller)).status).toBe(502)
    shop.setAway(false)
    expect((await post(shop, confirm, seller)).status).toBe(200)
    expect(await shop.relay.seen(other.id)).toMatchObject({ status: 'succeeded' })
  })

  it('takes a word of who has heard that it is paid before the shop did', async (context) => {
    const shop = await openEscrow(context)
    const buyer = await login(shop, BUYER)
    const { body } = await post(shop, 'escrows', buyer, ASKED)
    const confirm = () => post(shop, `escrows/${body.id}/confirm`, buyer)
    expect((await confirm()).status).toBe(409)
    await shop.relay.callback('stripe', stripePaid(body.id))
    expect((await confirm()).body).toEqual({ count: 1, required: 2 })
  })

  it('shows an escrow to its two parties, and to nobody else', async (context) => {
    const shop = await openEscrow(context)
    const { id } = await held(shop)
    const other = await login(shop, OTHER)
    expect((await post(shop, `escrows/${id}/confirm`, other)).status).toBe(404)
    expect((await ask(`${shop.url}/escrows`, { headers: bearer(other) })).body).toEqual([])
    const { token } = (await post(shop, 'payment-token', other)).body
    expect((await shop.relay.order(id, token)).status).toBe(403)
    // The relay's token signs nobody in.
    expect((await ask(`${shop.url}/escrows`, { headers: bearer(token) })).status).toBe(401)
  })
})
