/** What most would write: Express takes the callback, Socket.IO tells the order's room. */

import { createServer } from 'node:http'
import express from 'express'
import { Server } from 'socket.io'
import { heard } from './heard.ts'
import { listen, type Rival, type Take } from './rival.ts'

export function expressSocketIo(take: Take): Rival {
  const app = express()
  const server = createServer(app)
  const io = new Server(server, { transports: ['websocket'], serveClient: false })

  io.on('connection', (socket) => {
    socket.on('follow', async (orders: string[], done: () => void) => {
      await socket.join(orders)
      done()
    })
  })

  app.post('/callbacks/stripe', express.raw({ type: '*/*' }), async (request, response) => {
    const said = heard(request.headers['stripe-signature'], request.body)
    if (!said) return void response.sendStatus(401)
    await take(said)
    response.status(204).end()
  })

  return {
    tell: (order) => void io.to(order.id).emit('update', order),
    listen: () => listen(server),
  }
}
