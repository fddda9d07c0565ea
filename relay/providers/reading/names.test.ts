import { describe, expect, it } from 'vitest'
import { attached, orderNamed, paymentNamed } from './names.ts'

describe('names', () => {
  it('takes the inmost name for the payment, the others for what it lies in', () => {
    expect(paymentNamed([null, 'pay_1', undefined, 'order_1', 'pay_1', ''])).toEqual({
      payment: 'pay_1',
      containers: ['order_1'],
    })
    expect(paymentNamed(['pay_1'])).toEqual({ payment: 'pay_1' })
  })

  it('knows no payment without a name', () => {
    expect(() => paymentNamed([null, undefined, ''])).toThrow('no payment')
  })

  it('mentions what is not the order', () => {
    const fields = [{ order_id: 'A-1' }, { order: 'No. 17/2026' }]
    expect(orderNamed(fields, ['A-1', 'ref 1', null, 'ref 1'])).toEqual({
      orderId: 'A-1',
      mentions: ['No. 17/2026', 'ref 1'],
    })
    expect(orderNamed([{ order: 'A-1' }], [], [null, 'made by them'])).toEqual({
      orderId: 'A-1',
      orderHint: 'made by them',
    })
    expect(orderNamed([], [null])).toEqual({})
  })
})

describe('fields of the merchant’s', () => {
  it.each([
    ['the surest key that fits', { ORDER: 'B-2', 'Order ID': 'A-1' }, 'A-1', [], ['B-2']],
    ['a number', { orderId: 1205 }, '1205', []],
    ['a plugin’s own key', { woocommerce_order_id: '57' }, '57', []],
    [
      'what fits, though another key comes first',
      { order_id: 'No. 1', order: 'A-1' },
      'A-1',
      ['No. 1'],
    ],
    ['a mention, where nothing fits', { order: ' rcptid #1 ' }, undefined, ['rcptid #1']],
    [
      'nothing under keys that are not an order’s',
      { customer: 'A-1', constructor: 'A-1' },
      undefined,
      [],
    ],
    [
      'nothing in what is no text',
      { order: { id: 'A-1' }, order_id: null, orderId: 0.5 },
      undefined,
      [],
    ],
    ['nothing in an essay', { order: 'please, '.repeat(100) }, undefined, []],
    ['nothing in what stands for no name', { order: 0, order_id: 'undefined' }, undefined, []],
    ['a bare text', 'A-1', 'A-1', []],
    ['a bare number', 1205, '1205', []],
    ['JSON in a text', '{"order_id":57,"order_key":"wc_order_x"}', '57', []],
    ['JSON in a text under a key', { order_id: '{"order_id":57}' }, '57', []],
    ['no order in what stands for none', 'pcp_customer_t_0a1b', undefined, ['pcp_customer_t_0a1b']],
    [
      'the code before the id of a database',
      { orderId: '12', orderCode: 'T3X' },
      'T3X',
      [],
      ['12'],
    ],
  ])('finds %s', (_, fields, orderId, mentions, aliases: string[] = []) => {
    expect(orderNamed([fields])).toEqual({
      ...(orderId !== undefined && { orderId }),
      ...(mentions.length > 0 && { mentions }),
      ...(aliases.length > 0 && { orderAliases: aliases }),
    })
  })

  it('believes the first of many fields', () => {
    expect(orderNamed([[], null, undefined, { order: 'A-1' }, { order_id: 'B-2' }])).toEqual({
      orderId: 'A-1',
      orderAliases: ['B-2'],
    })
  })

  it('finds nothing in what every object has', () => {
    expect(orderNamed([Object.create({ order_id: 'A-1' })])).toEqual({})
  })
})

describe('metadata', () => {
  it.each([
    ['{"order_id":12345}', { order_id: 12345 }],
    [{ order_id: 12345 }, { order_id: 12345 }],
    ['ORD-1205', 'ORD-1205'],
    ['', ''],
    [0, 0],
    [null, null],
    [undefined, undefined],
  ])('%j is %j', (metadata, value) => {
    expect(attached(metadata)).toEqual(value)
  })
})
