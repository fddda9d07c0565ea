/** What an honest page may say. */

import fc from 'fast-check'
import type { Target } from '../target.ts'
import { NAMES } from '../hostile.ts'

/** The orders that the pages follow, and a customer. */
export const ORDERS = ['PAGE-1', 'PAGE-2', 'PAGE-3']
export const CUSTOMER = '42'

/** Frames with a token that the relay takes; and, to what is not its own, one that it does not. */
export async function saysOf(target: Target): Promise<fc.Arbitrary<object>> {
  for (const id of ORDERS) {
    await target.merchant('PUT', `/orders/${id}`, { amount: 5_000, customers: [CUSTOMER] })
  }
  const { token } = await target.relay.token({ orders: ORDERS, customer: CUSTOMER })
  const staff = (await target.relay.token({ orders: ['*'] }, 3_600)).token

  const id = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...ORDERS) },
    fc.constantFrom('OTHER', '', ' ', 'é', 'x'.repeat(200), ...NAMES),
  )
  const known = fc.record(
    {
      id,
      epoch: fc.constantFrom('', 'k3f9', '__proto__'),
      version: fc.constantFrom(0, 1, 2 ** 53 - 1),
      seal: fc.constantFrom('', 'AAAAAAAAAAAA'),
    },
    { requiredKeys: ['id'] },
  )
  const tokens = fc.constantFrom(token, token, token, staff, '', 'a.b.c', `${token}x`)
  const orders = fc.oneof(
    { weight: 5, arbitrary: fc.array(known, { maxLength: 4 }) },
    fc.constant('*'),
  )

  return fc.oneof(
    fc.record({ type: fc.constant('subscribe'), orders, token: tokens }),
    fc.record({
      type: fc.constant('subscribe'),
      customer: fc.constantFrom(CUSTOMER, '43', '*', '__proto__'),
      after: fc.constantFrom('', '1', 'x'),
      token: tokens,
    }),
    fc.record({ type: fc.constant('token'), token: tokens }),
    fc.record({ type: fc.constant('unsubscribe'), orders: fc.array(id, { maxLength: 4 }) }),
    fc.record({ type: fc.constant('unsubscribe'), customer: fc.constantFrom(CUSTOMER, '43') }),
    fc.record({
      type: fc.constant('ack'),
      orders: fc.dictionary(id, fc.constantFrom(0, 1, 99, 2 ** 53 - 1), { maxKeys: 4 }),
      notifications: fc.array(id, { maxLength: 3 }),
    }),
    fc.record({ type: fc.constant('ask'), orders: fc.array(id, { maxLength: 4 }) }),
    fc.record({ type: fc.constantFrom('ping', 'constructor', 'subscribed', '') }),
  )
}
