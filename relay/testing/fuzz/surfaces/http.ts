/** Requests as bytes: framing, methods, targets, versions, headers; several on a connection, and cut anywhere. */

import fc from 'fast-check'
import { answersIn, checkAnswer } from '../answers.ts'
import { bytesOf, CUTS, edited, inPieces, mostly, TEXT } from '../hostile.ts'
import type { Surface } from '../surface.ts'
import { API_KEY, CANARY, ORIGIN } from '../target.ts'

const METHOD = mostly(
  fc.constantFrom('GET', 'GET', 'POST', 'PUT', 'HEAD', 'OPTIONS'),
  fc.constantFrom('DELETE', 'PATCH', 'TRACE', 'CONNECT', 'get', 'QUERY', 'PRI', 'FOO', ''),
)

const TARGET = mostly(
  fc.constantFrom(
    ...[
      '/healthz',
      '/readyz',
      '/metrics',
      '/orders',
      '/orders/A-1',
      '/orders/A-1?wait=25',
      '/poll',
    ],
    ...[
      '/tokens',
      '/callbacks',
      '/callbacks/stripe',
      '/callbacks/adyen',
      '/callbacks/daraja/00',
      '/ws',
    ],
    ...[
      '/payment-status.js',
      '/notifications',
      '/customers/42/notifications',
      '/callbacks/1/replay',
    ],
  ),
  fc.oneof(
    fc.constantFrom(
      ...[
        '*',
        '/',
        '',
        '//',
        '//healthz',
        '/./healthz',
        '/x/../healthz',
        '/healthz/',
        '/healthz;x',
      ],
      ...['http://evil.example/healthz', 'https://evil.example:1/orders/A', 'http://[::1'],
      ...['healthz', '?', '/\\x'],
    ),
    TEXT,
  ),
)

const VERSION = mostly(
  fc.constant('HTTP/1.1'),
  fc.constantFrom('HTTP/1.0', 'HTTP/2.0', 'HTTP/9', ''),
  20,
)

const HOST = mostly(
  fc.constantFrom('127.0.0.1', 'pay.example.com', 'evil.example:80'),
  fc.constantFrom(
    ...['', 'a b', '[::1', '[::1]:1', 'x'.repeat(300), '127.0.0.1:99999', 'a@b', 'a/b', 'a?b'],
    ...['%00', '..', 'ü'],
  ),
  20,
)

const HEADER = mostly(
  fc.constantFrom(
    `Authorization: Bearer ${API_KEY}`,
    `Authorization: Bearer ${API_KEY}`,
    `Authorization: Bearer ${CANARY}`,
    `Authorization: Basic ${CANARY}`,
    `Stripe-Signature: t=1,v1=${CANARY}`,
    `Stripe-Signature: ${'t=1,=,'.repeat(200)}`,
    ...[`Origin: ${ORIGIN}`, 'Origin: null', 'Origin: https://evil.example', 'Connection: close'],
    ...['Connection: Upgrade', 'Upgrade: h2c', 'Upgrade: websocket', 'Expect: 100-continue'],
    ...['X-Forwarded-For: 1.1.1.1, ,999.0.0.1', 'Forwarded: for=x', 'X-HTTP-Method-Override: PUT'],
    ...[
      'If-None-Match: "x.9007199254740993", W/"',
      'Accept-Encoding: gzip;q=nan',
      'Range: bytes=0-,9-',
    ],
    ...['Content-Type: text/plain', 'Content-Type: multipart/form-data; boundary=', 'Cookie: a=b'],
    ...[
      'Access-Control-Request-Method: PUT',
      'Idempotency-Key: __proto__',
      'Trailer: Authorization',
    ],
  ),
  fc.oneof(
    fc.constantFrom(
      ...[' folded: by a space', 'No Colon', ': no name', 'X: a\0b', 'X\t: a', 'Expect: x'],
      `X: ${'a'.repeat(17_000)}`,
    ),
    fc.tuple(TEXT, TEXT).map(([name, value]) => `${name}: ${value}`),
  ),
)

const BODIES = [
  '',
  '{}',
  `{"token":"${CANARY}"}`,
  '{"wait":25,"frames":[]}',
  '[',
  'x'.repeat(70_000),
]

type Framing = (body: string) => [headers: string[], body: string]

/** How a body says where it ends. */
const FRAMINGS: readonly Framing[] = [
  (body) => [[`Content-Length: ${body.length}`], body],
  (body) => [['Transfer-Encoding: chunked'], `${chunk(body)}0\r\n\r\n`],
]

/** And how it leaves that open. */
const MISFRAMINGS: readonly Framing[] = [
  (body) => [['Transfer-Encoding: chunked'], `${chunk(body)}0\r\nAuthorization: x\r\n\r\n`],
  () => [['Transfer-Encoding: chunked'], `2;${'e'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`],
  (body) => [['Transfer-Encoding: chunked'], `ffffffffffffffffff\r\n${body}`],
  (body) => [['Transfer-Encoding: chunked'], `-1\r\n${body}`],
  (body) => [['Transfer-Encoding: chunked', `Content-Length: ${body.length}`], chunk(body)],
  (body) => [['Transfer-Encoding: xchunked'], body],
  (body) => [['Transfer-Encoding: chunked, identity'], `${chunk(body)}0\r\n\r\n`],
  (body) => [['Transfer-Encoding : chunked'], `${chunk(body)}0\r\n\r\n`],
  (body) => [[`Content-Length: ${body.length}`, 'Content-Length: 1'], body],
  (body) => [[`Content-Length: +${body.length}`], body],
  (body) => [['Content-Length: 1e3'], body],
  (body) => [['Content-Length: 10000000000'], body],
  (body) => [['Content-Length: 99999999999999999999'], body],
  (body) => [[`Content-Length: ${body.length + 10}`], body],
  (body) => [[], body],
]

const chunk = (body: string): string =>
  body === '' ? '' : `${body.length.toString(16)}\r\n${body}\r\n`

const REQUEST = fc
  .record({
    method: METHOD,
    target: TARGET,
    version: VERSION,
    host: HOST,
    headers: fc.array(HEADER, { maxLength: 4 }),
    body: fc.constantFrom(...BODIES),
    framing: mostly(fc.constantFrom(...FRAMINGS), fc.constantFrom(...MISFRAMINGS)),
    flood: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 100, 3_000),
    newline: mostly(fc.constant('\r\n'), fc.constant('\n'), 20),
  })
  .map(({ method, target, version, host, headers, body, framing, flood, newline }) => {
    const [lengths, framed] = framing(body)
    const line = `${method} ${target} ${version}`.trimEnd()
    const lines = [
      line,
      `Host: ${host}`,
      ...headers,
      ...Array<string>(flood).fill('a: b'),
      ...lengths,
    ]
    return lines.filter(Boolean).join(newline) + newline + newline + framed
  })

export const http: Surface = {
  by: 'socket',
  async against(target) {
    const requests = fc.array(mostly(REQUEST, edited(REQUEST), 2), { minLength: 1, maxLength: 3 })
    return fc.asyncProperty(requests, CUTS, async (texts, cuts) => {
      const { bytes } = await target.exchange(inPieces(bytesOf(texts.join('')), cuts))
      for (const answer of answersIn(bytes)) checkAnswer(answer)
    })
  },
}
