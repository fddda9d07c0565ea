/** What is no honest HTTP, or means to be read in two ways: refused, never by a 5xx, and the next one is served. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answersIn, checkAnswer } from '../testing/fuzz/answers.ts'
import { API_KEY, Target } from '../testing/fuzz/target.ts'

const KEY = `Authorization: Bearer ${API_KEY}`

/** Below, `\n` stands for what ends a line. */
const lines = (text: string): string => text.replaceAll('\n', '\r\n')

/** A request without a body. */
const get = (path: string, ...headers: string[]): string =>
  lines([`GET ${path} HTTP/1.1`, 'Host: relay', ...headers, '\n'].join('\n'))

/** One with a body, which is framed as the headers say. */
const post = (headers: string[], body: string, path = '/callbacks/stripe'): string =>
  lines([`POST ${path} HTTP/1.1`, 'Host: relay', ...headers, '\n'].join('\n')) + body

/** Answers by status; `closed`: none, and the connection is ended; `waits`: nothing yet. */
type Expected = readonly (number | 'closed' | 'waits')[]

let target: Target
beforeAll(async () => {
  target = await Target.start()
  await target.merchant('PUT', '/orders/A', { amount: 5_000, currency: 'KES' })
})
afterAll(() => target.close())

async function send(bytes: string | Buffer) {
  const reply = await target.exchange([Buffer.from(bytes as string, 'latin1')])
  const answers = answersIn(reply.bytes)
  for (const answer of answers) checkAnswer(answer)
  const rest = answers.length > 0 ? [] : [reply.isClosed ? ('closed' as const) : ('waits' as const)]
  return { answers, told: [...answers.map(({ status }) => status), ...rest] }
}

/** What comes of it, and of the next request: that must be served as if nothing had been. */
async function answered(bytes: string | Buffer) {
  const { told } = await send(bytes)
  const next = await send(get('/healthz'))
  target.checkLog()
  return { told, next: next.told }
}

const NEXT = [200]

describe('the request line', () => {
  it.each<[string, string, Expected]>([
    ['no Host', lines('GET /healthz HTTP/1.1\n\n'), [400]],
    ['HTTP/0.9', lines('GET /healthz\n\n'), [400]],
    ['a version to come', lines('GET /healthz HTTP/3.0\nHost: x\n\n'), [400]],
    ['no version', lines('GET /healthz HTTP/\nHost: x\n\n'), [400]],
    ['HTTP/2’s preface', lines('PRI * HTTP/2.0\n\nSM\n\n'), [400]],
    ['a TLS handshake', '\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03', [400]],
    ['a method that nobody knows', lines('FOO /healthz HTTP/1.1\nHost: x\n\n'), [400]],
    ['a method in lower case', lines('get /healthz HTTP/1.1\nHost: x\n\n'), [400]],
    ['no method', lines(' /healthz HTTP/1.1\nHost: x\n\n'), [400]],
    ['CONNECT', lines('CONNECT evil.example:443 HTTP/1.1\nHost: x\n\n'), ['closed']],
    ['TRACE', lines('TRACE /healthz HTTP/1.1\nHost: x\n\n'), [404]],
    ['OPTIONS of all', lines('OPTIONS * HTTP/1.1\nHost: x\n\n'), [400]],
    ['a target of another server', get('http://evil.example/healthz'), [200]],
    ['a target of another scheme', get('gopher://evil.example/healthz'), [400]],
    ['a target that is no address', get('http://[::1/healthz'), [400]],
    ['a NUL in it', get('/heal\0thz'), [400]],
    ['a space in it', get('/heal thz'), [400]],
    ['a line end in it', get('/healthz HTTP/1.1\nX: y\n\nGET /'), [400]],
    ['a line that has no end', `GET /${'a'.repeat(20_000)}`, [431]],
  ])('%s', async (_, bytes, expected) => {
    expect(await answered(bytes)).toEqual({ told: expected, next: NEXT })
  })
})

