import { once } from 'node:events'
import { createServer, request, type RequestListener, type Server } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'
import { stripePaid } from '../testing/callbacks.ts'
import { said, Wire } from '../testing/wire.ts'
import { ask, Client } from '../testing/client.ts'
import { embedded, listening, takesPayments } from '../testing/embedded.ts'

/** A shop that has a page for all that it does not know. */
const answersAll: RequestListener = ({ url }, response) => void response.end(`a page for ${url}`)

/** Where nobody listens for upgrades but perhaps a relay. */
async function shop(): Promise<{ server: Server; url: string }> {
  const server = createServer(answersAll)
  return { server, url: await listening(server) }
}

it('keeps the relay’s requests from all other listeners, and theirs from none, whoever came first', async () => {
  const { server, url } = await shop()
  const heard: [who: string, path: string | undefined][] = []
  const listen = (who: string) => server.on('request', ({ url }) => heard.push([who, url]))
  listen('before')
  embedded().attach(server, { path: '/pay' })
  listen('after')
  await takesPayments(`${url}/pay`)
  listen('later')
  await takesPayments(`${url}/pay`)
  expect(heard).toEqual([])
  await ask(`${url}/orders`)
  expect(heard).toEqual(['before', 'after', 'later'].map((who) => [who, '/orders']))
})

it('takes what waits to be told to go on, whoever else would tell it', async () => {
  const { server, url } = await shop()
  server.on('checkContinue', (_, response) => response.writeHead(400).end())
  server.on('checkExpectation', (_, response) => response.writeHead(400).end())
  embedded().attach(server, { path: '/pay' })
  const { body, headers } = stripePaid('A-1')
  const answer = async (path: string, Expect: string) => {
    const asked = request(url + path, { method: 'POST', headers: { ...headers, Expect } })
    asked.flushHeaders()
    asked.once('continue', () => asked.write(body)).once('continue', () => asked.end())
    const [response] = await once(asked, 'response')
    asked.destroy()
    return response.statusCode
  }
  expect(await answer('/pay/callbacks/stripe', '100-continue')).toBe(204)
  expect(await answer('/pay/callbacks/stripe', 'a miracle')).toBe(417)
  expect(await answer('/orders', '100-continue')).toBe(400)
  expect(await answer('/orders', 'a miracle')).toBe(400)
})

it('counts what expects the impossible, where nobody else listens for it', async () => {
  const { server, url } = await shop()
  embedded().attach(server, { path: '/pay' })
  const { port } = new URL(url)
  const odd = (path: string) => said(`GET ${path}`, { Expect: 'a miracle' })
  for (const path of ['/pay/healthz', '/orders']) {
    await (await Wire.to(port, odd(path))).hears('HTTP/1.1 417 ')
  }
  const many = await Wire.to(port, odd('/pay/healthz').repeat(1_000))
  await many.closed
  expect(many.said.split('HTTP/1.1 417 ').length - 1).toBeLessThanOrEqual(8)
})

it.each(['/orders', '/pay/healthz', '/pay/ws'])(
  'leaves %s a request where it offers HTTP/2, as Java’s client does',
  async (path) => {
    const { server, url } = await shop()
    embedded().attach(server, { path: '/pay' })
    const asked = request(url + path, { headers: { Connection: 'Upgrade', Upgrade: 'h2c' } }).end()
    const [response] = await once(asked, 'response')
    expect([response.statusCode, await text(response)]).toEqual(
      path === '/orders'
        ? [200, 'a page for /orders']
        : [path === '/pay/ws' ? 404 : 200, expect.stringContaining('{')],
    )
  },
)

it('hands out addresses that lead to it, below the path and at the port of a server on this machine', async () => {
  const { server } = await shop()
  const relay = embedded()
  relay.attach(server, { path: '/pay' })
  const { callbackUrls } = await relay.register('A-1')
  const { body, status } = await ask(String(callbackUrls.daraja), { body: '{}' })
  expect({ body, status }).toEqual({ body: { ResultCode: 0, ResultDesc: 'Accepted' }, status: 200 })
})

it('answers whoever asks for what is nobody’s', async () => {
  const server = createServer()
  embedded().attach(server, { path: '/pay' })
  const url = await listening(server)
  expect(await ask(`${url}/orders`)).toMatchObject({ status: 404, body: { code: 'not_found' } })
})

it('decides on no upgrade for the shop, be there one who listens for it or not', async () => {
  const { server, url } = await shop()
  const upgrade = async () => {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    onTestFinished(() => void socket.destroy())
    socket.write(
      'GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    )
    return String((await once(socket, 'data'))[0]).split('\r\n')[0]
  }
  const before = await upgrade()
  embedded().attach(server, { path: '/pay' })
  expect([before, await upgrade()]).toEqual(Array(2).fill('HTTP/1.1 200 OK'))
  server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 418 Teapot\r\n\r\n'))
  expect(await upgrade()).toBe('HTTP/1.1 418 Teapot')
})

it('lets several relays live on a server, below each other too, and one at a place', async () => {
  const { server, url } = await shop()
  const paths = ['/pay', '/pay/kenya', '/payments']
  const relays = paths.map((path) => {
    const relay = embedded()
    relay.attach(server, { path })
    return relay
  })
  for (const path of paths) await takesPayments(url + path)
  expect(() => embedded().attach(server, { path: '/pay' })).toThrow('Another relay has /pay')

  // In the order in which nobody would wind them back.
  await relays[0]?.close()
  await takesPayments(`${url}/payments`)
  await takesPayments(`${url}/pay/kenya`)
})

it('has callbacks sent again once it is closed, whatever else answers for all that it does not know', async () => {
  const { server, url } = await shop()
  const listeners = () => server.eventNames().map((name) => [name, server.listenerCount(name)])
  const before = listeners()
  const relay = embedded()
  relay.attach(server, { path: '/pay' })
  await takesPayments(`${url}/pay`)
  await relay.close()
  expect(listeners()).toEqual(before)

  const client = new Client(`${url}/pay`)
  const late = await client.callback('stripe', stripePaid('A-1'))
  expect(late).toMatchObject({ status: 503, body: { code: 'unavailable' } })
  expect(late.headers.get('Retry-After')).toBe('5')
  expect(await client.dial().closed).toBe(1006)
  expect((await ask(`${url}/orders`)).body).toBe('a page for /orders')

  server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'))
  expect(await client.dial().closed).toBe(1006)

  // As when a shop loads its own code anew.
  embedded().attach(server, { path: '/pay' })
  await takesPayments(`${url}/pay`)
})
