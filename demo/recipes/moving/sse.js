/** For pages that read an EventSource: it stays, and hears of the relay's orders. */

import { SHOP_WORDS, word } from './words.js'

const eventOf = ({ id, status, receipt }) => {
  const data = { orderId: id, status: word(status, SHOP_WORDS), transactionId: receipt }
  return `event: payment_status\ndata: ${JSON.stringify(data)}\n\n`
}

export function eventStreams(relay) {
  const pages = new Map()
  return {
    /** Answers `GET …/orders/:id/events`, once your login has said that it may. */
    async open(id, response) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
      response.flushHeaders()
      pages.set(id, (pages.get(id) ?? new Set()).add(response))
      response.on('close', () => pages.get(id)?.delete(response))
      // How it stands: whoever comes back after a loss has missed something.
      const order = await relay.order(id)
      if (order) response.write(eventOf(order))
    },
    /** For `relay.onChange`. */
    tell(order) {
      for (const response of pages.get(order.id) ?? []) response.write(eventOf(order))
    },
  }
}