describe('the Host', () => {
  it.each<[string, Expected]>([
    ['a b', [400]],
    ['a@b', [400]],
    ['a/b', [400]],
    ['a?b', [400]],
    ['a#b', [400]],
    ['[::1', [400]],
    ['[::1]:1', [200]],
    ['127.0.0.1:99999', [400]],
    ['%00', [400]],
    ['\xfc', [400]],
    ['', [400]],
    ['evil.example', [200]],
  ])('"%s"', async (host, expected) => {
    const bytes = lines(`GET /healthz HTTP/1.1\nHost: ${host}\n\n`)
    expect(await answered(bytes)).toEqual({ told: expected, next: NEXT })
  })

  it('decides nothing that is answered', async () => {
    const bodies = ['relay', 'evil.example'].map(async (host) => {
      const asked = lines(`GET /orders/A HTTP/1.1\nHost: ${host}\n${KEY}\n\n`)
      return (await send(asked)).answers.map(({ body }) => body)
    })
    const [own, foreign] = await Promise.all(bodies)
    expect(foreign).toEqual(own)
  })

  it('twice is the first', async () => {
    const bytes = lines('GET /healthz HTTP/1.1\nHost: relay\nHost: a b\n\n')
    expect(await answered(bytes)).toEqual({ told: [200], next: NEXT })
  })
})

describe('a path', () => {
  it.each<[string, Expected]>([
    ['//healthz', [404]],
    ['/healthz/', [404]],
    ['/HEALTHZ', [404]],
    ['/healthz;x', [404]],
    ['/healthz%00', [404]],
    ['/x/../healthz', [200]],
    ['/%2e%2e/healthz', [200]],
    ['/\\healthz', [400]],
    ['/..%2f..%2fpackage.json', [404]],
    ['/payment-status.js/../../etc/passwd', [404]],
    ['/.env', [404]],
    ['/.git/config', [404]],
    ['/index.html', [404]],
    ['/demo/demo.js', [404]],
    ['healthz', [400]],
    ['?', [400]],
    ['/orders/A%2f..', [400]],
    ['/orders/A%00', [400]],
    ['/orders/%', [400]],
    ['/orders/%ff', [400]],
    ['/orders/%c0%af', [400]],
    ['/orders/\xfc', [400]],
    ['/orders//A', [404]],
    ['/orders%2fA', [404]],
    ['/orders/%41', [200]],
    [`/orders/${'a'.repeat(128)}`, [404]],
    [`/orders/${'a'.repeat(129)}`, [400]],
    [`/orders/${'a'.repeat(12_000)}`, [400]],
    ['/orders/__proto__', [400]],
    ['/orders/constructor', [404]],
    ['/orders/A?wait=-1', [400]],
    ['/orders/A?wait=1e999', [400]],
    ['/orders/A?wait=NaN', [400]],
  ])('%s', async (path, expected) => {
    expect(await answered(get(path, KEY))).toEqual({ told: expected, next: NEXT })
  })
})

describe('headers', () => {
  it.each<[string, string, Expected]>([
    ['that fold', get('/healthz', 'X: a\n b'), [400]],
    ['with a NUL', get('/healthz', 'X: a\0b'), [400]],
    ['with a space in the name', get('/healthz', 'X Y: a'), [400]],
    ['with a space before the colon', get('/healthz', 'X : a'), [400]],
    ['without a colon', get('/healthz', 'X'), [400]],
    ['without a name', get('/healthz', ': a'), [400]],
    ['of 20 kB', get('/healthz', `X: ${'a'.repeat(20_000)}`), [431]],
    ['by the thousand', get('/healthz', ...Array<string>(5_000).fill('a: b')), [431]],
    ['that end in bare line feeds', 'GET /healthz HTTP/1.1\nHost: x\n\n', [400]],
    ['that end in bare carriage returns', 'GET /healthz HTTP/1.1\rHost: x\r\r', [400]],
  ])('%s', async (_, bytes, expected) => {
    expect(await answered(bytes)).toEqual({ told: expected, next: NEXT })
  })

  it.each<[string, string[], number]>([
    ['two of which one is good', ['Authorization: Bearer x', KEY], 401],
    ['two of which the first is good', [KEY, 'Authorization: Bearer x'], 401],
    ['with spaces', [`Authorization: Bearer   ${API_KEY}`], 200],
    [
      'of another scheme',
      [`Authorization: Basic ${Buffer.from(`x:${API_KEY}`).toString('base64')}`],
      401,
    ],
    ['in upper case', [`Authorization: Bearer ${API_KEY.toUpperCase()}`], 401],
    ['of its beginning', [`Authorization: Bearer ${API_KEY.slice(0, -1)}`], 401],
    ['in a cookie', [`Cookie: Authorization=Bearer ${API_KEY}`], 401],
  ])('that authorize, %s', async (_, headers, status) => {
    expect((await send(get('/orders/A', ...headers))).told).toEqual([status])
  })
})

