import { once } from 'node:events'
import * as net from 'node:net'
import tls from 'node:tls'
import { describe, expect, it, onTestFinished } from 'vitest'
import { speaker, standIn } from '../testing/stand-in.ts'
import type { Request } from '../providers/authorize.ts'
import { transport, type Exchange } from './transport.ts'

const MIB = 1024 * 1024

const never = new AbortController().signal

function sending(lookup?: net.LookupFunction) {
  const made = transport(lookup)
  onTestFinished(() => made.close())
  return made
}

const get = (url: string, headers: Record<string, string> = {}): Request => ({
  ...{ method: 'GET', url, headers },
})

const send = (request: Request, lookup?: net.LookupFunction): Promise<Exchange> =>
  sending(lookup).send(request, never)

const unreachable = (why: unknown) => ({ outcome: 'unreachable', why })

/** A name server that knows these addresses only. */
const resolving =
  (...addresses: string[]): net.LookupFunction =>
  (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: net.isIP(address) })),
    )

describe('a question', () => {
  it('goes out as it was made, and asks for no compression', async () => {
    const { base, seen } = await standIn(() => ({}))
    const headers = { 'X-Api-Key': 'k', 'Content-Type': 'application/json' }
    const body = '{"id":"Zoë"}'
    await send({ method: 'POST', url: `${base}/v1/ask?of=1`, headers, body })
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/v1/ask?of=1', body })
    expect(seen[0]?.headers).toEqual({
      host: new URL(base).host,
      'user-agent': 'payment-status',
      'accept-encoding': 'identity',
      'x-api-key': 'k',
      'content-type': 'application/json',
      'content-length': '13',
      connection: 'keep-alive',
    })
  })

  it('says that its body is empty, where it has one', async () => {
    const { base, seen } = await standIn(() => ({}))
    const sender = sending()
    await sender.send({ method: 'POST', url: base, headers: {}, body: '' }, never)
    await sender.send(get(base), never)
    expect(seen.map(({ headers }) => headers['content-length'])).toEqual(['0', undefined])
  })

  it('goes by the connection that is already there', async () => {
    const { base, seen } = await standIn(() => ({}))
    const sender = sending()
    await sender.send(get(base), never)
    // The answer's end frees the connection.
    await new Promise(setImmediate)
    await sender.send(get(base), never)
    expect(seen[1]?.socket).toBe(seen[0]?.socket)
  })

  it('goes by a new connection where the one that was kept is hung up just then', async () => {
    const { base, seen } = await standIn(({ socket }) => {
      if (seen.length !== 2) return {}
      socket.resetAndDestroy()
      return undefined
    })
    const sender = sending()
    await sender.send(get(base), never)
    await new Promise(setImmediate)
    expect(await sender.send(get(base), never)).toMatchObject({ status: 200 })
    expect(seen).toHaveLength(3)
  })

  it('of which no request can be made is not sent, and not quoted', async () => {
    const { base, seen } = await standIn(() => ({}))
    const came = await send(get(base, { 'X-Api-Key': 'hush\r\nhush: 1' }))
    expect(came).toEqual(unreachable('no request can be made of it'))
    expect(seen).toEqual([])
  })
})

describe('an answer', () => {
  it.each([200, 204, 400, 401, 404, 429, 500, 503])('%i is judged by others', async (status) => {
    const { base } = await standIn((_, response) => {
      response.writeHead(status, { 'Retry-After': '23' })
      return '{"a":1}'
    })
    const came = await send(get(base))
    const text = status === 204 ? '' : '{"a":1}'
    expect(came).toMatchObject({ outcome: 'answered', status, text })
    expect(came.outcome === 'answered' && came.headers.get('Retry-after')).toBe('23')
    expect(came.outcome === 'answered' && came.headers.get('constructor')).toBeNull()
  })

  it.each([301, 302, 303, 307, 308])('%i leads nowhere', async (status) => {
    const target = await standIn(() => ({}))
    const { base } = await standIn((_, response) => {
      response.writeHead(status, { Location: target.base })
      return ''
    })
    expect(await send(get(base))).toMatchObject({ outcome: 'answered', status })
    expect(target.seen).toEqual([])
  })

  it('has a MiB at most', async () => {
    const long = await standIn(() => 'x'.repeat(MIB))
    expect(await send(get(long.base))).toMatchObject({ text: 'x'.repeat(MIB) })

    const tooLong = await standIn(() => 'x'.repeat(MIB + 1))
    expect(await send(get(tooLong.base))).toEqual({ outcome: 'unread', why: 'It is too long.' })
  })

  it('without end is not read any further', async () => {
    const chunk = 'x'.repeat(64 * 1024)
    const { base, seen } = await standIn((_, response) => {
      const more = () => {
        while (response.write(chunk));
      }
      response.on('drain', more)
      more()
      return undefined
    })
    expect(await send(get(base))).toMatchObject({ outcome: 'unread' })
    const { socket } = seen[0]!
    await expect.poll(() => socket.closed).toBe(true)
  })
})

