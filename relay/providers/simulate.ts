/** A callback as the provider would send it, signed as the provider signs. */

import { randomUUID } from 'node:crypto'
import type { PaymentStatus } from '../protocol.ts'
import { bodyOf } from './payload.ts'
import type { Provider } from './provider.ts'
import { isSimulable, sign } from './signature.ts'
import { orderAddressKey } from './order-address.ts'

export interface SimulatedCallback {
  /** Below the address of the provider's callbacks. */
  path: string
  headers: Record<string, string>
  body: string
}

export interface Simulation {
  /** The address that the provider was given: some sign it. */
  url: string
  orderId: string
  status: PaymentStatus
  amount: number
  currency: string
}

/** Undefined where the provider has no event for the status. `now` in ms since 1970. */
export function simulatedCallback(
  provider: Provider,
  secret: string,
  { url, orderId, status, amount, currency }: Simulation,
  now: number,
): SimulatedCallback | undefined {
  const timestamp = Math.floor(now / 1000)
  const id = randomUUID().replaceAll('-', '')
  const payload = provider.simulate({
    orderId,
    status,
    amount,
    currency,
    payment: paymentOf(orderId),
    timestamp,
    id,
  })
  if (payload === undefined) return undefined

  const unsigned = { ...bodyOf(provider, payload), path: '' }
  const scheme = provider.schemes.find(isSimulable)
  if (!scheme) return { ...unsigned, path: `/${orderAddressKey(provider.id, secret, orderId)}` }
  const { headers, body } = sign(scheme, secret, { url, body: unsigned.body, timestamp, id })
  return { ...unsigned, headers: { ...unsigned.headers, ...headers }, body }
}

/** The same payment for all that is simulated of an order. */
const paymentOf = (orderId: string): string => orderId.replace(/[^A-Za-z0-9]/g, '')
