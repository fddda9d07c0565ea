import { once } from 'node:events'
import {
  createServer,
  request,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'
import { until } from '../testing/client.ts'
import { said, UPGRADE, Wire } from '../testing/wire.ts'
import { forward, forwardUpgrade } from './forward.ts'
import { Line } from './line.ts'

const portOf = (server: Server): number => (server.address() as AddressInfo).port

async function listening(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return server
}

/** A server behind another that passes all on to it, over one line. */
async function behind(listener: RequestListener) {
  const heard = { sockets: new Set<Socket>() }
  const upstream = await listening(createServer(listener))
  upstream.on('connection', (socket) => {
    heard.sockets.add(socket)
    socket.once('close', () => heard.sockets.delete(socket))
  })
  const line = new Line()
  const way = { port: portOf(upstream), line }
  const front = await listening(
    createServer((incoming, response) =>
      forward(incoming, response, { ...way, url: incoming.url ?? '/' }),
    ),
  )
  front.on('upgrade', (incoming, socket, head) =>
    forwardUpgrade(incoming, socket, head, { ...way, url: incoming.url ?? '/' }),
  )
  return { port: portOf(front), upstream, line, heard }
}

/** Node's own client decodes nothing, and hides nothing. */
async function asked(port: number, options: object, body = '') {
  const sent = request({ host: '127.0.0.1', port, agent: false, ...options })
  sent.end(body)
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) }
}

/** What the server saw of it. */
const echo: RequestListener = async (incoming, response) => {
  const { method, url, headers } = incoming
  response.end(JSON.stringify({ method, url, headers, body: await text(incoming) }))
}

it('passes a request on as it is, with who sent it, and without what is between neighbours', async () => {
  const { port } = await behind(echo)
  const headers = {
    Host: 'localhost:8787',
    'X-Forwarded-For': '203.0.113.9',
    Connection: 'keep-alive, X-Hop',
    'X-Hop': '1',
    'X-Kept': 'on the way',
  }
  const { body } = await asked(port, { method: 'PUT', path: '/a?b=c', headers }, 'content')
  const seen = JSON.parse(body)
  expect(seen).toMatchObject({
    method: 'PUT',
    url: '/a?b=c',
    body: 'content',
    headers: { host: 'localhost:8787', 'x-forwarded-for': '127.0.0.1', 'x-kept': 'on the way' },
  })
  expect(seen.headers).not.toHaveProperty('x-hop')
})

it('passes on a body whose length nobody told, and answers that have none', async () => {
  const { port } = await behind((incoming, response) => {
    if (incoming.url === '/304') return void response.writeHead(304, { ETag: '"1"' }).end()
    if (incoming.method === 'HEAD')
      return void response.writeHead(200, { 'Content-Length': 7 }).end()
    echo(incoming, response)
  })
  const chunked = { method: 'POST', headers: { 'Transfer-Encoding': 'chunked' } }
  expect(JSON.parse((await asked(port, chunked, 'content')).body)).toMatchObject({
    body: 'content',
  })
  expect(await asked(port, { path: '/304' })).toMatchObject({
    status: 304,
    headers: { etag: '"1"' },
    body: '',
  })
  expect(await asked(port, { method: 'HEAD' })).toMatchObject({
    status: 200,
    headers: { 'content-length': '7' },
    body: '',
  })
})

it('passes an answer on as it comes, and lets go of it when nobody listens any more', async () => {
  const { port, heard } = await behind((_, response) => void response.write('first'))
  const wire = await Wire.to(port, said('GET /stream', { Host: 'localhost' }))
  await wire.hears('first')
  expect(heard.sockets.size).toBe(1)
  wire.socket.destroy()
  await until(() => heard.sockets.size === 0)
  expect(heard.sockets).toEqual(new Set())
})

