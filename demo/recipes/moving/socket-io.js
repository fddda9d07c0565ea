/** For pages that listen to Socket.IO: they hear of the relay's orders in the rooms where they are. */

import { SHOP_WORDS, word } from './words.js'

/** For `relay.onChange`, or for where WEBHOOK_URL leads. Your `join-order` stays as it is. */
export const tellRooms = (io) => (order) => {
  io.to(`order-${order.id}`).emit('payment-status-update', {
    orderId: order.id,
    status: word(order.status, SHOP_WORDS),
    transactionId: order.receipt,
  })
}

/** What you call where you called `io.to('user_…').emit(type, data)`: old pages hear it, and `<payment-toasts>`. */
export const sendUserUpdate = (relay, io) => async (user, type, data) => {
  io.to(`user_${user}`).emit(type, data)
  // Three types have words of their own: payment_success, payment_failed, bill_generated.
  const { title, message } = data
  await relay.notify({ customer: String(user) }, { type, title, message, data })
}
