/** Frames that no WebSocket library sends: each ends its own connection, with its code, and nobody else's. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encoded, heardIn, textFrame, upgradeTo, type RawFrame } from '../testing/fuzz/page-side.ts'
import { ORIGIN, Target } from '../testing/fuzz/target.ts'

const PING = '{"type":"ping"}'

let target: Target
beforeAll(async () => {
  target = await Target.start()
})
afterAll(() => target.close())

/** A frame that is right but for `but`. */
const frame = (but: Partial<RawFrame> = {}, payload: string | Buffer = PING): Buffer =>
  encoded({ fin: true, rsv: 0, opcode: 1, isMasked: true, payload: Buffer.from(payload), ...but })

const closing = (code: number, reason = ''): Buffer =>
  frame({ opcode: 8 }, Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]))

/** What a page that sends this is told, and how the connection ends: with a code, or `lives`, or `dies` without one. */
async function heardBy(...sent: Buffer[]) {
  const hello = Buffer.from(upgradeTo('/ws', target.host, `Origin: ${ORIGIN}\r\n`))
  const { bytes, isClosed } = await target.exchange([hello, Buffer.concat(sent)])
  const { texts, closed } = heardIn(bytes.subarray(bytes.indexOf('\r\n\r\n') + 4))
  const told = texts
    .map(({ type, code }) => String(code ?? type))
    .filter((type) => type !== 'connected')
  return { told, ended: closed?.code ?? (isClosed ? 'dies' : 'lives') }
}

describe('a frame', () => {
  it.each<[string, Buffer[], number]>([
    ['that is not masked', [frame({ isMasked: false })], 1002],
    ['with the first reserved bit', [frame({ rsv: 4 })], 1002],
    ['with the second', [frame({ rsv: 2 })], 1002],
    ['with the third', [frame({ rsv: 1 })], 1002],
    ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode): [string, Buffer[], number] => [
      `of the reserved kind ${opcode}`,
      [frame({ opcode })],
      1002,
    ]),
    ['that continues nothing', [frame({ opcode: 0 })], 1002],
    ['that begins within another', [frame({ fin: false }), frame()], 1002],
    ['of control, in two', [frame({ opcode: 9, fin: false }, 'x')], 1002],
    ['of control, of 126 bytes', [frame({ opcode: 9 }, 'x'.repeat(126))], 1002],
    ['that is binary', [frame({ opcode: 2 })], 4400],
    ['of 16 KiB and a byte', [frame({}, PING.padEnd(16_385))], 1009],
    [
      'of 16 KiB and a byte, in two',
      [frame({ fin: false }, PING.padEnd(16_384)), frame({ opcode: 0 }, ' ')],
      1009,
    ],
    ['that announces 4 GiB', [frame({ length: 2n ** 32n })], 1009],
    ['that announces more than a number holds', [frame({ length: 2n ** 53n })], 1009],
    ['that announces a negative length', [frame({ length: 2n ** 63n })], 1009],
    ['that is no UTF-8', [frame({}, Buffer.from([0xff, 0xfe]))], 1007],
    ['with an overlong slash', [frame({}, Buffer.from([0xc0, 0xaf]))], 1007],
    ['with half a character', [frame({}, Buffer.from([0xed, 0xa0, 0x80]))], 1007],
    ['beyond Unicode', [frame({}, Buffer.from([0xf4, 0x90, 0x80, 0x80]))], 1007],
    ['that is empty', [frame({}, '')], 4400],
    ['that is no JSON', [frame({}, 'hello')], 4400],
    ['that is JSON, and no object', [frame({}, 'null')], 4400],
    ['that nests 8,000 deep', [frame({}, '['.repeat(8_000) + ']'.repeat(8_000))], 4400],
    ['without a type', [frame({}, '{}')], 4400],
  ])('%s ends it', async (_, sent, code) => {
    expect(await heardBy(...sent)).toEqual({ told: [], ended: code })
    expect(await heardBy(textFrame(PING))).toEqual({ told: ['pong'], ended: 'lives' })
  })

  it.each<[string, Buffer[], string[]]>([
    [
      'in two',
      [frame({ fin: false }, PING.slice(0, 5)), frame({ opcode: 0 }, PING.slice(5))],
      ['pong'],
    ],
    [
      'in two, with a ping between',
      [
        frame({ fin: false }, PING.slice(0, 5)),
        frame({ opcode: 9 }, 'x'),
        frame({ opcode: 0 }, PING.slice(5)),
      ],
      ['pong'],
    ],
    [
      'in pieces of a byte',
      [...PING].map((byte, at, all) =>
        frame({ opcode: at === 0 ? 1 : 0, fin: at === all.length - 1 }, byte),
      ),
      ['pong'],
    ],
    ['of 16 KiB', [frame({}, PING.padEnd(16_384))], ['pong']],
    ['of a kind to come', [frame({}, '{"type":"later"}')], ['unknown_type']],
    ['of control, with 125 bytes', [frame({ opcode: 9 }, 'x'.repeat(125))], []],
    ['of control, unasked', [frame({ opcode: 10 }, 'x')], []],
  ])('%s does not', async (_, sent, told) => {
    expect(await heardBy(...sent)).toEqual({ told, ended: 'lives' })
  })
})

describe('a goodbye', () => {
  it.each([
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4000, 4999,
  ])('with %i is answered with the same', async (code) => {
    expect(await heardBy(closing(code))).toEqual({ told: [], ended: code })
  })

  it.each([0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65_535])(
    'with %i, which nobody may send, is none',
    async (code) => {
      expect((await heardBy(closing(code))).ended).toBe(1002)
    },
  )

  it('of a byte, or with a reason that is no UTF-8, is none', async () => {
    expect((await heardBy(frame({ opcode: 8 }, 'x'))).ended).toBe(1002)
    const reason = Buffer.concat([Buffer.from([3, 232]), Buffer.from([0xff])])
    expect((await heardBy(frame({ opcode: 8 }, reason))).ended).toBe(1007)
  })

  it('is the last word: what follows is not heard', async () => {
    expect(await heardBy(closing(1000), textFrame(PING))).toEqual({ told: [], ended: 1000 })
  })
})

describe('a flood', () => {
  it.each<[string, Buffer]>([
    ['of 300 frames', Buffer.concat(Array.from({ length: 300 }, () => textFrame(PING)))],
    ['of 100,000 frames', Buffer.concat(Array.from({ length: 100_000 }, () => textFrame(PING)))],
    [
      'of 20,000 fragments',
      Buffer.concat([
        frame({ fin: false }, ''),
        ...Array.from({ length: 20_000 }, () => frame({ opcode: 0, fin: false }, '')),
      ]),
    ],
    [
      'of 20,000 pings',
      Buffer.concat(Array.from({ length: 20_000 }, () => frame({ opcode: 9 }, 'x'))),
    ],
    ['of 20,000 goodbyes', Buffer.concat(Array.from({ length: 20_000 }, () => closing(1000)))],
  ])('%s ends its own connection, and leaves the others alone', async (_, sent) => {
    expect((await heardBy(sent)).ended).not.toBe('lives')
    expect(await heardBy(textFrame(PING))).toEqual({ told: ['pong'], ended: 'lives' })
  })

  it('leaves no connection behind, and no line that would wake anybody', async () => {
    await expect(target.isLeftAlone()).resolves.toBeUndefined()
    expect(() => target.checkLog()).not.toThrow()
  })
})
