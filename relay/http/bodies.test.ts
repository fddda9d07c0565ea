import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Happening } from '../telemetry/happening.ts'
import { stripePaid } from '../testing/callbacks.ts'
import { until } from '../testing/client.ts'
import { startRelay } from '../testing/relay.ts'
import { said, Wire } from '../testing/wire.ts'
import { Bodies, MAX_BODY } from './bodies.ts'
import { secureHeadersOf } from './secure-headers.ts'

const MIB = 1024 * 1024

/** A server that answers each request with how long its body was. */
async function served() {
  const told: Happening[] = []
  let now = 0
  const bodies = new Bodies({
    tell: (happening) => void told.push(happening),
    secured: secureHeadersOf(false),
    addressOf: ({ socket }) => socket.remoteAddress,
    now: () => now,
  })
  const server = createServer((request, response) =>
    bodies.read(request, response, (body) => response.end(`${body?.length ?? 'none'}`)),
  ).listen(0, '127.0.0.1')
  onTestFinished(() => {
    bodies.stop()
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    bodies,
    told,
    advance(ms: number) {
      now += ms
      bodies.turn()
    },
    post: (length: number, body: string | Buffer = '') =>
      Wire.to(port, said('POST /', { 'Content-Length': length })).then((wire) => {
        wire.say(body)
        return wire
      }),
    chunked: () => Wire.to(port, said('POST /', { 'Transfer-Encoding': 'chunked' })),
  }
}

/** A body of 1 MiB without its last byte. */
const ALMOST = Buffer.alloc(MIB - 1, 'a')

describe('a body', () => {
  it('is handed on as a whole, in however many pieces it came', async () => {
    const { post, bodies } = await served()
    const wire = await post(6, 'ab')
    await until(() => bodies.taken === 2)
    wire.say('cdef')
    await wire.hears('\r\n\r\n6')
    expect(bodies.taken).toBe(0)
  })

  it('that breaks off is answered by nobody, takes no room, and is no error', async () => {
    const { post, bodies, told } = await served()
    const wire = await post(9, 'half')
    await until(() => bodies.taken === 4)
    wire.socket.resetAndDestroy()
    await until(() => bodies.taken === 0)
    expect(told).toEqual([{ type: 'broken_off' }])
  })

  it('that has not come within 30 s is not waited for', async () => {
    const { post, bodies, advance } = await served()
    const wire = await post(9, 'half')
    await until(() => bodies.taken === 4)
    advance(29_999)
    expect(bodies.taken).toBe(4)
    // A byte now and then is no excuse.
    wire.say('l')
    await until(() => bodies.taken > 4)
    advance(1)
    await wire.hears('408 Request Timeout')
    await wire.closed
    expect(bodies.taken).toBe(0)
  })

  it('is waited for no longer than a moment, when the relay is about to stop', async () => {
    const { post, bodies, advance } = await served()
    const wire = await post(9, 'half')
    await until(() => bodies.taken === 4)
    bodies.hurry(2_000)
    advance(1_999)
    expect(bodies.taken).toBe(4)
    advance(1)
    await wire.hears('408 Request Timeout')
  })

  it('in pieces of a byte costs what it is long, and ends before it costs work', async () => {
    const { chunked, bodies, told } = await served()
    const wire = await chunked()
    wire.say('1\r\na\r\n'.repeat(2_000))
    await until(() => bodies.taken >= 2_000)
    expect(bodies.taken).toBeLessThan(3 * 2_000)
    wire.say('1\r\na\r\n'.repeat(100))
    await wire.hears('413 Payload Too Large')
    await wire.closed
    expect(told).toMatchObject([{ type: 'body_refused', why: 'pieces' }])
  })

  it('that grows beyond 1 MiB, having said nothing of its length, is refused', async () => {
    const { chunked, bodies } = await served()
    const wire = await chunked()
    const piece = `${(256 * 1024).toString(16)}\r\n${'a'.repeat(256 * 1024)}\r\n`
    for (let piecesOfIt = 0; piecesOfIt < 5; piecesOfIt++) wire.say(piece)
    await wire.hears('413 Payload Too Large')
    expect(bodies.taken).toBe(0)
  })
})

describe('all bodies under way', () => {
  it('have 32 MiB together; the eldest makes way, and is asked to come back', async () => {
    const { post, bodies, told } = await served()
    const wires: Wire[] = []
    for (let body = 1; body <= 40; body++) {
      wires.push(await post(MAX_BODY, ALMOST))
      // One after the other, so that it is known which is the eldest.
      await until(() => bodies.taken >= Math.min(body, 32) * (MIB - 1) - 1 || told.length > 0)
    }
    await Promise.all(wires.slice(0, 8).map((wire) => wire.hears('503 Service Unavailable')))
    expect(wires[0]?.said).toMatch(/^Retry-After: \d+\r$/im)
    expect(wires[0]?.said).toMatch(/^X-Content-Type-Options: nosniff\r$/im)
    expect(bodies.taken).toBeLessThanOrEqual(32 * MIB)
    expect(told).toHaveLength(8)

    // The others' last byte is as welcome as ever.
    for (const wire of wires.slice(8)) wire.say('z')
    await Promise.all(wires.slice(8).map((wire) => wire.hears(`\r\n\r\n${MIB}`)))
    expect(bodies.taken).toBe(0)
  })

  it('have no room that is only spoken for: whoever says 1 MiB and sends a byte has taken a byte', async () => {
    const { post, bodies } = await served()
    await Promise.all(Array.from({ length: 100 }, () => post(MAX_BODY, 'a')))
    await until(() => bodies.taken === 100)
    const good = await post(3, 'abc')
    await good.hears('\r\n\r\n3')
    expect(bodies.taken).toBe(100)
  })

  it('never keep a provider’s callback out, however slowly others send theirs', async () => {
    const relay = await startRelay()
    const port = new URL(relay.url).port
    const head = said('POST /callbacks/stripe', { 'Content-Length': MAX_BODY })
    const wires = await Promise.all(Array.from({ length: 40 }, () => Wire.to(port, head)))
    for (const wire of wires) wire.say(ALMOST)
    await Promise.any(wires.map((wire) => wire.hears('503 Service Unavailable')))
    for (let order = 0; order < 20; order++) {
      expect((await relay.callback('stripe', stripePaid(`A-${order}`))).status).toBe(204)
    }
  })
})
