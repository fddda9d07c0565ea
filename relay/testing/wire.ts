/** For tests: a connection on which bytes are said, as no good client would. */

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

export class Wire {
  readonly socket: Socket
  /** Resolves when the other side has ended it, however it did. */
  readonly closed: Promise<void>
  /** All that was read so far. */
  said = ''

  /** To a port of this machine. */
  static async to(port: number | string, bytes = ''): Promise<Wire> {
    const wire = new Wire(connect(Number(port), '127.0.0.1'))
    await once(wire.socket, 'connect')
    if (bytes) wire.say(bytes)
    return wire
  }

  private constructor(socket: Socket) {
    this.socket = socket
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()))
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => (this.said += chunk.toString('latin1')))
    onTestFinished(() => void socket.destroy())
  }

  say(bytes: string | Buffer): void {
    this.socket.write(bytes)
  }

  /** Resolves when this has been read. */
  async hears(text: string): Promise<void> {
    while (!this.said.includes(text)) {
      await Promise.race([once(this.socket, 'data'), this.closed])
      if (this.socket.destroyed && !this.said.includes(text)) {
        throw new Error(`It has ended, and said: ${this.said}`)
      }
    }
  }
}

/** A request with these headers, and the beginning of its body if it has one. */
export const said = (line: string, headers: Record<string, string | number> = {}, body = '') =>
  [
    `${line} HTTP/1.1`,
    ...Object.entries({ Host: 'relay.example', ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    ),
    '',
    body,
  ].join('\r\n')

/** What a browser asks for a WebSocket with. */
export const UPGRADE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
}
