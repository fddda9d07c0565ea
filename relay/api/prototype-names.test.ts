/** Names that every object has are names like others: of orders, customers, payments and references. */

import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { memoryStore } from '../store/memory.ts'
import { sqliteStore } from '../store/sqlite.ts'
import { folder } from '../e2e/process.ts'
import { subscribe, subscribeTo } from '../testing/page.ts'
import { startRelay } from '../testing/relay.ts'

const STORES = [
  ['memory', memoryStore],
  ['SQLite', () => sqliteStore(join(folder(), 'orders.db'))],
] as const

/** Those that may be an order's; `__proto__` may not. */
const NAMES = [
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'prototype',
  'then',
  'length',
]

describe.each(STORES)('kept in %s', (_, store) => {
  it.each(NAMES)('an order may be called %s', async (id) => {
    const relay = await startRelay({}, { store: store() })
    expect((await relay.merchant('GET', `/orders/${id}`)).status).toBe(404)
    const { token, order } = await relay.register(id, { amount: 5_000, currency: 'KES' })
    expect(order).toMatchObject({
      id,
      version: 1,
      status: 'pending',
      customers: [],
      references: [],
    })

    const page = await relay.connect()
    expect(await page.ask(subscribe(token, id))).toMatchObject({
      type: 'subscribed',
      orders: [{ id }],
    })
    await relay.update(id, { status: 'succeeded' })
    expect(await page.next()).toMatchObject({ type: 'update', order: { id, status: 'succeeded' } })
    page.say({ type: 'ack', orders: { [id]: 2 } })
    await page.ask({ type: 'ping' })
    expect(await relay.audience(id)).toEqual({ connections: 1, delivered: 2, acknowledged: 2 })
  })

  it.each([...NAMES, '__proto__'])(
    'so may a customer, a payment and a reference: %s',
    async (name) => {
      const relay = await startRelay({}, { store: store() })
      await relay.register('A-1', {
        amount: 5_000,
        currency: 'KES',
        customers: [name],
        references: [name],
      })
      await relay.register('B-1', { amount: 5_000, currency: 'KES', customers: ['another'] })
      await relay.update('A-1', { status: 'succeeded', payment: name, receipt: name })
      const { payments } = await relay.seen('A-1')
      expect(payments).toMatchObject([{ id: name, status: 'succeeded' }])

      const page = await relay.connect()
      const subscribed = await page.ask(subscribeTo(name, await relay.token({ customer: name })))
      expect(subscribed.orders.map(({ id }: { id: string }) => id)).toEqual(['A-1'])
      const { body } = await relay.merchant('GET', `/orders?customer=${name}`)
      expect(body.orders.map(({ id }: { id: string }) => id)).toEqual(['A-1'])
      expect((await relay.merchant('PUT', '/orders/B-1', { references: [name] })).body.code).toBe(
        'reference_conflict',
      )
    },
  )
})

it('an order is not called __proto__, and nothing that says so changes other objects', async () => {
  const relay = await startRelay()
  expect((await relay.merchant('PUT', '/orders/__proto__', {})).body.code).toBe('invalid_order_id')
  for (const body of [
    '{"__proto__":{"amount":1}}',
    '{"constructor":{"prototype":{"amount":1}}}',
    '{"merchant":"x","__proto__":{"flow":"escrow"}}',
  ]) {
    const { status } = await relay.merchant('PUT', '/orders/A-1', JSON.parse(body))
    expect([200, 201, 400]).toContain(status)
  }
  expect({}).not.toHaveProperty('amount')
  expect((await relay.merchant('GET', '/orders/A-1')).body).not.toMatchObject({ flow: 'escrow' })
})
