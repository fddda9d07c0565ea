/** The least that does it: `node:http` and `ws`. */

import { createServer } from 'node:http'
import { WebSocketServer, type WebSocket } from 'ws'
import { heard } from './heard.ts'
import { listen, type Rival, type Take } from './rival.ts'

export function nodeWs(take: Take): Rival {
  const followers = new Map<string, Set<WebSocket>>()
  const sockets = new WebSocketServer({ noServer: true, clientTracking: false })

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      const said = heard(request.headers['stripe-signature'], Buffer.concat(chunks))
      if (!said) return void response.writeHead(401).end()
      await take(said)
      response.writeHead(204).end()
    })
  })

  server.on('upgrade', (request, duplex, head) => {
    const orders = (request.url ?? '').slice('/ws/'.length).split(',')
    sockets.handleUpgrade(request, duplex, head, (socket) => {
      for (const order of orders) {
        const following = followers.get(order) ?? new Set()
        followers.set(order, following.add(socket))
        socket.on('close', () => following.delete(socket))
      }
      socket.send('{"type":"subscribed"}')
    })
  })

  return {
    tell(order) {
      const text = JSON.stringify({ type: 'update', order })
      for (const socket of followers.get(order.id) ?? []) socket.send(text)
    },
    listen: () => listen(server),
  }
}
