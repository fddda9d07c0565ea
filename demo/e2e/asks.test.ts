/** A callback that never comes: the shopper presses *check now*, the relay asks, and the page turns green. */

import { expect, it, onTestFinished } from 'vitest'
import { Bank } from '../../relay/bank/bank.ts'
import { serveBank } from '../../relay/bank/server.ts'
import { readAssets } from '../../relay/http/assets.ts'
import { startRelay } from '../../relay/testing/relay.ts'
import { inEachBrowser } from './browsers.ts'
import { ORDER, shows, statuses } from './payment.ts'
import { openShop, script } from './shop.ts'

const PAYMENT = 'pi_ORD1205'

inEachBrowser((newTab) => {
  it.each([
    ['socket', 'live'],
    ['post', 'polling'],
  ] as const)('a lost callback is found by %s when the shopper asks', async (_, connection) => {
    const bank = new Bank()
    const at = Date.now() - 60_000
    const money = { amount: 5000, currency: 'EUR' }
    bank.open({
      ...{ provider: 'stripe', orderId: ORDER, payment: PAYMENT },
      ...{ ...money, begunAt: at, timeline: [{ at, state: 'succeeded' }] },
    })
    const served = await serveBank(bank)
    onTestFinished(() => served.close())
    const relay = await startRelay(
      {
        ALLOWED_ORIGINS: '*',
        ASK_STRIPE: bank.credentials('stripe'),
        ASK_STRIPE_HOST: `${served.origin}/stripe`,
      },
      { assets: readAssets() },
    )
    const { token } = await relay.register(ORDER, { ...money, asks: { stripe: [PAYMENT] } })
    const shop = await openShop()
    const transport = connection === 'polling' ? 'transport="polling"' : ''
    shop.show({
      body: `${script(relay.url)}<payment-status order="${ORDER}" token="${token}" ${transport}></payment-status>`,
    })
    const tab = await newTab()
    await tab.open(shop.url)
    await shows(tab, { status: 'pending', connection })

    await tab.evaluate(() => document.querySelector('payment-status')?.refresh())
    await shows(tab, { status: 'succeeded' })
    expect(await statuses(tab)).toEqual(['pending', 'succeeded'])
    expect(bank.questions).toMatchObject([{ provider: 'stripe', status: 200 }])
  })
})
