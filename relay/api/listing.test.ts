import { describe, expect, it } from 'vitest'
import { stripePaid } from '../testing/callbacks.ts'
import { startRelay } from '../testing/relay.ts'

describe('GET /orders', () => {
  it('lists what fits, page by page, as the merchant’s server sees it', async () => {
    const relay = await startRelay()
    for (const id of ['A-1', 'A-2', 'A-3']) {
      await relay.register(id, { amount: 5000, currency: 'EUR', customers: ['42'] })
      relay.advance(1)
    }
    await relay.callback('stripe', stripePaid('A-2'))
    const list = async (query: string) => (await relay.merchant('GET', `/orders?${query}`)).body
    const ids = async (query: string) =>
      (await list(query)).orders.map(({ id }: { id: string }) => id)

    const first = await list('limit=2')
    expect(first.orders).toMatchObject([
      { id: 'A-2', status: 'succeeded', payments: [{ id: 'pi_A-2', trust: 'signed-body' }] },
      { id: 'A-3', status: 'pending', customers: ['42'] },
    ])
    const second = await list(`limit=2&before=${first.next}`)
    expect(second).toMatchObject({ orders: [{ id: 'A-1' }], next: null })
    expect(await ids('status=succeeded&customer=42')).toEqual(['A-2'])
    expect(await ids('q=pi_A-2')).toEqual(['A-2'])
  })

  it('finds an order by its id, a reference, a payment or a receipt, and nothing by a part of one', async () => {
    const relay = await startRelay()
    const money = { amount: 5000, currency: 'EUR' }
    await relay.register('ORD-1', { ...money, references: ['cs_1 %_', 'B/7'], customers: [42] })
    await relay.register('ORD-2', money)
    await relay.update('ORD-1', { status: 'succeeded', payment: 'p-1', receipt: 'NLJ7RT61SV' })
    const found = async (query: Record<string, string>) => {
      const { status, body } = await relay.merchant('GET', `/orders?${new URLSearchParams(query)}`)
      expect(status).toBe(200)
      return body.orders.map(({ id }: { id: string }) => id)
    }
    for (const q of ['ORD-1', 'ord-1', 'cs_1 %_', 'B/7', 'p-1', 'NLJ7RT61SV']) {
      expect(await found({ q })).toEqual(['ORD-1'])
    }
    for (const q of ['ORD', 'cs_1', '%', '_', 'manual', 'NLJ7', "' OR 1=1", '42']) {
      expect(await found({ q })).toEqual([])
    }
    expect(await found({ customer: '42', q: 'ORD-2' })).toEqual([])
    expect(await found({ customer: '42', registered: 'true', status: 'succeeded' })).toEqual([
      'ORD-1',
    ])
  })

  it('goes on where the page before ended, to the last', async () => {
    const relay = await startRelay()
    for (const id of ['A-1', 'A-2', 'A-3', 'A-4']) await relay.register(id)
    const seen: string[] = []
    let next = ''
    while (seen.length < 9) {
      const { body } = await relay.merchant('GET', `/orders?limit=2${next && `&before=${next}`}`)
      seen.push(...body.orders.map(({ id }: { id: string }) => id))
      next = body.next
      if (next === null) break
    }
    expect(seen.sort()).toEqual(['A-1', 'A-2', 'A-3', 'A-4'])
  })

  it('has the money that found no order of the merchant’s', async () => {
    const relay = await startRelay()
    await relay.register('A-1')
    await relay.callback('stripe', stripePaid('STRAY'))
    const { orders } = (await relay.merchant('GET', '/orders?registered=false')).body
    expect(orders).toMatchObject([{ id: 'STRAY', registered: false, amountReceived: 5000 }])
  })

  it.each(['limit=0', 'limit=101', 'before=A-1', 'status=paid', 'registered=1', 'q=', 'other=1'])(
    'refuses what it does not know: %s',
    async (query) => {
      const relay = await startRelay()
      const { status, body } = await relay.merchant('GET', `/orders?${query}`)
      expect([status, body.code]).toEqual([400, 'invalid_request'])
    },
  )

  it('is the merchant’s alone', async () => {
    const relay = await startRelay()
    expect((await fetch(`${relay.url}/orders`)).status).toBe(401)
  })
})
