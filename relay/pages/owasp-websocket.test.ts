/**
 * OWASP's WebSocket Security Cheat Sheet, item by item: each that applies is a test below, named after it, or has
 * been one elsewhere.
 *
 * | item | |
 * | ---- | - |
 * | encrypted transport (wss) | is the proxy's in front: the relay speaks plain HTTP to it, and tells browsers HSTS |
 * | limits of connections, by address and in all | `MAX_PER_ADDRESS`, `MAX_CONNECTIONS`: beside the limits |
 * | backpressure, slow readers; idle and half-open connections | sockets.test.ts: "is dropped when its reader has not read", 4408; liveness.test.ts |
 * | ending a session at logout | no sessions: a token ends by itself, and is as short as the shop makes it |
 * | tunnelling other protocols | nothing is passed on |
 * | output encoding in the page | the element sets text, never markup: its own tests |
 */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { pino } from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'
import { bearer, signed } from '../testing/client.ts'
import { subscribe, subscribeTo, type Frame } from '../testing/page.ts'
import { atRest, startRelay, type TestRelay } from '../testing/relay.ts'

const SHOP = 'https://shop.example.com'

const errorOf = ({ type, code }: Frame) => [type, code]

/** Asks for an upgrade with these lines; the answer's first line, and its headers. */
async function upgradeWith(relay: TestRelay, lines: string[], path = '/ws'): Promise<string> {
  const { port, host } = new URL(relay.url)
  const socket: Socket = connect(Number(port), '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  const all = [`GET ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: Upgrade', 'Upgrade: websocket']
  socket.write(
    [...all, 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', ...lines, '\r\n'].join('\r\n'),
  )
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  return bytes.toString('latin1').split('\r\n\r\n')[0] ?? ''
}

describe('OWASP WebSocket: only the protocol of RFC 6455', () => {
  it.each(['0', '7', '8', '12', '14', '13, 8', '013', ''])(
    'refuses version "%s"',
    async (version) => {
      const relay = await startRelay()
      const answer = await upgradeWith(relay, [`Sec-WebSocket-Version: ${version}`])
      expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
      expect(answer).toMatch(/Sec-WebSocket-Version: 13(\r|$)/)
    },
  )

  it('refuses what has no version, or no key', async () => {
    const relay = await startRelay()
    expect(await upgradeWith(relay, [])).toMatch(/^HTTP\/1\.1 4\d\d /)
    const keyless = ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: another']
    expect(await upgradeWith(relay, keyless)).toMatch(/^HTTP\/1\.1 400 /)
  })
})

describe('OWASP WebSocket: no compression, which leaks and swells', () => {
  it('negotiates none, however it is offered', async () => {
    const relay = await startRelay()
    const offers = [
      'permessage-deflate; client_max_window_bits',
      'permessage-deflate, x-webkit-deflate-frame',
    ]
    for (const offer of offers) {
      const lines = ['Sec-WebSocket-Version: 13', `Sec-WebSocket-Extensions: ${offer}`]
      const answer = await upgradeWith(relay, lines)
      expect(answer).toMatch(/^HTTP\/1\.1 101 /)
      expect(answer).not.toMatch(/extensions/i)
    }
  })
})

describe('OWASP WebSocket: the Origin is checked against an exact list', () => {
  it.each([
    ...['http://shop.example.com', 'https://shop.example.com:444', 'https://SHOP.example.com'],
    ...['https://shop.example.com.', 'https://shop.example.com/', 'https://evil.shop.example.com'],
    ...['https://evilshop.example.com', 'https://shop.example.com.evil.example', 'null', 'file://'],
    ...['https://shop.example.com@evil.example', 'https://evil.example#https://shop.example.com'],
    ...['https://shop.example.com, https://evil.example', '*', 'https://*.example.com', 'x'],
  ])('refuses %s', async (origin) => {
    const relay = await startRelay({ ALLOWED_ORIGINS: SHOP })
    const page = relay.dial({ origin })
    expect(errorOf(await page.next())).toEqual(['error', 'origin_not_allowed'])
    expect(await page.closed).toBe(4403)
  })

  it('refuses two of them, one of which is allowed', async () => {
    const relay = await startRelay({ ALLOWED_ORIGINS: SHOP })
    const page = relay.dial({
      headers: { Origin: [SHOP, 'https://evil.example'] as unknown as string },
    })
    expect(errorOf(await page.next())).toEqual(['error', 'origin_not_allowed'])
  })

  it('hears nothing more of a page that is refused', async () => {
    const relay = await startRelay({ ALLOWED_ORIGINS: SHOP })
    const { token } = await relay.register('A-1')
    const page = relay.dial({ origin: 'https://evil.example' })
    page.socket.once('open', () => page.say(subscribe(token, 'A-1')))
    expect(errorOf(await page.next())).toEqual(['error', 'origin_not_allowed'])
    await page.closed
    expect(page.unseen).toEqual([])
  })
})

describe('OWASP WebSocket: nothing that a browser sends by itself opens anything (hijacking across sites)', () => {
  it('believes neither a cookie nor HTTP authentication', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1')
    const page = await relay.connect({ headers: { Cookie: `token=${token}`, ...bearer(token) } })
    const answer = await page.ask({ type: 'subscribe', orders: [{ id: 'A-1' }] })
    expect(errorOf(answer)).toEqual(['error', 'token_invalid'])
  })
})

