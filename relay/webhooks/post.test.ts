import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import * as net from 'node:net'
import { Readable, type Writable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { passable, poster, type Posted, type PosterOptions } from './post.ts'

const MESSAGE = { headers: { 'webhook-id': 'k3f9.A-1.1' }, body: '{"type":"order.updated"}' }

/** The address of a receiver, with a secret in its path. */
async function listening(server: net.Server): Promise<URL> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  return new URL(`http://127.0.0.1:${port}/hush?key=hush`)
}

/** A receiver that answers as `listener` does, and leaves it to us to close the connection. */
async function receiver(listener: RequestListener) {
  const hits: IncomingMessage[] = []
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    hits.push(request)
    listener(request, response)
  })
  const url = await listening(server)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url, hits }
}

/** A receiver that says whatever `say` writes, HTTP or not, once it was spoken to. */
async function speaker(say: (socket: net.Socket) => void): Promise<URL> {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => say(socket))
  })
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return listening(server)
}

/** Says this again and again, as long as anybody listens. */
const forever = (to: Writable, said: string): void => {
  const timer = setInterval(() => to.write(said), 1)
  to.on('close', () => clearInterval(timer))
}

/** Resolves when the connection that brought this request is no more, however it ended. */
const hungUp = (request: IncomingMessage | undefined): Promise<boolean> =>
  new Promise((resolve) => {
    if (!request || request.socket.closed) resolve(true)
    else request.socket.on('close', () => resolve(true))
  })

function posting(options?: PosterOptions) {
  const made = poster(options)
  onTestFinished(() => made.close())
  return made
}

const post = (url: URL, options?: PosterOptions): Promise<Posted> =>
  posting(options).post(url, MESSAGE)

const failed = (why: string) => ({ outcome: 'failed', why })

/** A name server that knows these addresses only, and tells them as Node's does. */
const resolving =
  (...addresses: string[]): net.LookupFunction =>
  (_host, { all }, callback) => {
    const found = addresses.map((address) => ({ address, family: net.isIP(address) }))
    if (all) callback(null, found)
    else callback(null, found[0]?.address ?? '', found[0]?.family)
  }

describe('what it sends', () => {
  it('is the message, byte for byte', async () => {
    const bodies: Promise<Buffer>[] = []
    const { url, hits } = await receiver((request, response) => {
      bodies.push(buffer(request).finally(() => response.end()))
    })
    const headers: [string, string][] = [
      ['Stripe-Signature', 't=1,v1=a'],
      ['x-Twice', 'one'],
      ['X-Name', 'Zoë'],
      ['X-Twice', 'two'],
    ]
    const body = Uint8Array.from({ length: 256 }, (_, byte) => byte)
    await posting().post(url, { headers, body })

    expect(await bodies[0]).toEqual(Buffer.from(body))
    expect(hits[0]).toMatchObject({ method: 'POST', url: '/hush?key=hush' })
    expect(hits[0]?.rawHeaders).toEqual([
      ...['Host', url.host],
      ...headers.flat(),
      ...['Content-Length', '256', 'Connection', 'keep-alive'],
    ])
  })

  it('is text as UTF-8, under headers that are not', async () => {
    const bodies: Promise<string>[] = []
    const { url, hits } = await receiver((request, response) => {
      bodies.push(text(request).finally(() => response.end()))
    })
    await posting().post(url, { headers: { 'x-name': 'Zoë' }, body: '"Zoë, 100 €"' })
    expect(await bodies[0]).toBe('"Zoë, 100 €"')
    expect(hits[0]?.headers).toMatchObject({ 'x-name': 'Zoë', 'content-length': '15' })
  })

  it('leaves out what was about another connection', () => {
    const about = ['Connection', 'keep-alive', 'TE', 'Trailer', 'Transfer-Encoding', 'Upgrade']
    const more = ['Host', 'Expect', 'Content-Length', 'Proxy-Authorization', 'Proxy-Connection']
    const kept = ['Content-Type', 'Content-Encoding', 'X-Forwarded-Host', 'Hostess', 'Tea']
    const all = [...about, ...more, ...kept]
    const pairs = (names: string[]) => names.map((name): [string, string] => [name, '1'])
    expect(passable(pairs(all))).toEqual(pairs(kept))
    expect(passable(Object.fromEntries(pairs(all)))).toEqual(pairs(kept))
  })

  it('is refused if no request can be written of it', async () => {
    const { url } = await receiver((_, response) => response.end())
    const sent = posting().post(url, { headers: { 'x-two': 'one\r\ntwo: 2' }, body: '' })
    await expect(sent).rejects.toThrow('Invalid character in header content')
  })

  it('goes by the connection that is already there', async () => {
    const { url, hits } = await receiver((_, response) => response.writeHead(204).end())
    const { post } = posting()
    await post(url, MESSAGE)
    // The answer's end frees the connection.
    await new Promise(setImmediate)
    await post(url, MESSAGE)
    expect(hits[1]?.socket).toBe(hits[0]?.socket)
  })
})

