/** For pages that hold a plain WebSocket, with a token in its URL: it stays, and hears of the relay's orders. */

import { WebSocketServer } from 'ws'
import { ESCROW_WORDS, word } from './words.js'

/** What your pages call what happened. `previous` is null the first time. */
function framesOf(order, previous) {
  const status = word(order.status, ESCROW_WORDS)
  const old = previous && word(previous.status, ESCROW_WORDS)
  const about = { escrow_id: order.id }
  const { amount, currency, receipt, confirmations } = order
  return [
    { type: 'escrow_update', ...about, data: { status, amount, currency, confirmations } },
    { type: 'payment_status', ...about, data: { status: order.status, receipt } },
    ...(old && old !== status
      ? [{ type: 'status_change', ...about, old_status: old, new_status: status }]
      : []),
  ]
}

/**
 * `userOf(token)`: who that is, or undefined. `maySee(user, id)`: whether the order is theirs. Your login knows both,
 * and may take its time.
 */
export function oldSockets({ path, userOf, maySee }) {
  const server = new WebSocketServer({ noServer: true, maxPayload: 16_384 })
  const followers = new Map()

  async function greet(page, token) {
    const user = await userOf(token)
    if (user === undefined) return page.close(1008, 'token')
    const say = (frame) => page.send(JSON.stringify(frame))
    page.on('message', (text) => hear(page, user, say, text))
    page.on('close', () => followers.forEach((pages) => pages.delete(page)))
    say({ type: 'connected', user_id: user })
  }

  async function hear(page, user, say, text) {
    const { type, escrow_id: id } = read(text)
    if (type === 'ping') say({ type: 'pong' })
    if (type === 'unsubscribe') {
      followers.get(id)?.delete(page)
      say({ type: 'unsubscribed', escrow_id: id })
    }
    if (type !== 'subscribe') return
    if (!(await maySee(user, id))) return say({ type: 'error', message: `not yours: ${id}` })
    followers.set(id, (followers.get(id) ?? new Set()).add(page))
    say({ type: 'subscribed', escrow_id: id })
  }

  return {
    /** False where the path is another's. */
    upgrade(request, socket, head) {
      const { pathname, searchParams } = new URL(request.url, 'http://here')
      if (pathname !== path) return false
      server.handleUpgrade(request, socket, head, (page) => {
        page.on('error', () => page.terminate())
        void greet(page, searchParams.get('token'))
      })
      return true
    },
    /** For `relay.onChange`. */
    tell(order, previous) {
      const frames = framesOf(order, previous).map((frame) => JSON.stringify(frame))
      for (const page of followers.get(order.id) ?? []) frames.forEach((frame) => page.send(frame))
    },
    close: () => server.clients.forEach((page) => page.terminate()),
  }
}

function read(text) {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}
