/** A page's end of a WebSocket, byte by byte: what `ws` would never send, and what the relay sent back. */

import { isRelayFrame, parseJson } from '../../protocol.ts'
import { promised } from './promised.ts'

export interface RawFrame {
  fin: boolean
  /** 0 to 7. */
  rsv: number
  /** 0 to 15. */
  opcode: number
  isMasked: boolean
  payload: Buffer
  /** What the header says, where that is not how long the payload is. */
  length?: bigint
}

const MASK = Buffer.from([1, 2, 3, 4])

export function encoded({ fin, rsv, opcode, isMasked, payload, length }: RawFrame): Buffer {
  const announced = length ?? BigInt(payload.length)
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode
  const bit = isMasked ? 0x80 : 0
  const masked = Buffer.from(payload.map((byte, at) => byte ^ (MASK[at % 4] ?? 0)))
  return Buffer.concat([
    Buffer.from([first]),
    lengthOf(announced, bit),
    ...(isMasked ? [MASK, masked] : [payload]),
  ])
}

function lengthOf(length: bigint, bit: number): Buffer {
  if (length < 126n) return Buffer.from([bit | Number(length)])
  const long = Buffer.alloc(length < 65_536n ? 3 : 9)
  long[0] = bit | (length < 65_536n ? 126 : 127)
  if (long.length === 3) long.writeUInt16BE(Number(length), 1)
  else long.writeBigUInt64BE(BigInt.asUintN(64, length), 1)
  return long
}

const TEXT_FRAME = 1
export const CLOSE_FRAME = 8
const PING_FRAME = 9
const PONG_FRAME = 10

export const textFrame = (payload: string | Buffer): Buffer =>
  encoded({ fin: true, rsv: 0, opcode: TEXT_FRAME, isMasked: true, payload: Buffer.from(payload) })

export const upgradeTo = (path: string, host: string, more = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`

/** What the relay said on a socket: texts, and perhaps a last word. */
export interface Heard {
  texts: Record<string, unknown>[]
  closed?: { code: number; reason: string }
}

/** The relay's own, RFC 6455's for what is no WebSocket, and what a page itself may have said. */
const CLOSE_CODES = new Set([
  1000, 1001, 1002, 1003, 1007, 1008, 1009, 1012, 1013, 4400, 4403, 4408, 4429,
])

/** After the handshake's answer. Throws where it is not what the contract has a relay say. */
export function heardIn(bytes: Buffer): Heard {
  const heard: Heard = { texts: [] }
  let rest = bytes
  while (rest.length >= 2) {
    const cut = frameIn(rest)
    if (!cut) break
    promised(heard.closed === undefined, 'nothing follows a close')
    rest = rest.subarray(cut.length)
    take(cut, heard)
  }
  return heard
}

function frameIn(bytes: Buffer) {
  const [first = 0, second = 0] = bytes
  const short = second & 0x7f
  const head = short < 126 ? 2 : short === 126 ? 4 : 10
  if (bytes.length < head) return undefined
  const size =
    short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  const length = head + size
  if (bytes.length < length) return undefined
  return { first, isMasked: second > 0x7f, payload: bytes.subarray(head, length), length }
}

function take({ first, isMasked, payload }: NonNullable<ReturnType<typeof frameIn>>, heard: Heard) {
  promised((first & 0xf0) === 0x80 && !isMasked, 'the relay’s frames are whole and plain', first)
  const opcode = first & 0x0f
  if (opcode === PING_FRAME || opcode === PONG_FRAME) return
  if (opcode === CLOSE_FRAME) {
    const code = payload.length < 2 ? 1005 : payload.readUInt16BE(0)
    const reason = payload.subarray(2).toString()
    heard.closed = { code, reason }
    return
  }
  promised(opcode === TEXT_FRAME, 'the relay speaks text', opcode)
  const text = payload.toString()
  const frame = parseJson(text)
  promised(isRelayFrame(frame), 'what the relay says is of its protocol', text)
  heard.texts.push({ ...frame })
}

/** Whether the relay ended it of itself, as the contract says it may: with a code of the list, and in words. */
export function checkClose({ code, reason }: { code: number; reason: string }): void {
  promised(CLOSE_CODES.has(code), 'a close code is of the list', code)
  promised(reason !== '', 'a close has a reason in words', code)
}
