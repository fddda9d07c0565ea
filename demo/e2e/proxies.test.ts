/** The relay behind the proxies of `deploy/`. */

import { describe, expect, it } from 'vitest'
import { isForHere } from '../../.ci/programs.ts'
import { freePort } from '../../relay/e2e/process.ts'
import { MAX_WAIT } from '../../relay/pages/holds.ts'
import { darajaSays, pathOf, stripePaid } from '../../relay/testing/callbacks.ts'
import { Client } from '../../relay/testing/client.ts'
import { subscribe } from '../../relay/testing/page.ts'
import { startRelay, type TestRelay } from '../../relay/testing/relay.ts'
import type { Tab } from './browser.ts'
import { inEachBrowser } from './browsers.ts'
import { openNetwork } from './network.ts'
import { configuration, PROXIES, startProxy, type ProxyName } from './proxy.ts'
import { ORDER, relayForAll, shows, statuses } from './payment.ts'
import { element, openShop, script } from './shop.ts'
import { reset } from './toxics.ts'

/** In seconds. */
const IDLE = Number(/proxy_read_timeout (\d+)s;/.exec(configuration('nginx'))?.[1])

/** A page that follows an order through a proxy. */
async function openPage(tab: Tab, relay: TestRelay, proxy: string) {
  const shop = await openShop()
  const { token } = await relay.register(ORDER, { amount: 5000, currency: 'EUR' })
  shop.show({ body: script(proxy) + element(ORDER, token) })
  await tab.open(shop.url)
}

/** As the comments there say, with `other` in front of the one that is there. */
const WITH_ANOTHER: Readonly<Record<ProxyName, (text: string, other: string) => string>> = {
  nginx: (text, other) => text.replace(/^ *server (\S+:8787)(.*)$/m, `$&\n  server ${other}$2`),
  haproxy: (text, other) =>
    text.replace(/^ *server relay .*$/m, `$& check\n  server other ${other} check`),
  caddy: (text, other) => text.replace('{$RELAY:127.0.0.1:8787}', `$& ${other}`),
}

describe.each(PROXIES)('behind %s', (name) => {
  it.skipIf(!isForHere(name))(
    'a socket hears, a poll is held, and a callback’s key stays out of the log',
    async () => {
      const relay = await relayForAll()
      const { token, callbackUrls } = await relay.register(ORDER, { references: ['ws_CO_1'] })
      const { url, logged } = await startProxy(name, relay.url)
      const behind = new Client(url)

      const page = await behind.connect()
      expect(await page.ask(subscribe(token, ORDER))).toMatchObject({ type: 'subscribed' })
      const [{ epoch, version }] = (await behind.poll({ frames: [subscribe(token, ORDER)] })).body
        .frames[0].orders
      const held = behind.poll({
        wait: 25,
        frames: [subscribe(token, { id: ORDER, epoch, version })],
      })
      await relay.watchedBy(2, ORDER)

      const { pathname } = new URL(callbackUrls.daraja)
      const paid = await behind.callback(pathOf(pathname), darajaSays('ws_CO_1', 0))
      expect(paid.status).toBe(200)
      expect(await page.next()).toMatchObject({ order: { status: 'succeeded' } })
      expect((await held).body.frames).toMatchObject([{ orders: [{ status: 'succeeded' }] }])

      expect((await behind.order(ORDER, token)).status).toBe(200)
      await expect.poll(logged).toContain(`/orders/${ORDER}`)
      expect(logged()).toContain('/callbacks/daraja/***')
      expect(logged()).not.toContain(pathname.split('/').at(-1))
      expect(logged()).not.toContain(token)
    },
  )

  it.skipIf(!isForHere(name))(
    'is called from where the proxy says, whatever a client claims',
    async () => {
      const env = (ips: string) => ({ TRUST_PROXY: '1', CALLBACK_IPS_STRIPE: ips })
      const claimed = { 'X-Forwarded-For': '203.0.113.9' }
      for (const [ips, status] of [
        ['203.0.113.9', 401],
        ['127.0.0.1', 204],
      ] as const) {
        const relay = await startRelay(env(ips))
        const { url } = await startProxy(name, relay.url)
        const { headers, body } = stripePaid(ORDER)
        const answer = await new Client(url).callback('stripe', {
          headers: { ...headers, ...claimed },
          body,
        })
        expect(answer.status).toBe(status)
      }
    },
  )

  it.skipIf(!isForHere(name))('a relay that is away is passed over: nobody sees it', async () => {
    const relay = await relayForAll()
    const away = `127.0.0.1:${await freePort()}`
    const { url } = await startProxy(name, relay.url, (text) => WITH_ANOTHER[name](text, away))
    const ask = () => fetch(`${url}/readyz`).then(({ status }) => status)
    const call = (_: unknown, number: number) =>
      new Client(url)
        .callback('stripe', stripePaid(`${ORDER}-${number}`))
        .then(({ status }) => status)
    const asked = await Promise.all(Array.from({ length: 12 }, ask))
    expect(new Set(asked)).toEqual(new Set([200]))
    // Caddy 2.6 repeats nothing that has a body.
    if (name === 'caddy') return
    expect(new Set(await Promise.all(Array.from({ length: 12 }, call)))).toEqual(new Set([204]))
  })

  it.skipIf(!isForHere(name))('hands its metrics to nobody', async () => {
    const relay = await startRelay()
    const { url } = await startProxy(name, relay.url)
    const { status, headers } = await fetch(`${url}/metrics`)
    // The proxy's own answer: ours would be JSON.
    expect([status, headers.get('Content-Type')]).not.toContain('application/problem+json')
    expect(status).toBe(404)
  })
})

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
    const { url } = await startProxy('nginx', relay.url)
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
    const { url, logged } = await startProxy('nginx', network.url)
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
      await openPage(tab, relay, (await startProxy('nginx', relay.url)).url)
      await shows(tab, { status: 'pending', connection: 'live' })
      await relay.update(ORDER, { status: 'succeeded' })
      await shows(tab, { status: 'succeeded', connection: 'live' })
      expect(await statuses(tab)).toEqual(['pending', 'succeeded'])
    })

    it('polls where nginx passes no upgrade on', async () => {
      const [tab, relay] = [await newTab(), await relayForAll()]
      const without = (server: string) => server.replace(/.*proxy_set_header Upgrade.*/, '')
      await openPage(tab, relay, (await startProxy('nginx', relay.url, without)).url)
      await shows(tab, { status: 'pending', connection: 'polling' })
      await relay.update(ORDER, { status: 'succeeded' })
      await shows(tab, { status: 'succeeded', connection: 'polling' })
      expect(await statuses(tab)).toEqual(['pending', 'succeeded'])
    })

    it('ends up right where nginx cuts what is idle for a second', async () => {
      const [tab, relay] = [await newTab(), await relayForAll()]
      const impatient = (server: string) => server.replace(`${IDLE}s;`, '1s;')
      await openPage(tab, relay, (await startProxy('nginx', relay.url, impatient)).url)
      // For a second each time.
      const wasLive = () =>
        tab.evaluate(() => window.record.told.some(({ connection }) => connection === 'live'))
      await expect.poll(wasLive).toBe(true)
      await relay.watchedBy(0, ORDER)
      await relay.update(ORDER, { status: 'succeeded' })
      await shows(tab, { status: 'succeeded' })
      expect(await statuses(tab)).toEqual(['pending', 'succeeded'])
    })
  })
})