describe('a body whose end is told in two ways', () => {
  const SMUGGLED = `0\r\n\r\n${lines(`PUT /orders/SMUGGLED HTTP/1.1\nHost: x\n${KEY}\nContent-Length: 2\n\n{}`)}`

  it.each<[string, string[]]>([
    ['a length, and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked']],
    ['chunks, and a length', ['Transfer-Encoding: chunked', 'Content-Length: 5']],
    ['two lengths', ['Content-Length: 5', `Content-Length: ${SMUGGLED.length}`]],
    ['two lengths in one', [`Content-Length: 5, ${SMUGGLED.length}`]],
    ['a length with a sign', ['Content-Length: +5']],
    ['a negative length', ['Content-Length: -5']],
    ['a length in hex', ['Content-Length: 0x5']],
    ['a length with an exponent', ['Content-Length: 5e0']],
    ['a length beyond counting', ['Content-Length: 99999999999999999999']],
    ['chunks that are no chunks in the end', ['Transfer-Encoding: chunked, identity']],
    ['another encoding', ['Transfer-Encoding: xchunked']],
    ['chunks, with a space before the colon', ['Transfer-Encoding : chunked']],
    ['chunks and another encoding', ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity']],
    ['chunks, after a vertical tab', ['Transfer-Encoding: \vchunked']],
    ['chunks by a folded line', ['Transfer-Encoding:\n chunked']],
  ])('%s: refused, and no second request in it', async (_, framing) => {
    const { told } = await send(post(framing, SMUGGLED))
    expect(told).toEqual([400])
    expect((await target.merchant('GET', '/orders/SMUGGLED')).status).toBe(404)
  })
})

describe('chunks', () => {
  const chunked = (body: string, path?: string) => post(['Transfer-Encoding: chunked'], body, path)

  it.each<[string, string, Expected]>([
    ['of no hex length', chunked('ZZ\r\n{}\r\n0\r\n\r\n'), [400]],
    ['of a negative length', chunked('-1\r\n{}\r\n0\r\n\r\n'), [400]],
    ['of a length beyond counting', chunked('ffffffffffffffffff\r\n{}'), [400]],
    ['longer than they say', chunked('1\r\n{}\r\n0\r\n\r\n'), [400]],
    ['that end in bare line feeds', chunked('2\n{}\n0\n\n'), [400]],
    ['with extensions of 20 kB', chunked(`2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`), [413]],
  ])('%s', async (_, bytes, expected) => {
    expect(await answered(bytes)).toEqual({ told: expected, next: NEXT })
  })

  it('authorize nothing in what trails them', async () => {
    const bytes = lines(
      `PUT /orders/TRAILED HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\nTrailer: Authorization\n\n2\n{}\n0\n${KEY}\n\n`,
    )
    expect((await send(bytes)).told).toEqual([401])
    expect((await target.merchant('GET', '/orders/TRAILED')).status).toBe(404)
  })
})

describe('expectations', () => {
  it.each<[string, string, Expected]>([
    ['of a go-ahead', post(['Content-Length: 2', 'Expect: 100-continue'], '{}'), [100, 401]],
    ['of something else', post(['Content-Length: 2', 'Expect: x'], '{}'), [417]],
    [
      'of a go-ahead for too much',
      post(['Content-Length: 2097152', 'Expect: 100-continue'], ''),
      [100, 413],
    ],
  ])('%s', async (_, bytes, expected) => {
    expect(await answered(bytes)).toEqual({ told: expected, next: NEXT })
  })
})

describe('many at once', () => {
  it('are each answered, in their order', async () => {
    const { answers, told } = await send(
      get('/healthz') + get('/orders/A') + get('/nowhere') + get('/healthz'),
    )
    expect(told).toEqual([200, 401, 404, 200])
    expect(answers[0]?.body).toBe(answers[3]?.body)
  })

  it('with a body where none is wanted are taken apart where it ends', async () => {
    const { told } = await send(`${get('/healthz', 'Content-Length: 5')}hello${get('/healthz')}`)
    expect(told).toEqual([200, 200])
  })
})
