/** What most would write: Express takes the callback, Socket.IO tells the order's room. Nothing is kept. */

import { createServer } from 'node:http'
import express from 'express'
import { Server } from 'socket.io'
import { heard } from './heard.ts'
import { stand } from './stand.ts'

const app = express()
const server = createServer(app)
const io = new Server(server, { transports: ['websocket'], serveClient: false })

io.on('connection', (socket) => {
  socket.on('follow', async (order: string, done: () => void) => {
    await socket.join(order)
    done()
  })
})

app.post('/callbacks/stripe', express.raw({ type: '*/*' }), (request, response) => {
  const order = heard(request.headers['stripe-signature'], request.body)
  if (!order) return void response.sendStatus(401)
  io.to(order.id).emit('update', order)
  response.status(204).end()
})

await stand(server)
