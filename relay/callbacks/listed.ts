/** An event out of the provider's own list of them, read as if it had come by itself. */

import type { Member } from '../config/config.ts'
import type { Intake } from '../ledger/intake.ts'
import type { Provider } from '../providers/provider.ts'
import { intakesOf } from './reading.ts'
import { whoseShop } from './whose-shop.ts'

/** `payload`: as JSON. `only`: CALLBACK_ONLY. `receivedAt`: when we saw the list, in ms since 1970. */
export function listed(
  provider: Provider,
  payload: unknown,
  only: readonly Member[],
  receivedAt: number,
): Intake[] {
  const body = Buffer.from(JSON.stringify(payload))
  const shop = whoseShop(provider, body, only)
  const delivery = { url: '', headers: new Headers(), body }
  return intakesOf(provider, delivery, { ...shop, isListed: true }, receivedAt)
}