describe('an answer', () => {
  it.each([200, 201, 202, 204, 299])('%i accepts', async (status) => {
    const { url } = await receiver((_, response) => response.writeHead(status).end())
    expect(await post(url)).toEqual({ outcome: 'accepted', status })
  })

  it('410 wants no more', async () => {
    const { url } = await receiver((_, response) => response.writeHead(410).end())
    expect(await post(url)).toEqual({ outcome: 'gone', status: 410 })
  })

  it.each([300, 304, 400, 401, 404, 429, 500, 503, 999])('%i is a failure', async (status) => {
    const { url } = await receiver((_, response) => response.writeHead(status).end())
    expect(await post(url)).toEqual(failed(`answered ${status}`))
  })

  it.each([301, 302, 303, 307, 308])('%i leads nowhere', async (status) => {
    const target = await receiver((_, response) => response.end())
    const { url } = await receiver((_, response) =>
      response.writeHead(status, { Location: target.url.href }).end(),
    )
    expect(await post(url)).toEqual(
      failed(`redirects (${status}): set the setting to the final address`),
    )
    expect(target.hits).toEqual([])
  })

  it.each([429, 502, 503, 504])('%i may say when to come back', async (status) => {
    const { url } = await receiver((_, response) =>
      response.writeHead(status, { 'Retry-After': '120' }).end(),
    )
    expect(await post(url)).toEqual({ ...failed(`answered ${status}`), retryAfter: 120_000 })
  })

  it('is judged before its body is there, which is not awaited for ever', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const { url, hits } = await receiver((_, response) => forever(response, '.'))
    expect(await post(url)).toEqual({ outcome: 'accepted', status: 200 })
    vi.advanceTimersByTime(15_000)
    expect(await hungUp(hits[0])).toBe(true)
  })

  it('is not read to its end if that is far', async () => {
    const chunk = Buffer.alloc(64 * 1024)
    const { url, hits } = await receiver((_, response) => {
      Readable.from(Array.from({ length: 1_024 }, () => chunk)).pipe(response)
    })
    expect(await post(url)).toEqual({ outcome: 'accepted', status: 200 })
    await hungUp(hits[0])
    expect(hits[0]?.socket.bytesWritten).toBeLessThan(1_024 * chunk.length)
  })

  it.each([
    ['a reset', (socket: net.Socket) => socket.resetAndDestroy()],
    ['an early end', (socket: net.Socket) => socket.end()],
    ['garbage', (socket: net.Socket) => socket.end('no chunk\r\n')],
  ])('stands, whatever its body ends in: %s', async (_, end) => {
    const url = await speaker((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n', () =>
        setImmediate(end, socket),
      )
    })
    expect(await post(url)).toEqual({ outcome: 'accepted', status: 200 })
  })

  it('stands, whatever follows it', async () => {
    const url = await speaker((socket) => {
      socket.write('HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 500 Or not\r\n\r\nhush')
    })
    const { post } = posting()
    expect(await post(url, MESSAGE)).toEqual({ outcome: 'accepted', status: 204 })
    expect(await post(url, MESSAGE)).toEqual({ outcome: 'accepted', status: 204 })
  })
})

