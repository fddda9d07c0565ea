/** What an honest page may say. */

import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { TOKEN_SECRET, type Target } from '../target.ts'
import { NAMES } from '../hostile.ts'
import { promised } from '../promised.ts'

/** The orders that the pages follow, and a customer. */
export const ORDERS = ['PAGE-1', 'PAGE-2', 'PAGE-3']
export const CUSTOMER = '42'

/** One more token for the same: whoever counts by token, counts anew. */
function tokenFor(claims: object, nonce: number): string {
  const [header, payload] = [
    { alg: 'HS256' },
    { aud: 'payment-status', exp: Math.floor(Date.now() / 1000) + 3_600, jti: nonce, ...claims },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  const signed = `${header}.${payload}`
  return `${signed}.${createHmac('sha256', TOKEN_SECRET).update(signed).digest('base64url')}`
}

/** Frames with a token that the relay takes, mostly. */
export async function saysOf(target: Target): Promise<fc.Arbitrary<object>> {
  for (const id of ORDERS) {
    const order = { amount: 5_000, currency: 'KES', customers: [CUSTOMER] }
    const { status } = await target.merchant('PUT', `/orders/${id}`, order)
    promised(status === 201, 'an order is registered', status)
  }
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
  const page = fc.nat().map((nonce) => tokenFor({ orders: ORDERS, customer: CUSTOMER }, nonce))
  const staff = fc.nat().map((nonce) => tokenFor({ orders: ['*'] }, nonce))
  const wrong = fc.oneof(
    fc.constantFrom('', 'a.b.c'),
    page.map((token) => `${token}x`),
  )
  const tokens = fc.oneof({ weight: 6, arbitrary: page }, staff, wrong)
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

/** As much as makes it a frame of this protocol, if perhaps of a newer version. */
export function isFrame(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  if (!('type' in value) || typeof value.type !== 'string') return false
  // To subscribe to nothing at all is to say nothing.
  return !/^(un)?subscribe$/.test(value.type) || 'orders' in value || 'customer' in value
}
