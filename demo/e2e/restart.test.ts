/** The relay restarts behind a proxy, with pages that wait and callbacks that come: nothing is lost. */

import { describe, expect, inject, it } from 'vitest'
import { isForHere } from '../../.ci/programs.ts'
import { folder, serve } from '../../relay/e2e/process.ts'
import { stripePaid } from '../../relay/testing/callbacks.ts'
import { Client } from '../../relay/testing/client.ts'
import { howOften } from '../../relay/testing/how-often.ts'
import { subscribe, type Page } from '../../relay/testing/page.ts'
import { ENVIRONMENT } from '../../relay/testing/relay.ts'
import { PROXIES, startProxy } from './proxy.ts'

/** Done at once: a browser has no more connections to a host, and 2,000 would be a queue all the same. */
const AT_ONCE = 16

/** `work` for each, some at a time; the results in the order of `items`. */
async function each<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const left = [...items.entries()]
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, item] = next
      results[index] = await work(item)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return results
}

/** A page that follows an order. */
interface Watched {
  id: string
  token: string
  epoch: string
  page: Page
}

describe.each(PROXIES)('a restart behind %s', (proxyName) => {
  const isHere = isForHere(proxyName)

  /** Everybody's run tries one at each. */
  const signals = inject('isLong') ? (['SIGTERM', 'SIGINT'] as const) : (['SIGTERM'] as const)

  it.skipIf(!isHere).each(signals)(
    'by %s loses no callback and no page',
    { tags: ['long'] },
    async (signal) => {
      const sockets = howOften({ usually: 100, long: proxyName === 'nginx' ? 2_000 : 200 })
      const [cwd, port] = [folder(), '0']
      const env = { ...ENVIRONMENT, PORT: port, TRUST_PROXY: '1', LOG_LEVEL: 'warn' }
      const first = await serve([], cwd, env)
      const { url } = await startProxy(proxyName, first.url)
      const shop = new Client(url)

      const ids = Array.from({ length: sockets }, (_, index) => `ORD-${index}`)
      const watched = await each(ids, async (id): Promise<Watched> => {
        const { token } = await shop.register(id, { amount: 5000, currency: 'EUR' })
        const page = await shop.connect()
        const answer = await page.ask(subscribe(token, id))
        return { id, token, epoch: answer.orders[0].epoch, page }
      })
      // One in twenty polls, too.
      const polls = watched
        .filter((_, index) => index % 20 === 0)
        .map(({ id, token, epoch }) =>
          shop.poll({ wait: 25, frames: [subscribe(token, { id, epoch, version: 1 })] }),
        )
      await Promise.all(
        watched.filter((_, index) => index % 20 === 0).map(({ id }) => shop.watchedBy(2, id)),
      )

      // The provider sends each until it is acknowledged, as providers do.
      const back = Promise.withResolvers<void>()
      const third = Promise.withResolvers<void>()
      const acknowledged: string[] = []
      const provider = each(ids, async (id) => {
        const callback = stripePaid(id)
        for (;;) {
          const status = await shop.callback('stripe', callback).then(
            (answer) => answer.status,
            () => undefined,
          )
          if (status === 204) break
          await back.promise
        }
        if (acknowledged.push(id) >= ids.length / 3) third.resolve()
      })
      await third.promise
      expect(await first.stop(signal)).toBe(0)
      const before = new Set(acknowledged)
      const second = await serve([], cwd, { ...env, PORT: first.port })

      // What was acknowledged before is there before anything comes again.
      const direct = new Client(second.url)
      const kept = await each([...before], (id) => direct.seen(id))
      expect(kept.filter(({ status }) => status !== 'succeeded')).toEqual([])
      back.resolve()
      await provider

      for (const { page } of watched) {
        expect(await page.closed).toBe(1012)
        expect(page.unseen.at(-1)).toMatchObject({ type: 'drain' })
      }
      for (const { status, headers, body } of await Promise.all(polls)) {
        if (status === 503) expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0)
        else expect(body.frames).toMatchObject([{ orders: [{ status: 'succeeded' }] }])
      }
      const heard = await each(watched, async ({ id, token, epoch }) => {
        const page = await shop.connect()
        const { orders } = await page.ask(subscribe(token, { id, epoch, version: 1 }))
        return orders[0]
      })
      const { epoch } = watched[0] ?? {}
      expect(heard).toEqual(
        ids.map((id) =>
          expect.objectContaining({
            id,
            epoch,
            status: 'succeeded',
            version: 2,
            amountReceived: 5000,
          }),
        ),
      )
    },
  )
})
