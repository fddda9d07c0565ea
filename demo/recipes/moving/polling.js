/** For pages that poll an address of yours: what it answers from now on. */

import { SHOP_WORDS, word } from './words.js'

/** Undefined where nothing is known of the order: answer 404. */
export async function statusFor(relay, id) {
  const order = await relay.order(id)
  return order && { status: word(order.status, SHOP_WORDS), transactionId: order.receipt }
}
