import { describe, expect, it } from 'vitest'
import { darajaPath, darajaSays, unsigned, type Callback } from '../testing/callbacks.ts'
import { startRelay } from '../testing/relay.ts'

const ACCEPTED = { status: 200, body: { ResultCode: 0, ResultDesc: 'Accepted' } }

/** Money came to a Paybill, says M-Pesa. */
const paybillSays = (BillRefNumber: string, TransAmount = '50.00', TransID = 'RKTQDM7W6S') =>
  unsigned({
    TransactionType: 'Pay Bill',
    TransID,
    TransTime: '20261121083000',
    TransAmount,
    BusinessShortCode: '600638',
    BillRefNumber,
    MSISDN: '25470****149',
  })

const KES = { amount: 50_00, currency: 'KES' }

describe('a Paybill', () => {
  const paid = { status: 'succeeded', amountReceived: 50_00, provider: 'daraja' }

  it.each(['ORD-1205', 'ord-1205', ' Ord-1205 ', 'ord-1205\t'])(
    'is paid for the order that the payer typed as "%s"',
    async (typed) => {
      const relay = await startRelay()
      await relay.register('ORD-1205', KES)
      expect(await relay.callback(darajaPath(), paybillSays(typed))).toMatchObject(ACCEPTED)
      expect(await relay.seen('ORD-1205')).toMatchObject({ ...paid, receipt: 'RKTQDM7W6S' })
    },
  )

  it('is paid for the order of the reference that the payer typed, in whatever case', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { ...KES, references: ['Towel 7'] })
    await relay.callback(darajaPath(), paybillSays('tOWEL 7 '))
    expect(await relay.seen('A-1')).toMatchObject(paid)
  })

  it('is paid for an order that the merchant has only spoken of', async () => {
    const relay = await startRelay()
    await relay.update('ORD-1205', { status: 'pending' })
    await relay.callback(darajaPath(), paybillSays('ord-1205'))
    expect(await relay.seen('ORD-1205')).toMatchObject(paid)
  })

  it('keeps orders apart that differ by case only', async () => {
    const relay = await startRelay()
    for (const id of ['ord-1', 'ORD-1']) await relay.register(id, KES)
    await relay.callback(darajaPath(), paybillSays('Ord-1', '50', 'R0'))
    for (const id of ['ord-1', 'ORD-1']) {
      expect(await relay.seen(id)).toMatchObject({ status: 'pending', amountReceived: 0 })
    }
    expect(await relay.kept()).toEqual([['several_orders', 'Ord-1']])

    await relay.callback(darajaPath(), paybillSays('ORD-1', '20', 'R1'))
    await relay.callback(darajaPath(), paybillSays('ord-1 ', '30', 'R2'))
    expect(await relay.seen('ORD-1')).toMatchObject({ amountReceived: 20_00, receipt: 'R1' })
    expect(await relay.seen('ord-1')).toMatchObject({ amountReceived: 30_00, receipt: 'R2' })

    // The payer showed the receipt.
    await relay.register('ord-1', { references: ['R0'] })
    expect(await relay.seen('ord-1')).toMatchObject({ amountReceived: 80_00, overpaid: true })
    expect(await relay.kept()).toEqual([])
  })

  it('keeps an order apart from a reference of another that differs by case only', async () => {
    const relay = await startRelay()
    await relay.register('ord-1', KES)
    await relay.register('A-1', { ...KES, references: ['ORD-1'] })
    await relay.callback(darajaPath(), paybillSays('Ord-1', '50', 'R0'))
    expect(await relay.kept()).toEqual([['several_orders', 'Ord-1']])
    await relay.callback(darajaPath(), paybillSays('ORD-1', '20', 'R1'))
    await relay.callback(darajaPath(), paybillSays('ord-1', '30', 'R2'))
    expect(await relay.seen('A-1')).toMatchObject({ amountReceived: 20_00 })
    expect(await relay.seen('ord-1')).toMatchObject({ amountReceived: 30_00 })
  })

  it.each([
    ['id', 'ORD-1205', {}],
    ['reference', 'A-1', { references: ['ORD-1205'] }],
  ])('makes no order by what the payer typed, and waits for its %s', async (_, id, more) => {
    const relay = await startRelay()
    await relay.callback(darajaPath(), paybillSays('ord-1205'))
    for (const each of ['ord-1205', 'ORD-1205']) {
      expect((await relay.merchant('GET', `/orders/${each}`)).status).toBe(404)
    }
    expect(await relay.kept()).toEqual([['no_order', 'ord-1205']])
    expect((await relay.register(id, { ...KES, ...more })).order).toMatchObject(paid)
    expect(await relay.kept()).toEqual([])
  })

  it('waits for a reference that the merchant registers later', async () => {
    const relay = await startRelay()
    await relay.register('A-1', KES)
    await relay.callback(darajaPath(), paybillSays('towel 7'))
    expect((await relay.register('A-1', { references: ['Towel 7'] })).order).toMatchObject(paid)
  })

  it('counts a Till’s money, which names no order, once its receipt is registered', async () => {
    const relay = await startRelay()
    await relay.register('A-1', KES)
    await relay.callback(darajaPath(), paybillSays(''))
    expect(await relay.kept()).toEqual([['no_order', null]])
    const { order } = await relay.register('A-1', { references: ['RKTQDM7W6S'] })
    expect(order).toMatchObject(paid)
  })

  it('counts each receipt once, and all of them', async () => {
    const relay = await startRelay()
    await relay.register('A-1', KES)
    for (const receipt of ['R1', 'R1', 'R2']) {
      await relay.callback(darajaPath(), paybillSays('a-1', '25', receipt))
    }
    expect(await relay.seen('A-1')).toMatchObject({ status: 'succeeded', amountReceived: 50_00 })
  })

  it('has the address for all, and no other', async () => {
    const relay = await startRelay()
    for (const id of ['A-1', 'A-2']) await relay.register(id, KES)
    for (const path of ['daraja', `daraja/${'0'.repeat(64)}`, darajaPath('A-3')]) {
      expect((await relay.callback(path, paybillSays('A-1'))).status).toBe(401)
    }
    // Of one order, the address; of the other, what was typed.
    await relay.callback(darajaPath('A-2'), paybillSays('a-1'))
    for (const id of ['A-1', 'A-2']) expect((await relay.seen(id)).status).toBe('pending')
    expect(await relay.kept()).toEqual([['other_payment', 'A-2']])
  })

  describe('asks before it moves money', () => {
    const question = (path: string) => `${path}/validation`

    it('and is told that it may, which tells us nothing', async () => {
      const relay = await startRelay()
      await relay.register('A-1', KES)
      const answer = await relay.callback(question(darajaPath()), paybillSays('A-1'))
      expect(answer).toMatchObject(ACCEPTED)
      expect(await relay.seen('A-1')).toMatchObject({ status: 'pending', version: 1 })
      expect(await relay.kept()).toEqual([])

      await relay.callback(darajaPath(), paybillSays('A-1'))
      expect(await relay.seen('A-1')).toMatchObject(paid)
    })

    it('and is refused where it does not know the address', async () => {
      const relay = await startRelay()
      for (const path of [`daraja/${'0'.repeat(64)}`, darajaPath('A-3')]) {
        expect((await relay.callback(question(path), paybillSays('A-1'))).status).toBe(401)
      }
    })
  })
})

