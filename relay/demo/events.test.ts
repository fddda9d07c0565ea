import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { streamSSE } from 'hono/streaming'
import { Hono } from 'hono'
import { expect, it, onTestFinished } from 'vitest'
import { until } from '../testing/client.ts'
import { said, Wire } from '../testing/wire.ts'
import { tellOn } from './events.ts'
import { Happenings, type Happening } from './happenings.ts'

/** What was heard, by those who listen, and how often it was asked for as bytes. */
async function stage() {
  const happenings = new Happenings()
  const listening = new Set<object>()
  const listen = happenings.listen.bind(happenings)
  happenings.listen = (...given) => {
    const stop = listen(...given)
    listening.add(stop)
    return () => {
      listening.delete(stop)
      stop()
    }
  }
  const app = new Hono().get('/', (c) =>
    streamSSE(c, (stream) => tellOn(stream, happenings, 'A-1', c.req.header('Last-Event-ID'))),
  )
  const server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/`
  return { happenings, listening, url, listener: () => Wire.to(port, said('GET /')) }
}

it('makes no bytes for whoever does not read them, and loses nobody who does', async () => {
  const { happenings, listening, listener, url } = await stage()
  const idle = await listener()
  idle.socket.pause()
  const { body } = await fetch(url)
  await until(() => listening.size === 2)
  let written = 0
  const text = 'x'.repeat(1 << 18)
  for (let index = 0; index < 100; index++) {
    const told: Omit<Happening, 'id' | 'at'> = { lane: 'relay', tone: 'plain', text }
    // Called when it is made into bytes.
    Object.assign(told, { toJSON: () => ({ text, count: ++written }) })
    happenings.tell('A-1', told)
  }
  let read = 0
  for await (const piece of body ?? []) {
    read += piece.length
    if (read > 100 * text.length) break
  }
  // What the system keeps for the one who does not read is some megabytes.
  expect(written).toBeGreaterThanOrEqual(100)
  expect(written).toBeLessThan(180)
})

it('ends with whoever listens, read or unread', async () => {
  const { happenings, listening, listener } = await stage()
  const listeners = [await listener(), await listener()]
  listeners[0]?.socket.pause()
  await until(() => listening.size === 2)
  for (let index = 0; index < 20; index++) {
    happenings.tell('A-1', { lane: 'relay', tone: 'plain', text: 'x'.repeat(1 << 20) })
  }
  for (const { socket } of listeners) socket.destroy()
  await until(() => listening.size === 0)
  expect(listening).toEqual(new Set())
})