describe('OWASP WebSocket: no token in the URL, where logs would have it', () => {
  it('opens nothing by one that stands there', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1')
    const answer = await upgradeWith(relay, ['Sec-WebSocket-Version: 13'], `/ws?token=${token}`)
    expect(answer).toMatch(/^HTTP\/1\.1 101 /)
    const { status } = await relay.order('A-1', 'x', {}, `?token=${token}`)
    expect(status).toBe(401)
  })

  it('nor by one that is offered as a subprotocol, and agrees to none', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1')
    const protocol = `Sec-WebSocket-Protocol: bearer, ${token.replaceAll('.', '-')}`
    const answer = await upgradeWith(relay, ['Sec-WebSocket-Version: 13', protocol])
    expect(answer).not.toContain(token.split('.')[2])
  })
})

describe('OWASP WebSocket: who does not say who it is, does not stay', () => {
  it('is closed after 10 s, whatever else it says meanwhile', async () => {
    const relay = await startRelay({}, atRest())
    const page = await relay.connect()
    for (const frame of [{ type: 'ping' }, { type: 'ack', orders: {} }, subscribe('a.b.c', 'A-1')])
      page.say(frame)
    relay.advance(10_000)
    expect(await page.closed).toBe(4408)
  })
})

describe('OWASP WebSocket: each message is authorized, not only the connection', () => {
  it('opens by a token what that token opens, on a connection that has opened more', async () => {
    const relay = await startRelay()
    const mine = await relay.register('A-1')
    const theirs = await relay.register('B-1', { customers: ['43'] })
    const page = await relay.connect()
    expect((await page.ask(subscribe(mine.token, 'A-1'))).type).toBe('subscribed')
    expect(errorOf(await page.ask(subscribe(mine.token, 'B-1')))).toEqual(['error', 'forbidden'])
    expect(errorOf(await page.ask(subscribe(mine.token, 'NONE')))).toEqual(['error', 'forbidden'])
    expect(errorOf(await page.ask(subscribeTo('43', mine.token)))).toEqual(['error', 'forbidden'])
    const all = { type: 'subscribe', orders: '*', token: mine.token }
    expect(errorOf(await page.ask(all))).toEqual(['error', 'forbidden'])
    expect((await page.ask(subscribe(theirs.token, 'B-1'))).type).toBe('subscribed')
  })

  it('takes no acknowledgement of what the page was not told', async () => {
    const relay = await startRelay()
    const { token } = await relay.register('A-1')
    await relay.register('B-1')
    const page = await relay.connect()
    await page.ask(subscribe(token, 'A-1'))
    page.say({ type: 'ack', orders: { 'A-1': 99, 'B-1': 1 }, notifications: ['1', '__proto__'] })
    await page.ask({ type: 'ping' })
    expect(await relay.audience('A-1')).toMatchObject({ acknowledged: 1 })
    expect(await relay.audience('B-1')).toMatchObject({ acknowledged: 0 })
  })

  it('takes no merchant’s word from a socket, though the token is staff’s', async () => {
    const relay = await startRelay()
    await relay.register('A-1', { amount: 5_000, currency: 'KES' })
    const token = await relay.token({ orders: ['*'], ttl: 60 })
    const page = await relay.connect()
    const word = { type: 'update', order: 'A-1', status: 'succeeded', token }
    expect(errorOf(await page.ask(word))).toEqual(['error', 'unknown_type'])
    expect(await relay.seen('A-1')).toMatchObject({ status: 'pending' })
  })
})