describe('a prompt, whose money the Paybill confirms', () => {
  const once = {
    status: 'succeeded',
    amountReceived: 50_00,
    overpaid: false,
    receipt: 'NLJ7RT61SV',
  }
  const prompt: [string, Callback] = [darajaPath('ORD-1'), darajaSays('ws_1', 0)]
  const paybill = (typed: string): [string, Callback] => [
    darajaPath(),
    paybillSays(typed, '50.00', 'NLJ7RT61SV'),
  ]

  // What stands there is what the shop sent as AccountReference.
  it.each(['ORD-1', 'ord-1', 'KIKOY HOUSE', ''])('counts once, with "%s"', async (typed) => {
    for (const callbacks of [
      [prompt, paybill(typed)],
      [paybill(typed), prompt],
    ]) {
      const relay = await startRelay()
      await relay.register('ORD-1', KES)
      const said = { status: 'requires_action', payment: 'ws_1', provider: 'daraja' }
      await relay.update('ORD-1', said)
      for (const callback of callbacks) {
        expect(await relay.callback(...callback)).toMatchObject(ACCEPTED)
      }
      expect(await relay.seen('ORD-1')).toMatchObject(once)
      expect(await relay.kept()).toEqual([])
    }
  })

  it('stays with the prompt’s order, whatever other is named', async () => {
    const relay = await startRelay()
    for (const id of ['ORD-1', 'ORD-2']) await relay.register(id, KES)
    await relay.callback(...prompt)
    await relay.callback(...paybill('ORD-2'))
    expect(await relay.seen('ORD-1')).toMatchObject(once)
    expect(await relay.seen('ORD-2')).toMatchObject({ status: 'pending', amountReceived: 0 })
  })

  it('is told by the Paybill alone, where the prompt’s own callback was lost', async () => {
    const relay = await startRelay()
    await relay.register('ORD-1', KES)
    await relay.update('ORD-1', {
      ...{ status: 'requires_action', payment: 'ws_1', provider: 'daraja', expiresIn: 90 },
    })
    await relay.callback(...paybill('ORD-1'))
    expect(await relay.seen('ORD-1')).toMatchObject(once)
  })

  it('waits at the address for all, until the merchant tells of the prompt', async () => {
    const relay = await startRelay()
    await relay.register('ORD-1', KES)
    await relay.callback(darajaPath(), darajaSays('ws_1', 0))
    expect(await relay.seen('ORD-1')).toMatchObject({ status: 'pending' })
    expect(await relay.kept()).toEqual([['no_order', null]])
    await relay.update('ORD-1', {
      ...{ status: 'requires_action', payment: 'ws_1', provider: 'daraja' },
    })
    expect(await relay.seen('ORD-1')).toMatchObject(once)
  })

  it('is not taken for an order’s whose address it came to, where another told of it', async () => {
    const relay = await startRelay()
    for (const id of ['ORD-1', 'ORD-2']) await relay.register(id, KES)
    await relay.update('ORD-2', {
      ...{ status: 'requires_action', payment: 'ws_1', provider: 'daraja' },
    })
    await relay.callback(...prompt)
    expect(await relay.seen('ORD-1')).toMatchObject({ status: 'pending' })
    expect(await relay.kept()).toEqual([['other_payment', 'ORD-1']])
  })
})