it('keeps nothing of requests that waited for others when their connection ends, and ends it at the ninth', async () => {
  const { port, heard, line } = await behind((_, response) => void response.write('first'))
  const get = said('GET /stream', { Host: 'localhost' })
  const eight = await Wire.to(port, get.repeat(8))
  await eight.hears('first')
  await until(() => heard.sockets.size === 8)
  eight.socket.destroy()
  await until(() => heard.sockets.size === 0)
  const nine = await Wire.to(port, get.repeat(9))
  await nine.closed
  await until(() => heard.sockets.size === 0 && line.isIdle)
  expect(line.isIdle).toBe(true)
})

it('keeps no connection of a request that is answered', async () => {
  const { port, heard } = await behind(echo)
  for (let count = 0; count < 5; count++) await asked(port, {})
  await until(() => heard.sockets.size === 0)
  expect(heard.sockets).toEqual(new Set())
})

it('ends as a server that dies, where that one does: before it answers, and amid it', async () => {
  const { port, upstream } = await behind((incoming, response) => {
    if (incoming.url === '/amid') response.write('first')
    else incoming.socket.destroy()
  })
  await expect(asked(port, {})).rejects.toThrow('socket hang up')
  const wire = await Wire.to(port, said('GET /amid', { Host: 'localhost' }))
  await wire.hears('first')
  upstream.closeAllConnections()
  await wire.closed
  expect(wire.said).not.toContain('0\r\n\r\n')
  upstream.close()
  await once(upstream, 'close')
  await expect(asked(port, {})).rejects.toThrow('socket hang up')
})

it('passes on an answer that comes before all of the body has', async () => {
  const { port } = await behind((_, response) =>
    response.writeHead(413, { Connection: 'close' }).end('too large'),
  )
  const { status, body } = await asked(port, { method: 'POST' }, 'x'.repeat(1_000))
  expect([status, body]).toEqual([413, 'too large'])
})

/** Byte for byte: whatever is said comes back. */
async function echoing() {
  const stage = await behind(echo)
  stage.upstream.on('upgrade', (incoming, socket, head) => {
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nX-Saw: ${incoming.url}\r\n\r\n`)
    socket.write(head)
    socket.pipe(socket)
    socket.on('error', () => {})
  })
  const wire = await Wire.to(
    stage.port,
    said('GET /ws', { Host: 'localhost', ...UPGRADE }, 'early'),
  )
  await wire.hears('early')
  return { ...stage, wire }
}

it('passes a socket on byte for byte, and ends it with either side', async () => {
  const { wire, heard } = await echoing()
  expect(wire.said).toContain('X-Saw: /ws')
  wire.say('\0\u{ff}later')
  await wire.hears('later')
  wire.socket.end()
  await wire.closed
  await until(() => heard.sockets.size === 0)

  const other = await echoing()
  for (const socket of other.heard.sockets) socket.destroy()
  await other.wire.closed
})

it('in silence passes nothing on, not even an end, until bytes flow again', async () => {
  const { wire, line, heard } = await echoing()
  line.set('silent')
  wire.say('unheard')
  const [upstream] = heard.sockets
  upstream?.end('goodbye')
  await until(() => heard.sockets.size === 0 || upstream?.writableFinished === true)
  expect(wire.said).not.toContain('goodbye')
  expect(wire.socket.readableEnded).toBe(false)
  line.set('open')
  await wire.hears('goodbye')
  await wire.closed
})

it('takes nothing on over a line that is cut, and ends what is under way', async () => {
  const { port, line, wire, heard } = await echoing()
  line.set('offline')
  await wire.closed
  await until(() => heard.sockets.size === 0)
  await expect(asked(port, {})).rejects.toThrow('socket hang up')
  const upgraded = async () => {
    const other = await Wire.to(port, said('GET /ws', { Host: 'localhost', ...UPGRADE }))
    await other.closed
    return other.said.slice(0, 12)
  }
  expect(await upgraded()).toBe('')
  line.set('no sockets')
  expect(await upgraded()).toBe('HTTP/1.1 403')
  expect(await asked(port, {})).toMatchObject({ status: 200 })
  line.set('open')
  expect(await asked(port, {})).toMatchObject({ status: 200 })
  await until(() => line.isIdle)
})
