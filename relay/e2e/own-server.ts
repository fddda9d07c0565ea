/**
 * A program of a shop's own, with the relay in its server beside Socket.IO. Uses all of the relay, closes all, and
 * prints as JSON what has become of the process. Then it has nothing more to do.
 */

import { createHook } from 'node:async_hooks'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Server as SocketIo } from 'socket.io'
import { WebSocket } from 'ws'
import { createRelay, readConfig, sqliteStore } from '../index.ts'

/** Timers that the relay began and that are neither over nor stopped, those too that keep no process alive. */
const timers = new Map<number, string>()
createHook({
  init(id, type) {
    const { stack = '' } = new Error()
    if (type === 'Timeout' && /\/relay\/(?!e2e\/)/.test(stack)) timers.set(id, stack)
  },
  destroy: (id) => void timers.delete(id),
}).enable()

const [Request, Response] = [globalThis.Request, globalThis.Response]

const hook = createServer((request, response) => {
  request.resume()
  response.end()
}).listen(0, '127.0.0.1')
await once(hook, 'listening')
const portOf = (server: typeof hook) => Object(server.address()).port
const { config, mistakes } = readConfig({
  ...process.env,
  HOST: '127.0.0.1',
  WEBHOOK_URL: `http://127.0.0.1:${portOf(hook)}/`,
})
if (mistakes) throw new Error(JSON.stringify(mistakes))

const server = createServer((_, response) => response.end('the shop'))
const others = new SocketIo(server)
const relay = createRelay({ config, store: sqliteStore('shop.db') })
relay.attach(server, { path: '/pay' })
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const url = `127.0.0.1:${portOf(server)}/pay`

const { token } = await relay.register('A-1', { amount: 5, currency: 'EUR', expiresIn: 3600 })
const page = new WebSocket(`ws://${url}/ws`)
await once(page, 'message')
page.send(JSON.stringify({ type: 'subscribe', orders: [{ id: 'A-1' }], token }))
await once(page, 'message')
const frames = [{ type: 'subscribe', orders: [{ id: 'A-1' }], token }]
const held = fetch(`http://${url}/poll`, {
  method: 'POST',
  body: JSON.stringify({ wait: 25, frames }),
})
const hooked = once(hook, 'request')
await Promise.all([held, hooked, relay.update('A-1', { status: 'succeeded' })])
await relay.notify({ order: 'A-1' }, { type: 'a', title: 'b', message: 'c' })

const running = timers.size
// Socket.IO closes the server as well.
const gone = [once(page, 'close'), once(server, 'close')]
await relay.close()
void others.close()
hook.closeAllConnections()
hook.close()
server.closeIdleConnections()
await Promise.all(gone)
// What is stopped is told of in the next turn.
await new Promise(setImmediate)
console.log(
  JSON.stringify({
    running,
    left: [...timers.values()],
    areGlobalsTheirs: Request === globalThis.Request && Response === globalThis.Response,
  }),
)
