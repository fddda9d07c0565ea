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
