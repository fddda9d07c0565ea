/** The relay behind nginx, as relay/README.md has it. */

import { describe, expect, it } from 'vitest'
import { isForHere } from '../../.ci/programs.ts'
import { MAX_WAIT } from '../../relay/pages/holds.ts'
import { darajaSays } from '../../relay/testing/callbacks.ts'
import { type TestRelay } from '../../relay/testing/relay.ts'
import type { Tab } from './browser.ts'
import { inEachBrowser } from './browsers.ts'
import { openNetwork } from './network.ts'
import { snippet, startNginx } from './nginx.ts'
import { ORDER, relayForAll, shows, statuses } from './payment.ts'
import { element, openShop, script } from './shop.ts'
import { reset } from './toxics.ts'

/** In seconds. */
const IDLE = Number(/proxy_read_timeout (\d+)s;/.exec(snippet())?.[1])

/** A page that follows an order through a proxy. */
async function openPage(tab: Tab, relay: TestRelay, proxy: string) {
  const shop = await openShop()
  const { token } = await relay.register(ORDER, { amount: 5000, currency: 'EUR' })
  shop.show({ body: script(proxy) + element(ORDER, token) })
  await tab.open(shop.url)
}

describe.skipIf(!isForHere('nginx'))('behind nginx', () => {
  it('is asked nothing that takes longer than nginx waits', async () => {
    const relay = await relayForAll()
    const { greeting } = await relay.connect()
    expect(IDLE * 1000).toBeGreaterThan(greeting?.heartbeat)
    expect(IDLE).toBeGreaterThan(MAX_WAIT)
  })

  it('answers 304 to a page that has the newest, though gzip weakens the ETag', async () => {
    const relay = await relayForAll()
    const { token } = await relay.register(ORDER)
    const { url } = await startNginx(relay.url)
    const get = (more: object = {}) =>
      fetch(`${url}/orders/${ORDER}`, { headers: { Authorization: `Bearer ${token}`, ...more } })

    const first = await get()
    const etag = first.headers.get('ETag')
    expect(first.headers.get('Content-Encoding')).toBe('gzip')
    expect(etag).toMatch(/^W\/"/)
    expect((await get({ 'If-None-Match': etag })).status).toBe(304)
    await relay.update(ORDER, { status: 'succeeded' })
    expect((await get({ 'If-None-Match': etag })).status).toBe(200)
  })

  it('keeps the keys of callbacks out of the logs', async () => {
    const relay = await relayForAll()
    const network = await openNetwork(relay.url)
    const { url, logged } = await startNginx(network.url)
    const { callbackUrls } = await relay.register(ORDER, { references: ['ws_CO_1'] })
    const { pathname } = new URL(callbackUrls.daraja)
    const key = pathname.split('/').at(-1)
    const post = () => fetch(url + pathname, { method: 'POST', ...darajaSays('ws_CO_1', 0) })

    expect((await post()).status).toBe(200)
    network.up = reset
    expect((await post()).status).toBe(502)
    await expect.poll(logged).toContain('POST /callbacks/daraja/***" 502')
    expect(logged()).not.toContain(key)
  })

  inEachBrowser((newTab) => {
    it('is live', async () => {
      const [tab, relay] = [await newTab(), await relayForAll()]
      await openPage(tab, relay, (await startNginx(relay.url)).url)
      await shows(tab, { status: 'pending', connection: 'live' })
      await relay.update(ORDER, { status: 'succeeded' })
      await shows(tab, { status: 'succeeded', connection: 'live' })
      expect(await statuses(tab)).toEqual(['pending', 'succeeded'])
    })

    it('polls where nginx passes no upgrade on', async () => {
      const [tab, relay] = [await newTab(), await relayForAll()]
      const without = (server: string) => server.replace(/.*proxy_set_header Upgrade.*/, '')
      await openPage(tab, relay, (await startNginx(relay.url, without)).url)
      await shows(tab, { status: 'pending', connection: 'polling' })
      await relay.update(ORDER, { status: 'succeeded' })
      await shows(tab, { status: 'succeeded', connection: 'polling' })
      expect(await statuses(tab)).toEqual(['pending', 'succeeded'])
    })

    it('ends up right where nginx cuts what is idle for a second', async () => {
      const [tab, relay] = [await newTab(), await relayForAll()]
      const impatient = (server: string) => server.replace(`${IDLE}s;`, '1s;')
      await openPage(tab, relay, (await startNginx(relay.url, impatient)).url)
      await shows(tab, { status: 'pending', connection: 'live' })
      await relay.watchedBy(0, ORDER)
      await relay.update(ORDER, { status: 'succeeded' })
      await shows(tab, { status: 'succeeded' })
      expect(await statuses(tab)).toEqual(['pending', 'succeeded'])
    })
  })
})
