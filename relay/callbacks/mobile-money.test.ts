import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { darajaPath, pathOf, unsigned } from '../testing/callbacks.ts'
import { ask } from '../testing/client.ts'
import { startRelay, type TestRelay } from '../testing/relay.ts'

const MOBILE_MONEY = {
  CALLBACK_SECRET_MTN_MOMO: 'mtn-momo-0123456789abcdef',
  CALLBACK_SECRET_AIRTEL: 'airtel-0123456789abcdef',
}

it('PUT hands out an address for each provider that is on and signs nothing', async () => {
  const relay = await startRelay(MOBILE_MONEY)
  const { callbackUrls } = await relay.register('A-1')
  const key = (provider: string, secret: string) =>
    createHmac('sha256', secret).update(`${provider}:A-1`).digest('hex')
  expect(Object.values<string>(callbackUrls).map(pathOf).sort()).toEqual([
    `airtel/${key('airtel', MOBILE_MONEY.CALLBACK_SECRET_AIRTEL)}`,
    darajaPath('A-1'),
    `mtn-momo/${key('mtn-momo', MOBILE_MONEY.CALLBACK_SECRET_MTN_MOMO)}`,
  ])
})

describe('MTN MoMo', () => {
  const UGX = { amount: 5000, currency: 'UGX' }
  const paid = { status: 'succeeded', amountReceived: 5000, receipt: '600198218' }

  const says = (externalId: string, more: object = {}) =>
    unsigned({
      ...{ financialTransactionId: '600198218', externalId, amount: '5000', currency: 'UGX' },
      ...{ status: 'SUCCESSFUL', ...more },
    })

  async function start(...ids: string[]): Promise<{ relay: TestRelay; paths: string[] }> {
    const relay = await startRelay(MOBILE_MONEY)
    const paths: string[] = []
    for (const id of ids) {
      paths.push(pathOf((await relay.register(id, UGX)).callbackUrls['mtn-momo']))
    }
    return { relay, paths }
  }

  it.each(['POST', 'PUT'])('tells of an order at its address, by %s', async (method) => {
    const { relay, paths } = await start('A-1')
    const { headers, body } = says('8f3c')
    const answer = await ask(`${relay.url}/callbacks/${paths[0]}`, { method, headers, body })
    expect(answer.status).toBe(204)
    expect(await relay.seen('A-1')).toMatchObject({ ...paid, provider: 'mtn-momo' })
  })

  it('says the same twice, and it counts once', async () => {
    const { relay, paths } = await start('A-1')
    for (let times = 0; times < 2; times++) await relay.callback(paths[0]!, says('A-1'))
    expect(await relay.seen('A-1')).toMatchObject({ ...paid, overpaid: false })
  })

  it('counts for neither, where it names another order than its address', async () => {
    const { relay, paths } = await start('A-1', 'A-2')
    await relay.callback(paths[0]!, says('A-2'))
    for (const id of ['A-1', 'A-2']) {
      expect(await relay.seen(id)).toMatchObject({ status: 'pending', amountReceived: 0 })
    }
    expect(await relay.kept()).toEqual([['other_payment', 'A-1']])

    // The merchant knows better: that is what it called the attempt.
    const attempt = { status: 'requires_action', payment: 'A-2', provider: 'mtn-momo' }
    await relay.update('A-1', attempt)
    expect(await relay.seen('A-1')).toMatchObject(paid)
    expect(await relay.seen('A-2')).toMatchObject({ status: 'pending' })
  })

  it('must name the attempt, once the merchant has told of one', async () => {
    const { relay, paths } = await start('A-1')
    const attempt = { status: 'requires_action', payment: 'try-1', provider: 'mtn-momo' }
    await relay.update('A-1', attempt)
    await relay.callback(paths[0]!, says('try-2'))
    expect(await relay.seen('A-1')).toMatchObject({ status: 'requires_action' })
    await relay.callback(paths[0]!, says('try-1'))
    expect(await relay.seen('A-1')).toMatchObject(paid)
  })

  it('fails, is tried again under the same name, and is paid', async () => {
    const { relay, paths } = await start('A-1')
    const failed = { status: 'FAILED', reason: 'NOT_ENOUGH_FUNDS', financialTransactionId: null }
    await relay.callback(paths[0]!, says('A-1', failed))
    expect(await relay.seen('A-1')).toMatchObject({
      status: 'failed',
      reason: { code: 'insufficient_funds' },
      safeToRetry: true,
    })
    await relay.callback(paths[0]!, says('A-1'))
    expect(await relay.seen('A-1')).toMatchObject(paid)
  })

  it('is refused without the address, and keeps its money apart in another currency', async () => {
    const { relay, paths } = await start('A-1')
    for (const path of ['mtn-momo', `mtn-momo/${paths[0]!.split('/')[1]!.slice(1)}`]) {
      expect((await relay.callback(path, says('A-1'))).status).toBe(401)
    }
    await relay.callback(paths[0]!, says('A-1', { amount: '50.00', currency: 'EUR' }))
    expect(await relay.seen('A-1')).toMatchObject({
      status: 'processing',
      reason: { code: 'currency_mismatch' },
    })
  })
})

describe('Airtel Money', () => {
  const says = (id: string, status_code: string) =>
    unsigned({ transaction: { id, message: 'Said.', status_code, airtel_money_id: `MP21.${id}` } })
  const all = createHmac('sha256', MOBILE_MONEY.CALLBACK_SECRET_AIRTEL).update('airtel')
  const forAll = `airtel/${all.digest('hex')}`

  it('tells of no amount: it is what the order asks', async () => {
    const relay = await startRelay(MOBILE_MONEY)
    const order = { amount: 5000, currency: 'UGX' }
    const { callbackUrls } = await relay.register('A-1', order)
    const path = pathOf(callbackUrls.airtel)
    await relay.callback(path, says('BBZMiscxy', 'TIP'))
    expect(await relay.seen('A-1')).toMatchObject({ status: 'processing', amountReceived: 0 })
    await relay.callback(path, says('BBZMiscxy', 'TS'))
    expect(await relay.seen('A-1')).toMatchObject({
      ...{ status: 'succeeded', amountReceived: 5000, overpaid: false },
      receipt: 'MP21.BBZMiscxy',
    })
  })

  it('knows one address for all, and calls the order as the shop did', async () => {
    const relay = await startRelay(MOBILE_MONEY)
    for (const id of ['A-1', 'A-2']) await relay.register(id, { amount: 5000, currency: 'UGX' })
    await relay.update('A-2', { status: 'requires_action', payment: 'try-7', provider: 'airtel' })
    await relay.callback(forAll, says('A-1', 'TS'))
    await relay.callback(forAll, says('try-7', 'TS'))
    await relay.callback(forAll, says('A-3', 'TS'))
    for (const id of ['A-1', 'A-2']) {
      expect(await relay.seen(id)).toMatchObject({ status: 'succeeded', amountReceived: 5000 })
    }
    expect(await relay.kept()).toEqual([['no_order', 'A-3']])
  })
})
