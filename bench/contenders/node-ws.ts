/** The least that does it: `node:http` and `ws`. Nothing is kept. */

import { createServer } from 'node:http'
import { WebSocketServer, type WebSocket } from 'ws'
import { heard } from './heard.ts'
import { stand } from './stand.ts'

const followers = new Map<string, Set<WebSocket>>()
const sockets = new WebSocketServer({ noServer: true, clientTracking: false })

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const order = heard(request.headers['stripe-signature'], Buffer.concat(chunks))
    if (!order) return void response.writeHead(401).end()
    const text = JSON.stringify({ type: 'update', order })
    for (const socket of followers.get(order.id) ?? []) socket.send(text)
    response.writeHead(204).end()
  })
})

server.on('upgrade', (request, duplex, head) => {
  const id = (request.url ?? '').slice('/ws/'.length)
  sockets.handleUpgrade(request, duplex, head, (socket) => {
    const following = followers.get(id) ?? new Set()
    followers.set(id, following.add(socket))
    socket.on('close', () => following.delete(socket))
    socket.send('{"type":"subscribed"}')
  })
})

await stand(server)
