/** Networks as they are: whatever they do to bytes, the page ends up right, and never calls it a failure. */

import { describe, expect, it } from 'vitest'
import type { Tab } from './browser.ts'
import { inEachBrowser } from './browsers.ts'
import { hurry } from './hurry.ts'
import { keeper } from './kept.ts'
import { openNetwork } from './network.ts'
import { goLive, ORDER, relayForAll, shows, startPayment, statuses } from './payment.ts'
import { element, openShop, script } from './shop.ts'
import {
  afterHead,
  blackHole,
  clean,
  cutAfter,
  latency,
  reset,
  slow,
  toSockets,
  type Toxic,
} from './toxics.ts'

/** What a network does, in which directions, and how the page then hears. */
const NETWORKS: Record<string, { up?: Toxic; down?: Toxic; connection?: string }> = {
  'answers late': { up: latency(200), down: latency(200), connection: 'live' },
  'carries 2,000 bytes a second': { up: slow(2_000), down: slow(2_000), connection: 'live' },
  'cuts each connection after 2,000 bytes': { down: cutAfter(2_000) },
  'resets WebSockets': { up: toSockets(reset), connection: 'polling' },
  'swallows WebSockets': { up: toSockets(blackHole), connection: 'polling' },
  'swallows answers to upgrades': { down: toSockets(blackHole), connection: 'polling' },
  'upgrades, and swallows frames': { down: toSockets(afterHead), connection: 'polling' },
}

const EATING = Object.keys(NETWORKS).filter((name) => NETWORKS[name]?.connection === 'polling')
const OTHERS = Object.keys(NETWORKS).filter((name) => !EATING.includes(name))

/** A page with an order behind each network of these names. */
async function openAll(tab: Tab, names: string[], eatsSockets: boolean) {
  const [relay, shop] = [await relayForAll(), await openShop()]
  const elements = await Promise.all(
    names.map(async (name, at) => {
      const { up = clean, down = clean } = NETWORKS[name] ?? {}
      const network = Object.assign(await openNetwork(relay.url), { up, down })
      const { token } = await relay.register(`N-${at}`, { amount: 5000, currency: 'EUR' })
      return element(`N-${at}`, token, network.url)
    }),
  )
  shop.show({ body: script(relay.url) + elements.join(''), eatsSockets })
  await tab.open(shop.url)
  return relay
}

inEachBrowser((newTab) => {
  describe('a network that', () => {
    it.each([
      ['is slow, or cuts what it carries', OTHERS],
      ['resets or swallows what sockets carry', EATING],
    ])('%s', async (_, names) => {
      const tab = await newTab()
      const relay = await openAll(tab, names, names === EATING)
      /** The same for each network. */
      const each = <T>(of: (name: string, at: number) => T): Record<string, T> =>
        Object.fromEntries(names.map((name, at) => [name, of(name, at)]))
      const shown = async () => {
        const all = await Promise.all(names.map((_, at) => statuses(tab, `N-${at}`)))
        return each((_, at) => all[at])
      }
      await expect.poll(shown).toEqual(each(() => ['pending']))
      const connections = async () => {
        const all = await tab.evaluate(() =>
          [...document.querySelectorAll('payment-status')].map(({ connection }) => connection),
        )
        return each((_, at) => all[at])
      }
      await expect
        .poll(connections)
        .toEqual(each((name) => NETWORKS[name]?.connection ?? expect.anything()))

      for (const at of names.keys()) await relay.update(`N-${at}`, { status: 'succeeded' })
      await expect.poll(shown).toEqual(each(() => ['pending', 'succeeded']))
    })

    it('forgets a connection, and tells nobody', async () => {
      const payment = await startPayment(newTab)
      const { tab, relay, network } = payment
      payment.show({ scripts: [hurry] })
      await goLive(payment)
      network.down = blackHole
      await relay.update(ORDER, { status: 'succeeded' })
      await expect.poll(() => network.dead).toBeGreaterThan(0)
      network.down = clean
      await shows(tab, { status: 'succeeded', connection: 'live' })
      expect(await statuses(tab)).toEqual(['pending', 'succeeded'])
    })

    it('swallows frames, and is not tried again when the page is loaded again', async () => {
      const { tab, relay, network, shop, show } = await startPayment(newTab)
      show({ scripts: [keeper], eatsSockets: true })
      network.down = toSockets(afterHead)
      await tab.open(shop.url)
      await shows(tab, { status: 'pending', connection: 'polling' })
      // It has given up on the socket.
      await expect.poll(() => tab.evaluate(() => window.kept().sockets)).toBe(0)
      const { upgrades } = network

      await tab.open(shop.url)
      await shows(tab, { status: 'pending', connection: 'polling' })
      await relay.update(ORDER, { status: 'succeeded' })
      await shows(tab, { status: 'succeeded', connection: 'polling' })
      expect(network.upgrades).toBe(upgrades)
    })

    it('goes away, and comes back', async () => {
      const payment = await startPayment(newTab)
      const { tab, relay, network } = payment
      await goLive(payment)
      network.up = reset
      network.reset()
      await shows(tab, { status: 'pending', connection: 'connecting' })
      await relay.update(ORDER, { status: 'succeeded' })
      expect(await statuses(tab)).toEqual(['pending'])
      network.up = clean
      await shows(tab, { status: 'succeeded', connection: 'live' })
      expect(await statuses(tab)).toEqual(['pending', 'succeeded'])
    })

    it('goes away, and the browser knows', async ({ skip }) => {
      const payment = await startPayment(newTab)
      const { tab, relay } = payment
      skip(!tab.setOffline, 'WebKit’s driver has no switch for it.')
      await goLive(payment)
      await tab.setOffline?.(true)
      await shows(tab, { status: 'pending', connection: 'offline' })
      await relay.update(ORDER, { status: 'succeeded' })
      expect(await statuses(tab)).toEqual(['pending'])
      await tab.setOffline?.(false)
      await shows(tab, { status: 'succeeded', connection: 'live' })
      expect(await statuses(tab)).toEqual(['pending', 'succeeded'])
    })
  })
})
