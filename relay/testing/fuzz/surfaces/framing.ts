/** Frames as bytes: what no WebSocket library would send, in whatever pieces. */

import fc from 'fast-check'
import { bytesOf, CUTS, inPieces, mostly, TEXT } from '../hostile.ts'
import {
  checkClose,
  CLOSE_FRAME,
  encoded,
  heardIn,
  upgradeTo,
  type RawFrame,
} from '../page-side.ts'
import { promised } from '../promised.ts'
import type { Surface } from '../surface.ts'
import { ORIGIN } from '../target.ts'
import { saysOf } from './page-frames.ts'

const LENGTHS = [125n, 126n, 65_535n, 65_536n, 2n ** 31n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]

const raw = (payload: fc.Arbitrary<Buffer>): fc.Arbitrary<RawFrame> =>
  fc
    .record({
      fin: mostly(fc.constant(true), fc.constant(false)),
      rsv: mostly(fc.constant(0), fc.constantFrom(1, 2, 4, 7), 20),
      opcode: mostly(fc.constantFrom(1, 1, 1, 1, 0, 9, 10), fc.nat(15)),
      isMasked: mostly(fc.constant(true), fc.constant(false), 30),
      payload,
      length: mostly<bigint | undefined>(fc.constant(undefined), fc.constantFrom(...LENGTHS), 30),
    })
    .map(({ length, ...frame }): RawFrame => ({
      ...frame,
      ...(length !== undefined && { length }),
    }))

const PAYLOADS: fc.Arbitrary<Buffer> = fc.oneof(
  fc
    .constantFrom('{"type":"ping"}', '', 'x', '{', 'null', '[]', '"ping"', '{"type":1}')
    .map(bytesOf),
  fc
    .constantFrom([0xff, 0xfe], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80])
    .map(Buffer.from),
  // Close codes, those that nobody may send among them.
  fc.integer({ min: 0, max: 5_000 }).map((code) => Buffer.from([code >> 8, code & 255])),
  fc
    .constantFrom(125, 126, 127, 16_383, 16_384, 16_385, 70_000)
    .map((size) => Buffer.alloc(size, ' ')),
  TEXT.map((text) => Buffer.from(text)),
)

export const framing: Surface = {
  by: 'socket',
  async against(target) {
    const says = await saysOf(target)
    const hello = Buffer.from(upgradeTo('/ws', target.host, `Origin: ${ORIGIN}\r\n`))
    const texts = says.map((frame) => Buffer.from(JSON.stringify(frame)))
    const frames = fc.array(mostly(raw(texts), raw(PAYLOADS), 3), { minLength: 1, maxLength: 12 })

    return fc.asyncProperty(frames, CUTS, async (sent, cuts) => {
      const reply = await target.exchange([
        hello,
        ...inPieces(Buffer.concat(sent.map(encoded)), cuts),
      ])
      const { texts, closed } = heardIn(reply.bytes.subarray(reply.bytes.indexOf('\r\n\r\n') + 4))
      // What was on its way when a connection was reset is lost.
      if (reply.isClosed && !closed) return
      promised(texts[0]?.type === 'connected', 'a page is greeted first', texts)
      // A page's own goodbye is answered with the same.
      if (closed && !sent.map(goodbyeIn).includes(closed.code)) checkClose(closed)
    })
  },
}

/** 1005: one without a code. */
const goodbyeIn = ({ opcode, payload }: RawFrame): number | undefined =>
  opcode !== CLOSE_FRAME ? undefined : payload.length < 2 ? 1005 : payload.readUInt16BE(0)
