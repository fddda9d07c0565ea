/** The relay in a server of the shop's own, beside what a shop has there: real ones, in whatever order they come. */

import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import { connect, createServer as createHttp2Server } from 'node:http2'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serve } from '@hono/node-server'
import express from 'express'
import { Hono } from 'hono'
import { Server as SocketIo } from 'socket.io'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { ask } from '../testing/client.ts'
import { embedded, greetingAt, listening, takesPayments } from '../testing/embedded.ts'
import { ENVIRONMENT } from '../testing/relay.ts'
import { folder } from './process.ts'

/** What else has the server's sockets, and how a page of its own is greeted. */
const SOCKETS = {
  'a `ws` that takes all': {
    begin: (server: Server) => {
      const others = new WebSocketServer({ server })
      others.on('connection', (socket) => socket.send('hello from the shop'))
      return () => others.close()
    },
    path: '/chat',
    greeting: 'hello from the shop',
  },
  'a `ws` at a path': {
    begin: (server: Server) => {
      const others = new WebSocketServer({ server, path: '/ws' })
      others.on('connection', (socket) => socket.send('hello from the shop'))
      return () => others.close()
    },
    path: '/ws',
    greeting: 'hello from the shop',
  },
  'Socket.IO': {
    begin: (server: Server) => {
      const others = new SocketIo(server)
      return () => void others.close()
    },
    path: '/socket.io/?EIO=4&transport=websocket',
    greeting: expect.stringMatching(/^0\{"sid":/),
  },
  'a framework that ends what it does not know': {
    begin: (server: Server) => {
      const others = new WebSocketServer({ noServer: true })
      server.on('upgrade', (request, socket, head) => {
        if (request.url !== '/hot') return void socket.destroy()
        others.handleUpgrade(request, socket, head, (page) => page.send('hello from the shop'))
      })
      return () => others.close()
    },
    path: '/hot',
    greeting: 'hello from the shop',
  },
}

describe.each(Object.entries(SOCKETS))('beside %s', (_, { begin, path, greeting }) => {
  it.each(['before', 'after', 'later'])(
    'takes payments, and so does it, if it came %s',
    async (when) => {
      const server = createServer((request, response) => response.end(`shop ${request.url}`))
      const relay = embedded()
      const other = () => onTestFinished(begin(server))
      if (when === 'before') other()
      relay.attach(server, { path: '/pay' })
      if (when === 'after') other()
      const url = await listening(server)
      if (when === 'later') {
        await takesPayments(`${url}/pay`)
        other()
      }

      await takesPayments(`${url}/pay`)
      expect(await greetingAt(url + path)).toEqual(greeting)
      expect((await ask(`${url}/orders`)).body).toBe('shop /orders')
    },
  )
})

describe('in a server of', () => {
  it('Express, with pages of its own for all that there is', async () => {
    const shop = express()
    shop.use(express.json())
    shop.get('/orders', (_, response) => void response.send('my orders'))
    shop.use((request, response) => void response.send(`a page for ${request.url}`))
    const server = shop.listen(0, '127.0.0.1')
    embedded().attach(server, { path: '/pay' })
    const url = await listening(server)

    await takesPayments(`${url}/pay`)
    expect((await ask(`${url}/orders`)).body).toBe('my orders')
    expect((await ask(`${url}/orders/A-1`)).body).toBe('a page for /orders/A-1')
  })

  it('HTTP/2', async () => {
    const server = createHttp2Server((request, response) => response.end(`shop ${request.url}`))
    embedded().attach(server, { path: '/pay' })
    const client = connect(await listening(server))
    onTestFinished(() => client.destroy())
    const answer = (path: string) => text(client.request({ ':path': path }))
    expect(await answer('/pay/healthz')).toBe('{"status":"alive"}')
    expect(await answer('/orders')).toBe('shop /orders')
  })

  const PUBLIC_URL = 'https://shop.example.com/pay'

  it.each<[how: string, begin: () => Server]>([
    [
      'that has the relay attached',
      () => {
        const server = serve({ fetch: shop().fetch, port: 0, hostname: '127.0.0.1' })
        embedded({ PUBLIC_URL }).attach(server)
        return server as Server
      },
    ],
    ...(['route', 'mount'] as const).map((how): [string, () => Server] => [
      `by \`${how}\` and \`upgrade\``,
      () => {
        const relay = embedded({ PUBLIC_URL })
        const app = new Hono()
        if (how === 'route') app.route('/pay', relay.app)
        else app.mount('/pay', relay.app.fetch)
        app.route('/', shop())
        const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server
        server.on('upgrade', (request, socket, head) => {
          if (!relay.upgrade(request, socket, head)) socket.destroy()
        })
        return server
      },
    ]),
  ])('Hono %s', async (_, begin) => {
    const url = await listening(begin())
    await takesPayments(`${url}/pay`)
    expect((await ask(`${url}/orders`)).body).toBe('a page for /orders')
  })

  const shop = () => new Hono().get('*', (c) => c.text(`a page for ${c.req.path}`))
})

it('leaves nothing in a process, which ends by itself once relay and server are closed', async () => {
  const ending = new AbortController()
  onTestFinished(() => ending.abort())
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(import.meta.dirname, 'own-server.ts')],
    {
      cwd: folder(),
      env: { ...ENVIRONMENT, WEBHOOK_SECRET: `whsec_${Buffer.alloc(24, 1).toString('base64')}` },
      signal: ending.signal,
    },
  )
  const { running, ...left } = JSON.parse(stdout)
  expect(running).toBeGreaterThan(3)
  expect(left).toEqual({ left: [], areGlobalsTheirs: true })
})
