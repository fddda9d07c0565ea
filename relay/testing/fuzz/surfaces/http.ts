/** Requests as bytes: framing, methods, targets, versions, headers; several on a connection, and cut anywhere. */

import fc from 'fast-check'
import { answersIn, checkAnswer } from '../answers.ts'
import { bytesOf, CUTS, edited, inPieces, TEXT } from '../hostile.ts'
import type { Surface } from '../surface.ts'
import { CANARY, ORIGIN } from '../target.ts'

const METHODS = [
  ...[
    'GET',
    'GET',
    'POST',
    'POST',
    'PUT',
    'HEAD',
    'OPTIONS',
    'DELETE',
    'PATCH',
    'TRACE',
    'CONNECT',
  ],
  ...['get', 'QUERY', 'PRI', 'FOO', ''],
]

const TARGETS = [
  ...['/healthz', '/readyz', '/metrics', '/orders', '/orders/A-1', '/orders/A-1?wait=25', '/poll'],
  ...[
    '/tokens',
    '/callbacks',
    '/callbacks/stripe',
    '/callbacks/adyen',
    '/callbacks/daraja/00',
    '/ws',
  ],
  ...['/payment-status.js', '/notifications', '/customers/42/notifications', '/callbacks/1/replay'],
  ...['*', '/', '', '//', '//healthz', '/./healthz', '/x/../healthz', '/healthz/', '/healthz;x'],
  ...[
    'http://evil.example/healthz',
    'https://evil.example:1/orders/A',
    'http://[::1',
    'healthz',
    '?',
    '/\\x',
  ],
]

const VERSIONS = [
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.1',
  'HTTP/1.0',
  'HTTP/2.0',
  'HTTP/9',
  '',
]

const HOSTS = [
  ...[
    '127.0.0.1',
    '127.0.0.1',
    '127.0.0.1',
    'pay.example.com',
    'evil.example:80',
    '',
    'a b',
    '[::1',
  ],
  ...['[::1]:1', 'x'.repeat(300), '127.0.0.1:99999', 'a@b', 'a/b', 'a?b', '%00', '..', 'ü'],
]

const HEADERS = [
  `Authorization: Bearer ${CANARY}`,
  `Authorization: Basic ${CANARY}`,
  `Stripe-Signature: t=1,v1=${CANARY}`,
  `Stripe-Signature: ${'t=1,=,'.repeat(200)}`,
  ...[`Origin: ${ORIGIN}`, 'Origin: null', 'Origin: https://evil.example', 'Connection: close'],
  ...[
    'Connection: Upgrade',
    'Upgrade: h2c',
    'Upgrade: websocket',
    'Expect: 100-continue',
    'Expect: x',
  ],
  ...['X-Forwarded-For: 1.1.1.1, ,999.0.0.1', 'Forwarded: for=x', 'X-HTTP-Method-Override: PUT'],
  ...[
    'If-None-Match: "x.9007199254740993", W/"',
    'Accept-Encoding: gzip;q=nan',
    'Range: bytes=0-,9-',
  ],
  ...['Content-Type: text/plain', 'Content-Type: multipart/form-data; boundary=', 'Cookie: a=b'],
  ...['Access-Control-Request-Method: PUT', 'Idempotency-Key: __proto__', 'Trailer: Authorization'],
  ...[
    ' folded: by a space',
    'No Colon',
    ': no name',
    'X: a\0b',
    'X\t: a',
    `X: ${'a'.repeat(17_000)}`,
  ],
]

const BODIES = [
  '',
  '{}',
  `{"token":"${CANARY}"}`,
  '{"wait":25,"frames":[]}',
  '[',
  'x'.repeat(70_000),
]

/** How a body says where it ends. */
const FRAMINGS: readonly ((body: string) => [headers: string[], body: string])[] = [
  (body) => [[`Content-Length: ${body.length}`], body],
  (body) => [[`Content-Length: ${body.length}`], body],
  (body) => [['Transfer-Encoding: chunked'], `${chunk(body)}0\r\n\r\n`],
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
    method: fc.constantFrom(...METHODS),
    target: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...TARGETS) }, TEXT),
    version: fc.constantFrom(...VERSIONS),
    host: fc.constantFrom(...HOSTS),
    headers: fc.array(
      fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...HEADERS) },
        fc.tuple(TEXT, TEXT).map(([name, value]) => `${name}: ${value}`),
      ),
      { maxLength: 4 },
    ),
    body: fc.constantFrom(...BODIES),
    framing: fc.constantFrom(...FRAMINGS),
    repeated: fc.constantFrom(1, 1, 1, 1, 1, 3_000),
    newline: fc.constantFrom('\r\n', '\r\n', '\r\n', '\r\n', '\n'),
  })
  .map(({ method, target, version, host, headers, body, framing, repeated, newline }) => {
    const [lengths, framed] = framing(body)
    const [flood = '', ...others] = headers
    const lines = [
      ...[`${method} ${target} ${version}`.trimEnd(), `Host: ${host}`],
      ...[
        ...others,
        ...Array<string>(Math.min(repeated, flood.length > 40 ? 1 : repeated)).fill(flood),
      ],
      ...lengths,
    ]
    return lines.filter(Boolean).join(newline) + newline + newline + framed
  })

export const http: Surface = {
  by: 'socket',
  async against(target) {
    const requests = fc.array(edited(REQUEST), { minLength: 1, maxLength: 3 })
    return fc.asyncProperty(requests, CUTS, async (texts, cuts) => {
      const { bytes } = await target.exchange(inPieces(bytesOf(texts.join('')), cuts))
      for (const answer of answersIn(bytes)) checkAnswer(answer)
    })
  },
}
