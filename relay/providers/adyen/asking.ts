/** Adyen has no answer to what came of a payment. */

import type { Unaskable } from '../asking.ts'

/**
 * A session is asked with what only the shop's page was handed, and never changes its answer; a payment link says no
 * more than that it was used; and `POST /payments/details` is no question: it may complete the payment.
 *
 * @see https://docs.adyen.com/api-explorer/Checkout/latest/get/sessions/(sessionId)
 */
export const askingAdyen: Unaskable = {
  cannot: 'Adyen tells the state of a payment by webhook only, which it repeats for 30 days.',
}
