/** A shopper who was elsewhere, and is back: what the page shows is true, and soon. */

import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../relay/store/memory.ts'
import type { Tab } from './browser.ts'
import { inEachBrowser } from './browsers.ts'
import { hurry } from './hurry.ts'
import { goLive, ORDER, relayForAll, shows, startPayment, statuses } from './payment.ts'
import { blackHole, clean } from './toxics.ts'

/** Each time the page was shown, whether it came out of the back-forward cache. */
async function cameBack(tab: Tab, ...persisted: boolean[]): Promise<void> {
  await expect.poll(() => tab.evaluate(() => window.record.persisted)).toEqual(persisted)
}

async function hide(tab: Tab): Promise<void> {
  await tab.hide()
  await expect.poll(() => tab.evaluate(() => document.hidden)).toBe(true)
}

async function show(tab: Tab): Promise<void> {
  await tab.show()
  await expect.poll(() => tab.evaluate(() => document.hidden)).toBe(false)
}

inEachBrowser((newTab, browser) => {
  describe('back from another page', () => {
    it('sees what happened meanwhile, live', async () => {
      const payment = await startPayment(newTab)
      const { tab, relay, shop } = payment
      await goLive(payment)
      await tab.open(`${shop.url}elsewhere`)
      await relay.watchedBy(0, ORDER)
      await relay.update(ORDER, { status: 'succeeded' })

      await tab.back()
      // Firefox decides before `pagehide` whether to keep a page, and keeps none with a socket.
      await (browser === 'firefox' ? cameBack(tab, false) : cameBack(tab, false, true))
      await shows(tab, { status: 'succeeded', connection: 'live' })
      await relay.update(ORDER, { status: 'refunded' })
      await shows(tab, { status: 'refunded' })
      expect((await statuses(tab)).slice(-2)).toEqual(['succeeded', 'refunded'])
    })

    it('sees what happened meanwhile, though the relay went away before it did', async ({
      skip,
    }) => {
      skip(browser === 'firefox', 'BiDi does not always find a page again that was kept.')
      const store = memoryStore()
      const payment = await startPayment(newTab, store)
      const { tab, relay, shop, network } = payment
      await goLive(payment)
      // Told to come back at a random moment, it takes its time: it has left before that, and keeps to it.
      await tab.evaluate(() => {
        const { random } = Math
        Math.random = () => 8
        addEventListener('pagehide', () => void (Math.random = random))
      })
      await relay.relay.close()
      await shows(tab, { connection: 'connecting' })

      await tab.open(`${shop.url}elsewhere`)
      const next = await relayForAll(store)
      network.target = next.url
      await next.update(ORDER, { status: 'succeeded' })
      await tab.back()
      await cameBack(tab, false, true)
      await shows(tab, { status: 'succeeded', connection: 'live' })
      expect(await statuses(tab)).toEqual(['pending', 'succeeded'])
    })
  })

  describe('back from another tab or app', () => {
    it('sees what happened meanwhile', async () => {
      const payment = await startPayment(newTab)
      const { tab, relay } = payment
      await goLive(payment)
      await hide(tab)
      await relay.update(ORDER, { status: 'succeeded' })
      await show(tab)
      await shows(tab, { status: 'succeeded', connection: 'live' })
      expect(await statuses(tab)).toEqual(['pending', 'succeeded'])
    })

    it('sees what happened meanwhile, though the socket died and nobody was told', async () => {
      const payment = await startPayment(newTab)
      const { tab, relay, network } = payment
      await goLive(payment)
      await hide(tab)
      // What is on its way now is lost, and with it the connection; the next one will do.
      network.down = blackHole
      await relay.update(ORDER, { status: 'succeeded' })
      await expect.poll(() => network.dead).toBeGreaterThan(0)
      network.down = clean

      const { upgrades } = network
      await show(tab)
      await shows(tab, { status: 'succeeded' })
      // Until it is sure that the first one is dead, it has both.
      await expect.poll(() => network.upgrades).toBeGreaterThan(upgrades)
      await shows(tab, { connection: 'live' })
      expect(await statuses(tab)).toEqual(['pending', 'succeeded'])
    })

    it('sees what happened meanwhile, and kept no socket while it was away for long', async () => {
      const payment = await startPayment(newTab)
      const { tab, relay, network } = payment
      payment.show({ scripts: [hurry] })
      await goLive(payment)
      await hide(tab)
      await expect.poll(() => network.sockets).toBe(0)
      await relay.update(ORDER, { status: 'succeeded' })
      await show(tab)
      await shows(tab, { status: 'succeeded', connection: 'live' })
      expect(await statuses(tab)).toEqual(['pending', 'succeeded'])
    })

    it('sees what happened meanwhile, though the phone froze the page', async ({ skip }) => {
      const payment = await startPayment(newTab)
      const { tab, relay, network } = payment
      skip(!tab.setFrozen, 'Only Chromium can be told to.')
      await goLive(payment)
      await hide(tab)
      await tab.setFrozen?.(true)
      network.down = blackHole
      await relay.update(ORDER, { status: 'succeeded' })
      network.down = clean
      await tab.setFrozen?.(false)
      await show(tab)
      await shows(tab, { status: 'succeeded', connection: 'live' })
      expect(await statuses(tab)).toEqual(['pending', 'succeeded'])
    })
  })
})
