/** An order that a shopper has just gone to pay, in a browser. */

import { expect } from 'vitest'
import { readAssets } from '../../relay/http/assets.ts'
import { memoryStore } from '../../relay/store/memory.ts'
import type { Store } from '../../relay/store/store.ts'
import { startRelay, type TestRelay } from '../../relay/testing/relay.ts'
import type { PaymentStatusElement } from '../../widget/payment-status.ts'
import type { Tab } from './browser.ts'
import { element, openShop, script, type Shop, type ShopPage } from './shop.ts'
import { openNetwork, type Network } from './network.ts'

export const ORDER = 'ORD-1205'

export interface Payment {
  tab: Tab
  relay: TestRelay
  /** Between the page and the relay. */
  network: Network
  shop: Shop
  /** What the shop's page is, beside the element. */
  show(page: Partial<ShopPage>): void
}

/** A relay that serves the element, to pages of every origin. */
export const relayForAll = (store: Store = memoryStore()): Promise<TestRelay> =>
  startRelay({ ALLOWED_ORIGINS: '*' }, { assets: readAssets(), store })

/** A shop with a page that follows a pending order, and a new tab for it. */
export async function startPayment(newTab: () => Promise<Tab>, store?: Store): Promise<Payment> {
  const relay = await relayForAll(store)
  const [network, shop] = [await openNetwork(relay.url), await openShop()]
  const { token } = await relay.register(ORDER, { amount: 5000, currency: 'EUR' })
  const show = (page: Partial<ShopPage>) =>
    shop.show({ body: script(network.url) + element(ORDER, token), ...page })
  show({})
  return { tab: await newTab(), relay, network, shop, show }
}

/** Opens the page; resolves once it is live. */
export async function goLive({ tab, shop }: Payment): Promise<void> {
  await tab.open(shop.url)
  await shows(tab, { status: 'pending', connection: 'live' })
}

type Shown = Pick<PaymentStatusElement, 'status' | 'connection'>

/** Resolves once the page's element shows this. */
export async function shows(tab: Tab, shown: Partial<Shown>): Promise<void> {
  const now = () =>
    tab.evaluate(() => {
      const element = document.querySelector('payment-status')
      return { status: element?.status, connection: element?.connection }
    })
  await expect.poll(now).toMatchObject(shown)
}

/** Every status that an order's element has shown, in order. */
export const statuses = (tab: Tab, order = ORDER): Promise<string[]> =>
  tab.evaluate(
    (order) =>
      window.record.told
        .filter((each) => each.order === order)
        .flatMap(({ status }) => status ?? []),
    order,
  )
