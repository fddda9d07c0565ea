import { expect, it } from 'vitest'
import { orderNamed, paymentNamed } from './names.ts'

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
  expect(orderNamed([], [null])).toEqual({})
})