describe('OWASP WebSocket: a connection outlives no token', () => {
  it('ends what an expired token opened, and refuses it from then on', async () => {
    const relay = await startRelay({}, atRest())
    await relay.register('A-1')
    const token = await signed({ orders: ['A-1'] }, relay.inSeconds(60))
    const page = await relay.connect()
    await page.ask(subscribe(token, 'A-1'))
    relay.advance(60_001)
    // Meanwhile a heartbeat was due.
    let ended = await page.next()
    while (ended.type === 'heartbeat') ended = await page.next()
    expect(errorOf(ended)).toEqual(['error', 'token_expired'])
    relay.advance(60_000)
    let again = await page.ask(subscribe(token, 'A-1'))
    while (again.type === 'heartbeat') again = await page.next()
    expect(errorOf(again)).toEqual(['error', 'token_expired'])
  })
})

describe('OWASP WebSocket: what comes in is validated', () => {
  it.each([
    '{"type":"ping","__proto__":{"type":"drain"}}',
    '{"type":"constructor"}',
    '{"type":"__proto__"}',
    '{"type":"ping\\u0000"}',
    `{"type":"x","x":${'['.repeat(6_000)}${']'.repeat(6_000)}}`,
    '{"type":"ack","orders":{"__proto__":1,"constructor":1},"notifications":["__proto__"]}',
    '{"type":"unsubscribe","orders":["__proto__","*",""]}',
  ])('answers what it knows and survives the rest: %s', async (text) => {
    const relay = await startRelay()
    const page = await relay.connect()
    page.say(text)
    page.say({ type: 'ping' })
    let last = await page.next()
    while (last.type !== 'pong') last = await page.next()
    expect({}).not.toHaveProperty('type')
  })
})

describe('OWASP WebSocket: messages have a size, and a rate', () => {
  it('takes 16 KiB, in whatever fragments, and not a byte more', async () => {
    const relay = await startRelay()
    const page = await relay.connect()
    const whole = JSON.stringify({ type: 'ping' }).padEnd(16 * 1024)
    for (const piece of whole.match(/.{1,4096}/g) ?? []) page.socket.send(piece, { fin: false })
    page.socket.send('', { fin: true })
    expect((await page.next()).type).toBe('pong')
    for (const piece of whole.match(/.{1,4096}/g) ?? []) page.socket.send(piece, { fin: false })
    page.socket.send(' ', { fin: true })
    expect(await page.closed).toBe(1009)
  })

  it('closes on the 201st at once with 4429, and goes on serving the others', async () => {
    const relay = await startRelay({}, atRest())
    const [page, other] = [await relay.connect(), await relay.connect()]
    for (let frame = 0; frame < 201; frame++) page.say({ type: 'ping' })
    expect(await page.closed).toBe(4429)
    expect((await other.ask({ type: 'ping' })).type).toBe('pong')
  })

  it('counts a frame that names hundreds as more than one', async () => {
    const relay = await startRelay({}, atRest())
    const page = await relay.connect()
    const notifications = Array.from({ length: 2_000 }, (_, each) => `n${each}`)
    for (let frame = 0; frame < 11; frame++) page.say({ type: 'ack', orders: {}, notifications })
    expect(await page.closed).toBe(4429)
  })
})

describe('OWASP WebSocket: the log has what happened, and no secret', () => {
  it('tells no token, whole or in part, at any level', async () => {
    const lines: string[] = []
    const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
    const relay = await startRelay({ ALLOWED_ORIGINS: SHOP }, { log })
    const { token } = await relay.register('A-1')
    const secrets = [token, `${token}x`, token.replace('.', '.x'), 'a-secret.of-no.form']
    for (const each of secrets) {
      const page = await relay.connect({ origin: SHOP })
      await page.ask(subscribe(each, 'A-1'))
      page.say({ type: 'token', token: each })
      await relay.order('A-1', each)
      await relay.poll({ frames: [subscribe(each, 'A-1')] })
      await relay.callback('stripe', { headers: { 'Stripe-Signature': each }, body: each })
      page.say(`{"token":"${each}"`)
      await page.closed
    }
    for (const part of [...token.split('.'), 'a-secret']) expect(lines.join('')).not.toContain(part)
  })
})
