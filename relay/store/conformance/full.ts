/** A store that has something in each of its tables, and ids given out that are there no more. */

import { gistOf } from '../../order/record.ts'
import type { Notification } from '../../protocol.ts'
import type { Addressee } from '../notice.ts'
import { WEBHOOK } from '../outgoing.ts'
import type { Store } from '../store.ts'
import { context, DAY, intake, NOW } from './telling.ts'

const announcing = { ...context(), announces: true }

const forward = (...body: number[]) => ({
  provider: 'stripe',
  headers: [['Stripe-Signature', 't=1']] as [string, string][],
  body: new Uint8Array(body),
})

const CUSTOMER: Addressee = { to: 'customer', id: '42' }

/** `orders`: how many, besides the few that have something of their own. */
export async function fill(store: Store, orders = 3): Promise<void> {
  const ids = Array.from({ length: orders }, (_, number) => `ORD-${number}`)
  await Promise.all(ids.map((id) => paid(store, id)))
  const expiring = { amount: 5, currency: 'EUR', expiresAt: NOW + DAY }
  await store.register('OPEN', expiring, context())
  await keptCallbacks(store)
  await notices(store)
  await delivered(store)

  await store.keepCertificates(new Map([['https://a.example/1', 'PEM\n1']]))
  await store.keepWebFiles(new Map([['a.js', new Uint8Array([31, 139, 0, 255])]]), NOW)
  await store.claimKey('put-1', 'digest', NOW, 60_000)
  await store.keepAnswer('put-1', { status: 200, type: 'application/json', body: '{}' })
  const once = { ...context(), once: 'put-2' }
  await store.claimKey('put-2', 'digest', NOW, 60_000)
  await store.register('ONCE', { amount: 5, currency: 'EUR' }, once)

  await store.asks((rows) => {
    rows.savePace('stripe', { rate: { left: 0.1, at: NOW }, aliveAt: NOW })
    const ask = { orderId: 'OPEN', provider: 'stripe', dueAt: NOW, silentSince: NOW, run: {} }
    rows.saveAsks('OPEN', [{ ...ask, waits: 'nobody', leasedUntil: NOW + 1 }])
  })
}

async function paid(store: Store, id: string): Promise<void> {
  const change = {
    ...{ amount: 1000, currency: 'KES', description: 'Ünïcode 🧺 “quoted” \\u0000 \0 \ud800' },
    ...{ customers: [`42-${id}`], references: [`r-${id}`] },
  }
  await store.register(id, change, announcing)
  await store.apply(intake({ orderId: id, payment: `pi_${id}` }), announcing)
  await store.saw(new Map([[id, { delivered: 2, acknowledged: 1 }]]), [])
}

async function keptCallbacks(store: Store): Promise<void> {
  const names = ['later', 'sooner']
  await store.apply(intake({ payment: 'pi_8', references: names }), context(), forward(0, 255))
  await store.apply(intake({ payment: 'pi_9', references: ['late'] }), context(), forward())
  // It finds its order: its id is there no more.
  await store.apply(intake({ payment: 'pi_10', references: ['found'] }), context())
  await store.register('FOUND', { references: ['found'] }, context())
}

async function notices(store: Store): Promise<void> {
  const news: Omit<Notification, 'id' | 'createdAt'> = { type: 'news', title: 'T', message: 'M' }
  await store.notify(CUSTOMER, news, NOW)
  await store.notify({ to: 'everybody', id: '' }, news, NOW)
  const { notification } = await store.notify(CUSTOMER, news, NOW)
  await store.saw(new Map(), [notification.id])
}

/** Of one order what was delivered is kept; of another what is newer, besides; a third is leased. */
async function delivered(store: Store): Promise<void> {
  const claimed = await store.claim(WEBHOOK, NOW, 3, NOW + 60_000)
  for (const each of claimed.slice(0, 2)) {
    if (!('orderId' in each)) continue
    const order = await store.order(each.orderId)
    if (order) await store.settleOutgoing(each.id, each.version, NOW, gistOf(order.shown))
  }
  const again = claimed[1]
  if (again && 'orderId' in again) {
    await store.apply(intake({ orderId: again.orderId, payment: 'pi_more', amount: 1 }), announcing)
  }
}
