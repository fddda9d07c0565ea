/** A shop's own page: what it forbids the element, and what it does with it. */

import { expect, it } from 'vitest'
import { howOften } from '../../relay/testing/how-often.ts'
import { inEachBrowser } from './browsers.ts'
import { keeper, type Kept } from './kept.ts'
import { goLive, ORDER, shows, startPayment } from './payment.ts'

const TIMES = howOften({ usually: 300, long: 1_000 })

/** What a browser itself may hold on to, such as by a stale pointer on its stack: the same however many. */
const A_FEW = 5

const NOTHING: Kept = { timers: 0, sockets: 0, channels: 0, requests: 0, listeners: 0 }

declare global {
  interface Window {
    /** Elements that were in the page. */
    left: WeakRef<Element>[]
  }
}

/** In the page: puts its element in and takes it out, over and over. */
async function mount(times: number): Promise<void> {
  const given = document.querySelector('payment-status')
  const html = given?.outerHTML ?? ''
  given?.remove()
  window.left = []
  for (let time = 0; time < times; time++) {
    const stage = document.createElement('div')
    stage.innerHTML = html
    const [element] = stage.children
    if (!element) throw new Error('There was no element.')
    window.left.push(new WeakRef(element))
    const known = new Promise((resolve) =>
      element.addEventListener('payment-status-change', resolve, { once: true }),
    )
    document.body.append(stage)
    // Some see their order. After others that did not, Firefox would put off their sockets.
    await (time < times / 10 ? known : undefined)
    stage.remove()
  }
}

/** In the page: how many of those are still there. Garbage is collected when there is need of room. */
function countLeft(): number {
  Array.from({ length: 1_000_000 }, (_, at) => ({ at }))
  return window.left.filter((each) => each.deref()).length
}

inEachBrowser((newTab, browser) => {
  it('may forbid all but the relay', async () => {
    const payment = await startPayment(newTab)
    const { tab, relay, network } = payment
    payment.show({
      policy: [
        "default-src 'none'",
        // The shop's own icon.
        "img-src 'self'",
        `script-src 'self' ${network.url}`,
        `connect-src ${network.url} ${network.url.replace('http', 'ws')}`,
        "require-trusted-types-for 'script'",
        'trusted-types lit-html',
      ].join('; '),
    })
    await goLive(payment)
    await relay.update(ORDER, { status: 'succeeded' })
    await shows(tab, { status: 'succeeded' })
    expect(await tab.evaluate(() => window.record.wrong)).toEqual([])

    // The policy is in force: what it forbids is noticed.
    await tab.evaluate(() => document.body.setAttribute('style', 'color: red'))
    await expect.poll(() => tab.evaluate(() => window.record.wrong.length)).toBe(1)
  })

  it(
    `may put the element in and out ${TIMES} times: nothing is left`,
    { tags: 'long' },
    async () => {
      const payment = await startPayment(newTab)
      const { tab, relay, network } = payment
      payment.show({ scripts: [keeper] })
      await goLive(payment)
      expect(await tab.evaluate(() => window.kept())).toMatchObject({ sockets: 1 })

      await tab.evaluate(mount, TIMES)
      await relay.watchedBy(0, ORDER)
      await expect.poll(() => network.sockets).toBe(0)
      const kept = () => tab.evaluate(() => window.kept())
      await expect.poll(kept).toEqual(NOTHING)
      const instances = () => tab.countInstances?.('payment-status') ?? 0
      await expect.poll(instances).toBeLessThan(A_FEW)
      // Firefox collects garbage when it thinks fit.
      if (browser !== 'firefox') {
        await expect.poll(() => tab.evaluate(countLeft)).toBeLessThan(A_FEW)
      }
    },
  )
})
