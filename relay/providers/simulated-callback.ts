/** A callback as the provider would send it, signed as the provider signs. */

import { randomUUID } from 'node:crypto'
import { orderAddressKey } from './order-address.ts'
import { bodyOf } from './payload.ts'
import type { Provider, SimulatedEvent } from './provider.ts'
import { isSimulable, sign } from './signature.ts'

export interface SimulatedCallback {
  /** Below the address of the provider's callbacks. */
  path: string
  headers: Record<string, string>
  body: string
}

/** `url`: the address that the provider was given, which some sign. Without a payment: the order's only one. */
export type Told = { url: string } & Pick<
  SimulatedEvent,
  'orderId' | 'status' | 'amount' | 'currency'
> &
  Partial<Pick<SimulatedEvent, 'payment' | 'reason'>> & {
    /** When it happened, in ms since 1970. Default: now. */
    at?: number
    /** When the attempt began, in ms since 1970: some tell that of all that becomes of it. Default: as it happened. */
    begunAt?: number
  }

/** Throws where the provider cannot tell the status, or not for that reason. `now` in ms since 1970. */
export function simulatedCallback(
  provider: Provider,
  secret: string,
  { url, at, begunAt = at, ...told }: Told,
  now: number,
): SimulatedCallback {
  const timestamp = Math.floor(now / 1000)
  const id = randomUUID().replaceAll('-', '')
  const payment = paymentOf(told.orderId)
  const dated = Math.floor(((datesAttempts(provider) ? begunAt : at) ?? now) / 1000)
  const payload = provider.simulate({ payment, ...told, timestamp: dated, id })
  if (payload === undefined) {
    const why = told.reason === undefined ? '' : ` because of "${told.reason}"`
    throw new Error(`${provider.name} has no event for "${told.status}"${why}.`)
  }

  const unsigned = { ...bodyOf(provider, payload), path: '' }
  const scheme = provider.schemes.find(isSimulable)
  if (!scheme) {
    return { ...unsigned, path: `/${orderAddressKey(provider.id, secret, told.orderId)}` }
  }
  const { headers, body } = sign(scheme, secret, { url, body: unsigned.body, timestamp, id })
  return { ...unsigned, headers: { ...unsigned.headers, ...headers }, body }
}

const datesAttempts = ({ asking }: Provider): boolean =>
  asking !== undefined && 'clock' in asking && asking.clock === 'attempt'

/** The same payment for all that is simulated of an order. */
const paymentOf = (orderId: string): string => orderId.replace(/[^A-Za-z0-9]/g, '')
