import { describe, expect, it } from 'vitest'
import { memoryStore } from '../store/memory.ts'
import { API_KEY, ask, bearer } from '../testing/client.ts'
import { startRelay, type TestRelay } from '../testing/relay.ts'

/** What is answered to JSON exactly as it is written. */
const put = async (relay: TestRelay, id: string, body: string) =>
  (await ask(`${relay.url}/orders/${id}`, { method: 'PUT', headers: bearer(API_KEY), body })).body

describe('an amount', () => {
  it.each([
    ['500000', 'KES', 500_000],
    ['"5000.00"', 'KES', 500_000],
    ['"0.05"', 'KES', 5],
    ['"0.00"', 'KES', 0],
    ['"5000"', 'JPY', 5_000],
    ['"5.000"', 'KWD', 5_000],
    ['"1.2345"', 'CLF', 12_345],
    ['"90071992547409.91"', 'KES', Number.MAX_SAFE_INTEGER],
  ])('%s in %s is %i minor units', async (written, currency, minor) => {
    const relay = await startRelay()
    const body = `{"amount":${written},"currency":"${currency}"}`
    expect((await put(relay, 'A-1', body)).order).toMatchObject({ amount: minor, currency })
    const word = { ...JSON.parse(body), status: 'succeeded' }
    expect((await relay.update('A-2', word)).order).toMatchObject({ amountReceived: minor })
    expect((await relay.relay.update('A-3', word)).order).toMatchObject({ amountReceived: minor })
  })

  it.each([
    ['10.5', 'KES', 'whole minor units, such as 1050, or "10.50", not 10.5'],
    ['"10.5"', 'KES', 'whole minor units, such as 1050, or "10.50", not "10.5"'],
    ['"5000"', 'KES', 'whole minor units, such as 500000, or "5000.00", not "5000"'],
    ['"5,000.00"', 'KES', 'whole minor units, such as 500000, or "5000.00", not "5,000.00"'],
    ['5000.0', 'KES', 'whole minor units, such as 500000, or "5000.00", not 5000.0'],
    ['5e3', 'KES', 'whole minor units, such as 500000, or "5000.00", not 5e3'],
    ['-5', 'KES', 'whole minor units, such as 500000, or "5000.00", not -5'],
    ['" 5000.00"', 'KES', 'whole minor units, such as 500000, or "5000.00", not " 5000.00"'],
    ['"005000.00"', 'KES', 'whole minor units, such as 500000, or "5000.00", not "005000.00"'],
    ['"KES 5000"', 'KES', 'whole minor units, such as 500000, or "5000.00", not "KES 5000"'],
    ['"5000.00"', 'JPY', 'whole minor units, such as 5000, or "5000", not "5000.00"'],
    ['10.5', 'JPY', 'whole minor units, such as 5000, or "5000", not 10.5'],
    ['"5.00"', 'KWD', 'whole minor units, such as 5000, or "5.000", not "5.00"'],
    ['null', 'KES', 'whole minor units, such as 500000, or "5000.00", not null'],
    ['[1]', 'KES', 'whole minor units, such as 500000, or "5000.00", not a list'],
    [
      '9007199254740993',
      'KES',
      'whole minor units, such as 500000, or "5000.00", not 9007199254740992',
    ],
    [
      '"90071992547409.92"',
      'KES',
      'whole minor units, such as 500000, or "5000.00", not "90071992547409.92"',
    ],
  ])('%s in %s is refused, and what would be right is said', async (written, currency, words) => {
    const relay = await startRelay()
    const { code, detail } = await put(
      relay,
      'A-1',
      `{"amount":${written},"currency":"${currency}"}`,
    )
    expect(code).toBe('invalid_request')
    expect(detail).toBe(`amount: must be ${words}.`)
    expect((await relay.merchant('GET', '/orders/A-1')).status).toBe(404)
  })

  it('as text is in the currency that the order has, where the request says none', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: '5000', currency: 'JPY' })
    expect((await relay.register('A-1', { amount: '4000' })).order).toMatchObject({ amount: 4_000 })
    const { order } = await relay.update('A-1', { status: 'partially_paid', amount: '1000' })
    expect(order).toMatchObject({ amountReceived: 1_000, currency: 'JPY' })
    const { detail } = await put(relay, 'A-1', '{"amount":"4000.00"}')
    expect(detail).toContain('such as 4000, or "4000"')
  })

  it('as text stays in the currency that it was read in, whatever became of the order’s', async () => {
    const store = memoryStore()
    const [begun, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const register: typeof store.register = async (id, change, context) => {
      if (change.amount === 400_000) {
        begun.resolve()
        await held.promise
      }
      return store.register(id, change, context)
    }
    const relay = await startRelay({}, { store: { ...store, epoch: store.epoch, register } })
    await relay.register('A-1', { amount: 500_000, currency: 'KES' })
    const slow = relay.register('A-1', { amount: '4000.00' })
    await begun.promise
    await relay.register('A-1', { amount: 4_000, currency: 'JPY' })
    held.resolve()
    expect((await slow).order).toMatchObject({ amount: 400_000, currency: 'KES' })
  })

  it.each([
    ['PUT', '/orders/A-1', { amount: 500_000 }],
    ['PUT', '/orders/A-1', { amount: '5000.00' }],
    ['POST', '/orders/A-1/updates', { status: 'succeeded', amount: '5000.00' }],
  ])('of no known currency is refused: %s %s %o', async (method, path, body) => {
    const relay = await startRelay()
    const answer = await relay.merchant(method, path, body)
    expect(answer).toMatchObject({
      status: 400,
      body: {
        detail: 'currency: is missing; an ISO 4217 code, such as KES, that the amount is in.',
      },
    })
  })

  it('of no known currency is whole minor units where the shop tells what came', async () => {
    const relay = await startRelay()
    const { order } = await relay.update('A-1', { status: 'succeeded', amount: 500 })
    expect(order).toMatchObject({ amountReceived: 500, currency: null })
  })
})