describe('a receiver that', () => {
  it.each<[string, string, (socket: net.Socket) => void]>([
    ['is silent', 'no answer within 0.05 s', () => {}],
    [
      'says a header a millisecond',
      'no answer within 0.05 s',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n')
        forever(socket, 'a: b\r\n')
      },
    ],
    [
      'is about to answer for ever',
      'no answer within 0.05 s',
      (socket) => forever(socket, 'HTTP/1.1 102 Processing\r\n\r\n'),
    ],
  ])('%s is not awaited for long', async (_, why, say) => {
    expect(await post(await speaker(say), { timeout: 50 })).toEqual(failed(why))
  })

  it.each<[string, string, (socket: net.Socket) => void]>([
    ['hangs up', 'hung up before it answered (ECONNRESET)', (socket) => socket.end()],
    ['resets', 'hung up before it answered (ECONNRESET)', (socket) => socket.resetAndDestroy()],
    [
      'hangs up within a header',
      'hung up before it answered (ECONNRESET)',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nX: hu'),
    ],
    [
      'answers garbage',
      'did not speak HTTP (HPE_INVALID_CONSTANT)',
      (socket) => socket.end('hush\r\n\r\n'),
    ],
    [
      'has headers without end',
      'did not speak HTTP (HPE_HEADER_OVERFLOW)',
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${'hush'.repeat(25_000)}`),
    ],
    [
      'wants another protocol',
      'hung up before it answered',
      (socket) =>
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: hush\r\n\r\n',
        ),
    ],
  ])('%s has not heard us', async (_, why, say) => {
    expect(await post(await speaker(say))).toEqual(failed(why))
  })

  it('has a name server that is silent is not awaited for long', async () => {
    expect(await post(new URL('http://shop/hush'), { timeout: 50, lookup: () => {} })).toEqual(
      failed('no answer within 0.05 s'),
    )
  })

  it('is not there has not heard us', async () => {
    const server = net.createServer()
    const url = await listening(server)
    server.close()
    await once(server, 'close')
    expect(await post(url)).toEqual(failed('connection refused (ECONNREFUSED)'))
  })

  it.each([
    ['ENOTFOUND', 'its name was not found'],
    ['EAI_AGAIN', 'its name was not found'],
    ['ETIMEDOUT', 'cannot be reached'],
    ['EHOSTUNREACH', 'cannot be reached'],
    ['ENETUNREACH', 'cannot be reached'],
    ['EPIPE', 'hung up before it answered'],
    ['CERT_HAS_EXPIRED', 'its certificate is not trusted'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is not trusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is not trusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate is not trusted'],
    ['EMFILE', 'connection failed'],
  ])('cannot be spoken to, for %s, has not heard us', async (code, why) => {
    const error = Object.assign(new Error('hush'), { code })
    const lookup: net.LookupFunction = (_host, _options, callback) => callback(error, [])
    expect(await post(new URL('http://shop.example.com/hush'), { lookup })).toEqual(
      failed(`${why} (${code})`),
    )
  })

  it('speaks no TLS has not heard us', async () => {
    const { url, hits } = await receiver((_, response) => response.end())
    url.protocol = 'https:'
    expect(await post(url)).toEqual(failed(expect.stringMatching(/^did not speak TLS \(\w+\)$/)))
    expect(hits).toEqual([])
  })
})

describe('stopping', () => {
  it('ends what is under way', async () => {
    const stop = new AbortController()
    const { url } = await receiver(() => stop.abort())
    expect(await posting().post(url, MESSAGE, stop.signal)).toEqual(failed('stopped'))
  })

  it('keeps what is not yet under way from beginning', async () => {
    const url = new URL('http://shop/')
    const lookup = () => expect.unreachable('It was to be stopped.')
    expect(await posting({ lookup }).post(url, MESSAGE, AbortSignal.abort())).toEqual(
      failed('stopped'),
    )
  })

  it('takes the poster with it', async () => {
    const { url, hits } = await receiver(() => made.close())
    const made = posting()
    expect(await made.post(url, MESSAGE)).toEqual(failed('stopped'))
    expect(await made.post(url, MESSAGE)).toEqual(failed('stopped'))
    expect(hits).toHaveLength(1)
  })

  it('takes what has only just begun', async () => {
    const made = posting({ lookup: () => {} })
    const sent = made.post(new URL('http://shop/'), MESSAGE)
    made.close()
    expect(await sent).toEqual(failed('stopped'))
  })

  it('leaves nothing behind that would keep the process alive', async () => {
    const answering = await receiver((_, response) => response.end())
    const silent = await receiver(() => {})
    const script = `
      import { poster } from ${JSON.stringify(new URL('post.ts', import.meta.url).href)}
      const made = poster({ timeout: 600_000 })
      const post = (url) => made.post(new URL(url), { headers: {}, body: '' })
      const late = post('${silent.url.href}')
      console.log((await post('${answering.url.href}')).outcome)
      made.close()
      console.log((await late).why)`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void child.kill())
    expect(await text(child.stdout)).toBe('accepted\nstopped\n')
  })

  it('is not needed for a connection that nobody uses', async () => {
    const { url, hits } = await receiver((_, response) => response.end())
    await post(url, { timeout: 1_000 })
    expect(await hungUp(hits[0])).toBe(true)
  })
})

describe('a private address', () => {
  it.each([['10.0.0.5'], ['127.0.0.1'], ['127.0.0.1', '::1']])(
    'behind a public name is left alone: %s',
    async (...addresses) => {
      const { url, hits } = await receiver((_, response) => response.end())
      for (const protocol of ['http:', 'https:']) {
        url.hostname = 'shop.example.com'
        url.protocol = protocol
        expect(await post(url, { lookup: resolving(...addresses) })).toEqual(
          failed(`is a private address (${addresses.join(', ')}) behind a public name`),
        )
      }
      expect(hits).toEqual([])
    },
  )

  it.each([
    ...['shop', 'shop.', 'localhost', 'shop.localhost', 'shop.local', 'shop.internal', 'nas.lan'],
    ...['shop.home.arpa', 'shop.default.svc', 'shop.default.svc.cluster.local', 'SHOP.LOCAL.'],
  ])('is the operator’s own behind %s', async (host) => {
    const { url, hits } = await receiver((_, response) => response.end())
    url.hostname = host
    expect(await post(url, { lookup: resolving('127.0.0.1') })).toMatchObject({ status: 200 })
    expect(hits).toHaveLength(1)
  })

  it.each([
    'localhost.example.com',
    'notlocal.com',
    'local.example.com',
    'a.local.example.com',
    'thelan.example',
    'a.xlan',
  ])('is not told by a likeness: %s', async (host) => {
    expect(await post(new URL(`http://${host}/`), { lookup: resolving('127.0.0.1') })).toEqual(
      failed('is a private address (127.0.0.1) behind a public name'),
    )
  })

  it('is found out whether or not this Node looks for more than one', async () => {
    const before = net.getDefaultAutoSelectFamily()
    onTestFinished(() => net.setDefaultAutoSelectFamily(before))
    for (const isDefault of [false, true]) {
      net.setDefaultAutoSelectFamily(isDefault)
      for (const url of ['http://shop.example.com/', 'https://shop.example.com/']) {
        expect(await post(new URL(url), { lookup: resolving('10.0.0.5') })).toMatchObject({
          why: 'is a private address (10.0.0.5) behind a public name',
        })
      }
    }
  })

  it.each(['127.0.0.1', '2130706433', '0x7f.1'])(
    'is as the operator wrote it: %s',
    async (host) => {
      const { url } = await receiver((_, response) => response.end())
      url.hostname = host
      const lookup = () => expect.unreachable('An address has no name to look up.')
      expect(await post(url, { lookup })).toMatchObject({ outcome: 'accepted' })
    },
  )

  it('is not reached by a name that was public when it was last looked up', async () => {
    const { url, hits } = await receiver((_, response) => response.end())
    url.hostname = 'shop.example.com'
    const stop = new AbortController()
    const answers = ['1.1.1.1', '127.0.0.1']
    const { post } = posting({
      // Stopped before it hears the address, the first does not leave this machine.
      lookup(host, options, callback) {
        setImmediate(() => {
          stop.abort()
          resolving(answers.shift() ?? '')(host, options, callback)
        })
      },
    })
    expect(await post(url, MESSAGE, stop.signal)).toEqual(failed('stopped'))
    expect(await post(url, MESSAGE)).toEqual(
      failed('is a private address (127.0.0.1) behind a public name'),
    )
    expect(hits).toEqual([])
  })
})
