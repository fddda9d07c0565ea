/**
 * The address at which a provider that does not sign may tell of an order. Its last segment, the key, is all
 * that vouches for the callback.
 */

import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * The key of the address for `order`; without an order, of the one for all. Lower-case hex: Safaricom
 * refuses addresses with certain words in them.
 */
export const orderAddressKey = (provider: string, secret: string, order?: string): string =>
  createHmac('sha256', secret)
    .update(order === undefined ? provider : `${provider}:${order}`)
    .digest('hex')

/** Whether `key` has the form of one: of what has not, no store is asked. */
export const isOrderAddressKey = (key: string): boolean => /^[\da-f]{64}$/.test(key)

/** The reference under which the order of such an address is found again. */
export const orderAddressReference = (provider: string, key: string): string =>
  `address:${provider}:${key}`

/** Whether `key` is that of `order` under one of `secrets`; without an order, of the one for all. */
export const isOrderAddress = (
  key: string,
  provider: string,
  secrets: readonly string[],
  order?: string,
): boolean =>
  secrets.some((secret) => {
    const expected = Buffer.from(orderAddressKey(provider, secret, order))
    const given = Buffer.from(key)
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
