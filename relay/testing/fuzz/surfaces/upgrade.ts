/** Upgrades to a WebSocket: versions, keys, protocols, extensions, and above all origins. */

import fc from 'fast-check'
import { answersIn, checkAnswer } from '../answers.ts'
import { bytesOf, CUTS, edited, inPieces, mostly, TEXT } from '../hostile.ts'
import { checkClose, heardIn } from '../page-side.ts'
import { promised } from '../promised.ts'
import type { Surface } from '../surface.ts'
import { ORIGIN } from '../target.ts'

const ORIGINS = [
  ORIGIN,
  ...['https://shop.example.com:443', 'http://shop.example.com', 'https://SHOP.example.com'],
  ...['https://shop.example.com.', 'https://shop.example.com/', 'https://a.shop.example.com'],
  ...[
    'https://evilshop.example.com',
    'https://shop.example.com.evil.example',
    'null',
    'file://',
    '*',
  ],
  ...['https://shop.example.com@evil.example', 'https://shop.example.com, https://evil.example'],
  ...['http://127.0.0.1', 'http://localhost', 'javascript:alert(1)', 'https://shop.example.com\t'],
]

const ORIGIN_LINE = fc.option(
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...ORIGINS) }, edited(fc.constant(ORIGIN))),
  { nil: undefined },
)

/** The right one, and wrong ones. */
const one = (right: string, ...wrong: string[]) =>
  mostly(fc.constant(right), fc.constantFrom(...wrong), 15)

const REST = fc.record({
  method: one('GET', 'POST', 'CONNECT', 'OPTIONS'),
  path: mostly(
    fc.constantFrom('/ws', '/ws?x=1'),
    fc.oneof(fc.constantFrom('//ws', '/%77s', '/ws/', '/WS', '/orders/A'), TEXT),
  ),
  version: one('13', '8', '7', '0', '-13', '13, 8', '1e1', ''),
  key: one('dGhlIHNhbXBsZSBub25jZQ==', 'x', '', 'dGhlIHNhbXBsZSBub25jZQ'),
  upgrade: mostly(
    fc.constantFrom('websocket', 'WebSocket'),
    fc.constantFrom('websocket, h2c', 'h2c', ''),
    15,
  ),
  connection: mostly(
    fc.constantFrom('Upgrade', 'keep-alive, Upgrade'),
    fc.constantFrom('close', ''),
    15,
  ),
  more: fc.array(
    fc.oneof(
      fc.constantFrom(
        'Sec-WebSocket-Protocol: a,,b',
        `Sec-WebSocket-Protocol: ${'a,'.repeat(2_000)}z`,
        'Sec-WebSocket-Extensions: permessage-deflate; a="',
        'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=99',
        'Sec-WebSocket-Origin: https://evil.example',
        'Transfer-Encoding: chunked',
        'Content-Length: 5',
      ),
      TEXT.map((value) => `Sec-WebSocket-Protocol: ${value}`),
    ),
    { maxLength: 2 },
  ),
})

export const upgrade: Surface = {
  by: 'socket',
  async against(target) {
    const texts = fc.tuple(REST, ORIGIN_LINE).map(([asked, origin]) => ({
      origin,
      version: asked.version,
      text: [
        `${asked.method} ${asked.path} HTTP/1.1`,
        `Host: ${target.host}`,
        `Connection: ${asked.connection}`,
        `Upgrade: ${asked.upgrade}`,
        `Sec-WebSocket-Version: ${asked.version}`,
        `Sec-WebSocket-Key: ${asked.key}`,
        ...(origin === undefined ? [] : [`Origin: ${origin}`]),
        ...asked.more,
        '\r\n',
      ].join('\r\n'),
    }))
    return fc.asyncProperty(texts, CUTS, async ({ text, origin, version }, cuts) => {
      const { bytes } = await target.exchange(inPieces(bytesOf(text), cuts))
      const answers = answersIn(bytes)
      for (const answer of answers) checkAnswer(answer)
      if (answers.at(-1)?.status !== 101) return
      promised(version === '13', 'no other version is spoken', version)

      const { texts, closed } = heardIn(bytes.subarray(bytes.indexOf('\r\n\r\n') + 4))
      const told = texts.map(({ type, code }) => code ?? type)
      // Another line of its own: whose that is, is another question.
      if (origin !== undefined && /[\0\r\n]/.test(origin)) return
      // What HTTP takes for white space around a value is none of it, and nothing else.
      const said = origin?.replace(/^[ \t]+|[ \t]+$/g, '') ?? ''
      const isOurs = origin === undefined || [ORIGIN, target.url].includes(said)
      if (isOurs) promised(told[0] === 'connected', 'the shop’s own page is greeted', told)
      else {
        promised(told[0] === 'origin_not_allowed', 'a foreign page is told so', { origin, told })
        promised(told.length === 1 && closed?.code === 4403, 'and closed with 4403', closed)
      }
      if (closed) checkClose(closed)
    })
  },
}