describe('a provider that', () => {
  it.each<[string, string, (socket: net.Socket) => void]>([
    ['hangs up', 'hung up before it answered (ECONNRESET)', (socket) => socket.end()],
    ['resets', 'hung up before it answered (ECONNRESET)', (socket) => socket.resetAndDestroy()],
    [
      'breaks off',
      'hung up before it answered (ECONNRESET)',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"hush":'),
    ],
    [
      'loses its thread',
      'did not speak HTTP (HPE_INVALID_CHUNK_SIZE)',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhush\r\n'),
    ],
    [
      'answers garbage',
      'did not speak HTTP (HPE_INVALID_CONSTANT)',
      (socket) => socket.end('hush\r\n\r\n'),
    ],
    [
      'wants another protocol',
      'hung up before it answered',
      (socket) =>
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
        ),
    ],
  ])('%s has said nothing', async (_, why, say) => {
    expect(await send(get(await speaker(say)))).toEqual(unreachable(why))
  })

  it('is not there has said nothing', async () => {
    const server = net.createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as net.AddressInfo
    server.close()
    await once(server, 'close')
    expect(await send(get(`http://127.0.0.1:${port}`))).toEqual(
      unreachable('connection refused (ECONNREFUSED)'),
    )
  })

  it('shows a certificate that nobody vouches for is told nothing', async () => {
    const asked: string[] = []
    const server = tls.createServer({ key: KEY, cert: CERTIFICATE }, (socket) => {
      socket.on('data', (data) => asked.push(String(data)))
    })
    onTestFinished(() => void server.close())
    server.on('tlsClientError', () => {})
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as net.AddressInfo
    expect(await send(get(`https://localhost:${port}`), resolving('127.0.0.1'))).toEqual(
      unreachable(expect.stringMatching(/^its certificate is not trusted /)),
    )
    expect(asked).toEqual([])
  })

  it('speaks no TLS is told nothing', async () => {
    const { base, seen } = await standIn(() => ({}))
    const came = await send(get(base.replace('http:', 'https:')))
    expect(came).toMatchObject({ why: expect.stringMatching(/^did not speak TLS \(\w+\)$/) })
    expect(seen).toEqual([])
  })

  it.each(['http', 'https'])(
    'has a private address behind a public name is left alone',
    async (by) => {
      const { base, seen } = await standIn(() => ({}))
      const url = `${by}://api.provider.example:${new URL(base).port}/`
      expect(await send(get(url), resolving('127.0.0.1', '10.0.0.5'))).toEqual(
        unreachable('is a private address (127.0.0.1, 10.0.0.5) behind a public name'),
      )
      expect(seen).toEqual([])
    },
  )
})

describe('stopping', () => {
  it('keeps what is not yet under way from beginning', async () => {
    const lookup = () => expect.unreachable('It was to be stopped.')
    const { send } = sending(lookup)
    const url = 'http://api.provider.example/'
    expect(await send(get(url), AbortSignal.abort())).toEqual(unreachable('stopped'))
  })

  it('ends what is under way, and lets nothing begin', async () => {
    const { base, seen } = await standIn(() => {
      sender.close()
      return undefined
    })
    const sender = sending()
    expect(await sender.send(get(base), never)).toEqual(unreachable('stopped'))
    expect(await sender.send(get(base), never)).toEqual(unreachable('stopped'))
    expect(seen).toHaveLength(1)
  })

  it('ends one question alone', async () => {
    const stop = new AbortController()
    const { base } = await standIn(({ path }) => {
      if (path !== '/stop') return {}
      stop.abort()
      return undefined
    })
    const sender = sending()
    expect(await sender.send(get(`${base}/stop`), stop.signal)).toEqual(unreachable('stopped'))
    expect(await sender.send(get(base), stop.signal)).toEqual(unreachable('stopped'))
    expect(await sender.send(get(base), never)).toMatchObject({ status: 200 })
  })
})

/** Of `localhost`, by itself: made for this test alone. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgg2wsPXXRtwxZ3o8A
pT/bOHLT9qNcDbPZWA7LcvjhyJihRANCAAQBzGKz7D9aVrTGaJfufgLzHAZzy7mP
7kq4LtzaxDLGa62mQ9qkRC3INfieS5A01k2d8JqbZFAfZAZcy50Y6VjZ
-----END PRIVATE KEY-----`
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBljCCATugAwIBAgIUT6lgTBa0k0d5vEzIr7kYlKl/7UYwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyOTAxMjA0NloYDzIxMjYxMTA1
MDEyMDQ2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQBzGKz7D9aVrTGaJfufgLzHAZzy7mP7kq4LtzaxDLGa62mQ9qkRC3I
NfieS5A01k2d8JqbZFAfZAZcy50Y6VjZo2kwZzAdBgNVHQ4EFgQUfygppYyElWZE
LcNVslHN8tODvMYwHwYDVR0jBBgwFoAUfygppYyElWZELcNVslHN8tODvMYwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
SQAwRgIhAPDkpDDG+F7SCLekhzdubss8VTuuRyVSAlUnc+Zh3N5lAiEA46rXFI2b
cW950Z1lfwMiyclTHjWIZJHS5XJIL/IZh7A=
-----END CERTIFICATE-----`
